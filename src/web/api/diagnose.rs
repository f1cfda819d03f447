//! `POST /api/v1/diagnose`

use axum::{Json, body::Bytes};
use serde::Serialize;

use crate::{
    diagnosis::Finding,
    evidence::{ArticleId, EventRecord},
    library::Library,
    lookup::{Diagnosis, GuideStart, Knowledge, by_words, diagnose, guides_of},
    search::Hit,
    web::{fault::Fault, limits::SEARCH, paths::Paths, turn::Turn},
    wording,
};

/// The answer.
#[derive(Debug, Serialize)]
pub struct Diagnosed {
    /// The kinds of events, each with its articles and guides; of a text without events one, without an event.
    findings: Vec<FindingAnswer>,
    /// What could not be read.
    problems: Vec<String>,
    /// The name of the content that is served.
    generation: String,
}

/// A kind of event in the text.
#[derive(Debug, Serialize)]
struct FindingAnswer {
    event: Option<EventAnswer>,
    articles: Vec<ArticleAnswer>,
    guides: Vec<GuideAnswer>,
}

/// An event as it was read.
#[derive(Debug, Serialize)]
struct EventAnswer {
    source: Option<String>,
    id: Option<u32>,
    #[serde(rename = "type")]
    kind: Option<String>,
    category: Option<String>,
    time: Option<String>,
    computer: Option<String>,
    description: Option<String>,
    /// How many events of this kind there are.
    count: usize,
}

/// An article for it.
#[derive(Debug, Serialize)]
struct ArticleAnswer {
    id: ArticleId,
    title: Option<String>,
    url: String,
    /// Why it was found.
    why: Vec<String>,
}

/// A guide for it, with what is known already answered.
#[derive(Debug, Serialize)]
struct GuideAnswer {
    id: String,
    url: String,
}

/// `POST /api/v1/diagnose` with a text or the bytes of a log.
pub async fn submit(turn: Turn, body: Bytes) -> Result<Json<Diagnosed>, Fault> {
    let (paths, snapshot) = (&turn.portal.paths, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH);
    let diagnosis = diagnose(&known, &body, turn.budget)?;
    let found = diagnosis.findings.iter().map(|finding| {
        turn.budget.check()?;
        let guides = guides_of(&known, finding);
        Ok(FindingAnswer::new(
            finding,
            &guides,
            &snapshot.library,
            paths,
        ))
    });
    let mut findings = found.collect::<Result<Vec<_>, Fault>>()?;
    if findings.is_empty() {
        findings.push(FindingAnswer::of_words(
            &diagnosis,
            by_words(&known, &body),
            paths,
        ));
    }
    Ok(Json(Diagnosed {
        findings,
        problems: diagnosis.problems.iter().map(ToString::to_string).collect(),
        generation: snapshot.generation.clone(),
    }))
}

impl FindingAnswer {
    fn new(finding: &Finding, guides: &[GuideStart<'_>], library: &Library, paths: &Paths) -> Self {
        let articles = finding.articles.iter().map(|found| ArticleAnswer {
            title: library.get(&found.id).map(|entry| entry.title.clone()),
            url: paths.article(&found.id),
            id: found.id.clone(),
            why: wording::diagnosis_reasons(&found.why),
        });
        Self {
            event: Some(EventAnswer::new(finding.event.clone(), finding.count)),
            articles: articles.collect(),
            guides: links(guides, paths),
        }
    }

    /// What the words of a text without events lead to.
    fn of_words(diagnosis: &Diagnosis<'_>, by_words: Vec<Hit>, paths: &Paths) -> Self {
        let articles = by_words.into_iter().map(|hit| ArticleAnswer {
            url: paths.article(&hit.id),
            id: hit.id,
            title: Some(hit.title),
            why: wording::search_reasons(&hit.why),
        });
        Self {
            event: None,
            articles: articles.collect(),
            guides: links(&diagnosis.guides, paths),
        }
    }
}

impl EventAnswer {
    fn new(event: EventRecord, count: usize) -> Self {
        Self {
            source: event.source,
            id: event.id,
            kind: event.kind,
            category: event.category,
            time: event.time,
            computer: event.computer,
            description: event.description,
            count,
        }
    }
}

fn links(starts: &[GuideStart<'_>], paths: &Paths) -> Vec<GuideAnswer> {
    let link = |start: &GuideStart<'_>| GuideAnswer {
        id: start.guide.id.clone(),
        url: paths.walk(&start.guide.id, &start.answers()),
    };
    starts.iter().map(link).collect()
}
