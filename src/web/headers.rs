//! The headers of every response.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// The policy of every response.
macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    };
}

/// The policy of a response that a browser might otherwise run.
pub const SANDBOXED: &str = concat!(policy!(), "; sandbox");

/// The value of Strict-Transport-Security: one year.
pub const STRICT_TRANSPORT: &str = "max-age=31536000";

/// The headers of every response.
pub const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, policy!()),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "geolocation=(), camera=(), microphone=()",
    ),
];

/// Lets only the browser keep a response for a while: going back to it then needs no second
/// request, even if it is the response to a form.
pub fn keep_privately(response: &mut Response) {
    let private = HeaderValue::from_static("private, max-age=3600");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, private);
}

/// Lets only the browser keep a response, and makes it ask each time whether it is still right.
pub fn set_private(response: &mut Response) {
    let private = HeaderValue::from_static("private, no-cache");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, private);
}

/// Forbids browsers, proxies and our own cache to keep a response.
pub fn set_no_store(response: &mut Response) {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
}
