//! The router: the handlers in the table of routes, inside what every response passes through.

use std::sync::Arc;

use axum::{
    Router, extract::DefaultBodyLimit, middleware, response::IntoResponse, routing::MethodRouter,
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    error_response::ErrorResponse,
    frame,
    limits::FORM,
    pages::files,
    portal::Portal,
    routes::{ROUTES, Route, Work},
    turn, upload,
};

/// Every route of the portal.
pub fn router(portal: Arc<Portal>) -> Router {
    let (mut home, mut routes) = (MethodRouter::new(), Router::new());
    for route in &ROUTES {
        let answers = in_turn(route, &portal);
        match route.path {
            "/" => home = answers,
            path => routes = routes.route(path, answers),
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
        .fallback(|| async { ErrorResponse::not_found("There is no such page.") })
        .layer(CatchPanicLayer::custom(|_| {
            ErrorResponse::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&portal),
            frame::answer,
        ))
        .with_state(portal)
}

/// Has those who may read what is internal served from `inside`, once it is ready; everybody else
/// from `portal` alone.
pub fn open_inside(portal: &Portal, inside: Arc<Portal>) {
    let routes = router(Arc::clone(&inside));
    portal.set_inside(inside, routes);
}

/// The handler of a route, which runs when its turn has come.
fn in_turn(route: &Route, portal: &Arc<Portal>) -> MethodRouter<Arc<Portal>> {
    let answers = (route.handler)();
    let answers = match route.work {
        Work::Immediate => answers.layer(DefaultBodyLimit::max(FORM)),
        Work::Turn(limit) => {
            let state = (Arc::clone(portal), limit);
            answers.layer(middleware::from_fn_with_state(state, turn::take))
        }
        Work::Upload => {
            let portal = Arc::clone(portal);
            answers.layer(middleware::from_fn_with_state(portal, upload::take))
        }
    };
    if route.reads_files {
        let portal = Arc::clone(portal);
        answers.layer(middleware::from_fn_with_state(portal, files::divert))
    } else {
        answers
    }
}
