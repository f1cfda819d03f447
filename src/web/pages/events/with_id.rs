//! The page of all events with one ID, from any source.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::view::EventView;
use crate::web::{
    error_response::ErrorResponse,
    filters,
    page::{Area, Layout, render},
    turn::Turn,
};

#[derive(Template)]
#[template(path = "events_with_id.html")]
struct WithIdPage<'a> {
    layout: Layout<'a>,
    id: u32,
    /// How many of the events have a named source.
    named: usize,
    events: Vec<EventView>,
}

/// `/events?id=`
#[derive(Debug, Deserialize)]
pub struct WithId {
    /// An event ID, as typed.
    id: Option<String>,
}

impl WithId {
    /// The requested ID, if there is one.
    pub fn given(&self) -> Option<&str> {
        let id = self.id.as_deref().map(str::trim);
        id.filter(|id| !id.is_empty())
    }
}

/// `GET /events?id=68`
pub(super) fn page(turn: &Turn, id: u32) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    turn.stop_if_client_has_page()?;
    let events: Vec<EventView> = snapshot
        .atlas
        .with_id(id)
        .into_iter()
        .map(|(source, event)| {
            turn.budget.check()?;
            let view = EventView::new(source, event, snapshot, portal);
            // Events without a source have no other page.
            Ok(if source.fold.is_empty() {
                view
            } else {
                view.in_short()
            })
        })
        .collect::<Result<_, ErrorResponse>>()?;
    let title = format!("Event {id}");
    let layout = portal
        .layout(&title)
        .in_area(Area::Events)
        .with_query(&format!("event {id}"));
    Ok(render(&WithIdPage {
        layout,
        id,
        named: events
            .iter()
            .filter(|event| !event.link.source.is_empty())
            .count(),
        events,
    }))
}
