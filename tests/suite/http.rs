//! HTTP according to its standards: hosts and origins, ETags, HEAD, the forms of attachments.

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, Version},
};

use super::site::{Answer, Site};

/// A request with exactly these header fields.
fn request(method: &str, path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    let request = fields.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    request.body(Body::empty()).unwrap()
}

async fn get(site: &Site, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(request("GET", path, fields)).await
}

#[tokio::test]
async fn only_hosts_of_this_server_are_answered() {
    let loopback = ["--listen", "127.0.0.1:8070"];
    let named = [
        "--listen",
        "0.0.0.0:80",
        "--base-url",
        "http://kb.example/help",
    ];
    let named_there = ["--base-url", "https://kb.example:8443"];
    let open = ["--listen", "0.0.0.0:80"];
    for (flags, home, host, status) in [
        (&loopback[..], "/", "127.0.0.1:8070", 200),
        (&loopback, "/", "LOCALHOST", 200),
        (&loopback, "/", "[::1]:8070", 200),
        (&loopback, "/", "evil.example", 421),
        (&loopback, "/", "127.0.0.1.evil.example", 421),
        (&loopback, "/", "[::1]evil.example", 421),
        (&loopback, "/", "localhost:80@evil.example", 421),
        (&loopback, "/", "[::ffff:127.0.0.1]", 200),
        (&loopback, "/", "", 421),
        (&loopback, "/-/health", "evil.example", 200),
        (&loopback, "/-/ready", "evil.example", 200),
        (&loopback, "/-/metrics", "evil.example", 200),
        (&loopback, "/-/suggest?q=68", "evil.example", 421),
        (&named, "/help/", "kb.example", 200),
        (&named, "/help/", "KB.example:80", 200),
        (&named, "/help/", "localhost:80", 200),
        (&named, "/help/", "kb.example:81", 421),
        (&named, "/help/", "evil.example", 421),
        (&named, "/help/-/health", "10.0.0.7", 200),
        (&named_there, "/", "kb.example:8443", 200),
        (&named_there, "/", "kb.example", 421),
        (&open, "/", "whatever.example", 200),
    ] {
        let site = Site::with(flags);
        let answer = get(&site, home, &[("host", host)]).await;
        assert_eq!(answer.status.as_u16(), status, "{flags:?} {home} {host}");
    }
}

#[tokio::test]
async fn a_request_names_one_host() {
    let site = Site::builtin();
    let old = |mut request: Request<Body>| {
        *request.version_mut() = Version::HTTP_10;
        request
    };
    let own = ("host", "localhost");
    for (request, status) in [
        (request("GET", "/", &[own]), 200),
        (request("GET", "/", &[]), 400),
        (old(request("GET", "/", &[])), 200),
        (request("GET", "/", &[own, own]), 400),
        (request("GET", "/", &[own, ("host", "evil.example")]), 400),
        (request("GET", "http://localhost/", &[]), 200),
        (request("GET", "http://evil.example/", &[own]), 421),
        (request("GET", "/-/health", &[]), 400),
        (old(request("GET", "/-/health", &[])), 200),
        (request("GET", "/-/health", &[own, own]), 400),
        (request("GET", "http://evil.example/-/health", &[own]), 200),
    ] {
        let described = format!("{request:?}");
        let answer = site.ask_as_is(request).await;
        assert_eq!(answer.status.as_u16(), status, "{described}");
    }
}

#[tokio::test]
async fn pages_of_other_sites_send_nothing() {
    let site = Site::with(&["--base-url", "https://kb.example"]);
    let host = ("host", "localhost:8070");
    for (fields, allowed) in [
        (&[][..], true),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://localhost:8070"),
            ],
            false,
        ),
        (&[("origin", "http://localhost:8070")], true),
        (&[("origin", "https://kb.example")], true),
        (&[("origin", "http://kb.example")], false),
        (&[("origin", "http://localhost:9090")], false),
        (&[("origin", "http://evil.example")], false),
        (&[("origin", "null")], false),
        (&[("referer", "http://localhost:8070/search?q=x")], true),
        (&[("referer", "https://kb.example/search")], true),
        (&[("referer", "https://evil.example/")], false),
        (&[("referer", "about:blank")], false),
    ] {
        for path in ["/open", "/diagnose", "/api/v1/diagnose"] {
            let all: Vec<_> = fields.iter().copied().chain([host]).collect();
            let answer = site.ask(request("POST", path, &all)).await;
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(is_refused, !allowed, "{path} {fields:?}: {}", answer.status);
        }
    }
    let read = get(&site, "/", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(read.status, 200, "links from other sites lead here");
}

/// Addresses of pages, and others of every kind.
const PAGES: [&str; 16] = [
    "/",
    "/kb/Q168465",
    "/kb/Q168465.md",
    "/kb/Q168465.txt",
    "/kb/Q168465.json",
    "/search?q=event+68",
    "/search?q=event+68&page=1",
    "/events",
    "/events?id=68",
    "/codes",
    "/products",
    "/guides",
    "/api",
    "/api/openapi.json",
    "/api/v1/articles/Q168465",
    "/api/v1/search?q=event+68",
];
const OTHERS: [&str; 13] = [
    "/nowhere",
    "/kb/Q999999",
    "/kb/q168465",
    "/kb/Q168465/files/none.png",
    "/kb/Q999999.md",
    "/missing/Q159865",
    "/search?q=Q168465",
    "/search?q=event+68&page=90",
    "/events/none/5",
    "/codes/none",
    "/products/none",
    "/guides/none",
    "/api/v1/articles/Q999999",
];

/// The headers that a cache keeps, which a response to a client that has the page must not change.
fn kept(answer: &Answer) -> Vec<(&str, Vec<&HeaderValue>)> {
    ["etag", "cache-control", "vary", "content-security-policy"]
        .map(|name| (name, answer.headers.get_all(name).iter().collect()))
        .to_vec()
}

#[tokio::test]
async fn only_what_would_be_a_page_is_not_modified() {
    // With finished pages in the cache, and without.
    for cache in ["24", "0"] {
        let site = Site::with(&["--page-cache", cache]);
        for path in PAGES {
            let page = get(&site, path, &[]).await;
            let tag = page.header("etag").to_owned();
            assert!(tag.starts_with('"'), "{path}: {tag}");
            for known in [&tag, "*", &format!("\"other\", W/{tag}")] {
                let again = get(&site, path, &[("if-none-match", known)]).await;
                assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {known}");
                assert_eq!(again.body, "", "{path}");
                assert_eq!(kept(&again), kept(&page), "{path}");
            }
            let other = get(&site, path, &[("if-none-match", "\"other\"")]).await;
            assert_eq!(other.status, StatusCode::OK, "{path}");
        }
        let tag = get(&site, "/", &[]).await.header("etag").to_owned();
        for path in OTHERS {
            let plain = get(&site, path, &[]).await.status;
            assert_ne!(plain, StatusCode::OK, "{path}");
            for known in [&*tag, "*"] {
                let again = get(&site, path, &[("if-none-match", known)]).await;
                assert_eq!(again.status, plain, "{path} {known}");
            }
        }
    }
}

#[tokio::test]
async fn head_returns_what_get_returns() {
    let files = [
        (
            "LAMP-1.md",
            "---\nid: LAMP-1\ntitle: Lamp\n---\n\n![a](a.png) ![b](b.svg)\n",
        ),
        ("a.png", "PNG"),
        ("b.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let home = site.get("/").await.body;
    let style = home.split('"').find(|part| part.ends_with(".css")).unwrap();
    let more = [
        "/kb/LAMP-1/files/a.png",
        "/kb/LAMP-1/files/b.svg",
        "/-/health",
        style,
    ];
    for path in PAGES.into_iter().chain(OTHERS).chain(more) {
        for encoding in ["", "gzip"] {
            let fields = [("accept-encoding", encoding)];
            // In both orders: for a page that is cached, and for one that is not.
            let head = site.ask(request("HEAD", path, &fields)).await;
            let got = get(&site, path, &fields).await;
            let head_again = site.ask(request("HEAD", path, &fields)).await;
            for head in [head, head_again] {
                assert_eq!((head.status, &*head.body), (got.status, ""), "{path}");
                let length = head.headers.get("content-length").cloned();
                let mut named = head.headers.clone();
                named.remove("content-length");
                let mut expect = got.headers.clone();
                expect.remove("content-length");
                assert_eq!(named, expect, "{path} {encoding}");
                if let Some(length) = length {
                    assert_eq!(length.to_str().unwrap(), got.bytes.to_string(), "{path}");
                }
            }
        }
    }
    let refused = site.ask(request("HEAD", "/open", &[])).await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(Method::POST, refused.header("allow"));
}

#[tokio::test]
async fn attachments_have_tags_of_their_encodings_and_run_nothing() {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>",
        " ".repeat(500)
    );
    let files = [
        (
            "LAMP-1.md",
            "---\nid: LAMP-1\ntitle: Lamp\n---\n\n![a](a.png) ![b](b.svg) [c](c.js)\n",
        ),
        ("a.png", "PNG"),
        ("b.svg", svg.as_str()),
        ("c.js", "alert(1)"),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    for (name, disposition, sandboxed) in [
        ("a.png", "inline", false),
        ("b.svg", "attachment", true),
        ("c.js", "attachment", true),
    ] {
        let path = format!("/kb/LAMP-1/files/{name}");
        let plain = get(&site, &path, &[]).await;
        assert_eq!(plain.header("content-disposition"), disposition, "{name}");
        let policy = plain.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{name}");
        assert_eq!(policy.ends_with("; sandbox"), sandboxed, "{name}");
        let packed = get(&site, &path, &[("accept-encoding", "gzip")]).await;
        let is_packed = packed.header("content-encoding") == "gzip";
        assert_eq!(
            packed.header("etag") != plain.header("etag"),
            is_packed,
            "{name}"
        );
        for (answer, encoding) in [(plain, ""), (packed, "gzip")] {
            let fields = [
                ("accept-encoding", encoding),
                ("if-none-match", answer.header("etag")),
            ];
            let again = get(&site, &path, &fields).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{name} {encoding}");
            assert_eq!(kept(&again), kept(&answer), "{name} {encoding}");
        }
    }
}

#[tokio::test]
async fn an_article_as_json_has_the_limit_of_a_page() {
    let text = format!(
        "---\nid: LAMP-1\ntitle: Lamp\n---\n\n{}\n",
        "*a".repeat(500_000)
    );
    let (site, _folder) = Site::with_folder(&[("LAMP-1.md", &text)], &["--no-builtin"]);
    for path in ["/kb/LAMP-1.json", "/api/v1/articles/LAMP-1"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.body.contains("larger"), "{}", answer.body);
    }
    assert_eq!(site.get("/kb/LAMP-1.md").await.status, StatusCode::OK);
}
