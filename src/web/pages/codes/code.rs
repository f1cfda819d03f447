//! The page of an error code, with everything known about it.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    link::{CodeLink, title},
    listing::{Listing, PAGE},
    readings as several,
};
use crate::{
    atlas::CodeInArticle,
    evidence::{ArticleId, Code, Family, Known, SpelledThing, codes, readings},
    lookup::{Knowledge, for_code, guides_citing, keep_first},
    snapshot::Snapshot,
    web::{
        error_response::ErrorResponse,
        filters,
        limits::SEARCH,
        links::EventLink,
        page::{Area, Layout, render},
        pages::guides::GuideLink,
        paging::ListPage,
        portal::Portal,
        rows::ArticleRow,
        sections::section_name,
        turn::Turn,
    },
};

/// The most events shown for a code.
const EVENTS: usize = 40;
/// The most similar codes that are shown for a code that no article mentions.
const NEAREST: usize = 8;
/// The most articles whose guides and events are looked up.
const SEARCHED: usize = 200;

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    layout: Layout<'a>,
    kind: &'static str,
    known: &'static [Known],
    fields: Vec<(&'static str, String)>,
    relatives: Vec<CodeLink>,
    /// The event that a service-specific error contains, with the link to it.
    service_event: Option<(u32, String)>,
    guides: Vec<GuideLink>,
    events: Vec<EventLink>,
    articles: Vec<ArticleView>,
    first: usize,
    total: usize,
    nearest: Vec<CodeLink>,
    earlier: Option<String>,
    later: Option<String>,
}

/// An article that mentions the code.
struct ArticleView {
    article: ArticleRow,
    /// Where it mentions the code.
    place: String,
}

/// `GET /codes/{code}`: a code's page at its own address; a spelling with one reading redirects
/// there, one with several leads to a page with all of them.
pub async fn show(
    turn: Turn,
    Path(text): Path<String>,
    Query(listing): Query<Listing>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if let Some(code) = Code::from_slug(&text) {
        let code = canonical(code);
        if code.slug() != text {
            return Ok(Redirect::permanent(&portal.paths.code(&code)).into_response());
        }
        return page(portal, snapshot, &code, listing.page());
    }
    let named: Vec<(SpelledThing, bool)> = readings(&text)
        .into_iter()
        .map(|reading| (reading.named, reading.likely))
        .collect();
    match named.as_slice() {
        [] => Err(ErrorResponse::not_found(format!(
            "“{text}” is not an error code that Fixpath knows. Search for it, or browse the list of error codes."
        ))),
        [(SpelledThing::Code(code), _)] => {
            Ok(Redirect::permanent(&portal.paths.code(code)).into_response())
        }
        _ => Ok(several::show(portal, snapshot, text, named)),
    }
}

/// JET errors are known by their own number rather than as a status.
fn canonical(code: Code) -> Code {
    let relatives = code.relatives().into_iter();
    let jet = relatives
        .into_iter()
        .find(|other| code.family == Family::Status && other.family == Family::Jet);
    jet.unwrap_or(code)
}

fn page(
    portal: &Portal,
    snapshot: &Snapshot,
    code: &Code,
    page: usize,
) -> Result<Response, ErrorResponse> {
    let mentions = snapshot.atlas.code_mentions(code);
    let shown = ListPage::new(page, mentions.len(), PAGE)?;
    let (earlier, later) = shown.around(|page| portal.paths.code_page(code, page));
    let link = |code: &Code| {
        let articles = snapshot.atlas.articles_by_code_key(&code.key()).len();
        CodeLink::new(code, portal, articles)
    };
    let nearest = if mentions.is_empty() {
        nearest(snapshot, code)
    } else {
        Vec::new()
    };
    // A status that is a JET number has no page of its own.
    let mut relatives = code.relatives();
    relatives.retain(|other| canonical(other.clone()) != *code);
    let service_event = code
        .service_event()
        .filter(|id| !snapshot.atlas.with_id(*id).is_empty())
        .map(|id| (id, portal.paths.events_with_id(id)));
    let view = CodePage {
        layout: portal
            .layout(&title(code))
            .in_area(Area::Codes)
            .with_query(&code.commonest_spelling()),
        kind: code.kind(),
        known: code.known(),
        fields: fields(code),
        relatives: relatives.iter().map(link).collect(),
        service_event,
        guides: guides(portal, snapshot, code, &mentions),
        events: events(portal, snapshot, code, &mentions),
        articles: mentions
            .get(shown.items.clone())
            .unwrap_or_default()
            .iter()
            .map(|mention| ArticleView {
                article: ArticleRow::new(mention.article, snapshot, &portal.paths),
                place: place(mention),
            })
            .collect(),
        first: shown.items.start + 1,
        total: mentions.len(),
        nearest: nearest.iter().map(link).collect(),
        earlier,
        later,
    };
    let status = if mentions.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    Ok((status, render(&view)).into_response())
}

/// Facts about the number itself.
fn fields(code: &Code) -> Vec<(&'static str, String)> {
    let mut fields = vec![("Spellings", code.spellings().join(", "))];
    if let Some(parts) = code.parts() {
        fields.push(("Severity", parts.severity.to_owned()));
        let facility = match parts.facility_name {
            Some(name) => format!("{} ({name})", parts.facility),
            None => parts.facility.to_string(),
        };
        fields.push(("Facility", facility));
        fields.push(("Number", format!("{} (0x{:X})", parts.number, parts.number)));
    }
    fields
}

/// Where an article mentions the code, in words.
fn place(mention: &CodeInArticle<'_>) -> String {
    let section = section_name(mention.role);
    let mut places = Vec::new();
    if mention.in_title {
        places.push("in the title".to_owned());
    }
    if !section.is_empty() {
        places.push(format!("in {section}"));
    }
    if !mention.is_likeliest {
        places.push("uncertain: the number could mean something else there".to_owned());
    }
    places.join(", ")
}

/// The guides that handle the code, and those that cite its articles.
fn guides(
    portal: &Portal,
    snapshot: &Snapshot,
    code: &Code,
    mentions: &[CodeInArticle<'_>],
) -> Vec<GuideLink> {
    let known = Knowledge::of(snapshot, SEARCH);
    let likely = mentions.iter().filter(|mention| mention.is_likeliest);
    let citing = likely
        .take(SEARCHED)
        .flat_map(|mention| guides_citing(&known, mention.article));
    let mut starts = for_code(&known, code);
    starts.extend(citing);
    keep_first(&mut starts, |start| &start.guide.id);
    GuideLink::all(&starts, &portal.paths)
}

/// The events whose message, as one of the articles quotes it, contains the code.
fn events(
    portal: &Portal,
    snapshot: &Snapshot,
    code: &Code,
    mentions: &[CodeInArticle<'_>],
) -> Vec<EventLink> {
    let likely = mentions.iter().filter(|mention| mention.is_likeliest);
    let articles: BTreeSet<&ArticleId> = likely
        .take(SEARCHED)
        .map(|mention| mention.article)
        .collect();
    let contains = |text: &str| {
        codes(text)
            .iter()
            .any(|mention| mention.readings.contains(code))
    };
    let named = snapshot.atlas.events().filter(|(_, event)| {
        let theirs = event
            .quotes
            .iter()
            .filter(|quote| articles.contains(&quote.article));
        theirs
            .filter_map(|quote| quote.description.as_deref())
            .any(contains)
    });
    named
        .filter(|(source, _)| !source.fold.is_empty())
        .take(EVENTS)
        .map(|(source, event)| EventLink {
            source: source.name.clone(),
            id: event.id,
            href: portal.paths.event(&source.fold, event.id),
        })
        .collect()
}

/// The codes of the same family with the nearest values that articles mention.
fn nearest(snapshot: &Snapshot, code: &Code) -> Vec<Code> {
    let Some(value) = code.bits() else {
        return Vec::new();
    };
    let named = snapshot.atlas.codes().map(|(other, _)| other);
    let mut near: Vec<(u32, Code)> = named
        .filter(|other| other.family == code.family)
        .filter_map(|other| Some((other.bits()?.abs_diff(value), other)))
        .collect();
    near.sort();
    near.truncate(NEAREST);
    near.into_iter().map(|(_, other)| other).collect()
}
