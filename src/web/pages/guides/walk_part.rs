//! The pages of a guide besides its steps: the map, the full guide, the note for the ticket.

use axum::{
    extract::{Path, Query},
    response::Response,
};

use super::{map, note, privacy::is_private, shown::shown, whole};
use crate::web::{error_response::ErrorResponse, headers::set_no_store, turn::Turn};

/// `GET /guides/{guide}/{part}?{question}={answer}…`: the guide's map, the full guide, or the
/// walk's note.
pub async fn part(
    turn: Turn,
    Path((id, part)): Path<(String, String)>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = shown(portal, snapshot, &id)?;
    let is_private = is_private(guide, &answers);
    if matches!(part.as_str(), "map" | "map.svg" | "all") && !is_private {
        turn.stop_if_client_has_page()?;
    }
    let mut page = match part.as_str() {
        "map" => map::page(portal, guide, &answers, None),
        "map.svg" => map::drawing(portal, guide, &answers),
        "all" => whole::page(portal, snapshot, guide),
        form => {
            let note = note::show(portal, guide, form, &answers);
            return note.ok_or_else(|| ErrorResponse::not_found("This guide has no such page."));
        }
    };
    if is_private {
        set_no_store(&mut page);
    }
    Ok(page)
}
