//! Whether the server is alive, whether it serves all content, and its counters.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Method, Operation, OperationResponse};
use crate::web::{error_response::ErrorResponse, metrics::SnapshotState, portal::Portal};

/// The media type of the counters.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /-/health`
pub const HEALTH: Operation = Operation {
    method: Method::Get,
    name: "health",
    summary: "Says whether the server is alive",
    about: "",
    path: None,
    query: None,
    body: None,
    responses: &[OperationResponse::text(
        "text/plain; charset=utf-8",
        "The server is alive; the text is `ok`.",
    )],
    example: &[],
};

/// `GET /-/ready`
pub const READY: Operation = Operation {
    name: "ready",
    summary: "Says whether all content is being served",
    about: "While the first index is being built, only the built-in articles are served.",
    responses: &[
        OperationResponse::json::<ServerState<'static>>("All content is being served."),
        OperationResponse::json_with::<ServerState<'static>>(
            503,
            "The first index is still being built.",
        ),
    ],
    ..HEALTH
};

/// `GET /-/metrics`
pub const METRICS: Operation = Operation {
    name: "metrics",
    summary: "Returns counters for Prometheus",
    responses: &[OperationResponse::text(
        OPENMETRICS,
        "The counters, in the OpenMetrics text format.",
    )],
    ..HEALTH
};

/// How much of the content is being served.
#[derive(Debug, Serialize, JsonSchema)]
struct ServerState<'a> {
    /// How many articles are being served.
    articles: usize,
    /// The name of the content being served; it changes whenever the content does.
    generation: &'a str,
    /// How much of the first index has been built, in percent; `null` once it is complete.
    #[schemars(range(max = 100))]
    building_percent: Option<usize>,
}

/// `GET /-/health`
pub async fn health() -> &'static str {
    "ok\n"
}

/// `GET /-/ready`: 200 once all content is served, 503 before.
pub async fn ready(State(portal): State<Arc<Portal>>) -> Response {
    let snapshot = portal.snapshot();
    let body = ServerState {
        articles: snapshot.library.len(),
        generation: &snapshot.generation,
        building_percent: (!portal.is_ready()).then(|| portal.progress.percent()),
    };
    let status = if portal.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let fresh = [(header::CACHE_CONTROL, "no-store")];
    (status, fresh, Json(body)).into_response()
}

/// `GET /-/metrics`, for Prometheus.
pub async fn metrics(State(portal): State<Arc<Portal>>) -> Result<Response, ErrorResponse> {
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
        (header::CONTENT_TYPE, OPENMETRICS),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let page = portal
        .metrics
        .write(&state)
        .map_err(ErrorResponse::internal)?;
    Ok((described, page).into_response())
}
