//! What every request passes on its way in, and every answer on its way out: refusals, tags, the page cache, compression,
//! the headers of every response, the counters.

use std::{sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;

use super::{
    HEADERS, ROUTES, SEARCHES,
    encoding::{self, Encoding},
    fault::{self, Fault},
    portal::{Portal, Served},
    server::{Client, TooSlow},
};

/// Bytes of a request's path and query.
const URI: usize = 8 << 10;

/// Headers of a request.
const REQUEST_HEADERS: usize = 64;

/// A body smaller than this is sent as it is.
const WORTH_COMPRESSING: usize = 256;

/// For how long a browser that came by TLS keeps to it, as a header.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// Answers a request by way of `next`.
pub async fn answer(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = route(&portal, &request);
    let method = request.method().clone();
    let uri = request.uri().clone();
    let client = request.extensions().get::<Client>().copied();
    let mut response = match refusal(&portal, &request, client) {
        Some(fault) => fault::show(&portal, uri.path(), fault.into_response()),
        None => found(&portal, request, next, &uri).await,
    };
    set_headers(&portal, response.headers_mut());
    let (status, took) = (response.status().as_u16(), began.elapsed());
    portal.metrics.answered(route, status, took);
    tracing::debug!(
        client = client.map(|client| tracing::field::display(client.address)),
        %method, %uri, status, microseconds = took.as_micros(), "answered"
    );
    response
}

/// The route's name for the counters, without the base path: few, whatever is asked for.
fn route(portal: &Portal, request: &Request) -> &'static str {
    let matched = request.extensions().get::<MatchedPath>();
    let path = matched
        .and_then(|path| path.as_str().strip_prefix(portal.paths.prefix()))
        .unwrap_or("none");
    ROUTES
        .iter()
        .find(|route| **route == path)
        .copied()
        .unwrap_or("none")
}

/// Why a request is not even looked at: it is for another server, too long, or from a client that asks too much at once.
fn refusal(portal: &Portal, request: &Request, client: Option<Client>) -> Option<Fault> {
    let uri = request.uri();
    let length = uri.path().len() + uri.query().map_or(0, str::len);
    let host = request.headers().get(header::HOST);
    let host = host
        .map(|host| host.to_str().unwrap_or_default())
        .or(uri.authority().map(|authority| authority.as_str()));
    if length > URI {
        Some(Fault::new(
            StatusCode::URI_TOO_LONG,
            "That address is too long. A long text belongs into the box on the home page.",
        ))
    } else if request.headers().len() > REQUEST_HEADERS {
        Some(Fault::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The request has too many header fields.",
        ))
    } else if host.is_some_and(|host| !portal.accepts_host(host)) {
        Some(Fault::new(
            StatusCode::MISDIRECTED_REQUEST,
            "This server answers only to its own name; set --base-url to use another.",
        ))
    } else if client.is_some_and(|client| client.crowded) {
        portal.metrics.shed("address");
        Some(Fault::busy())
    } else {
        None
    }
}

/// The answer: not modified, from the page cache, or made anew.
async fn found(portal: &Arc<Portal>, request: Request, next: Next, uri: &Uri) -> Response {
    let encoding = Encoding::accepted(request.headers());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let read_only = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_get = *request.method() == Method::GET;
    let tagged = Tagged::new(portal, uri, encoding).filter(|_| read_only);
    if let Some(tagged) = &tagged {
        if known
            .as_ref()
            .is_some_and(|known| names(known, &tagged.tag))
        {
            return not_modified(tagged.tag.clone());
        }
        if is_get
            && let Some(page) = portal
                .page_cache
                .get(encoding, &tagged.address, &tagged.tag)
        {
            return page;
        }
    }
    let too_slow = request.extensions().get::<TooSlow>().cloned();
    let mut response = next.run(request).await;
    if too_slow.is_some_and(|too_slow| too_slow.is_set()) {
        response = Fault::of_status(StatusCode::REQUEST_TIMEOUT).into_response();
    }
    response = fault::show(portal, uri.path(), response);
    let own_tag = response.headers().get(header::ETAG).cloned();
    if let (Some(own_tag), Some(known)) = (own_tag, known)
        && names(&known, &own_tag)
    {
        return not_modified(own_tag);
    }
    if read_only && !is_get {
        // The body of an answer to HEAD is gone already; what describes it is not known here.
        return response;
    }
    let (mut response, body) = encode(response, encoding).await;
    if let Some(tagged) = tagged.filter(|tagged| tagged.holds(portal, &response)) {
        response
            .headers_mut()
            .insert(header::ETAG, tagged.tag.clone());
        if let Some(body) = body {
            let headers = response.headers();
            portal
                .page_cache
                .put(encoding, &tagged.address, headers, &body);
        }
    }
    response
}

/// What an answer can be recognised by later: it follows from the generation, the settings, the address and the encoding.
struct Tagged {
    served: Arc<Served>,
    tag: HeaderValue,
    address: String,
}

impl Tagged {
    /// `None` for what depends on more than that.
    fn new(portal: &Portal, uri: &Uri, encoding: Encoding) -> Option<Self> {
        let below = uri.path().strip_prefix(portal.paths.prefix())?;
        // While the first build runs, a page tells how far it is.
        if !portal.is_ready() || below.starts_with("/-/") {
            return None;
        }
        let served = portal.served();
        // After an update searches may rank a little differently than on a machine that has built the same content whole.
        if SEARCHES.contains(&below) && served.snapshot.updates > 0 {
            return None;
        }
        let tag = match encoding {
            Encoding::Identity => served.tag.clone(),
            Encoding::Gzip => served.gzip_tag.clone(),
        };
        Some(Self {
            served,
            tag,
            address: uri.path_and_query()?.as_str().to_owned(),
        })
    }

    /// Whether an answer may carry the tag: a whole page that may be kept, made while the generation was served.
    fn holds(&self, portal: &Portal, response: &Response) -> bool {
        let headers = response.headers();
        let keeps = headers
            .get(header::CACHE_CONTROL)
            .is_none_or(|control| !control.as_bytes().starts_with(b"no-store"));
        response.status() == StatusCode::OK
            && keeps
            && !headers.contains_key(header::ETAG)
            && Arc::ptr_eq(&self.served, &portal.served())
    }
}

/// Whether `If-None-Match` names this tag; a proxy that changes a page makes its tag a weak one.
fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    known
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag)
}

fn not_modified(tag: HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// Compresses a text where the client takes that. Gives the body too, where it is one that was encoded here.
async fn encode(response: Response, encoding: Encoding) -> (Response, Option<Bytes>) {
    let headers = response.headers();
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_text = content_type.is_some_and(encoding::is_text);
    if !is_text || headers.contains_key(header::CONTENT_ENCODING) {
        return (response, None);
    }
    let (mut parts, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        // Our bodies are in memory; one that is not is passed on by the branch above.
        Err(error) => return (Fault::internal(error).into_response(), None),
    };
    let vary = HeaderValue::from_static("accept-encoding");
    parts.headers.insert(header::VARY, vary);
    // A refusal must cost less than what it refuses.
    let is_worth = parts.status.is_success() && body.len() >= WORTH_COMPRESSING;
    let body = if encoding == Encoding::Gzip && is_worth {
        let gzip = HeaderValue::from_static("gzip");
        parts.headers.insert(header::CONTENT_ENCODING, gzip);
        parts.headers.remove(header::CONTENT_LENGTH);
        encoding::compress(&body)
    } else {
        body
    };
    (
        Response::from_parts(parts, Body::from(body.clone())),
        Some(body),
    )
}

fn set_headers(portal: &Portal, headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if portal.over_tls {
        let strict = HeaderValue::from_static(STRICT_TRANSPORT);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
}
