//! What went wrong with a request, and the one place that turns it into a status and a page or a problem document.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    extract::{OriginalUri, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{layout::Layout, portal::Portal, render};

/// A request that can't be answered as asked.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The response's status.
    pub status: StatusCode,
    /// What is wrong and what to do, for the person; no internals.
    pub detail: String,
}

impl Fault {
    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            detail: detail.into(),
        }
    }

    /// 400.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            detail: detail.into(),
        }
    }

    /// 500; `error` goes to the log, not to the person.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            detail: "Something failed here. It has been logged; please try again.".to_owned(),
        }
    }

    /// The fault that a bare status of a library stands for.
    fn of_status(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is no such page.",
            StatusCode::METHOD_NOT_ALLOWED => "This page can't be asked for in this way.",
            StatusCode::PAYLOAD_TOO_LARGE => {
                "That is too large: a form may have 1 MB. Paste one event rather than the whole log."
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                "The answer took too long. Please try again in a moment."
            }
            StatusCode::REQUEST_TIMEOUT => "The request took too long.",
            _ => "The request could not be understood.",
        };
        Self {
            status,
            detail: detail.to_owned(),
        }
    }
}

impl IntoResponse for Fault {
    /// A bare status that carries the fault; [`show`] gives it its body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    layout: Layout<'a>,
    title: &'a str,
    fault: &'a Fault,
}

/// Gives every response of an error its body: a problem document under `/api/`, a page elsewhere.
pub async fn show(
    State(portal): State<Arc<Portal>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let already = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| {
            let kind = kind.as_bytes();
            kind.starts_with(b"text/html") || kind.starts_with(b"application/")
        });
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        None if already || !(status.is_client_error() || status.is_server_error()) => {
            return response;
        }
        None => Fault::of_status(status),
    };
    let path = uri
        .path()
        .strip_prefix(portal.paths.prefix())
        .unwrap_or(uri.path());
    let title = fault.status.canonical_reason().unwrap_or("Error");
    let mut body = if path.starts_with("/api/") || path.ends_with(".json") {
        let document = Json(json!({
            "type": "about:blank", "title": title, "status": fault.status.as_u16(), "detail": fault.detail,
        }));
        let mut body = (fault.status, document).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        body.headers_mut().insert(header::CONTENT_TYPE, kind);
        body
    } else {
        let page = FaultPage {
            layout: portal.layout(title),
            title,
            fault: &fault,
        };
        (fault.status, render(&page)).into_response()
    };
    let headers = body.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    if let Some(allow) = response.headers().get(header::ALLOW) {
        headers.insert(header::ALLOW, allow.clone());
    }
    body
}
