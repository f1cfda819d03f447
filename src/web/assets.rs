//! The files of `static/`, served under names that hold a digest of their content, so that they may be kept for good.

use std::fmt::Write;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::fault::Fault;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// `style.css` as `style-0123456789abcdef.css`; the plain name where there is no such file.
pub fn hashed_name(name: &str) -> String {
    match (Static::get(name), name.rsplit_once('.')) {
        (Some(file), Some((stem, extension))) => format!("{stem}-{}.{extension}", digest(&file)),
        _ => name.to_owned(),
    }
}

/// `GET /-/static/{name}-{hash}.{ext}`
pub async fn show(Path(hashed): Path<String>) -> Result<Response, Fault> {
    let (file, extension) =
        find(&hashed).ok_or_else(|| Fault::not_found("There is no such file."))?;
    let kind = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, file.data.into_owned()).into_response())
}

fn find(hashed: &str) -> Option<(EmbeddedFile, &str)> {
    let (stem, extension) = hashed.rsplit_once('.')?;
    let (name, hash) = stem.rsplit_once('-')?;
    let file = Static::get(&format!("{name}.{extension}"))?;
    (digest(&file) == hash).then_some((file, extension))
}

fn digest(file: &EmbeddedFile) -> String {
    let mut text = String::new();
    for byte in file.metadata.sha256_hash().iter().take(8) {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
