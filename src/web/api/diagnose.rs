//! `POST /api/v1/diagnose`

use axum::{Extension, Json, body::Bytes};
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Method, Operation, OperationResponse, RequestBody};
use crate::{
    diagnosis,
    eventlog::{Level, moment_text},
    evidence::{ArticleId, EventRecord},
    guide::Fit,
    library::Library,
    lookup::{
        Diagnosing, Diagnosis, GuideStart, Knowledge, Submission, Summary, by_words, guides_of,
        text_of,
    },
    search::Hit,
    web::{
        error_response::ErrorResponse, gate::give_way, limits::SEARCH, paths::Paths, turn::Turn,
        upload::Submitted,
    },
    wording,
};

/// `POST /api/v1/diagnose`
pub const DIAGNOSE: Operation = Operation {
    method: Method::Post,
    name: "diagnose",
    summary: "Diagnoses events and error messages",
    about: "Reads the events in a text or in event logs (`.evtx` and `.evt` too), and finds articles and guides for each kind. \
        Several logs in one form are read as one. A text without an event is read for error codes and words. A browser may post \
        only from a page of this server.",
    path: None,
    query: None,
    body: Some(RequestBody {
        about: "The text of one or more events as Event Viewer copies them, an event log exported as XML, CSV or text, or any \
            error message: up to 1 MB, in UTF-8, UTF-16 or Windows-1252. Or a binary log (`.evtx`, `.evt`), or a form with logs in \
            fields `log` and a text in `text`: up to 64 MB, unless the server was given another limit. Except for a form, the media \
            type doesn't matter.",
        kind: "text/plain",
        example: "Event ID: 68\nSource: MSExchangeCCMC\nDescription: Lotus cc:Mail EXPORT to file CCMDIR.EXP returned result code 1.\n",
        files: Some("log"),
    }),
    responses: &[
        OperationResponse::json::<DiagnosisResult>("What was found, which may be nothing."),
        OperationResponse::error(
            413,
            "The text is larger than 1 MB, or a log or form is larger than its limit.",
        ),
    ],
    example: &[],
};

/// The most sources that are listed.
const SOURCES: usize = 100;

/// The diagnosis of a text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiagnosisResult {
    /// Each group of events in the text, with its articles and guides. For a text without an event,
    /// one finding without an event.
    findings: Vec<Finding>,
    /// How many records the text and the logs have.
    records: u64,
    /// How many records were recovered beyond those: left over from before a log wrapped or was
    /// cleared, or cut off from the others by damage.
    recovered: u64,
    /// How many places could not be read.
    damaged: u64,
    /// How many groups of events are not in a finding because there were too many.
    kinds_left_out: u64,
    /// How many events these kinds have.
    events_left_out: u64,
    /// How many events are not in a finding because time ran out.
    unchecked_events: usize,
    /// How many events each source logged, the most first, at most 100 sources.
    sources: Vec<SourceCount>,
    /// When the events happened; `null` if no event has a date that is understood.
    timeline: Option<Timeline>,
    /// What could not be read, as sentences.
    problems: Vec<String>,
    /// The text around the events, up to 64 KB of each text.
    prose: Vec<String>,
    /// Lines that look like part of an event but could not be read, up to 64 KB of each text.
    not_understood: Vec<String>,
    /// The name of the content that was searched; it changes whenever the content does.
    generation: String,
}

/// One of several messages in a group of events.
#[derive(Debug, Serialize, JsonSchema)]
struct Variant {
    /// The message or, if it is not known, the parameters on one line.
    message: String,
    /// The parameters of the message.
    strings: Vec<String>,
    /// How many events have it.
    count: u64,
}

/// A source of events.
#[derive(Debug, Serialize, JsonSchema)]
struct SourceCount {
    /// Its name.
    source: String,
    /// How many events it logged.
    events: u64,
}

/// How many events happened in each of some equal spans of time.
#[derive(Debug, Serialize, JsonSchema)]
struct Timeline {
    /// When the first span begins, as in `2011-07-27T06:41:47Z`.
    start: String,
    /// How long a span is, in seconds.
    seconds: i64,
    /// The levels that are counted.
    levels: Vec<&'static str>,
    /// For each span, the number of events of each of these levels; at most 128 spans.
    counts: Vec<Vec<u64>>,
}

/// A group of events in a text, with its articles and guides.
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
    /// How many events of this kind there are, without recovered ones.
    count: usize,
    /// How many more were recovered.
    recovered: u64,
    /// The log that holds it, such as `System`.
    log: Option<String>,
    /// How serious the most serious of them is: `Critical`, `Error`, `Audit Failure`, `Warning`,
    /// `Information`, `Audit Success`, `Verbose` or `Other`.
    level: String,
    /// The computers that logged them, at most 16.
    computers: Vec<String>,
    /// Whether there are more computers than that.
    more_computers: bool,
    /// If a log has no messages and its events differ: what each variant says, apart from numbers,
    /// and how often; at most 8.
    variants: Vec<Variant>,
    /// How many events are other variants.
    other_variants: u64,
    /// The user or security identifier that the first of them was logged for.
    user: Option<String>,
    /// The message parameters of the first of them, `%1` first.
    strings: Vec<String>,
    /// The data of the first of them, in hexadecimal; the first 256 bytes.
    data: Option<String>,
    /// When the first of them happened (UTC), as in `2011-07-27T06:41:47Z`; `null` if no date was
    /// understood.
    first: Option<String>,
    /// When the last of them happened.
    last: Option<String>,
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
    /// The events that it covers, in words; empty if it is started for no event.
    covers: String,
    /// Whether the guide covers this event but not this particular message.
    only_in_general: bool,
}

/// `POST /api/v1/diagnose` with a text, the bytes of a log, or a form with logs.
pub async fn submit(
    turn: Turn,
    submitted: Option<Extension<Submitted>>,
    body: Bytes,
) -> Result<Json<DiagnosisResult>, ErrorResponse> {
    let submitted = match submitted {
        Some(Extension(submitted)) => submitted.all(),
        None => vec![Submission::Text(body.into())],
    };
    let (paths, snapshot) = (&turn.portal.paths, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH).with_messages(&turn.portal.messages);
    let mut diagnosing = Diagnosing::of(&known, Summary::of(&submitted, turn.budget));
    while diagnosing.step() {
        turn.budget.check()?;
        give_way().await;
    }
    let text = text_of(&submitted);
    let diagnosis = diagnosing.finish(&text, turn.budget)?;
    let found = diagnosis.findings.iter().map(|finding| {
        turn.budget.check()?;
        let guides = guides_of(&known, finding);
        Ok(Finding::new(finding, &guides, &snapshot.library, paths))
    });
    let mut findings = found.collect::<Result<Vec<_>, ErrorResponse>>()?;
    if findings.is_empty() {
        findings.push(Finding::of_words(
            &diagnosis,
            by_words(&known, &text),
            paths,
        ));
    }
    let sources = diagnosis.sources.iter().take(SOURCES);
    let sources = sources.map(|(source, events)| SourceCount {
        source: source.clone(),
        events: *events,
    });
    Ok(Json(DiagnosisResult {
        findings,
        records: diagnosis.tally.records,
        recovered: diagnosis.tally.recovered,
        damaged: diagnosis.tally.damaged,
        kinds_left_out: diagnosis.left_out.groups,
        events_left_out: diagnosis.left_out.events,
        unchecked_events: diagnosis.unchecked_events,
        sources: sources.collect(),
        timeline: Timeline::of(&diagnosis.timeline),
        problems: diagnosis.problems.iter().map(ToString::to_string).collect(),
        prose: diagnosis.prose,
        not_understood: diagnosis.not_understood,
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
            event: Some(DiagnosedEvent::new(finding)),
            articles: articles.collect(),
            guides: links(guides, paths),
        }
    }

    /// The finding for a text without events, from its words.
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
    fn new(finding: &diagnosis::Finding) -> Self {
        let (event, spread): (EventRecord, _) = (finding.event.clone(), &finding.spread);
        Self {
            recovered: spread.recovered,
            log: event.log,
            level: spread.level.word().to_owned(),
            computers: spread.computers.clone(),
            more_computers: spread.has_more_computers,
            variants: (spread.different().into_iter().map(Variant::of)).collect(),
            other_variants: spread.other_variants,
            user: event.user,
            strings: event.strings,
            data: event.data,
            first: spread.first.and_then(moment_text),
            last: spread.last.and_then(moment_text),
            source: event.source,
            id: event.id,
            kind: event.kind,
            category: event.category,
            time: event.time,
            computer: event.computer,
            description: event.description,
            count: finding.count,
        }
    }
}

impl Variant {
    fn of(variant: &diagnosis::Variant) -> Self {
        Self {
            message: variant.message_or_strings(),
            strings: variant.strings.clone(),
            count: variant.count,
        }
    }
}

impl Timeline {
    /// The timeline; `None` if it is empty.
    fn of(timeline: &diagnosis::Timeline) -> Option<Self> {
        let start = moment_text(timeline.start)?;
        let counts: Vec<_> = timeline.bins.iter().map(|bin| bin.to_vec()).collect();
        (!counts.is_empty()).then(|| Self {
            start,
            seconds: timeline.width,
            levels: Level::ALL.map(Level::word).to_vec(),
            counts,
        })
    }
}

fn links(starts: &[GuideStart<'_>], paths: &Paths) -> Vec<FindingGuide> {
    let link = |start: &GuideStart<'_>| FindingGuide {
        id: start.guide.id.clone(),
        url: paths.walk(&start.guide.id, &start.answers()),
        covers: wording::guide_covers(start),
        only_in_general: start.fit == Fit::General,
    };
    starts.iter().map(link).collect()
}
