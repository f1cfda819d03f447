//! The portal in the browser: one route table, and what holds for every response.

mod api;
mod articles;
mod assets;
mod encoding;
mod fault;
mod frame;
mod gate;
mod host;
mod layout;
mod metrics;
mod page_cache;
mod pages;
mod paths;
mod portal;
mod readers;
pub mod server;
mod turn;

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, header},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
pub use metrics::Metrics;
pub use portal::{Portal, threads};
use tower_http::catch_panic::CatchPanicLayer;

use fault::Fault;

/// Bytes of a form.
const FORM: usize = 64 << 10;
/// Bytes of pasted text.
const PASTE: usize = 1 << 20;
/// How long a search may take.
const SEARCH: Duration = Duration::from_millis(200);

/// The policy of every response.
macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    };
}

/// The policy of an answer that might run something where a browser shows it.
const SANDBOXED: &str = concat!(policy!(), "; sandbox");

/// The headers of every response.
const HEADERS: [(HeaderName, &str); 7] = [
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

/// The paths of all routes below the base path, as the counters name them.
const ROUTES: [&str; 27] = [
    "/",
    "/open",
    "/search",
    "/search.json",
    "/kb/{*rest}",
    "/missing/{id}",
    "/events",
    "/events/{source}",
    "/events/{source}/{id}",
    "/codes",
    "/codes/{code}",
    "/products",
    "/products/{slug}",
    "/guides",
    "/guides/{guide}",
    "/guides/{guide}/{part}",
    "/diagnose",
    "/api/v1/search",
    "/api/v1/articles/{id}",
    "/api/v1/diagnose",
    "/api/v1/guides",
    "/api/v1/guides/{guide}",
    "/-/health",
    "/-/ready",
    "/-/metrics",
    "/-/static/{name}",
    "/-/suggest",
];

/// The routes whose answers depend on how the index ranks.
const SEARCHES: [&str; 3] = ["/search", "/search.json", "/api/v1/search"];

/// The routes that answer whatever host is named: what asks for them is no browser, and goes by address.
const ANY_HOST: [&str; 3] = ["/-/health", "/-/ready", "/-/metrics"];

/// Every route of the portal.
pub fn router(portal: Arc<Portal>) -> Router {
    use pages::{article, codes, diagnose, events, files, guides, home, missing, products, search};
    let in_turn = |limit| middleware::from_fn_with_state((Arc::clone(&portal), limit), turn::take);
    let pasted = Router::new()
        .route("/open", post(home::open))
        .route("/diagnose", get(diagnose::show).post(diagnose::submit))
        .route("/api/v1/diagnose", post(api::diagnose::submit))
        .layer(in_turn(PASTE));
    let made = Router::new()
        .route("/search", get(search::show))
        .route("/search.json", get(api::search::show))
        .route("/missing/{id}", get(missing::show))
        .route("/events", get(events::list))
        .route("/events/{source}", get(events::show_source))
        .route("/events/{source}/{id}", get(events::show))
        .route("/codes", get(codes::list))
        .route("/codes/{code}", get(codes::show))
        .route("/products", get(products::list))
        .route("/products/{slug}", get(products::show))
        .route("/guides", get(guides::list))
        .route("/guides/{guide}", get(guides::show))
        .route("/guides/{guide}/{part}", get(guides::part))
        .route("/api/v1/search", get(api::search::show))
        .route("/api/v1/articles/{id}", get(api::articles::show))
        .route("/api/v1/guides", get(api::guides::list))
        .route("/api/v1/guides/{guide}", get(api::guides::show))
        .route("/-/suggest", get(api::suggest::show))
        .layer(in_turn(FORM));
    // Files are read by threads of their own, and need no turn.
    let files = middleware::from_fn_with_state(Arc::clone(&portal), files::divert);
    let article = get(article::show).layer(in_turn(FORM)).layer(files);
    let at_once = Router::new()
        .route("/kb/{*rest}", article)
        .route("/-/health", get(api::health::health))
        .route("/-/ready", get(api::health::ready))
        .route("/-/metrics", get(api::health::metrics))
        .route("/-/static/{name}", get(assets::show))
        .layer(DefaultBodyLimit::max(FORM));
    let routes = pasted.merge(made).merge(at_once);
    let home = || get(home::show).layer(in_turn(FORM));
    let prefix = portal.paths.prefix().to_owned();
    let routes = if prefix.is_empty() {
        routes.route("/", home())
    } else {
        Router::new()
            .nest(&prefix, routes)
            .route(&format!("{prefix}/"), home())
            .route(&prefix, home())
    };
    routes
        .fallback(|| async { Fault::not_found("There is no such page.") })
        .layer(CatchPanicLayer::custom(|_| {
            Fault::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&portal),
            frame::answer,
        ))
        .with_state(portal)
}

/// Turns a template into a page.
fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(error) => Fault::internal(error).into_response(),
    }
}
