//! A walk as a ticket note, to be pasted or fetched.

use std::sync::Arc;

use super::super::super::{fault::Fault, portal::Portal};
use crate::guide::{Note, walk};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// `GET /guides/{guide}/note.txt|.md|.json?{question}={answer}…`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path((id, form)): Path<(String, String)>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let snapshot = portal.snapshot();
    let guide = snapshot
        .guide(&id)
        .ok_or_else(|| Fault::not_found("There is no guide of that name."))?;
    let walk = walk(guide, &answers);
    let time = jiff::Timestamp::now()
        .strftime("%Y-%m-%d %H:%M UTC")
        .to_string();
    let link = portal.absolute(&portal.paths.walk(&guide.id, &walk.address()));
    let note = Note::new(guide, &walk, time, link);
    let text =
        |kind: &'static str, text: String| ([(header::CONTENT_TYPE, kind)], text).into_response();
    let mut response = match form.as_str() {
        "note.txt" => text("text/plain; charset=utf-8", note.text()),
        "note.md" => text("text/markdown; charset=utf-8", note.markdown()),
        "note.json" => Json(note).into_response(),
        _ => return Err(Fault::not_found("A guide has no such page.")),
    };
    // It tells when it was made, and may hold what the person typed.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}
