//! The addresses of events: how they are read, spelled, and led to.

use axum::response::{IntoResponse, Redirect, Response};

use crate::{
    atlas::Source,
    evidence::shown_id,
    web::{fault::Fault, portal::Portal},
};

/// Leads from another name of a source, folded, to what has its own name. The spellings of a name stay the same; which source
/// a slip means follows from the articles, and is not to be remembered.
pub(super) fn lead(fold: &str, source: &Source, address: &str) -> Response {
    let redirect = if source.fold == fold {
        Redirect::permanent(address)
    } else {
        Redirect::to(address)
    };
    redirect.into_response()
}

/// The address of an event's page; the events without a source have that of their ID.
pub(super) fn event_address(portal: &Portal, source: &Source, id: u32) -> String {
    if source.fold.is_empty() {
        portal.paths.events_with_id(id)
    } else {
        portal.paths.event(&source.fold, id)
    }
}

/// Reads an event ID, or the whole identifier that programs hold.
pub(super) fn parse_id(text: &str) -> Result<u32, Fault> {
    let identifier: Option<u64> = text.parse().ok();
    identifier
        .and_then(shown_id)
        .ok_or_else(|| Fault::bad_request("An event ID is a number, such as 68."))
}
