//! Diagnoses pasted texts and logs: a finding for each kind of event or, where there are no events,
//! the guides and codes that their words lead to.

use std::{cmp::Reverse, time::Duration};

use super::{
    first::keep_first,
    guides::{GuideStart, for_text, from_log},
    knowledge::Knowledge,
    message::message,
};
use crate::{
    budget::{Budget, OutOfTime},
    diagnosis::{
        self, Collapsed, Collapser, Finding, FoundArticle, Ground, Group, LeftOut, MOST_FINDINGS,
        Timeline, WordHit,
    },
    eventlog::{self, Level, Tally},
    evidence::{ArticleId, Code, EventRecord, codes, fold_source},
    guide::{Begun, Fit},
    log_process::LogRead,
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

/// What is submitted to be diagnosed: a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Submission {
    /// A pasted text, or the bytes of a log that is text.
    Text(Vec<u8>),
    /// A binary log that was read.
    Log(LogRead),
}

/// What is found for texts and logs.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// The kinds of events in them, each with its articles: the most serious first, and of those
    /// the most frequent.
    pub findings: Vec<Finding>,
    /// How many records there are.
    pub tally: Tally,
    /// What is in no finding, as there were too many kinds of events.
    pub left_out: LeftOut,
    /// How many events each source logged, the most first.
    pub sources: Vec<(String, u64)>,
    /// When the events happened.
    pub timeline: Timeline,
    /// How many events were not checked because time ran out.
    pub unchecked_events: usize,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What is said around the events of texts, a piece of text each.
    pub prose: Vec<String>,
    /// What looks like a part of an event and could not be read.
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

/// Diagnoses all that was submitted together.
///
/// # Errors
///
/// If time runs out before the diagnosis is done.
pub fn diagnose<'a>(
    known: &Knowledge<'a>,
    submitted: &[Submission],
    budget: Budget,
) -> Result<Diagnosis<'a>, OutOfTime> {
    let Together {
        tally,
        collapsed,
        problems,
        prose,
        not_understood,
    } = together(submitted);
    budget.check()?;
    let events: u64 = collapsed.groups.iter().map(|group| group.count).sum();
    let findings = findings(known, collapsed.groups);
    let checked: usize = findings.iter().map(|finding| finding.count).sum();
    budget.check()?;
    let (guides, codes) = match findings.is_empty() {
        true => {
            let text = text_of(submitted);
            let codes = codes_read(known, &text);
            (guides_for(known, &text, &codes), codes)
        }
        false => Default::default(),
    };
    budget.check()?;
    let events = usize::try_from(events).unwrap_or(usize::MAX);
    Ok(Diagnosis {
        unchecked_events: events.saturating_sub(checked),
        findings,
        tally,
        left_out: collapsed.left_out,
        sources: collapsed.sources,
        timeline: collapsed.timeline,
        problems,
        prose,
        not_understood,
        guides,
        codes,
    })
}

/// All that was submitted, as one.
#[derive(Default)]
struct Together {
    tally: Tally,
    collapsed: Collapsed,
    problems: Vec<Problem>,
    prose: Vec<String>,
    not_understood: Vec<String>,
}

fn together(submitted: &[Submission]) -> Together {
    let (mut together, mut collapser) = (Together::default(), Collapser::default());
    for one in submitted {
        match one {
            Submission::Text(bytes) => {
                let reading = eventlog::read(bytes);
                let records = reading.records.iter();
                records.for_each(|record| collapser.add_record(record));
                together.tally.records += reading.records.len() as u64;
                together.problems.extend(reading.problems);
                together.prose.extend(reading.prose);
                together.not_understood.extend(reading.not_understood);
            }
            Submission::Log(log) => {
                together.tally += log.outcome.tally;
                together.problems.extend(log.outcome.problems.clone());
                collapser.merge(log.collapsed.clone());
            }
        }
    }
    together.collapsed = collapser.finish(MOST_FINDINGS);
    let groups = &mut together.collapsed.groups;
    groups.sort_by_key(|group| (seriousness(group.spread.level), Reverse(group.count)));
    together
}

/// The place of a level among the others, the most serious first. An event that says none may be
/// serious.
fn seriousness(level: Level) -> usize {
    match level {
        Level::Critical => 0,
        Level::Error | Level::AuditFailure => 1,
        Level::Warning | Level::Other => 2,
        Level::Information | Level::AuditSuccess | Level::Verbose => 3,
    }
}

/// The texts that were submitted, one below the other.
fn text_of(submitted: &[Submission]) -> String {
    let texts = submitted.iter().filter_map(|one| match one {
        Submission::Text(bytes) => Some(eventlog::text_of(bytes)),
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

/// The articles that match the words of texts, the best first: the last resort.
pub fn by_words(known: &Knowledge<'_>, submitted: &[Submission]) -> Vec<Hit> {
    let text = text_of(submitted);
    match text.trim().is_empty() {
        true => Vec::new(),
        false => search_text(known, &text, known.budget),
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
    let is_quoting = |found: &&FoundArticle| found.ground == Ground::SameMessage;
    let (quoted, found): (Vec<_>, Vec<_>) = finding.articles.iter().partition(is_quoting);
    // A message that articles quote is known: if no claim fits it, the guides are about others.
    if !quoted.is_empty() {
        guides.retain(|start| start.fit == Fit::Full);
    }
    let first = |found: Vec<&FoundArticle>| carried(found.into_iter().map(|found| &found.id));
    let begun = Begun {
        event: None,
        codes: codes_of(&codes_read(known, message)),
        quoted: first(quoted),
        found: first(found),
    };
    guides.iter_mut().for_each(|start| start.note(&begun));
    guides
}

/// The guides for a text without events, which know what it was.
fn guides_for<'a>(known: &Knowledge<'a>, text: &str, codes: &[CodeRead]) -> Vec<GuideStart<'a>> {
    let mut guides = for_text(known, text);
    if guides.is_empty() {
        return guides;
    }
    let hits = search_text(known, text, known.budget);
    let begun = Begun {
        codes: codes_of(codes),
        found: carried(hits.iter().map(|hit| &hit.id)),
        ..Begun::default()
    };
    guides.iter_mut().for_each(|start| start.note(&begun));
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
    let found = findings(known, collapser.finish(1).groups);
    found
        .into_iter()
        .flat_map(|finding| finding.articles)
        .collect()
}

/// A finding for each kind of event; those that are not reached in time are left out.
fn findings(known: &Knowledge<'_>, mut groups: Vec<Group>) -> Vec<Finding> {
    for event in groups.iter_mut().map(|group| &mut group.event) {
        if let Some(message) = message(known.messages, known.atlas, event) {
            event.description = Some(message);
        }
    }
    let until = Budget::of(ALL_FINDINGS);
    let search = |words: &str| -> Vec<WordHit> {
        let hits = search_text(known, words, until.left().min(ONE_FINDING)).into_iter();
        hits.map(|hit| (hit.id, hit.why)).collect()
    };
    diagnosis::diagnose(groups, known.atlas, &|| until.is_spent(), &search)
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
pub(super) fn search_text(known: &Knowledge<'_>, text: &str, time: Duration) -> Vec<Hit> {
    let request = Request {
        query: text,
        is_text: true,
        ..Request::default()
    };
    known.index.search(&request, time).hits
}
