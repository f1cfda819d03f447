//! The other formats of an article: Markdown, the source, JSON.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::address::OtherFormat;
use crate::{
    article::write_own,
    evidence::ArticleId,
    web::{api, error_response::ErrorResponse, turn::Turn},
};

/// The article in one of these formats.
///
/// # Errors
///
/// 404 if there is no such article, and the errors of [`api::articles::document`].
pub(super) fn show(
    turn: &Turn,
    id: &ArticleId,
    format: OtherFormat,
) -> Result<Response, ErrorResponse> {
    let snapshot = &*turn.snapshot;
    let nothing = || ErrorResponse::not_found(format!("There is no article {id}."));
    let text = |kind: &'static str, body: Vec<u8>| {
        (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "no-cache"),
            ],
            body,
        )
            .into_response()
    };
    snapshot.library.get(id).ok_or_else(nothing)?;
    turn.stop_if_client_has_page()?;
    match format {
        OtherFormat::Markdown => {
            let article = snapshot.article(id).ok_or_else(nothing)?;
            Ok(text(
                "text/markdown; charset=utf-8",
                write_own(&article).into_bytes(),
            ))
        }
        OtherFormat::Source => {
            let (_, source) = snapshot.source(id).ok_or_else(nothing)?;
            let charset = if std::str::from_utf8(&source).is_ok() {
                "text/plain; charset=utf-8"
            } else {
                "text/plain; charset=windows-1252"
            };
            Ok(text(charset, source))
        }
        OtherFormat::Json => api::articles::document(turn, id),
    }
}
