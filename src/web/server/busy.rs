//! The response to a client for which there is no slot or no memory.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};

use super::super::headers::HEADERS;

const BUSY: &str = "Server busy, try again in a moment.\n";

/// The response to a client for which there is no slot, as bytes.
pub(super) fn refusal() -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nRetry-After: 2\r\nConnection: close\r\n",
        BUSY.len()
    );
    for (name, value) in HEADERS {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{head}\r\n{BUSY}").into_bytes()
}

/// The response to a client that has not read its earlier ones.
pub(super) fn busy() -> Response<Body> {
    let mut response = Response::new(Body::from(BUSY));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let own = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::RETRY_AFTER, "2"),
    ];
    for (name, value) in own.into_iter().chain(HEADERS) {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
