//! Sends any request to the whole portal: `METHOD TARGET`, lines of headers, an empty line, a body.
//! No response may be a 500, or lack the headers that every response has.

#![no_main]

use std::sync::OnceLock;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header},
};
use fixpath::web;
use fixpath_fuzz::{html, linear, site::Site};
use libfuzzer_sys::{Corpus, fuzz_target};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// The most bytes of a page.
const PAGE: usize = 20 << 20;

/// The most bytes of a body that any route accepts.
const BODY: usize = 1 << 20;

/// Requests below this path go to a portal at that path, others to one at the root.
const PREFIX: &str = "/desk";

struct Server {
    _site: Site,
    root: Router,
    below: Router,
    runtime: Runtime,
}

static SERVER: OnceLock<Server> = OnceLock::new();

fuzz_target!(
    init: {
        SERVER.get_or_init(|| {
            let site = Site::new(&[]);
            let root = web::router(site.portal());
            let below = Site::new(&[
                "--base-url",
                "https://help.example.com/desk",
                "--edit-url",
                "https://example.com/edit/{path}",
                "--feedback-url",
                "mailto:kb@example.com?subject={id}:{title}",
            ]);
            Server {
                below: web::router(below.portal()),
                root,
                _site: site,
                runtime: Builder::new_current_thread()
                    .enable_time()
                    .build()
                    .expect("a runtime"),
            }
        });
    },
    |bytes: &[u8]| -> Corpus {
        if request(bytes).is_none() {
            return Corpus::Reject;
        }
        // Repeats the body many times after the same head; a body over the limit is refused, which
        // takes no time.
        let (head, body) = bytes.split_at(head_length(bytes));
        linear::check(head, body, BODY, ask);
        Corpus::Keep
    }
);

/// Sends a request to the portal that it is for.
fn ask(bytes: &[u8]) {
    let Some(request) = request(bytes) else {
        return;
    };
    let server = SERVER.get().expect("made at the start");
    let router = match request.uri().path().strip_prefix(PREFIX) {
        Some("") => &server.below,
        Some(rest) if rest.starts_with('/') => &server.below,
        _ => &server.root,
    };
    let shown = format!("{} {}", request.method(), request.uri());
    let is_head = request.method() == Method::HEAD;
    let (response, body) = server.runtime.block_on(async {
        let response = router.clone().oneshot(request).await.expect("never fails");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, PAGE).await.expect("a body of bounded size");
        (Response::from_parts(head, ()), body)
    });
    check(&shown, is_head, &response, &body);
}

/// The length of the first line and the headers, in bytes.
fn head_length(bytes: &[u8]) -> usize {
    let mut rest = split_line(bytes).1;
    loop {
        let (line, after) = split_line(rest);
        rest = after;
        if !line.contains(&b':') {
            return bytes.len() - rest.len();
        }
    }
}

fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let (line, mut rest) = split_line(bytes);
    let (method, target) = line.split_at_checked(line.iter().position(|byte| *byte == b' ')?)?;
    let method = Method::from_bytes(method).ok()?;
    let target = Uri::try_from(target.trim_ascii()).ok()?;
    let mut request = Request::builder().method(method).uri(target);
    loop {
        let (line, after) = split_line(rest);
        rest = after;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            break;
        };
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        request = request.header(name, value);
    }
    let mut request = request.body(Body::from(Bytes::copy_from_slice(rest))).ok()?;
    // A request without a host is refused immediately, and most inputs name none.
    let own = HeaderValue::from_static("localhost");
    request.headers_mut().entry(header::HOST).or_insert(own);
    Some(request)
}

fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let end = end.unwrap_or(bytes.len());
    let line = &bytes[..end];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (line, bytes.get(end + 1..).unwrap_or_default())
}

fn check(shown: &str, is_head: bool, response: &Response<()>, body: &Bytes) {
    let status = response.status();
    assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{shown}");
    let get = |name: HeaderName| {
        let values: Vec<_> = response.headers().get_all(&name).iter().collect();
        assert!(values.len() <= 1, "{shown}: {name} {} times", values.len());
        let value = values.first().and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    for (name, start) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self';",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "geolocation=(), camera=(), microphone=()",
        ),
    ] {
        let value = get(HeaderName::from_static(name));
        assert!(value.starts_with(start), "{shown}: {name} is `{value}`");
    }
    assert_eq!(get(header::ACCESS_CONTROL_ALLOW_ORIGIN), "", "{shown}");
    let location = get(header::LOCATION);
    assert!(
        location.is_empty() || is_ours(&location),
        "{shown}: to {location}"
    );
    let kind = get(header::CONTENT_TYPE);
    if !body.is_empty() {
        let known = !kind.is_empty() && (!kind.starts_with("text/") || kind.contains("charset="));
        assert!(known, "{shown}: content type `{kind}`");
        assert!(!is_head, "{shown}: a body");
    }
    if get(header::CONTENT_ENCODING).is_empty() && kind.starts_with("text/html") && !is_head {
        let page = std::str::from_utf8(body).expect("a page in UTF-8");
        html::check_links(page);
        assert!(!page.contains(" style=\""), "{shown}: a style");
    }
}

/// Whether a redirect leads to a page of the portal, as it must.
fn is_ours(location: &str) -> bool {
    location.starts_with('/') && !location.starts_with("//") && !location.contains('\\')
}
