//! The page of one event.

use askama::Template;
use axum::{extract::Path, response::Response};

use super::{
    address::{event_address, parse_id, redirect},
    missing,
    view::{EventView, of_other_sources},
};
use crate::{
    evidence::fold_source,
    web::{
        error_response::ErrorResponse,
        filters,
        links::EventLink,
        page::{Area, Layout, render},
        pages::desk::DeskPart,
        turn::Turn,
    },
};

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage<'a> {
    layout: Layout<'a>,
    event: EventView,
    others: Vec<EventLink>,
    desk: Option<DeskPart>,
}

/// `GET /events/{source}/{id}`
pub async fn show(
    turn: Turn,
    Path((name, id)): Path<(String, String)>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let id = parse_id(&id)?;
    let fold = fold_source(&name);
    let found = snapshot
        .atlas
        .source(&fold)
        .zip(snapshot.atlas.event(&fold, id));
    let Some((source, event)) = found else {
        return Ok(missing::show(&turn, &name, id));
    };
    if source.fold != name {
        let address = event_address(portal, source, id);
        return Ok(redirect(&fold, source, &address));
    }
    turn.stop_if_client_has_page()?;
    let address = event_address(portal, source, id);
    let desk = DeskPart::of_event(&source.fold, id, &address, &turn.actor, portal, snapshot);
    let others = of_other_sources(portal, snapshot, &source.fold, id);
    let title = format!("Event {id} from {}", source.name);
    let layout = portal
        .layout(&title)
        .in_area(Area::Events)
        .with_query(&format!("event {id} {}", source.name));
    Ok(render(&EventPage {
        layout,
        event: EventView::new(source, event, snapshot, portal),
        others,
        desk,
    }))
}
