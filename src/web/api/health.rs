//! Whether the server lives, and whether it serves the whole content.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::super::portal::Portal;

/// `GET /-/health`
pub async fn health() -> &'static str {
    "ok\n"
}

/// `GET /-/ready`: 200 once the whole content is served, 503 before.
pub async fn ready(State(portal): State<Arc<Portal>>) -> Response {
    let snapshot = portal.snapshot();
    let body = json!({
        "articles": snapshot.library.len(),
        "generation": snapshot.generation,
        "building_percent": if portal.is_ready() { None } else { Some(portal.progress.percent()) },
    });
    let status = if portal.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(body)).into_response()
}
