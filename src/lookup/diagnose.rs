//! Diagnoses a pasted text or a log: a finding for each kind of event or, where there are no
//! events, the guides and codes that its words lead to.

use std::time::Duration;

use super::{
    first::keep_first,
    guides::{GuideStart, for_text, from_log},
    knowledge::Knowledge,
};
use crate::{
    budget::{Budget, OutOfTime},
    diagnosis::{self, Finding, WordHit},
    eventlog,
    evidence::{Code, EventRecord, codes, fold_source},
    problem::Problem,
    search::{Hit, Request},
};

/// The maximum number of codes that are listed for a text without events.
const CODES: usize = 5;

/// What is found for a text or a log.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// The kinds of events in it, each with its articles.
    pub findings: Vec<Finding>,
    /// How many events were not checked because time ran out.
    pub unchecked_events: usize,
    /// What could not be read.
    pub problems: Vec<Problem>,
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

/// Diagnoses a text, or the bytes of a log.
///
/// # Errors
///
/// If time runs out before the diagnosis is done.
pub fn diagnose<'a>(
    known: &Knowledge<'a>,
    bytes: &[u8],
    budget: Budget,
) -> Result<Diagnosis<'a>, OutOfTime> {
    let eventlog::Reading {
        records: events,
        problems,
        ..
    } = eventlog::read(bytes);
    budget.check()?;
    let findings = findings(known, &events);
    let checked: usize = findings.iter().map(|finding| finding.count).sum();
    budget.check()?;
    let (guides, codes) = match findings.is_empty() {
        true => {
            let text = String::from_utf8_lossy(bytes);
            (for_text(known, &text), codes_read(known, &text))
        }
        false => Default::default(),
    };
    budget.check()?;
    Ok(Diagnosis {
        unchecked_events: events.len().saturating_sub(checked),
        findings,
        problems,
        guides,
        codes,
    })
}

impl Diagnosis<'_> {
    /// Whether there is an article for any event.
    pub fn has_articles(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| !finding.articles.is_empty())
    }
}

/// The articles that match the words of a text or a log, the best first: the last resort.
pub fn by_words(known: &Knowledge<'_>, bytes: &[u8]) -> Vec<Hit> {
    search_text(known, &String::from_utf8_lossy(bytes), known.budget)
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
    from_log(known, &fold, id, description.as_deref().unwrap_or_default())
}

/// A finding for each kind of event. All share the time of one search; events that are not reached
/// by then are left out.
fn findings(known: &Knowledge<'_>, events: &[EventRecord]) -> Vec<Finding> {
    let until = Budget::of(known.budget);
    let search = |words: &str| -> Vec<WordHit> {
        let hits = search_text(known, words, until.left()).into_iter();
        hits.map(|hit| (hit.id, hit.why)).collect()
    };
    diagnosis::diagnose(events, known.atlas, &|| until.is_spent(), &search)
}

/// The codes in a text, each once, in order. If a code has several readings, it is the one
/// that the largest number of articles mentions.
fn codes_read(known: &Knowledge<'_>, text: &str) -> Vec<CodeRead> {
    let articles = |code: &Code| known.atlas.articles_for_code(&code.key()).len();
    let mut read: Vec<CodeRead> = Vec::new();
    for mention in codes(text) {
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
fn search_text(known: &Knowledge<'_>, text: &str, time: Duration) -> Vec<Hit> {
    let request = Request {
        query: text,
        is_text: true,
        ..Request::default()
    };
    known.index.search(&request, time).hits
}
