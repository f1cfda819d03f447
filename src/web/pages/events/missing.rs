//! The page of an event that no article mentions.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::view::of_other_sources;
use crate::{
    evidence::fold_source,
    web::{
        filters,
        links::EventLink,
        page::{Layout, render},
        pages::desk::DeskPart,
        turn::Turn,
    },
};

/// The most similar events that are shown for one that no article quotes.
const NEAREST: usize = 8;

#[derive(Template)]
#[template(path = "event_missing.html")]
struct MissingEventPage<'a> {
    layout: Layout<'a>,
    id: u32,
    /// The source's name, if articles mention it.
    source: Option<String>,
    others: Vec<EventLink>,
    nearest: Vec<EventLink>,
    desk: Option<DeskPart>,
}

/// An event that no article quotes: the same ID from other sources, and other events of the source.
pub(super) fn show(turn: &Turn, name: &str, id: u32) -> Response {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let source = snapshot
        .atlas
        .source(name)
        .filter(|source| !source.fold.is_empty());
    let shown = source.map_or(name, |source| source.name.as_str());
    let mut nearest: Vec<u32> = snapshot
        .atlas
        .events_of(name)
        .map(|event| event.id)
        .filter(|_| source.is_some())
        .collect();
    nearest.sort_by_key(|other| other.abs_diff(id));
    nearest.truncate(NEAREST);
    nearest.sort_unstable();
    let page = MissingEventPage {
        layout: portal
            .layout(&format!("Event {id} from {shown}"))
            .with_query(&format!("event {id} {shown}")),
        id,
        desk: DeskPart::of_event(
            &fold_source(name),
            id,
            &portal.paths.event(name, id),
            &turn.actor,
            portal,
            snapshot,
        ),
        source: source.map(|source| source.name.clone()),
        others: of_other_sources(portal, snapshot, "", id),
        nearest: nearest
            .into_iter()
            .map(|id| EventLink {
                source: shown.to_owned(),
                id,
                href: portal.paths.event(name, id),
            })
            .collect(),
    };
    (StatusCode::NOT_FOUND, render(&page)).into_response()
}
