//! The addresses of events: how they are read and written, and when they redirect.

use axum::response::{IntoResponse, Redirect, Response};

use crate::{
    atlas::Source,
    evidence::shown_id,
    web::{error_response::ErrorResponse, portal::Portal},
};

/// Redirects from another name of a source to its own. For another spelling of the same name, this
/// is permanent. Which source a typo means depends on the articles, so that redirect must not be
/// remembered.
pub(super) fn redirect(fold: &str, source: &Source, address: &str) -> Response {
    let response = if source.fold == fold {
        Redirect::permanent(address)
    } else {
        Redirect::to(address)
    };
    response.into_response()
}

/// The address of an event's page; events without a source have the page of their ID.
pub(super) fn event_address(portal: &Portal, source: &Source, id: u32) -> String {
    if source.fold.is_empty() {
        portal.paths.events_with_id(id)
    } else {
        portal.paths.event(&source.fold, id)
    }
}

/// Reads an event ID, or the complete identifier that programs use.
pub(super) fn parse_id(text: &str) -> Result<u32, ErrorResponse> {
    let identifier: Option<u64> = text.parse().ok();
    identifier
        .and_then(shown_id)
        .ok_or_else(|| ErrorResponse::bad_request("An event ID is a number, such as 68."))
}
