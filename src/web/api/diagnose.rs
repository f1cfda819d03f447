//! `POST /api/v1/diagnose`

use axum::{Json, body::Bytes};
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Answer, Method, Operation, RequestBody};
use crate::{
    diagnosis,
    evidence::{ArticleId, EventRecord},
    library::Library,
    lookup::{Diagnosis, GuideStart, Knowledge, by_words, diagnose, guides_of},
    search::Hit,
    web::{fault::Fault, limits::SEARCH, paths::Paths, turn::Turn},
    wording,
};

/// `POST /api/v1/diagnose`
pub const DIAGNOSE: Operation = Operation {
    method: Method::Post,
    name: "diagnose",
    summary: "Diagnoses events and error messages",
    about: "Reads the events in a text, and finds articles and guides for each. A text without an event is read for error codes \
        and words. A browser may post only from a page of this server.",
    path: None,
    query: None,
    body: Some(RequestBody {
        about: "The text of one or more events as Event Viewer copies them, an event log exported as XML, CSV or text, or any \
            error message. It may have 1 MB, in UTF-8, UTF-16 or Windows-1252; the media type doesn't matter.",
        kind: "text/plain",
        example: "Event ID: 68\nSource: MSExchangeCCMC\nDescription: Lotus cc:Mail EXPORT to file CCMDIR.EXP returned result code 1.\n",
    }),
    answers: &[
        Answer::json::<DiagnosisResult>("What was found, which may be nothing."),
        Answer::fault(413, "The text is larger than 1 MB."),
    ],
    example: &[],
};

/// What a text was found to be about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiagnosisResult {
    /// Each kind of event in the text, with its articles and guides. For a text without an event,
    /// one finding without an event.
    findings: Vec<Finding>,
    /// What could not be read, as sentences.
    problems: Vec<String>,
    /// The name of the content that was searched; it changes whenever the content does.
    generation: String,
}

/// A kind of event in a text, and what to read about it.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// The event; `null` if the text has none and its codes and words were looked up.
    event: Option<DiagnosedEvent>,
    /// Articles, best match first.
    articles: Vec<FindingArticle>,
    /// Guides that can be started from it.
    guides: Vec<FindingGuide>,
}

/// An event as it was read from a text; a field that the text does not have is `null`.
#[derive(Debug, Serialize, JsonSchema)]
struct DiagnosedEvent {
    /// The program or service that logged it.
    source: Option<String>,
    /// The event ID.
    id: Option<u32>,
    /// The type or level, such as `Error`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The category or task category.
    category: Option<String>,
    /// The date and time of the first of them, as written.
    time: Option<String>,
    /// The computer that logged it.
    computer: Option<String>,
    /// The message, on one line.
    description: Option<String>,
    /// How many events of this kind the text has.
    count: usize,
}

/// An article about an event or a text.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingArticle {
    /// Its ID.
    id: ArticleId,
    /// Its title; `null` if the article is gone.
    title: Option<String>,
    /// The address of its page on this server.
    url: String,
    /// Why it was found, the strongest reason first.
    why: Vec<String>,
}

/// A guide that can be started from an event or a text.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingGuide {
    /// Its ID.
    id: String,
    /// The address where it starts, with what the text says already answered.
    url: String,
}

/// `POST /api/v1/diagnose` with a text or the bytes of a log.
pub async fn submit(turn: Turn, body: Bytes) -> Result<Json<DiagnosisResult>, Fault> {
    let (paths, snapshot) = (&turn.portal.paths, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH);
    let diagnosis = diagnose(&known, &body, turn.budget)?;
    let found = diagnosis.findings.iter().map(|finding| {
        turn.budget.check()?;
        let guides = guides_of(&known, finding);
        Ok(Finding::new(finding, &guides, &snapshot.library, paths))
    });
    let mut findings = found.collect::<Result<Vec<_>, Fault>>()?;
    if findings.is_empty() {
        findings.push(Finding::of_words(
            &diagnosis,
            by_words(&known, &body),
            paths,
        ));
    }
    Ok(Json(DiagnosisResult {
        findings,
        problems: diagnosis.problems.iter().map(ToString::to_string).collect(),
        generation: snapshot.generation.clone(),
    }))
}

impl Finding {
    fn new(
        finding: &diagnosis::Finding,
        guides: &[GuideStart<'_>],
        library: &Library,
        paths: &Paths,
    ) -> Self {
        let articles = finding.articles.iter().map(|found| FindingArticle {
            title: library.get(&found.id).map(|entry| entry.title.clone()),
            url: paths.article(&found.id),
            id: found.id.clone(),
            why: wording::diagnosis_reasons(&found.why),
        });
        Self {
            event: Some(DiagnosedEvent::new(finding.event.clone(), finding.count)),
            articles: articles.collect(),
            guides: links(guides, paths),
        }
    }

    /// What the words of a text without events lead to.
    fn of_words(diagnosis: &Diagnosis<'_>, by_words: Vec<Hit>, paths: &Paths) -> Self {
        let articles = by_words.into_iter().map(|hit| FindingArticle {
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

impl DiagnosedEvent {
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

fn links(starts: &[GuideStart<'_>], paths: &Paths) -> Vec<FindingGuide> {
    let link = |start: &GuideStart<'_>| FindingGuide {
        id: start.guide.id.clone(),
        url: paths.walk(&start.guide.id, &start.answers()),
    };
    starts.iter().map(link).collect()
}
