//! Images and attachments of an article.

use std::{io, net::IpAddr, sync::Arc};

use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    evidence::ArticleId,
    layer::Refused,
    library::Library,
    snapshot::Snapshot,
    web::{
        encoding::{Encoding, encode_bytes},
        error_response::ErrorResponse,
        headers::SANDBOXED,
        portal::Portal,
        readers::LONGEST_READ,
        turn::client_of,
    },
};

/// Separates an article's ID from the name of one of its files.
const FILES: &str = "/files/";

/// `GET /kb/{id}/files/{name}`; `next` handles every other address below `/kb/`.
pub async fn divert(
    State(portal): State<Arc<Portal>>,
    Path(rest): Path<String>,
    request: Request,
    next: Next,
) -> Response {
    // Most addresses are those of pages, and need no look at the articles here.
    if *request.method() != Method::GET || !rest.contains(FILES) {
        return next.run(request).await;
    }
    let snapshot = portal.snapshot();
    match file_of(&rest, &snapshot.library) {
        Some((id, name)) => {
            let client = client_of(request.extensions());
            portal.gate.record_request(client);
            let encoding = Encoding::accepted(request.headers());
            let answer = show(&portal, snapshot, id, name, client, encoding).await;
            answer.into_response()
        }
        None => next.run(request).await,
    }
}

/// The article and the file in an address below `/kb/`. Both may contain `/files/`: the longest ID
/// that exists counts.
fn file_of(rest: &str, library: &Library) -> Option<(ArticleId, String)> {
    let mut places = rest.rmatch_indices(FILES);
    places.find_map(|(at, mark)| {
        let id = rest.get(..at)?;
        let name = rest.get(at + mark.len()..)?;
        let known = ArticleId::of_path(id).filter(|id| library.get(id).is_some());
        let id = known.or_else(|| ArticleId::parse(id))?;
        Some((id, name.to_owned()))
    })
}

async fn show(
    portal: &Portal,
    snapshot: Arc<Snapshot>,
    id: ArticleId,
    name: String,
    client: IpAddr,
    encoding: Encoding,
) -> Result<Response, ErrorResponse> {
    let nothing = || ErrorResponse::not_found("This article has no such file.");
    let layer = snapshot.library.get(&id).map(|entry| entry.origin.layer);
    let layer = layer.ok_or_else(nothing)?;
    let form = Form::of(&name);
    // A file may be large: its ETag and its compressed form are made where it is read.
    let read = move || read(&snapshot, &id, &name, &form, encoding);
    let read = portal.readers.read(layer, client, LONGEST_READ, read);
    let refused = |error: io::Error| match Refused::of(&error) {
        Some(refused) => ErrorResponse::not_found(format!("This file can't be served: {refused}.")),
        None => ErrorResponse::internal(error),
    };
    read.await?.map_err(refused)?.ok_or_else(nothing)
}

/// The response with the file; `None` if there is none. It has an ETag of its own, since the file
/// is not part of the generation.
fn read(
    snapshot: &Snapshot,
    id: &ArticleId,
    name: &str,
    form: &Form,
    encoding: Encoding,
) -> io::Result<Option<Response>> {
    let Some(bytes) = snapshot.file(id, name)? else {
        return Ok(None);
    };
    let tag = format!("\"{}\"", blake3::hash(&bytes).to_hex());
    let headers = [
        (header::CONTENT_TYPE, form.kind),
        (header::CONTENT_DISPOSITION, form.disposition),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
    ];
    let mut response = (headers, [(header::ETAG, tag)]).into_response();
    if form.is_sandboxed {
        let policy = HeaderValue::from_static(SANDBOXED);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(Some(encode_bytes(response, Bytes::from(bytes), encoding)))
}

/// How a file is sent. Browsers show only files that they don't run; any other file is saved.
struct Form {
    kind: &'static str,
    disposition: &'static str,
    /// Whether a browser might run it even so.
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
