//! The guides that start from an event, a code, a text or an article, with the known answers
//! filled in.

use std::collections::BTreeSet;

use super::{dedup::keep_first, knowledge::Knowledge, mentions::QueryMentions};
use crate::{
    article::Role,
    evidence::{ArticleId, Code, fold_source, spelled_codes},
    guide::{Fit, Guide, Pairs, Start, WalkOrigin, mark_logged, walk},
    search::Clauses,
};

/// The fewest bytes of a symptom: a shorter one would be found in too many queries.
const SHORTEST_SYMPTOM: usize = 12;
/// The most numbers of a query that may be event IDs.
const NUMBERS: usize = 4;
/// The most bytes of a pasted text that are read.
const LONGEST_TEXT: usize = 4096;

/// A guide, and what is known when a person starts it.
#[derive(Debug, Clone)]
pub struct GuideStart<'a> {
    /// The guide.
    pub guide: &'a Guide,
    /// The event that it is started for.
    pub event: Option<u32>,
    /// How well it fits that event.
    pub fit: Fit,
    start: Start,
}

impl GuideStart<'_> {
    /// The answers that are known, as a walk's address has them.
    pub fn answers(&self) -> Pairs {
        walk(self.guide, &self.start).address()
    }

    /// The IDs of the events that the guide covers, without duplicates: those of the source that it
    /// is started for, or else all.
    pub fn covered(&self) -> BTreeSet<u32> {
        let events = self.guide.events.iter();
        let is_its_source = |source: &str| {
            let mut events = self.guide.events.iter();
            events.any(|claim| Some(claim.id) == self.event && claim.source == source)
        };
        let of_source = events.filter(|claim| self.event.is_none() || is_its_source(&claim.source));
        of_source.map(|claim| claim.id).collect()
    }

    /// Adds what else is known about the text that the guide is started for.
    pub(super) fn extend(&mut self, origin: &WalkOrigin) {
        self.start.extend(origin.pairs(self.guide));
    }
}

/// The guides that claim an event, with the event already answered. `fold` is the folded source,
/// empty if unknown.
pub fn claiming<'a>(known: &Knowledge<'a>, fold: &str, id: u32) -> Vec<GuideStart<'a>> {
    let start = |guide: &Guide| guide.start_with_event(is_source(fold), id, None);
    started_in_order(known, Some(id), &start)
}

/// The guides that claim an event from a log, with everything that its message answers; if there
/// are none, those that claim a code in the message.
pub(super) fn from_log<'a>(
    known: &Knowledge<'a>,
    fold: &str,
    id: u32,
    message: &str,
) -> Vec<GuideStart<'a>> {
    let start = |guide: &Guide| {
        let (start, fit) = match fold {
            "" => guide.start_with_message(id, message),
            _ => guide.start_with_event(is_source(fold), id, Some(message)),
        }?;
        Some((mark_logged(guide, start), fit))
    };
    let claiming = started_in_order(known, Some(id), &start);
    if !claiming.is_empty() {
        return claiming;
    }
    let mentions = spelled_codes(message).into_iter();
    let named = mentions.filter_map(|mention| mention.readings.into_iter().next());
    let mut starts: Vec<GuideStart<'a>> = named
        .flat_map(|code| {
            let start = |guide: &Guide| {
                let start = guide.start_with_code(&code, Some(message))?;
                Some((mark_logged(guide, start), Fit::Full))
            };
            started_in_order(known, None, &start)
        })
        .collect();
    keep_first(&mut starts, |start| &start.guide.id);
    starts
}

/// The guides that claim an error code, with the code already answered.
pub fn for_code<'a>(known: &Knowledge<'a>, code: &Code) -> Vec<GuideStart<'a>> {
    for_code_in(known, code, None)
}

/// The guides that claim an error code; the `text` that names the code, if any, answers more.
fn for_code_in<'a>(known: &Knowledge<'a>, code: &Code, text: Option<&str>) -> Vec<GuideStart<'a>> {
    started_in_order(known, None, &|guide| {
        Some((guide.start_with_code(code, text)?, Fit::Full))
    })
}

/// The guides that a pasted text without events leads to.
pub(super) fn for_text<'a>(known: &Knowledge<'a>, text: &str) -> Vec<GuideStart<'a>> {
    let end = text.floor_char_boundary(LONGEST_TEXT);
    for_query(known, text.get(..end).unwrap_or_default())
}

/// The guides that a query's events, codes or symptoms lead to.
pub(super) fn for_query<'a>(known: &Knowledge<'a>, query: &str) -> Vec<GuideStart<'a>> {
    let wanted = Clauses::read(query).wanted();
    let query = wanted.as_str();
    let mentions = QueryMentions::of(query);
    let mut starts = for_mentions(known, query, &mentions);
    let query = query.trim().to_lowercase();
    for guide in known.guides {
        let fits = |symptom: &String| {
            let symptom = symptom.to_lowercase();
            symptom.len() >= SHORTEST_SYMPTOM
                && query.len() >= SHORTEST_SYMPTOM
                && (query.contains(&symptom) || symptom.contains(&query))
        };
        if guide.symptoms.iter().any(fits) {
            starts.push(GuideStart {
                guide,
                event: None,
                fit: Fit::Full,
                start: Start::new(),
            });
        }
    }
    keep_first(&mut starts, |start| &start.guide.id);
    starts
}

/// The guides that the events and codes of a text lead to.
fn for_mentions<'a>(
    known: &Knowledge<'a>,
    text: &str,
    mentions: &QueryMentions<'_>,
) -> Vec<GuideStart<'a>> {
    let mut starts = Vec::new();
    let has_event = !mentions.events.is_empty() || !mentions.numbers.is_empty();
    let sources = match has_event {
        true => mentions.sources_of_first_words(known.atlas),
        false => Vec::new(),
    };
    for mention in &mentions.events {
        let folds = match &mention.source {
            Some(source) => vec![fold_source(source)],
            None if sources.is_empty() => vec![String::new()],
            None => sources.clone(),
        };
        for fold in &folds {
            // A pasted text says more than the event's ID.
            let start =
                |guide: &Guide| guide.start_with_event(is_source(fold), mention.id, Some(text));
            starts.extend(started_in_order(known, Some(mention.id), &start));
        }
    }
    // `68 CCMC`: a number beside a source is an event, even without the word `event`.
    for number in mentions.numbers.iter().take(NUMBERS) {
        for fold in &sources {
            starts.extend(claiming(known, fold, *number));
        }
    }
    for mention in &mentions.codes {
        if let Some(code) = mention.readings.first() {
            starts.extend(for_code_in(known, code, Some(text)));
        }
    }
    starts
}

fn is_source(fold: &str) -> impl Fn(&str) -> bool {
    move |source: &str| fold.is_empty() || fold_source(source) == fold
}

/// The guides that `start` accepts, in order: those that fit only in general come last, and those
/// with `after` come after the guide that they name.
fn started_in_order<'a>(
    known: &Knowledge<'a>,
    event: Option<u32>,
    start: &dyn Fn(&Guide) -> Option<(Start, Fit)>,
) -> Vec<GuideStart<'a>> {
    let mut ordered: Vec<GuideStart<'a>> = Vec::new();
    for guide in known.guides {
        let Some((start, fit)) = start(guide) else {
            continue;
        };
        let before = ordered
            .iter()
            .position(|other| other.guide.comes_after(&guide.id));
        let start = GuideStart {
            guide,
            event,
            fit,
            start,
        };
        ordered.insert(before.unwrap_or(ordered.len()), start);
    }
    ordered.sort_by_key(|start| start.fit);
    ordered
}

/// The guides that cite an article; if a guide claims exactly one of the events among the article's
/// symptoms, the event is already answered.
pub fn guides_citing<'a>(known: &Knowledge<'a>, id: &ArticleId) -> Vec<GuideStart<'a>> {
    let cites = |guide: &&Guide| guide.citations().any(|citation| citation.article == *id);
    let is_symptom = |source: &str, event: u32| {
        let quotes = |fold: &str| {
            known.atlas.event(fold, event).is_some_and(|event| {
                let mut quotes = event.quotes.iter();
                quotes.any(|quote| quote.article == *id && quote.role == Role::Symptoms)
            })
        };
        quotes(&fold_source(source)) || quotes("")
    };
    let begin = |guide: &'a Guide| {
        let symptoms = (guide.events.iter())
            .filter(|claim| is_symptom(&claim.source, claim.id))
            .map(|claim| (&claim.source, claim.id));
        let symptoms: BTreeSet<_> = symptoms.collect();
        let event = match symptoms.len() {
            1 => symptoms.first().map(|(_, id)| *id),
            _ => None,
        };
        let start = event.and_then(|event| guide.start_with_event(|_| true, event, None));
        GuideStart {
            guide,
            event,
            fit: Fit::Full,
            start: start.map(|(start, _)| start).unwrap_or_default(),
        }
    };
    known.guides.iter().filter(cites).map(begin).collect()
}
