//! Encodes responses: gzip for text if the client accepts it, done once for a whole body.

use std::cell::RefCell;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use libdeflater::{CompressionLvl, Compressor};

use super::error_response::ErrorResponse;

/// A smaller body is sent as it is.
const WORTH_COMPRESSING: usize = 256;

/// The fastest level that really compresses; the crate's `fastest` does not.
const FASTEST: CompressionLvl = match CompressionLvl::new(1) {
    Ok(level) => level,
    Err(_) => CompressionLvl::best(),
};

thread_local! {
    /// A compressor has some hundred KB of tables, so each thread reuses one.
    static FAST: RefCell<Compressor> = RefCell::new(Compressor::new(FASTEST));
}

/// A response's content encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// Compressed.
    Gzip,
}

impl Encoding {
    /// The best encoding that a client accepts (RFC 9110, 12.5.3).
    pub fn accepted(headers: &HeaderMap) -> Self {
        let (mut gzip, mut any) = (None, None);
        let lists = headers.get_all(header::ACCEPT_ENCODING).iter();
        for one in lists
            .filter_map(|list| list.to_str().ok())
            .flat_map(|list| list.split(','))
        {
            let (name, parameters) = one.split_once(';').unwrap_or((one, ""));
            let is_refused = parameters
                .trim()
                .to_ascii_lowercase()
                .strip_prefix("q=")
                .and_then(|q| q.trim().parse::<f32>().ok())
                .is_some_and(|q| q <= 0.0);
            match name.trim() {
                name if name.eq_ignore_ascii_case("gzip") => gzip = Some(!is_refused),
                "*" => any = Some(!is_refused),
                _ => {}
            }
        }
        if gzip.or(any).unwrap_or(false) {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// Whether a body of this type is worth compressing.
pub fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml")
}

/// In the extensions of a response whose body is in memory: the encoded body.
#[derive(Debug, Clone)]
pub struct Whole(pub Bytes);

/// Encodes a response, see [`encode_bytes`]. One that is already encoded stays as it is.
pub async fn encode(response: Response, encoding: Encoding) -> Response {
    let is_encoded = response.extensions().get::<Whole>().is_some();
    if is_encoded || !has_text(response.headers()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => {
            let response = Response::from_parts(parts, Body::empty());
            encode_bytes(response, body.to_bytes(), encoding)
        }
        // Our bodies are in memory, so they can't fail.
        Err(error) => ErrorResponse::internal(error).into_response(),
    }
}

/// A response with this body: a text is compressed if the client accepts that, and then has a
/// different ETag.
pub fn encode_bytes(response: Response, body: Bytes, encoding: Encoding) -> Response {
    let (mut parts, _) = response.into_parts();
    let is_text = has_text(&parts.headers);
    if is_text {
        let vary = HeaderValue::from_static("accept-encoding");
        parts.headers.insert(header::VARY, vary);
    }
    // Refusing a request must cost less than handling it.
    let is_worth = is_text && parts.status.is_success() && body.len() >= WORTH_COMPRESSING;
    let body = if encoding == Encoding::Gzip && is_worth {
        let gzip = HeaderValue::from_static("gzip");
        parts.headers.insert(header::CONTENT_ENCODING, gzip);
        parts.headers.remove(header::CONTENT_LENGTH);
        if let Some(tag) = parts.headers.get(header::ETAG).and_then(tag_of_gzip) {
            parts.headers.insert(header::ETAG, tag);
        }
        compress(&body)
    } else {
        body
    };
    parts.extensions.insert(Whole(body.clone()));
    Response::from_parts(parts, Body::from(body))
}

/// Whether a response's body is text that is not encoded yet.
fn has_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    kind.is_some_and(is_text) && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The ETag of the compressed form of a page with this ETag.
fn tag_of_gzip(tag: &HeaderValue) -> Option<HeaderValue> {
    let plain = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::try_from(format!("{plain}-gzip\"")).ok()
}

/// Compresses a body for a single response: quickly rather than well.
pub fn compress(body: &[u8]) -> Bytes {
    FAST.with_borrow_mut(|compressor| gzip(body, compressor))
}

/// Compresses a body that is sent many times: as well as possible.
pub fn compress_well(body: &[u8]) -> Bytes {
    gzip(body, &mut Compressor::new(CompressionLvl::best()))
}

fn gzip(body: &[u8], compressor: &mut Compressor) -> Bytes {
    let mut packed = vec![0; compressor.gzip_compress_bound(body.len())];
    // It fails only with a smaller buffer than this.
    let length = compressor.gzip_compress(body, &mut packed);
    packed.truncate(length.unwrap_or_default());
    packed.shrink_to_fit();
    Bytes::from(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_encoding_that_is_accepted_is_chosen() {
        for (accepts, expect) in [
            (None, Encoding::Identity),
            (Some(""), Encoding::Identity),
            (Some("gzip, deflate, br"), Encoding::Gzip),
            (Some("br;q=1.0, GZIP;q=0.5"), Encoding::Gzip),
            (Some("gzip;q=0"), Encoding::Identity),
            (Some("gzip; q=0.000, *"), Encoding::Identity),
            (Some("gzip;Q=0"), Encoding::Identity),
            (Some("*"), Encoding::Gzip),
            (Some("*;q=0"), Encoding::Identity),
            (Some("xgzip"), Encoding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accepts) = accepts {
                headers.insert(header::ACCEPT_ENCODING, accepts.parse().unwrap());
            }
            assert_eq!(Encoding::accepted(&headers), expect, "{accepts:?}");
        }
    }

    #[test]
    fn text_is_compressed_and_pictures_are_not() {
        for (kind, expect) in [
            ("text/html; charset=utf-8", true),
            ("application/problem+json", true),
            ("image/svg+xml", true),
            ("image/png", false),
            ("application/octet-stream", false),
        ] {
            assert_eq!(is_text(kind), expect, "{kind}");
        }
    }

    #[test]
    fn compressed_bytes_are_restored() {
        let text = "event 68 ".repeat(500);
        for packed in [compress(text.as_bytes()), compress_well(text.as_bytes())] {
            assert!(packed.len() < text.len() / 10, "{}", packed.len());
            let mut back = vec![0; text.len()];
            let length = libdeflater::Decompressor::new()
                .gzip_decompress(&packed, &mut back)
                .unwrap();
            assert_eq!((length, back.as_slice()), (text.len(), text.as_bytes()));
        }
    }

    #[test]
    fn one_compressor_gives_the_same_for_the_same() {
        let texts = ["", "a", "event 68 ", "DB8 & DB6"].map(|text| text.repeat(400));
        let first = texts.each_ref().map(|text| compress(text.as_bytes()));
        let again = texts.each_ref().map(|text| compress(text.as_bytes()));
        assert_eq!(first, again);
    }
}
