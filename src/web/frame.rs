//! What every request passes through on its way in, and every response on its way out: refusals,
//! ETags, the page cache, compression, headers and counters.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    body::{Body, HttpBody},
    extract::{MatchedPath, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower::ServiceExt;

use super::{
    account_link,
    actor::Actor,
    admission::{Closed, closed_to, is_outside, last_made_internal, routes_inside},
    bearer::{self, BearerError},
    encoding::{Encoding, Whole, encode},
    error_body,
    error_response::ErrorResponse,
    headers::{HEADERS, SANDBOXED, STRICT_TRANSPORT, set_no_store},
    limits::{HEADER_FIELDS, URI},
    page_cache::NotKept,
    portal::Portal,
    routes::{Route, Shows},
    served::Served,
    server::{Client, TooSlow},
    turn::{ClientHasPage, client_of},
    usage::Visit,
};
use crate::desk::Subject;

/// The value of Cache-Control of a page that only one person may see.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// In how many seconds a page that stands in for another loads again, as `Refresh` has it.
const AGAIN: HeaderValue = HeaderValue::from_static("3");

/// Responds to a request: by a refusal, from the cache, or through `next`.
pub async fn answer(
    State(portal): State<Arc<Portal>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let route = route(&portal, &request);
    let method = request.method().clone();
    let uri = request.uri().clone();
    let client = request.extensions().get::<Client>().copied();
    let mut response = match refusal(&portal, &request, route, client) {
        Some(error) => refused(&portal, None, &uri, error).await,
        None => match actor(&portal, &mut request, route).await {
            Err(error) => bearer::refusal(&portal, error),
            Ok(actor) => {
                let is_open = route.is_some_and(|route| route.is_open);
                if let Some(inside) = routes_inside(&portal, &actor).filter(|_| !is_open) {
                    // Its own frame does everything else.
                    return sent_inside(inside, request).await;
                }
                let shows_desk =
                    || portal.desk.is_some() && route.is_some_and(|route| route.shows.is_of_desk());
                let is_private = match &actor {
                    // Every page of somebody who has signed in has their name.
                    Actor::Person(_) => true,
                    Actor::Local | Actor::Anonymous => {
                        portal.is_inside || (shows_desk() && !actor.page_mark().is_empty())
                    }
                };
                let visit = route
                    .and_then(|route| route.visited)
                    .and_then(|page| Visit::of(&portal, &request, page));
                let keeps_typed = route.is_some_and(|route| route.keeps_typed);
                let closed = closed_to(&portal, &actor).filter(|_| !is_open);
                let made = last_made_internal(&portal);
                if let Some(why) = closed.filter(|_| keeps_typed) {
                    request.extensions_mut().insert(why);
                }
                let mut response = match closed.filter(|_| !keeps_typed) {
                    Some(why) => {
                        let headers = request.headers();
                        shut_out(&portal, &actor, why, &method, &uri, headers).await
                    }
                    None => respond(&portal, request, next, &uri, route, &actor).await,
                };
                // Its body may have come, or its turn, after something was made internal.
                let is_late = !is_open && !keeps_typed && last_made_internal(&portal) != made;
                let changing = || is_outside(&portal, &actor).then_some(Closed::Changing);
                let closed = || closed_to(&portal, &actor).or_else(changing);
                if let Some(why) = is_late.then(closed).flatten() {
                    let headers = HeaderMap::new();
                    response = shut_out(&portal, &actor, why, &method, &uri, &headers).await;
                }
                if let Some(visit) = visit {
                    visit.count(&portal, &actor, &response);
                }
                if is_private {
                    make_private(response.headers_mut());
                }
                response
            }
        },
    };
    set_headers(&portal, response.headers_mut());
    let (status, took) = (response.status().as_u16(), began.elapsed());
    let name = route.map_or("none", Route::name);
    portal.metrics.answered(name, status, took);
    tracing::debug!(
        client = client.map(|client| tracing::field::display(client.address)),
        %method, uri = shown_uri(&uri), status, microseconds = took.as_micros(), "answered"
    );
    response
}

/// Who sends a request: whose API token it has, on routes for programs, or who has signed in. Found
/// once, and then kept with it.
async fn actor(
    portal: &Portal,
    request: &mut Request,
    route: Option<&Route>,
) -> Result<Actor, BearerError> {
    let extensions = request.extensions();
    if let Some(actor) = extensions.get::<Actor>() {
        return Ok(actor.clone());
    }
    let client = extensions.get::<Client>();
    let via_proxy = client.is_some_and(|client| client.via_proxy);
    let headers = request.headers();
    let scope = route.and_then(|route| route.scope);
    let of_proxy = |token: &str| via_proxy && portal.sign_in.has_proxy() && !bearer::is_own(token);
    let token = bearer::token(headers).filter(|token| !of_proxy(token));
    let actor = match (scope, token) {
        (Some(scope), Some(token)) => bearer::actor(portal, token, scope).await?,
        _ => Actor::of(portal, request.version(), headers, via_proxy).await,
    };
    request.extensions_mut().insert(actor.clone());
    Ok(actor)
}

/// Answers by the routes of the portal for those who may read what is internal.
async fn sent_inside(routes: &Router, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    // What the first router found in the path would count twice.
    let known = std::mem::take(&mut parts.extensions);
    keep::<Client>(&known, &mut parts.extensions);
    keep::<TooSlow>(&known, &mut parts.extensions);
    keep::<Actor>(&known, &mut parts.extensions);
    match routes
        .clone()
        .oneshot(Request::from_parts(parts, body))
        .await
    {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn keep<T: Clone + Send + Sync + 'static>(known: &Extensions, kept: &mut Extensions) {
    if let Some(one) = known.get::<T>() {
        kept.insert(one.clone());
    }
}

/// What somebody gets to whom a portal shows no content: for a page, the form by which they sign
/// in, if that would change it.
async fn shut_out(
    portal: &Portal,
    actor: &Actor,
    why: Closed,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let back = uri.path_and_query().map_or("", |address| address.as_str());
    let error = match why {
        Closed::SignIn
            if [Method::GET, Method::HEAD].contains(method) && accepts_pages(headers) =>
        {
            let mut response = Redirect::to(&portal.paths.sign_in(back)).into_response();
            set_no_store(&mut response);
            return response;
        }
        Closed::SignIn => {
            let error = ErrorResponse::new(StatusCode::UNAUTHORIZED, "Sign in first.");
            let mut response = refused(portal, Some(actor), uri, error).await;
            bearer::set_challenge(&mut response);
            return response;
        }
        Closed::Role => ErrorResponse::new(
            StatusCode::FORBIDDEN,
            "This portal has internal articles, and your role does not allow reading them. Ask an \
             administrator for another role.",
        ),
        Closed::Store => ErrorResponse::unavailable(
            "At the moment, it can't be checked who may read internal articles. Try again later.",
        ),
        Closed::Changing => {
            let is_read = [Method::GET, Method::HEAD].contains(method);
            let error = ErrorResponse::unavailable(match is_read {
                true => {
                    "The articles are being updated. This page loads again by itself in a few seconds."
                }
                false => {
                    "The articles are being updated. Go back, and send this again in a few seconds."
                }
            });
            let mut response = refused(portal, Some(actor), uri, error).await;
            if is_read {
                response.headers_mut().insert(header::REFRESH, AGAIN);
            }
            return response;
        }
    };
    refused(portal, Some(actor), uri, error).await
}

/// An error that no handler made, for whoever it may be.
async fn refused(
    portal: &Portal,
    actor: Option<&Actor>,
    uri: &Uri,
    error: ErrorResponse,
) -> Response {
    let response = error_body::show(portal, uri.path(), error.into_response());
    account_link::fill_in(portal, actor, response).await
}

/// Whether a client is a browser that wants a page.
fn accepts_pages(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_some_and(|accept| {
        accept
            .to_str()
            .is_ok_and(|accept| accept.contains("text/html"))
    })
}

/// An address as the log may have it: without the secret of an invitation or a sign-in.
fn shown_uri(uri: &Uri) -> String {
    let secret = ["/invitation", "/sign-in/openid/back"];
    match secret.iter().any(|path| uri.path().ends_with(path)) {
        true => uri.path().to_owned(),
        false => uri.to_string(),
    }
}

/// The route of a request, if there is one.
fn route(portal: &Portal, request: &Request) -> Option<&'static Route> {
    let matched = request.extensions().get::<MatchedPath>()?;
    Route::at(matched.as_str().strip_prefix(portal.paths.prefix())?)
}

/// Why a request is refused before it is handled: it is for another server, comes from another
/// site's page, is too long, or is from a client that sends too many at once.
fn refusal(
    portal: &Portal,
    request: &Request,
    route: Option<&Route>,
    client: Option<Client>,
) -> Option<ErrorResponse> {
    let uri = request.uri();
    let length = uri.path().len() + uri.query().map_or(0, str::len);
    if length > URI {
        Some(ErrorResponse::new(
            StatusCode::URI_TOO_LONG,
            "That address is too long. Paste long texts into the box on the home page.",
        ))
    } else if request.headers().len() > HEADER_FIELDS {
        Some(ErrorResponse::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The request has too many header fields.",
        ))
    } else if client.is_some_and(|client| client.is_crowded) {
        portal.metrics.shed("address");
        Some(ErrorResponse::busy())
    } else {
        let any_host = route.is_some_and(|route| route.any_host);
        let refusal = portal.hosts.refusal(request, any_host);
        refusal.or_else(|| portal.hosts.foreign_post(request))
    }
}

/// Responds from the page cache or by `next`; with 304 if the client already has the page.
async fn respond(
    portal: &Arc<Portal>,
    mut request: Request,
    next: Next,
    uri: &Uri,
    route: Option<&Route>,
    actor: &Actor,
) -> Response {
    let encoding = Encoding::accepted(request.headers());
    let known = request.headers().get_all(header::IF_NONE_MATCH).iter();
    let known: Vec<HeaderValue> = known.cloned().collect();
    let knows = |tag: &HeaderValue| known.iter().any(|known| etag_matches(known, tag));
    let is_head = *request.method() == Method::HEAD;
    if is_head {
        // This gives the same headers as for GET.
        *request.method_mut() = Method::GET;
    }
    let is_get = *request.method() == Method::GET;
    let is_shared = !matches!(actor, Actor::Person(_));
    let tagged = Tagged::new(portal, uri, encoding, route, actor).filter(|_| is_get);
    if let Some(tagged) = &tagged {
        let is_known = knows(&tagged.tag);
        if let Some(page) = portal
            .page_cache
            .get(encoding, &tagged.address, &tagged.tag)
        {
            // A cache hit needs no turn, but the client still counts as active.
            portal.gate.record_request(client_of(request.extensions()));
            return match is_known {
                true => not_modified(page.headers(), &tagged.tag),
                false => without_body(page, is_head),
            };
        }
        if is_known {
            request.extensions_mut().insert(ClientHasPage);
        }
    }
    let too_slow = request.extensions().get::<TooSlow>().cloned();
    let mut response = next.run(request).await;
    if too_slow.is_some_and(|too_slow| too_slow.is_set()) {
        response = ErrorResponse::of_status(StatusCode::REQUEST_TIMEOUT).into_response();
    }
    response = error_body::show(portal, uri.path(), response);
    if let (StatusCode::NOT_MODIFIED, Some(tagged)) = (response.status(), &tagged) {
        return not_modified(&HeaderMap::new(), &tagged.tag);
    }
    response = account_link::fill_in(portal, Some(actor), response).await;
    response = encode(response, encoding).await;
    if let Some(tagged) = tagged.filter(|tagged| tagged.holds(portal, &response)) {
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tagged.tag.clone());
        let revalidate = HeaderValue::from_static("no-cache");
        headers.entry(header::CACHE_CONTROL).or_insert(revalidate);
        // Pages of one person take no room from those that many see.
        let is_kept = is_shared && response.extensions().get::<NotKept>().is_none();
        if let Some(Whole(body)) = response.extensions().get().filter(|_| is_kept) {
            portal
                .page_cache
                .put(encoding, &tagged.address, response.headers(), body);
        }
    }
    let tag = response.headers().get(header::ETAG);
    let is_page = is_get && response.status() == StatusCode::OK;
    if let Some(tag) = tag.filter(|tag| is_page && knows(tag)) {
        return not_modified(response.headers(), tag);
    }
    response.extensions_mut().remove::<Whole>();
    without_body(response, is_head)
}

/// Keeps a response out of caches that several people share.
fn make_private(headers: &mut HeaderMap) {
    let control = headers.get(header::CACHE_CONTROL);
    let control = control.and_then(|control| control.to_str().ok());
    if control.is_none_or(|control| control == "no-cache") {
        headers.insert(header::CACHE_CONTROL, PRIVATE);
    }
}

/// The response to HEAD: without the body, but with its length.
fn without_body(response: Response, is_head: bool) -> Response {
    if !is_head {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, Body::empty())
}

/// The ETag of a response: made of the generation, the guides, the program, the settings and the
/// encoding; for those who have signed in, also of who they are; where the page shows what
/// people added about its subject, also of the last entry about it.
struct Tagged {
    served: Arc<Served>,
    tag: HeaderValue,
    address: String,
    /// Where the page shows what people added: the subject and the last entry about it.
    desk: Option<(Subject, (i64, i64))>,
}

impl Tagged {
    /// `None` if the response depends on anything else.
    fn new(
        portal: &Portal,
        uri: &Uri,
        encoding: Encoding,
        route: Option<&Route>,
        actor: &Actor,
    ) -> Option<Self> {
        let below = uri.path().strip_prefix(portal.paths.prefix())?;
        let shows = route.map_or(Shows::Content, |route| route.shows);
        // During the first build, a page shows its progress.
        if !portal.is_ready() || below.starts_with("/-/") || matches!(shows, Shows::Desk) {
            return None;
        }
        let served = portal.served();
        // After an update, searches may rank slightly differently than after a full build of the
        // same content.
        if route.is_some_and(|route| route.is_ranked) && served.snapshot.updates > 0 {
            return None;
        }
        let desk = match shows {
            Shows::About(subject) => portal.desk.as_ref().and_then(|_| {
                let subject = subject(route?.parameter(below)?)?;
                let revision = portal.desk_revision(&subject);
                Some((subject, revision))
            }),
            Shows::Content | Shows::Desk => None,
        };
        let tag = match encoding {
            Encoding::Identity => &served.tag,
            Encoding::Gzip => &served.gzip_tag,
        };
        let mark = actor.page_mark();
        Some(Self {
            tag: match &desk {
                Some((_, (epoch, entry))) if *entry > 0 || !mark.is_empty() => {
                    with_part(tag, &format!("{epoch}.{entry}{mark}"))?
                }
                // Whoever is not known is shown a link to sign in.
                None if portal.desk.is_some() && !mark.is_empty() => with_part(tag, &mark)?,
                Some(_) | None => tag.clone(),
            },
            served,
            address: uri.path_and_query()?.as_str().to_owned(),
            desk,
        })
    }

    /// Whether a response may carry the ETag: a complete page that may be cached, made while the
    /// generation was served and nothing was added at the desk.
    fn holds(&self, portal: &Portal, response: &Response) -> bool {
        let headers = response.headers();
        let keeps = headers
            .get(header::CACHE_CONTROL)
            .is_none_or(|control| !control.as_bytes().starts_with(b"no-store"));
        let is_current = |(subject, revision): &(Subject, (i64, i64))| {
            portal.desk_revision(subject) == *revision
        };
        response.status() == StatusCode::OK
            && keeps
            && !headers.contains_key(header::ETAG)
            && Arc::ptr_eq(&self.served, &portal.served())
            && self.desk.as_ref().is_none_or(is_current)
    }
}

/// An ETag with a further part.
fn with_part(tag: &HeaderValue, part: &str) -> Option<HeaderValue> {
    let tag = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::try_from(format!("{tag}-{part}\"")).ok()
}

/// Whether `If-None-Match` has this ETag; a proxy that changes a page makes its ETag a weak one.
fn etag_matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    known
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// A 304 for a client that already has the page with this ETag; `of` holds the page's headers, if
/// known.
fn not_modified(of: &HeaderMap, tag: &HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // A cache updates its copy of the page with these headers.
    for name in [header::CACHE_CONTROL, header::CONTENT_SECURITY_POLICY] {
        if let Some(value) = of.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    response
}

fn set_headers(portal: &Portal, headers: &mut HeaderMap) {
    let own_policy = headers.remove(header::CONTENT_SECURITY_POLICY);
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A handler may only replace the policy with the stricter one.
    if let Some(policy) = own_policy.filter(|policy| policy == SANDBOXED) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if portal.over_tls {
        let strict = HeaderValue::from_static(STRICT_TRANSPORT);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
}
