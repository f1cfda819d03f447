//! Whether the server lives, whether it serves the whole content, and what it counts.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::web::{fault::Fault, metrics::SnapshotState, portal::Portal};

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
    let fresh = [(header::CACHE_CONTROL, "no-store")];
    (status, fresh, Json(body)).into_response()
}

/// `GET /-/metrics`, for Prometheus.
pub async fn metrics(State(portal): State<Arc<Portal>>) -> Result<Response, Fault> {
    let served = portal.served();
    let snapshot = &served.snapshot;
    let errors = snapshot
        .problems
        .iter()
        .filter(|one| one.is_error())
        .count();
    let state = SnapshotState {
        generation: &snapshot.generation,
        articles: snapshot.library.len(),
        age: served.since.elapsed(),
        bytes: snapshot.bytes,
        problems: [
            ("error", errors),
            ("warning", snapshot.problems.len() - errors),
        ],
    };
    let described = [
        (
            header::CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let page = portal.metrics.write(&state).map_err(Fault::internal)?;
    Ok((described, page).into_response())
}
