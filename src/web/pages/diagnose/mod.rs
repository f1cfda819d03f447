//! The diagnosis page: a pasted event or log, with articles and guides for it.

mod finding;
mod timeline;

use askama::Template;
use axum::{
    Extension, Form,
    extract::{FromRequest, Query, Request},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    lookup::{CodeRead, Knowledge, Submission, by_words, diagnose},
    problem::Problem,
    web::{
        fault::Fault,
        filters,
        headers::{keep_privately, set_no_store},
        limits::SEARCH,
        page::{Layout, render},
        pages::guides::GuideLink,
        portal::Portal,
        rows::ArticleRow,
        turn::Turn,
        upload::Submitted,
    },
    wording::{self, Links, Triage, TriageTexts},
};
use finding::{FIELDS, FindingView};
use timeline::TimelineView;

/// Findings on the page.
const FINDINGS: usize = 50;

#[derive(Template)]
#[template(path = "diagnose.html")]
struct DiagnosePage<'a> {
    layout: Layout<'a>,
    text: String,
    /// What was found; `None` where nothing was asked.
    found: Option<Found>,
}

/// What was found.
struct Found {
    /// How many records were read.
    tally: String,
    timeline: Option<TimelineView>,
    findings: Vec<FindingView>,
    more: usize,
    unchecked_events: usize,
    problems: Vec<Problem>,
    prose: Vec<String>,
    not_understood: Vec<String>,
    /// For a text in which no event was found.
    guides: Vec<GuideLink>,
    codes: Vec<CodeView>,
    by_words: Vec<ArticleRow>,
    ticket: TriageTexts,
}

/// A code that was read in the text.
struct CodeView {
    name: String,
    href: String,
    articles: usize,
}

/// A link from a ticket system or from Event Viewer, the page's form, or the form for corrections.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DiagnoseForm {
    log: String,
    #[serde(alias = "EvtSrc")]
    source: String,
    #[serde(alias = "EvtID")]
    id: String,
    level: String,
    date: String,
    user: String,
    computer: String,
    category: String,
    text: String,
}

impl DiagnoseForm {
    /// What is to be diagnosed: an event as Event Viewer writes it where there are fields, or else
    /// the text.
    fn into_text(self) -> String {
        let values = [
            self.log,
            self.source,
            self.id,
            self.level,
            self.date,
            self.user,
            self.computer,
            self.category,
        ];
        let mut lines: Vec<String> = Vec::new();
        for ((label, _), value) in FIELDS.into_iter().zip(values) {
            let value: Vec<&str> = value.split_whitespace().collect();
            if !value.is_empty() {
                lines.push(format!("{label}: {}", value.join(" ")));
            }
        }
        if lines.is_empty() {
            return self.text;
        }
        if !self.text.is_empty() {
            lines.push("Description:".to_owned());
            lines.push(self.text);
        }
        lines.join("\n")
    }
}

/// `GET /diagnose?source=&id=&text=`
pub async fn show(turn: Turn, Query(asked): Query<DiagnoseForm>) -> Result<Response, Fault> {
    let text = asked.into_text();
    if text.is_empty() {
        turn.stop_if_client_has_page()?;
        return Ok(empty(&turn.portal));
    }
    let all = vec![Submission::Text(text.clone().into_bytes())];
    let mut response = page(&turn, Submitted { text, all })?;
    set_no_store(&mut response);
    Ok(response)
}

/// `POST /diagnose` with a form, which may have files.
pub async fn submit(
    turn: Turn,
    submitted: Option<Extension<Submitted>>,
    request: Request,
) -> Result<Response, Fault> {
    if let Some(Extension(submitted)) = submitted {
        return answer_to(&turn, submitted);
    }
    let form = Form::<DiagnoseForm>::from_request(request, &()).await;
    let Form(asked) = form.map_err(|why| Fault::of_status(why.into_response().status()))?;
    answer(&turn, asked.into_text())
}

fn empty(portal: &Portal) -> Response {
    render(&DiagnosePage {
        layout: portal.layout("Diagnose"),
        text: String::new(),
        found: None,
    })
}

/// The diagnosis of a text that a form sent.
pub fn answer(turn: &Turn, text: String) -> Result<Response, Fault> {
    let all = vec![Submission::Text(text.clone().into_bytes())];
    answer_to(turn, Submitted { text, all })
}

/// The diagnosis of all that a form submitted. The browser may keep it, so that whoever goes back
/// from an article finds it again.
fn answer_to(turn: &Turn, submitted: Submitted) -> Result<Response, Fault> {
    let mut response = page(turn, submitted)?;
    keep_privately(&mut response);
    Ok(response)
}

fn page(turn: &Turn, submitted: Submitted) -> Result<Response, Fault> {
    let Submitted { text, all } = submitted;
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH).with_messages(&portal.messages);
    let diagnosis = diagnose(&known, &all, turn.budget)?;
    let paths = &portal.paths;
    let more = diagnosis.findings.len().saturating_sub(FINDINGS);
    let code = |read: CodeRead| CodeView {
        name: read.code.commonest_spelling(),
        href: paths.code(&read.code),
        articles: read.articles,
    };
    let by_words = match diagnosis.has_articles() {
        true => Vec::new(),
        false => by_words(&known, &all),
    };
    let links = Links {
        article: &|id| portal.absolute(&paths.article(id)),
        guide: &|id, answers| portal.absolute(&paths.walk(id, answers)),
    };
    let ticket = TriageTexts::of(&Triage::of(&known, &diagnosis, &by_words, links));
    let by_words = by_words.iter();
    let by_words = by_words.map(|hit| ArticleRow::new(&hit.id, snapshot, paths));
    let findings = diagnosis.findings.into_iter().take(FINDINGS);
    let findings = findings.map(|finding| {
        turn.budget.check()?;
        Ok(FindingView::new(finding, &known, snapshot, paths))
    });
    let is_log = all.iter().any(|one| matches!(one, Submission::Log(_)));
    let tally = match is_log || diagnosis.tally.records > 1 {
        true => wording::tally(diagnosis.tally),
        false => String::new(),
    };
    // Where nothing was read but a text, it needs no telling.
    let has_events = diagnosis.tally.records > 0;
    Ok(render(&DiagnosePage {
        layout: portal.layout("Diagnosis"),
        text,
        found: Some(Found {
            tally,
            timeline: TimelineView::new(&diagnosis.timeline),
            findings: findings.collect::<Result<_, Fault>>()?,
            more,
            unchecked_events: diagnosis.unchecked_events,
            problems: diagnosis.problems,
            prose: match has_events {
                true => diagnosis.prose,
                false => Vec::new(),
            },
            not_understood: diagnosis.not_understood,
            guides: GuideLink::all(&diagnosis.guides, paths),
            codes: diagnosis.codes.into_iter().map(code).collect(),
            by_words: by_words.collect(),
            ticket,
        }),
    }))
}
