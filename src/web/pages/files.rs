//! Images and attachments beside an article.

use std::{io, sync::Arc};

use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::super::{fault::Fault, portal::Portal};
use crate::{evidence::ArticleId, layer::Refused, snapshot::Snapshot};

/// `GET /kb/{id}/files/{name}`; every other address below `/kb/` is answered by way of `next`.
pub async fn divert(
    State(portal): State<Arc<Portal>>,
    Path(rest): Path<String>,
    request: Request,
    next: Next,
) -> Response {
    match rest.split_once("/files/") {
        Some((id, name)) if *request.method() == Method::GET => {
            show(&portal, id, name.to_owned()).await.into_response()
        }
        _ => next.run(request).await,
    }
}

async fn show(portal: &Portal, id: &str, name: String) -> Result<Response, Fault> {
    let nothing = || Fault::not_found("There is no such file beside this article.");
    let id = ArticleId::parse(id).ok_or_else(nothing)?;
    let snapshot = portal.snapshot();
    let layer = snapshot.library.get(&id).map(|entry| entry.origin.layer);
    let form = Form::of(&name);
    let read = move || read(&snapshot, &id, &name);
    let read = portal
        .readers
        .read(layer.ok_or_else(nothing)?, read)
        .await?;
    let refused = |error: io::Error| match Refused::of(&error) {
        Some(refused) => Fault::not_found(format!("This file is not given out: {refused}.")),
        None => Fault::internal(error),
    };
    let (bytes, tag) = read.map_err(refused)?.ok_or_else(nothing)?;
    let headers = [
        (header::CONTENT_TYPE, form.kind),
        (header::CONTENT_DISPOSITION, form.disposition),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let mut response = (headers, [(header::ETAG, tag)], bytes).into_response();
    if form.is_sandboxed {
        super::super::sandbox(response.headers_mut());
    }
    Ok(response)
}

/// The file's bytes and its tag, which is its own as the file lies outside the generation.
fn read(snapshot: &Snapshot, id: &ArticleId, name: &str) -> io::Result<Option<(Bytes, String)>> {
    let bytes = snapshot.file(id, name)?;
    Ok(bytes.map(|bytes| {
        let tag = format!("\"{}\"", blake3::hash(&bytes).to_hex());
        (Bytes::from(bytes), tag)
    }))
}

/// How a file is given out. Only what a browser shows without running anything is shown; the rest is saved.
struct Form {
    kind: &'static str,
    disposition: &'static str,
    /// Whether it might run something where a browser shows it all the same.
    is_sandboxed: bool,
}

impl Form {
    fn of(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let kind = match extension.to_ascii_lowercase().as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let is_picture = kind.starts_with("image/") && kind != "image/svg+xml";
        Self {
            kind,
            disposition: if is_picture { "inline" } else { "attachment" },
            is_sandboxed: !is_picture,
        }
    }
}
