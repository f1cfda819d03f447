//! Diagnoses pasted texts and logs: a finding for each group of events or, if there are no events,
//! the guides and codes that their words lead to.

use std::{
    time::{Duration, Instant},
    vec::IntoIter,
};

use super::{
    dedup::keep_first,
    guides::{GuideStart, for_text, from_log},
    knowledge::Knowledge,
    message::message,
    summary::{Submission, Summary},
};
use crate::{
    budget::{Budget, OutOfTime},
    diagnosis::{
        self, Collapser, Finding, FoundArticle, Group, LeftOut, Relation, Timeline, WordHit,
    },
    eventlog::{self, Tally},
    evidence::{ArticleId, Code, CodeMention, EventRecord, codes, fold_source, spelled_codes},
    guide::{Fit, WalkOrigin},
    problem::Problem,
    search::{Hit, Request},
};

/// The longest search for the words of one finding.
const ONE_FINDING: Duration = Duration::from_millis(20);

/// The longest time for all findings together.
const ALL_FINDINGS: Duration = Duration::from_secs(3);

/// The maximum number of codes that are listed for a text without events.
const CODES: usize = 5;

/// The maximum number of articles, and of codes, that a walk carries in its address.
const CARRIED: usize = 3;

/// The longest ID of such an article, in bytes.
const LONGEST_CARRIED: usize = 80;

/// The diagnosis of texts and logs.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// The groups of events in them, each with its articles: the most serious first, and of those
    /// the most frequent.
    pub findings: Vec<Finding>,
    /// How many records there are.
    pub tally: Tally,
    /// Events that are not in a finding because there were too many kinds.
    pub left_out: LeftOut,
    /// How many events each source logged, the most first.
    pub sources: Vec<(String, u64)>,
    /// When the events happened.
    pub timeline: Timeline,
    /// How many events were not checked because time ran out.
    pub unchecked_events: usize,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The text around the events, in pieces.
    pub prose: Vec<String>,
    /// Text that looks like part of an event but could not be read.
    pub not_understood: Vec<String>,
    /// The guides that match a text without events.
    pub guides: Vec<GuideStart<'a>>,
    /// The codes in a text without events.
    pub codes: Vec<CodeRead>,
}

/// A code that was read in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRead {
    /// The code.
    pub code: Code,
    /// How many articles mention it.
    pub articles: usize,
}

/// Diagnoses everything that was submitted together.
///
/// # Errors
///
/// If time runs out before the diagnosis is done.
pub fn diagnose<'a>(
    known: &Knowledge<'a>,
    submitted: &[Submission],
    budget: Budget,
) -> Result<Diagnosis<'a>, OutOfTime> {
    let mut diagnosing = Diagnosing::of(known, Summary::of(submitted, budget));
    while diagnosing.step() {
        budget.check()?;
    }
    diagnosing.finish(&text_of(submitted), budget)
}

/// A diagnosis that is made step by step, so that other requests can run in between.
pub struct Diagnosing<'k> {
    known: Knowledge<'k>,
    /// What was submitted, without the groups of events.
    rest: Summary,
    /// The groups of events that are not diagnosed yet.
    groups: IntoIter<Group>,
    findings: Vec<Finding>,
    events: u64,
    /// The time that all steps have taken together.
    spent: Duration,
}

impl<'k> Diagnosing<'k> {
    /// Starts the diagnosis of a summary.
    pub fn of(known: &Knowledge<'k>, mut summary: Summary) -> Self {
        let groups = std::mem::take(&mut summary.collapsed.groups);
        Self {
            known: *known,
            rest: summary,
            events: groups.iter().map(|group| group.count).sum(),
            groups: groups.into_iter(),
            findings: Vec::new(),
            spent: Duration::ZERO,
        }
    }

    /// Diagnoses the next group of events; `false` if there is none left, or no time for it.
    pub fn step(&mut self) -> bool {
        let Some(left) = ALL_FINDINGS.checked_sub(self.spent) else {
            return false;
        };
        let Some(group) = self.groups.next() else {
            return false;
        };
        let begun = Instant::now();
        let time = left.min(ONE_FINDING);
        self.findings.push(finding(&self.known, group, time));
        self.spent += begun.elapsed();
        true
    }

    /// The diagnosis. If there are no events, the `text` is read for codes, and for words that lead
    /// to guides.
    ///
    /// # Errors
    ///
    /// If time runs out before the diagnosis is done.
    pub fn finish(self, text: &str, budget: Budget) -> Result<Diagnosis<'k>, OutOfTime> {
        let (known, findings) = (&self.known, self.findings);
        let checked: usize = findings.iter().map(|finding| finding.count).sum();
        budget.check()?;
        let (guides, codes) = match findings.is_empty() {
            true => {
                let codes = codes_read(known, codes(text));
                (guides_for(known, text, &codes), codes)
            }
            false => Default::default(),
        };
        budget.check()?;
        let events = usize::try_from(self.events).unwrap_or(usize::MAX);
        Ok(Diagnosis {
            unchecked_events: events.saturating_sub(checked),
            findings,
            tally: self.rest.tally,
            left_out: self.rest.collapsed.left_out,
            sources: self.rest.collapsed.sources,
            timeline: self.rest.collapsed.timeline,
            problems: self.rest.problems,
            prose: self.rest.prose,
            not_understood: self.rest.not_understood,
            guides,
            codes,
        })
    }
}

/// The texts that were submitted, one below the other.
pub fn text_of(submitted: &[Submission]) -> String {
    let texts = submitted.iter().filter_map(|one| match one {
        Submission::Text(bytes) => Some(eventlog::text_of(bytes)),
        Submission::Fields(fields) => {
            let values: Vec<&str> = fields.iter().map(|(_, value)| &**value).collect();
            Some(values.join("\n").into())
        }
        Submission::Log(_) => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

impl Diagnosis<'_> {
    /// Whether there is an article for any event.
    pub fn has_articles(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| !finding.articles.is_empty())
    }
}

/// The articles that match the words of a text, the best first: the last resort.
pub fn by_words(known: &Knowledge<'_>, text: &str) -> Vec<Hit> {
    match text.trim().is_empty() {
        true => Vec::new(),
        false => search_text(known, text, known.budget),
    }
}

/// The guides for a finding, started with the answers that its event gives.
pub fn guides_of<'a>(known: &Knowledge<'a>, finding: &Finding) -> Vec<GuideStart<'a>> {
    let EventRecord {
        source,
        id,
        description,
        ..
    } = &finding.event;
    let Some(id) = *id else { return Vec::new() };
    let fold = source.as_deref().map(fold_source).unwrap_or_default();
    let message = description.as_deref().unwrap_or_default();
    let mut guides = from_log(known, &fold, id, message);
    let is_quoting = |found: &&FoundArticle| found.relation == Relation::SameMessage;
    let (quoted, found): (Vec<_>, Vec<_>) = finding.articles.iter().partition(is_quoting);
    // A message that articles quote is known: if no claim fits it, the guides are about others.
    if !quoted.is_empty() {
        guides.retain(|start| start.fit == Fit::Full);
    }
    let first = |found: Vec<&FoundArticle>| carried(found.into_iter().map(|found| &found.id));
    let origin = WalkOrigin {
        event: None,
        codes: codes_of(&codes_read(known, spelled_codes(message))),
        quoted: first(quoted),
        found: first(found),
    };
    guides.iter_mut().for_each(|start| start.extend(&origin));
    guides
}

/// The guides for a text without events.
fn guides_for<'a>(known: &Knowledge<'a>, text: &str, codes: &[CodeRead]) -> Vec<GuideStart<'a>> {
    let mut guides = for_text(known, text);
    if guides.is_empty() {
        return guides;
    }
    let hits = search_text(known, text, known.budget);
    let origin = WalkOrigin {
        codes: codes_of(codes),
        found: carried(hits.iter().map(|hit| &hit.id)),
        ..WalkOrigin::default()
    };
    guides.iter_mut().for_each(|start| start.extend(&origin));
    guides
}

/// The articles that a walk carries in its address.
fn carried<'i>(ids: impl Iterator<Item = &'i ArticleId>) -> Vec<ArticleId> {
    let short = ids.filter(|id| id.as_str().len() <= LONGEST_CARRIED);
    short.take(CARRIED).cloned().collect()
}

fn codes_of(read: &[CodeRead]) -> Vec<Code> {
    let known = read.iter().filter(|read| read.articles > 0);
    known.take(CARRIED).map(|read| read.code.clone()).collect()
}

/// The articles for one event, the best first.
pub(super) fn articles_for(known: &Knowledge<'_>, event: &EventRecord) -> Vec<FoundArticle> {
    let mut collapser = Collapser::default();
    collapser.add_record(event);
    let groups = collapser.finish(1).groups.into_iter();
    let found = groups.map(|group| finding(known, group, ONE_FINDING));
    found.flat_map(|finding| finding.articles).collect()
}

/// The finding for a group of events; its search by words may take this long.
fn finding(known: &Knowledge<'_>, mut group: Group, time: Duration) -> Finding {
    let event = &mut group.event;
    for variant in &mut group.spread.variants {
        let of_variant = EventRecord {
            source: event.source.clone(),
            id: event.id,
            strings: variant.strings.clone(),
            ..EventRecord::default()
        };
        variant.message = message(known, &of_variant);
    }
    if let Some(message) = message(known, event) {
        event.description = Some(message);
    }
    let search = |words: &str| -> Vec<WordHit> {
        let hits = search_text(known, words, time).into_iter();
        hits.map(|hit| (hit.id, hit.why)).collect()
    };
    diagnosis::diagnose(group, known.atlas, &search)
}

/// The codes that a text mentions, each once, in order. If a code has several readings, it is the
/// one that the largest number of articles mentions.
fn codes_read(known: &Knowledge<'_>, mentions: Vec<CodeMention>) -> Vec<CodeRead> {
    let articles = |code: &Code| known.atlas.articles_by_code_key(&code.key()).len();
    let mut read: Vec<CodeRead> = Vec::new();
    for mention in mentions {
        let readings = mention.readings.into_iter().rev();
        let readings = readings.map(|code| CodeRead {
            articles: articles(&code),
            code,
        });
        read.extend(readings.max_by_key(|read| read.articles));
    }
    keep_first(&mut read, |read| read.code.key());
    read.truncate(CODES);
    read
}

/// The first results for a text that was not written as a query.
pub(super) fn search_text(known: &Knowledge<'_>, text: &str, time: Duration) -> Vec<Hit> {
    let request = Request {
        query: text,
        is_text: true,
        ..Request::default()
    };
    known.index.search(&request, time).hits
}
