//! The event atlas: sources, the events of a source, one event with what the articles quote of it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::super::{
    articles::{ArticleRow, EventLink, section_name},
    fault::Fault,
    layout::Layout,
    portal::Portal,
    render,
};
use super::guides::{GuideLink, claiming};
use crate::{
    atlas::{AtlasEvent, Source},
    evidence::fold_source,
    snapshot::Snapshot,
};

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    layout: Layout<'a>,
    sources: Vec<SourceRow>,
}

struct SourceRow {
    name: String,
    href: String,
    events: usize,
    articles: usize,
}

#[derive(Template)]
#[template(path = "events_with_id.html")]
struct WithIdPage<'a> {
    layout: Layout<'a>,
    id: u32,
    /// How many of the events have a named source.
    named: usize,
    events: Vec<EventView>,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage<'a> {
    layout: Layout<'a>,
    source: String,
    events: Vec<EventView>,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage<'a> {
    layout: Layout<'a>,
    event: EventView,
    others: Vec<EventLink>,
}

/// An event as the pages show it.
pub struct EventView {
    /// Its name and link.
    pub link: EventLink,
    /// What articles quote of it.
    pub quotes: Vec<QuoteView>,
    /// Guides that claim it, with the event already known.
    pub guides: Vec<GuideLink>,
}

/// What one article says of an event.
pub struct QuoteView {
    /// The article.
    pub article: ArticleRow,
    /// The section that quotes it; empty where the article has no sections.
    pub section: String,
    /// The message text it quotes.
    pub description: String,
}

impl EventView {
    /// The view of an event of a source.
    pub fn new(source: &Source, event: &AtlasEvent, snapshot: &Snapshot, portal: &Portal) -> Self {
        let mut quotes: Vec<QuoteView> = Vec::new();
        for quote in &event.quotes {
            let description = quote.description.clone().unwrap_or_default();
            match quotes
                .iter_mut()
                .find(|one| one.article.id == quote.article)
            {
                Some(known) if known.description.is_empty() => known.description = description,
                Some(_) => {}
                None => quotes.push(QuoteView {
                    article: ArticleRow::new(&quote.article, snapshot, &portal.paths),
                    section: section_name(quote.role),
                    description,
                }),
            }
        }
        let link = if source.fold.is_empty() {
            portal.paths.events_with_id(event.id)
        } else {
            portal.paths.event(&source.fold, event.id)
        };
        Self {
            link: EventLink {
                source: source.name.clone(),
                id: event.id,
                href: link,
            },
            quotes,
            guides: claiming(snapshot, portal, &source.fold, event.id),
        }
    }
}

/// `/events?id=`
#[derive(Debug, Deserialize)]
pub struct WithId {
    /// An event ID, as typed.
    id: Option<String>,
}

/// `GET /events`, `GET /events?id=68`
pub async fn list(
    State(portal): State<Arc<Portal>>,
    Query(with): Query<WithId>,
) -> Result<Response, Fault> {
    let snapshot = portal.snapshot();
    if let Some(id) = with
        .id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty())
    {
        let id = parse_id(id)?;
        let events: Vec<EventView> = snapshot
            .atlas
            .with_id(id)
            .into_iter()
            .map(|(source, event)| EventView::new(source, event, &snapshot, &portal))
            .collect();
        let title = format!("Event {id}");
        let layout = portal.layout(&title).with_query(&format!("event {id}"));
        return Ok(render(&WithIdPage {
            layout,
            id,
            named: events
                .iter()
                .filter(|event| !event.link.source.is_empty())
                .count(),
            events,
        }));
    }
    let mut sources: Vec<SourceRow> = snapshot
        .atlas
        .sources()
        .filter(|source| !source.fold.is_empty())
        .map(|source| SourceRow {
            name: source.name.clone(),
            href: portal.paths.source(&source.fold),
            events: source.events,
            articles: source.articles,
        })
        .collect();
    sources.sort_by_key(|source| source.name.to_lowercase());
    Ok(render(&SourcesPage {
        layout: portal.layout("Events"),
        sources,
    }))
}

/// `GET /events/{source}`
pub async fn show_source(
    State(portal): State<Arc<Portal>>,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    let snapshot = portal.snapshot();
    let fold = fold_source(&name);
    let Some(source) = snapshot
        .atlas
        .source(&fold)
        .filter(|source| !source.fold.is_empty())
    else {
        return Err(Fault::not_found(format!(
            "No article names an event source “{name}”."
        )));
    };
    if source.fold != name {
        return Ok(Redirect::permanent(&portal.paths.source(&source.fold)).into_response());
    }
    let events = snapshot
        .atlas
        .events_of(&source.fold)
        .map(|event| EventView::new(source, event, &snapshot, &portal))
        .collect();
    let page = SourcePage {
        layout: portal.layout(&source.name),
        source: source.name.clone(),
        events,
    };
    Ok(render(&page))
}

/// `GET /events/{source}/{id}`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path((name, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let snapshot = portal.snapshot();
    let id = parse_id(&id)?;
    let fold = fold_source(&name);
    let found = snapshot
        .atlas
        .source(&fold)
        .zip(snapshot.atlas.event(&fold, id));
    let Some((source, event)) = found else {
        return Err(Fault::not_found(format!(
            "No article quotes event {id} of {name}. The event's ID alone may still lead somewhere: search for “event {id}”."
        )));
    };
    if source.fold != name {
        return Ok(Redirect::permanent(&portal.paths.event(&source.fold, id)).into_response());
    }
    let others = snapshot
        .atlas
        .with_id(id)
        .into_iter()
        .filter(|(other, _)| other.fold != source.fold && !other.fold.is_empty())
        .map(|(other, _)| EventLink {
            source: other.name.clone(),
            id,
            href: portal.paths.event(&other.fold, id),
        })
        .collect();
    let title = format!("Event {id} of {}", source.name);
    let layout = portal
        .layout(&title)
        .with_query(&format!("event {id} {}", source.name));
    Ok(render(&EventPage {
        layout,
        event: EventView::new(source, event, &snapshot, &portal),
        others,
    }))
}

fn parse_id(text: &str) -> Result<u32, Fault> {
    text.parse()
        .map_err(|_| Fault::bad_request("An event ID is a number, such as 68."))
}
