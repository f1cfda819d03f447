//! The diagnosis page: a pasted event or log, with articles and guides for it.

mod asked;
mod filter;
mod finding;
mod timeline;

use askama::Template;
use axum::{
    Extension, Form,
    extract::{FromRequest, Query, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{
    desk::{Use, UseKind},
    diagnosis::{LeftOut, Relation},
    evidence::{EventRecord, fold_source},
    guide::Pairs,
    lookup::{CodeRead, Diagnosing, Diagnosis, Knowledge, Submission, by_words, text_of},
    problem::Problem,
    web::{
        error_response::ErrorResponse,
        filters,
        gate::give_way,
        headers::{keep_privately, set_no_store},
        limits::SEARCH,
        page::{Area, Layout, render},
        pages::{desk::DeskPart, guides::GuideLink},
        portal::Portal,
        rows::ArticleRow,
        turn::Turn,
        upload::Submitted,
        usage::UnknownUses,
    },
    wording::{self, Links, Triage, TriageTexts},
};
use asked::Asked;
use filter::{Chosen, FilterView};
use finding::FindingView;
use timeline::TimelineView;

/// The most findings on the page.
const FINDINGS: usize = 50;

/// The most unknown events, and the most unknown codes, of one diagnosis that are counted.
const UNKNOWN: usize = 20;

#[derive(Template)]
#[template(path = "diagnose.html")]
struct DiagnosePage<'a> {
    layout: Layout<'a>,
    text: String,
    /// Whether the form was sent without a text or a log.
    is_nothing: bool,
    /// What was found; `None` if nothing was submitted.
    found: Option<Found>,
}

/// What was found.
struct Found {
    /// How many records were read.
    tally: String,
    timeline: Option<TimelineView>,
    /// The filter of the findings; `None` if there is at most one.
    filter: Option<FilterView>,
    findings: Vec<FindingView>,
    more: usize,
    /// How many groups of events the filter hides.
    hidden: usize,
    left_out: LeftOut,
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

/// `GET /diagnose?source=&id=&text=`
pub async fn show(turn: Turn, Query(pairs): Query<Pairs>) -> Result<Response, ErrorResponse> {
    let asked = Asked::of(pairs);
    if asked.is_empty() {
        turn.stop_if_client_has_page()?;
        return Ok(empty(&turn.portal));
    }
    let mut response = page(&turn, asked, Vec::new()).await?;
    set_no_store(&mut response);
    Ok(response)
}

/// `POST /diagnose` with a form, which may have files.
pub async fn submit(
    turn: Turn,
    submitted: Option<Extension<Submitted>>,
    request: Request,
) -> Result<Response, ErrorResponse> {
    if let Some(Extension(Submitted { fields, files })) = submitted {
        return answer_to(&turn, Asked::of(fields), files).await;
    }
    let form = Form::<Pairs>::from_request(request, &()).await;
    let Form(pairs) = form.map_err(|why| ErrorResponse::of_status(why.into_response().status()))?;
    answer_to(&turn, Asked::of(pairs), Vec::new()).await
}

fn empty(portal: &Portal) -> Response {
    render(&DiagnosePage {
        layout: portal.layout("Diagnose").in_area(Area::Diagnose),
        text: String::new(),
        is_nothing: false,
        found: None,
    })
}

/// The diagnosis of a text that a form sent.
pub async fn answer(turn: &Turn, text: String) -> Result<Response, ErrorResponse> {
    let asked = Asked {
        text,
        ..Asked::default()
    };
    answer_to(turn, asked, Vec::new()).await
}

/// The diagnosis of everything that a form submitted. The browser may keep it, so that a person who
/// goes back from an article finds it again.
async fn answer_to(
    turn: &Turn,
    asked: Asked,
    files: Vec<Submission>,
) -> Result<Response, ErrorResponse> {
    if asked.is_empty() && files.is_empty() {
        let page = render(&DiagnosePage {
            layout: turn
                .portal
                .layout("Error: Diagnose")
                .in_area(Area::Diagnose),
            text: String::new(),
            is_nothing: true,
            found: None,
        });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut response = page(turn, asked, files).await?;
    keep_privately(&mut response);
    Ok(response)
}

/// What people added about an event whose source and ID are known.
fn desk_part(event: &EventRecord, turn: &Turn) -> Option<DeskPart> {
    let Turn {
        portal,
        snapshot,
        actor,
        ..
    } = turn;
    let fold = fold_source(event.source.as_deref()?);
    let id = event.id.filter(|_| !fold.is_empty())?;
    // A diagnosis has no address to come back to.
    let back = portal.paths.event(&fold, id);
    DeskPart::of_event(&fold, id, &back, actor, portal, snapshot)
}

async fn page(
    turn: &Turn,
    mut asked: Asked,
    files: Vec<Submission>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot, paths) = (&*turn.portal, &*turn.snapshot, &turn.portal.paths);
    let known = Knowledge::of(snapshot, SEARCH).with_messages(&portal.messages);
    let again = asked.again.take();
    let has_files = !files.is_empty();
    let all: Vec<Submission> = [asked.submission()].into_iter().chain(files).collect();
    let Chosen {
        summary,
        filter,
        hidden,
    } = Chosen::of(again, &all, turn.budget);
    let is_log = has_files || summary.tally.recovered > 0;
    // The text around events is searched only if there are none, not if the filter hides them.
    let searched_text = match hidden {
        0 => text_of(&all),
        _ => String::new(),
    };
    let mut diagnosing = Diagnosing::of(&known, summary);
    while diagnosing.step() {
        turn.budget.check()?;
        give_way().await;
    }
    let diagnosis = diagnosing.finish(&searched_text, turn.budget)?;
    let more = diagnosis.findings.len().saturating_sub(FINDINGS);
    let code = |read: CodeRead| CodeView {
        name: read.code.commonest_spelling(),
        href: paths.code(&read.code),
        articles: read.articles,
    };
    let by_words = match diagnosis.has_articles() || searched_text.is_empty() {
        true => Vec::new(),
        false => by_words(&known, &searched_text),
    };
    let links = Links {
        article: &|id| portal.absolute(&paths.article(id)),
        guide: &|id, answers| portal.absolute(&paths.walk(id, answers)),
    };
    let ticket = TriageTexts::of(&Triage::of(&known, &diagnosis, &by_words, links));
    let by_words = by_words.iter();
    let by_words = by_words.map(|hit| ArticleRow::new(&hit.id, snapshot, paths));
    let unknown = unknown(&diagnosis);
    let mut findings = Vec::new();
    for finding in diagnosis.findings.into_iter().take(FINDINGS) {
        turn.budget.check()?;
        let desk = desk_part(&finding.event, turn);
        findings.push(FindingView::new(finding, &known, snapshot, paths).with_desk(desk));
        give_way().await;
    }
    let tally = match is_log || diagnosis.tally.records > 1 {
        true => wording::tally(diagnosis.tally),
        false => String::new(),
    };
    // If no event was read, all of it is prose; listing it again would only repeat it.
    let has_events = diagnosis.tally.records > 0;
    let mut response = render(&DiagnosePage {
        layout: portal.layout("Diagnosis").in_area(Area::Diagnose),
        text: asked.into_text(),
        is_nothing: false,
        found: Some(Found {
            tally,
            timeline: TimelineView::new(&diagnosis.timeline),
            filter: filter.map(|filter| filter.with_more(more)),
            findings,
            more,
            hidden,
            left_out: diagnosis.left_out,
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
    });
    response.extensions_mut().insert(unknown);
    Ok(response)
}

/// The events and codes that were diagnosed and that no article mentions, to be counted.
fn unknown(diagnosis: &Diagnosis) -> UnknownUses {
    let events = diagnosis.findings.iter().filter(|finding| {
        let mut articles = finding.articles.iter();
        !articles.any(|article| article.relation <= Relation::OtherMessage)
    });
    let events = events.filter_map(|finding| {
        let id = finding.event.id?.to_string();
        let source = finding.event.source.as_deref().unwrap_or_default();
        Some(Use::leading(UseKind::UnknownEvent, &id, source))
    });
    let codes = diagnosis.codes.iter().filter(|read| read.articles == 0);
    let codes = codes.map(|read| Use::of(UseKind::UnknownCode, &read.code.commonest_spelling()));
    UnknownUses(events.take(UNKNOWN).chain(codes.take(UNKNOWN)).collect())
}
