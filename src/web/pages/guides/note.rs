//! A walk as a note for a ticket, to be pasted or fetched.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use time::UtcDateTime;

use crate::{
    guide::{Guide, Note, walk},
    web::{
        api::{
            guides::GUIDE,
            operation::{Operation, OperationResponse},
        },
        portal::Portal,
    },
    wording::{self, NoteJson},
};

/// `GET /guides/{guide}/note.json`
pub const NOTE: Operation = Operation {
    name: "guideNote",
    summary: "Returns a walk through a guide as a note for the ticket",
    about: "`note.txt` and `note.md` return the same as text and as Markdown.",
    responses: &[
        OperationResponse::json::<NoteJson<'static>>("The note."),
        OperationResponse::error(404, "There is no such guide."),
        OperationResponse::error(
            503,
            "The guide has errors and no earlier revision can be served, or the server is busy.",
        ),
    ],
    ..GUIDE
};

/// `GET /guides/{guide}/note.txt|.md|.json?{question}={answer}…`; `None` if notes don't have this
/// form.
pub(super) fn show(
    portal: &Portal,
    guide: &Guide,
    form: &str,
    answers: &[(String, String)],
) -> Option<Response> {
    let walk = walk(guide, answers);
    let now = UtcDateTime::now();
    let time = format!("{} {:02}:{:02} UTC", now.date(), now.hour(), now.minute());
    let link = portal.absolute(&portal.paths.walk(&guide.id, &walk.address()));
    let note = Note::new(guide, &walk, time, link);
    let text =
        |kind: &'static str, text: String| ([(header::CONTENT_TYPE, kind)], text).into_response();
    let mut response = match form {
        "note.txt" => text("text/plain; charset=utf-8", wording::note_text(&note)),
        "note.md" => text(
            "text/markdown; charset=utf-8",
            wording::note_markdown(&note),
        ),
        "note.json" => Json(wording::note_json(&note)).into_response(),
        _ => return None,
    };
    // It contains the time, and may contain what the person typed.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Some(response)
}
