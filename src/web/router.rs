//! The router: a handler for each route of the table, in what every answer passes.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::IntoResponse,
    routing::{MethodRouter, get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    api::{self, openapi},
    assets,
    fault::Fault,
    frame,
    limits::FORM,
    pages::{
        api as api_page, article, codes, diagnose, events, files, guides, home, missing, products,
        search,
    },
    portal::Portal,
    routes::{Endpoint, ROUTES, Route, Work},
    turn,
};

/// Every route of the portal.
pub fn router(portal: Arc<Portal>) -> Router {
    let (mut home, mut routes) = (MethodRouter::new(), Router::new());
    for route in &ROUTES {
        let answers = in_turn(route, &portal);
        match route.endpoint {
            Endpoint::Home => home = answers,
            _ => routes = routes.route(route.path, answers),
        }
    }
    let prefix = portal.paths.prefix().to_owned();
    let routes = if prefix.is_empty() {
        routes.route("/", home)
    } else {
        Router::new()
            .nest(&prefix, routes)
            .route(&format!("{prefix}/"), home.clone())
            .route(&prefix, home)
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

/// What answers a route, when its turn has come.
fn in_turn(route: &Route, portal: &Arc<Portal>) -> MethodRouter<Arc<Portal>> {
    let answers = handler(route.endpoint);
    let answers = match route.work {
        Work::LookUp => answers.layer(DefaultBodyLimit::max(FORM)),
        Work::Turn(limit) => {
            let state = (Arc::clone(portal), limit);
            answers.layer(middleware::from_fn_with_state(state, turn::take))
        }
    };
    match route.endpoint {
        // Files are read by threads of their own, and need no turn.
        Endpoint::Article => {
            let portal = Arc::clone(portal);
            answers.layer(middleware::from_fn_with_state(portal, files::divert))
        }
        _ => answers,
    }
}

fn handler(endpoint: Endpoint) -> MethodRouter<Arc<Portal>> {
    match endpoint {
        Endpoint::Home => get(home::show),
        Endpoint::Open => post(home::open),
        Endpoint::Search => get(search::show),
        Endpoint::SearchJson | Endpoint::ApiSearch => get(api::search::show),
        Endpoint::Article => get(article::show),
        Endpoint::MissingArticle => get(missing::show),
        Endpoint::Sources => get(events::list),
        Endpoint::Source => get(events::show_source),
        Endpoint::Event => get(events::show),
        Endpoint::Codes => get(codes::list),
        Endpoint::Code => get(codes::show),
        Endpoint::Products => get(products::list),
        Endpoint::Product => get(products::show),
        Endpoint::Guides => get(guides::list),
        Endpoint::Guide => get(guides::show),
        Endpoint::GuidePart => get(guides::part),
        Endpoint::Diagnose => get(diagnose::show).post(diagnose::submit),
        Endpoint::ApiArticle => get(api::articles::show),
        Endpoint::ApiDiagnose => post(api::diagnose::submit),
        Endpoint::ApiGuides => get(api::guides::list),
        Endpoint::ApiGuide => get(api::guides::show),
        Endpoint::Health => get(api::health::health),
        Endpoint::Ready => get(api::health::ready),
        Endpoint::Metrics => get(api::health::metrics),
        Endpoint::Static => get(assets::show),
        Endpoint::Suggest => get(api::suggest::show),
        Endpoint::Api => get(api_page::show),
        Endpoint::OpenApi => get(openapi::show),
    }
}
