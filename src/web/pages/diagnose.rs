//! The diagnosis page: a pasted event or log, and the articles and guides for it.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use super::super::{
    SEARCH, articles::ArticleRow, fault::Fault, layout::Layout, portal::Portal, render, turn::Turn,
};
use super::guides::{GuideLink, for_text, from_log};
use crate::{
    diagnosis::Finding,
    eventlog,
    evidence::{EventRecord, codes, fold_source},
    problem::Problem,
    search::{Request, Results},
    snapshot::Snapshot,
};

/// Findings on the page.
const FINDINGS: usize = 50;
/// Codes that are said to have been read in a text without an event.
const CODES: usize = 5;

#[derive(Template)]
#[template(path = "diagnose.html")]
struct DiagnosePage<'a> {
    layout: Layout<'a>,
    text: String,
    asked: bool,
    findings: Vec<FindingView>,
    more: usize,
    left: usize,
    problems: Vec<Problem>,
    /// For a text in which no event was found.
    guides: Vec<GuideLink>,
    codes: Vec<CodeRead>,
    by_words: Vec<ArticleRow>,
}

/// A code that was read in the text.
struct CodeRead {
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
pub struct Asked {
    source: String,
    id: String,
    text: String,
}

/// `GET /diagnose?source=&id=&text=`
pub async fn show(turn: Turn, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let Asked { source, id, text } = asked;
    if source.is_empty() && id.is_empty() {
        return if text.is_empty() {
            turn.skip_known()?;
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

/// `POST /diagnose`
pub async fn submit(turn: Turn, Form(asked): Form<Asked>) -> Result<Response, Fault> {
    answer(&turn, asked.text)
}

fn empty(portal: &Portal) -> Response {
    render(&DiagnosePage {
        layout: portal.layout("Diagnose"),
        text: String::new(),
        asked: false,
        findings: Vec::new(),
        more: 0,
        left: 0,
        problems: Vec::new(),
        guides: Vec::new(),
        codes: Vec::new(),
        by_words: Vec::new(),
    })
}

/// The diagnosis of a pasted text.
pub fn answer(turn: &Turn, text: String) -> Result<Response, Fault> {
    let mut response = page(turn, text)?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn page(turn: &Turn, text: String) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let (events, problems) = eventlog::read(text.as_bytes());
    turn.budget.check()?;
    let findings = snapshot.diagnose(&events, SEARCH);
    let looked_at: usize = findings.iter().map(|finding| finding.count).sum();
    let left = events.len().saturating_sub(looked_at);
    let more = findings.len().saturating_sub(FINDINGS);
    let (guides, codes) = if findings.is_empty() {
        (
            for_text(snapshot, portal, &text),
            codes_read(portal, snapshot, &text),
        )
    } else {
        Default::default()
    };
    turn.budget.check()?;
    let by_words = if findings.iter().all(|finding| finding.articles.is_empty()) {
        let found = by_words(portal, snapshot, &text).hits;
        found
            .iter()
            .map(|hit| ArticleRow::new(&hit.id, snapshot, &portal.paths))
            .collect()
    } else {
        Vec::new()
    };
    let findings = findings.into_iter().take(FINDINGS).map(|finding| {
        turn.budget.check()?;
        Ok(finding_view(portal, snapshot, finding))
    });
    Ok(render(&DiagnosePage {
        layout: portal.layout("Diagnosis"),
        asked: true,
        findings: findings.collect::<Result<_, Fault>>()?,
        more,
        left,
        problems,
        guides,
        codes,
        by_words,
        text,
    }))
}

/// The codes of a text, each once, in order: of what reads in several ways that which most articles name.
fn codes_read(portal: &Portal, snapshot: &Snapshot, text: &str) -> Vec<CodeRead> {
    let mut read: Vec<CodeRead> = Vec::new();
    for mention in codes(text) {
        let readings = mention.readings.iter().rev();
        let readings =
            readings.map(|code| (snapshot.atlas.articles_for_code(&code.key()).len(), code));
        let Some((articles, code)) = readings.max_by_key(|(articles, _)| *articles) else {
            continue;
        };
        let href = portal.paths.code(code);
        if read.len() < CODES && read.iter().all(|other| other.href != href) {
            let name = code.commonest_spelling();
            read.push(CodeRead {
                name,
                href,
                articles,
            });
        }
    }
    read
}

/// What the words of a text find, where no event in it can be read.
pub fn by_words(portal: &Portal, snapshot: &Snapshot, text: &str) -> Results {
    portal.search(
        snapshot,
        &Request {
            query: text,
            limit: 10,
            page: 1,
            is_text: true,
            ..Request::default()
        },
    )
}

fn finding_view(portal: &Portal, snapshot: &Snapshot, finding: Finding) -> FindingView {
    let EventRecord {
        source,
        id,
        description,
        ..
    } = finding.event;
    let fold = source.as_deref().map(fold_source).unwrap_or_default();
    let name = match (&source, id) {
        (Some(source), Some(id)) => format!("Event {id} of {source}"),
        (None, Some(id)) => format!("Event {id}, source not named"),
        (Some(source), None) => format!("An event of {source}, ID not named"),
        (None, None) => "A message without event ID".to_owned(),
    };
    let href = id.map(|id| match snapshot.atlas.event(&fold, id) {
        Some(_) if !fold.is_empty() => portal.paths.event(&fold, id),
        _ => portal.paths.events_with_id(id),
    });
    FindingView {
        name,
        href,
        count: finding.count,
        guides: id
            .map(|id| {
                let message = description.as_deref().unwrap_or_default();
                from_log(snapshot, portal, &fold, id, message)
            })
            .unwrap_or_default(),
        description: description.unwrap_or_default(),
        articles: finding
            .articles
            .into_iter()
            .map(|found| FoundView {
                article: ArticleRow::new(&found.id, snapshot, &portal.paths),
                why: found.why,
            })
            .collect(),
    }
}
