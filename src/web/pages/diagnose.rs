//! The diagnosis page: a pasted event or log, with articles and guides for it.

use askama::Template;
use axum::{
    Extension, Form,
    extract::{FromRequest, Query, Request},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    diagnosis::{Finding, FoundArticle},
    evidence::fold_source,
    lookup::{CodeRead, Knowledge, Submission, by_words, diagnose, guides_of},
    problem::Problem,
    snapshot::Snapshot,
    web::{
        fault::Fault,
        filters,
        headers::set_no_store,
        limits::SEARCH,
        page::{Layout, render},
        pages::guides::GuideLink,
        paths::Paths,
        portal::Portal,
        rows::ArticleRow,
        turn::Turn,
        upload::Submitted,
    },
    wording,
};

/// Findings on the page.
const FINDINGS: usize = 50;

#[derive(Template)]
#[template(path = "diagnose.html")]
struct DiagnosePage<'a> {
    layout: Layout<'a>,
    text: String,
    asked: bool,
    findings: Vec<FindingView>,
    more: usize,
    unchecked_events: usize,
    problems: Vec<Problem>,
    /// For a text in which no event was found.
    guides: Vec<GuideLink>,
    codes: Vec<CodeView>,
    by_words: Vec<ArticleRow>,
}

/// A code that was read in the text.
struct CodeView {
    name: String,
    href: String,
    articles: usize,
}

struct FindingView {
    name: String,
    href: Option<String>,
    count: usize,
    description: String,
    articles: Vec<FoundView>,
    guides: Vec<GuideLink>,
}

struct FoundView {
    article: ArticleRow,
    why: Vec<String>,
}

/// A link from a ticket system, or the page's form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DiagnoseForm {
    source: String,
    id: String,
    text: String,
}

/// `GET /diagnose?source=&id=&text=`
pub async fn show(turn: Turn, Query(asked): Query<DiagnoseForm>) -> Result<Response, Fault> {
    let DiagnoseForm { source, id, text } = asked;
    if source.is_empty() && id.is_empty() {
        return if text.is_empty() {
            turn.stop_if_client_has_page()?;
            Ok(empty(&turn.portal))
        } else {
            answer(&turn, text)
        };
    }
    let mut event = vec![format!("Event ID: {}", id.trim())];
    if !source.is_empty() {
        event.push(format!("Source: {source}"));
    }
    if !text.is_empty() {
        event.push(format!("Description: {text}"));
    }
    answer(&turn, event.join("\n"))
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
    answer(&turn, asked.text)
}

fn empty(portal: &Portal) -> Response {
    render(&DiagnosePage {
        layout: portal.layout("Diagnose"),
        text: String::new(),
        asked: false,
        findings: Vec::new(),
        more: 0,
        unchecked_events: 0,
        problems: Vec::new(),
        guides: Vec::new(),
        codes: Vec::new(),
        by_words: Vec::new(),
    })
}

/// The diagnosis of a pasted text.
pub fn answer(turn: &Turn, text: String) -> Result<Response, Fault> {
    let all = vec![Submission::Text(text.clone().into_bytes())];
    answer_to(turn, Submitted { text, all })
}

/// The diagnosis of all that was submitted.
fn answer_to(turn: &Turn, submitted: Submitted) -> Result<Response, Fault> {
    let mut response = page(turn, submitted)?;
    set_no_store(&mut response);
    Ok(response)
}

fn page(turn: &Turn, submitted: Submitted) -> Result<Response, Fault> {
    let Submitted { text, all } = submitted;
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH);
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
    let findings = diagnosis.findings.into_iter().take(FINDINGS);
    let findings = findings.map(|finding| {
        turn.budget.check()?;
        Ok(FindingView::new(finding, &known, snapshot, paths))
    });
    Ok(render(&DiagnosePage {
        layout: portal.layout("Diagnosis"),
        asked: true,
        findings: findings.collect::<Result<_, Fault>>()?,
        more,
        unchecked_events: diagnosis.unchecked_events,
        problems: diagnosis.problems,
        guides: GuideLink::all(&diagnosis.guides, paths),
        codes: diagnosis.codes.into_iter().map(code).collect(),
        by_words: by_words
            .iter()
            .map(|hit| ArticleRow::new(&hit.id, snapshot, paths))
            .collect(),
        text,
    }))
}

impl FindingView {
    fn new(finding: Finding, known: &Knowledge<'_>, snapshot: &Snapshot, paths: &Paths) -> Self {
        let guides = GuideLink::all(&guides_of(known, &finding), paths);
        let event = finding.event;
        let fold = event.source.as_deref().map(fold_source).unwrap_or_default();
        let href = event.id.map(|id| match snapshot.atlas.event(&fold, id) {
            Some(_) if !fold.is_empty() => paths.event(&fold, id),
            _ => paths.events_with_id(id),
        });
        let article = |found: FoundArticle| FoundView {
            article: ArticleRow::new(&found.id, snapshot, paths),
            why: wording::diagnosis_reasons(&found.why),
        };
        Self {
            name: wording::event_read(event.source.as_deref(), event.id),
            href,
            count: finding.count,
            guides,
            description: event.description.unwrap_or_default(),
            articles: finding.articles.into_iter().map(article).collect(),
        }
    }
}
