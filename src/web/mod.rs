//! The portal in the browser: one route table, and what holds for every response.

mod api;
mod articles;
mod assets;
mod fault;
mod layout;
mod pages;
mod paths;
mod portal;

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
pub use portal::Portal;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};

use fault::Fault;

/// Bytes of pasted text.
const PASTE: usize = 1 << 20;
/// Bytes of a request's path and query.
const URI: usize = 8 << 10;
/// How long a search may take.
const SEARCH: Duration = Duration::from_millis(200);
/// How long a handler may take.
const HANDLER: Duration = Duration::from_secs(10);

/// The headers of every response.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    ),
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

/// Every route of the portal.
pub fn router(portal: Arc<Portal>) -> Router {
    use pages::{article, diagnose, events, guides, home, missing, products, search};
    let routes = Router::new()
        .route("/open", post(home::open))
        .route("/search", get(search::show))
        .route("/search.json", get(api::search::show))
        .route("/kb/{*rest}", get(article::show))
        .route("/missing/{id}", get(missing::show))
        .route("/events", get(events::list))
        .route("/events/{source}", get(events::show_source))
        .route("/events/{source}/{id}", get(events::show))
        .route("/products", get(products::list))
        .route("/products/{slug}", get(products::show))
        .route("/guides", get(guides::list))
        .route("/guides/{guide}", get(guides::show))
        .route("/diagnose", get(diagnose::show).post(diagnose::submit))
        .route("/api/v1/search", get(api::search::show))
        .route("/api/v1/articles/{id}", get(api::articles::show))
        .route("/api/v1/diagnose", post(api::diagnose::submit))
        .route("/api/v1/guides", get(api::guides::list))
        .route("/api/v1/guides/{guide}", get(api::guides::show))
        .route("/-/health", get(api::health::health))
        .route("/-/ready", get(api::health::ready))
        .route("/-/static/{name}", get(assets::show))
        .layer(DefaultBodyLimit::max(PASTE));
    let prefix = portal.paths.prefix().to_owned();
    let routes = if prefix.is_empty() {
        routes.route("/", get(home::show))
    } else {
        Router::new()
            .nest(&prefix, routes)
            .route(&format!("{prefix}/"), get(home::show))
            .route(&prefix, get(home::show))
    };
    routes
        .fallback(|| async { Fault::not_found("There is no such page.") })
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            HANDLER,
        ))
        .layer(CatchPanicLayer::custom(|_| {
            Fault::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn_with_state(Arc::clone(&portal), admit))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&portal),
            fault::show,
        ))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(set_headers))
        .with_state(portal)
}

/// Turns a template into a page.
fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(error) => Fault::internal(error).into_response(),
    }
}

/// Refuses requests for hosts that this server isn't, and addresses that are too long.
async fn admit(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let length = uri.path().len() + uri.query().map_or(0, str::len);
    if length > URI {
        let detail = "That address is too long. A long text belongs into the box on the home page.";
        return Fault {
            status: StatusCode::URI_TOO_LONG,
            detail: detail.to_owned(),
        }
        .into_response();
    }
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if host.is_some_and(|host| !portal.accepts_host(host)) {
        let detail = "This server answers only to its own name; set --base-url to use another.";
        return Fault {
            status: StatusCode::MISDIRECTED_REQUEST,
            detail: detail.to_owned(),
        }
        .into_response();
    }
    next.run(request).await
}

async fn set_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
