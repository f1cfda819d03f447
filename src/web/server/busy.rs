//! The response to a client for which there is no slot or no memory.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};

use super::super::headers::{HEADERS, STRICT_TRANSPORT};

const BUSY: &str = "Server busy, try again in a moment.\n";

/// The response to a client for which there is no slot, as bytes; `over_tls` is whether people
/// reach the portal over TLS.
pub(super) fn refusal(over_tls: bool) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: {}\r\nConnection: close\r\n",
        BUSY.len()
    );
    for (name, value) in headers(over_tls) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{head}\r\n{BUSY}").into_bytes()
}

/// The response to a client that has not read its earlier ones.
pub(super) fn busy(over_tls: bool) -> Response<Body> {
    let mut response = Response::new(Body::from(BUSY));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    for (name, value) in headers(over_tls) {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

fn headers(over_tls: bool) -> impl Iterator<Item = (HeaderName, &'static str)> {
    let own = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::RETRY_AFTER, "2"),
    ];
    let strict = over_tls.then_some((header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT));
    own.into_iter().chain(HEADERS).chain(strict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_client_gets_every_header() {
        let has_strict = |over_tls| {
            let refusal = String::from_utf8(refusal(over_tls)).unwrap();
            let names = busy(over_tls).headers().clone();
            let strict = "strict-transport-security";
            assert_eq!(refusal.contains(strict), names.contains_key(strict));
            for (name, value) in HEADERS {
                assert!(refusal.contains(&format!("\r\n{name}: {value}\r\n")));
                assert_eq!(names[&name], value);
            }
            refusal.contains(strict)
        };
        assert!(has_strict(true) && !has_strict(false));
    }
}
