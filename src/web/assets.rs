//! The files of `static/`, served under names that contain a digest of their content, so that
//! browsers may keep them forever.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{
    encoding::{Encoding, compress_well},
    error_response::ErrorResponse,
};

/// The files of `static`, by name.
const STATIC: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/carried_static.rs"));

/// A file ready to be sent.
struct Asset {
    content_type: String,
    plain: Bytes,
    gzip: Bytes,
}

/// By hashed name.
static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let assets = STATIC.iter().map(|(name, bytes)| {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(script) if name.ends_with(".js") => Bytes::from(without_comments(script)),
            _ => Bytes::from_static(bytes),
        };
        let asset = Asset {
            content_type: content_type(name),
            gzip: compress_well(&bytes),
            plain: bytes,
        };
        (hashed_name(name), asset)
    });
    assets.collect()
});

/// `style.css` as `style-0123456789abcdef.css`; the plain name if there is no such file.
pub fn hashed_name(name: &str) -> String {
    let file = STATIC.iter().find(|(path, _)| *path == name);
    match (file, name.rsplit_once('.')) {
        (Some((_, bytes)), Some((stem, extension))) => {
            let digest = blake3::hash(bytes).to_hex();
            let digest = digest.get(..16).unwrap_or_default();
            format!("{stem}-{digest}.{extension}")
        }
        _ => name.to_owned(),
    }
}

/// `GET /-/static/{name}-{hash}.{ext}`
pub async fn show(
    Path(hashed): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let asset = ASSETS
        .get(&hashed)
        .ok_or_else(|| ErrorResponse::not_found("There is no such file."))?;
    let described = [
        (header::CONTENT_TYPE, asset.content_type.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    Ok(match Encoding::accepted(&headers) {
        Encoding::Identity => (described, asset.plain.clone()).into_response(),
        Encoding::Gzip => {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            (described, encoding, asset.gzip.clone()).into_response()
        }
    })
}

/// `GET /favicon.ico`, which some programs request whatever the page says.
pub async fn favicon() -> Result<Response, ErrorResponse> {
    let picture = STATIC.iter().find(|(name, _)| *name == "favicon.ico");
    let (name, bytes) =
        picture.ok_or_else(|| ErrorResponse::not_found("There is no such file."))?;
    let described = [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CACHE_CONTROL, "public, max-age=86400".to_owned()),
    ];
    Ok((described, *bytes).into_response())
}

/// A script without lines that are only comments, which browsers don't need.
fn without_comments(script: &str) -> String {
    let is_comment = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/")
    };
    let lines = script.split_inclusive('\n');
    lines.filter(|line| !is_comment(&line.trim_end())).collect()
}

/// The media type of a file, judged by its name; all our texts are UTF-8.
fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    match kind.type_() == mime_guess::mime::TEXT {
        true => format!("{kind}; charset=utf-8"),
        false => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn scripts_lose_their_comments_and_nothing_else() {
        let script = "// One\nlet a = 1; // two\n  /** Three */\n  // four\n  a += \"//\";\n";
        assert_eq!(
            without_comments(script),
            "let a = 1; // two\n  a += \"//\";\n"
        );
    }
}
