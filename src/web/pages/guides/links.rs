//! The links that lead into a guide: from an event, a code, a query, an article.

use std::collections::BTreeSet;

use super::super::super::portal::Portal;
use crate::{
    article::Role,
    evidence::{ArticleId, Code, codes, events, fold_source},
    guide::{Guide, Start, mark_logged, walk},
    search::Clauses,
    snapshot::Snapshot,
};

/// A symptom shorter than this many characters would be found in too many queries.
const SHORTEST_SYMPTOM: usize = 12;

/// Of a pasted text, this many bytes are looked at.
const LONGEST_TEXT: usize = 4096;

/// A link into a guide, with what is known already answered.
pub struct GuideLink {
    /// The guide's id.
    pub id: String,
    /// The guide's title.
    pub title: String,
    /// What the button says: `Start the guide for event 68`.
    pub start: String,
    /// Link with the known answers in the query.
    pub href: String,
}

impl GuideLink {
    fn new(guide: &Guide, portal: &Portal, event: Option<u32>, start: &Start) -> Self {
        Self {
            id: guide.id.clone(),
            title: guide.title.clone(),
            start: event.map_or_else(
                || "Start the guide".to_owned(),
                |id| format!("Start the guide for event {id}"),
            ),
            href: portal.paths.walk(&guide.id, &walk(guide, start).address()),
        }
    }
}

/// The guides that claim an event, with the event already answered. `fold` is the folded source, empty
/// where unknown.
pub fn claiming(snapshot: &Snapshot, portal: &Portal, fold: &str, id: u32) -> Vec<GuideLink> {
    let start = |guide: &Guide| guide.start_with_event(is_source(fold), id, None);
    in_order(snapshot, portal, Some(id), &start)
}

/// The guides that claim an event out of a log, with all that its message answers.
pub fn from_log(
    snapshot: &Snapshot,
    portal: &Portal,
    fold: &str,
    id: u32,
    message: &str,
) -> Vec<GuideLink> {
    let start = |guide: &Guide| {
        let start = guide.start_with_event(is_source(fold), id, Some(message))?;
        Some(mark_logged(start))
    };
    let claiming = in_order(snapshot, portal, Some(id), &start);
    if !claiming.is_empty() {
        return claiming;
    }
    let mentions = codes(message).into_iter();
    let named = mentions.filter_map(|mention| mention.readings.into_iter().next());
    let mut links: Vec<GuideLink> = named
        .flat_map(|code| {
            let start = |guide: &Guide| Some(mark_logged(guide.start_with_code(&code)?));
            in_order(snapshot, portal, None, &start)
        })
        .collect();
    keep_first(&mut links);
    links
}

/// The guides that a pasted text leads to, in which no event was found.
pub fn for_text(snapshot: &Snapshot, portal: &Portal, text: &str) -> Vec<GuideLink> {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    for_query(snapshot, portal, text.get(..end).unwrap_or_default())
}

fn keep_first(links: &mut Vec<GuideLink>) {
    let mut seen = BTreeSet::new();
    links.retain(|link| seen.insert(link.id.clone()));
}

/// The guides that claim an error code, with the code already answered.
pub fn for_code(snapshot: &Snapshot, portal: &Portal, code: &Code) -> Vec<GuideLink> {
    in_order(snapshot, portal, None, &|guide| guide.start_with_code(code))
}

fn is_source(fold: &str) -> impl Fn(&str) -> bool {
    move |source: &str| fold.is_empty() || fold_source(source) == fold
}

/// The guides that have a start, those that are to stand after another one behind it.
fn in_order(
    snapshot: &Snapshot,
    portal: &Portal,
    event: Option<u32>,
    start: &dyn Fn(&Guide) -> Option<Start>,
) -> Vec<GuideLink> {
    let mut ordered: Vec<(&Guide, Start)> = Vec::new();
    for guide in &snapshot.guides {
        let Some(start) = start(guide) else { continue };
        let before = ordered
            .iter()
            .position(|(other, _)| other.stands_after(&guide.id));
        ordered.insert(before.unwrap_or(ordered.len()), (guide, start));
    }
    let link = |(guide, start): (&Guide, Start)| GuideLink::new(guide, portal, event, &start);
    ordered.into_iter().map(link).collect()
}

/// The guides that a query's events or symptoms lead to.
pub fn for_query(snapshot: &Snapshot, portal: &Portal, query: &str) -> Vec<GuideLink> {
    let mut links = Vec::new();
    let wanted = Clauses::read(query).wanted();
    let query = wanted.as_str();
    let events = events(query);
    // `68 CCMC`: a number beside a source is an event, whether or not the word stands there.
    let numbers = query
        .split_whitespace()
        .filter_map(|word| word.parse::<u32>().ok());
    let numbers: Vec<u32> = numbers.take(4).collect();
    let sources = if events.is_empty() && numbers.is_empty() {
        Vec::new()
    } else {
        sources_in(snapshot, query)
    };
    for mention in events {
        let folds = match &mention.source {
            Some(source) => vec![fold_source(source)],
            None if sources.is_empty() => vec![String::new()],
            None => sources.clone(),
        };
        links.extend(folds.iter().flat_map(|fold| {
            // What is pasted says more than the event's number.
            let start =
                |guide: &Guide| guide.start_with_event(is_source(fold), mention.id, Some(query));
            in_order(snapshot, portal, Some(mention.id), &start)
        }));
    }
    for number in numbers {
        links.extend(
            sources
                .iter()
                .flat_map(|fold| claiming(snapshot, portal, fold, number)),
        );
    }
    for mention in codes(query) {
        let code = mention.readings.first();
        links.extend(
            code.into_iter()
                .flat_map(|code| for_code(snapshot, portal, code)),
        );
    }
    let query = query.trim().to_lowercase();
    for guide in &snapshot.guides {
        let fits = |symptom: &String| {
            let symptom = symptom.to_lowercase();
            symptom.len() >= SHORTEST_SYMPTOM
                && query.len() >= SHORTEST_SYMPTOM
                && (query.contains(&symptom) || symptom.contains(&query))
        };
        if guide.symptoms.iter().any(fits) {
            links.push(GuideLink::new(guide, portal, None, &Start::new()));
        }
    }
    keep_first(&mut links);
    links
}

/// The folded names of the event sources that a query's words name, all of them together or one by one.
fn sources_in(snapshot: &Snapshot, query: &str) -> Vec<String> {
    let is_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_label = ["event", "id", "source", "from"]
            .iter()
            .any(|label| word.eq_ignore_ascii_case(label));
        word.len() >= 3 && !is_label && !word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let words: Vec<&str> = query.split_whitespace().filter(is_name).take(8).collect();
    let named = |name: &str| {
        let sources = snapshot.atlas.sources_named(name).into_iter();
        sources
            .map(|source| source.fold.clone())
            .filter(|fold| !fold.is_empty())
            .collect::<Vec<_>>()
    };
    let together = named(&words.join(" "));
    if together.is_empty() {
        words.into_iter().flat_map(named).collect()
    } else {
        together
    }
}

/// The guides that cite an article; where the guide claims just one event among the article's symptoms,
/// the event is answered.
pub fn resting_on(snapshot: &Snapshot, portal: &Portal, id: &ArticleId) -> Vec<GuideLink> {
    let cites = |guide: &&Guide| guide.citations().any(|citation| citation.article == *id);
    let is_symptom = |source: &str, event: u32| {
        let quotes = |fold: &str| {
            snapshot.atlas.event(fold, event).is_some_and(|event| {
                event
                    .quotes
                    .iter()
                    .any(|quote| quote.article == *id && quote.role == Role::Symptoms)
            })
        };
        quotes(&fold_source(source)) || quotes("")
    };
    let link = |guide: &Guide| {
        let symptoms = (guide.events.iter())
            .filter(|claim| is_symptom(&claim.source, claim.id))
            .map(|claim| (&claim.source, claim.id));
        let symptoms: BTreeSet<_> = symptoms.collect();
        let event = match symptoms.len() {
            1 => symptoms.first().map(|(_, id)| *id),
            _ => None,
        };
        let answers = event
            .and_then(|event| guide.start_with_event(|_| true, event, None))
            .unwrap_or_default();
        GuideLink::new(guide, portal, event, &answers)
    };
    snapshot.guides.iter().filter(cites).map(link).collect()
}
