//! What went wrong with a request, and the one place that turns it into a status and a page or a problem document.

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{layout::Layout, portal::Portal, render};
use crate::budget::OutOfTime;

/// A request that can't be answered as asked.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The response's status.
    pub status: StatusCode,
    /// What is wrong and what to do, for the person; no internals.
    pub detail: String,
}

impl Fault {
    /// A fault of any status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
        }
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 400.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 503, for now.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "There is too much to do here just now. Please try again in a moment.",
        )
    }

    /// 503, as the answer could not be made in time.
    pub fn timed_out() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "This took too long and was given up. Please try again in a moment.",
        )
    }

    /// 304: no fault, but an end all the same.
    pub fn not_modified() -> Self {
        Self::new(StatusCode::NOT_MODIFIED, "")
    }

    /// 500; `error` goes to the log, not to the person.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something failed here. It has been logged; please try again.",
        )
    }

    /// The fault that a bare status of a library stands for.
    pub fn of_status(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is no such page.",
            StatusCode::METHOD_NOT_ALLOWED => "This page can't be asked for in this way.",
            StatusCode::PAYLOAD_TOO_LARGE => {
                "That is too large: a form may have 1 MB. Paste one event rather than the whole log."
            }
            StatusCode::REQUEST_TIMEOUT => {
                "The request's text came too slowly. Please send it again."
            }
            _ => "The request could not be understood.",
        };
        Self::new(status, detail)
    }
}

impl From<OutOfTime> for Fault {
    fn from(_: OutOfTime) -> Self {
        Self::timed_out()
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

/// Gives a response of an error its body: a problem document under `/api/`, a page elsewhere. Others stay as they are.
pub fn show(portal: &Portal, path: &str, response: Response) -> Response {
    let status = response.status();
    let already = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| {
            let kind = kind.as_bytes();
            kind.starts_with(b"text/html") || kind.starts_with(b"application/")
        });
    if status == StatusCode::NOT_MODIFIED {
        return response;
    }
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        None if already || !(status.is_client_error() || status.is_server_error()) => {
            return response;
        }
        None => Fault::of_status(status),
    };
    let path = path.strip_prefix(portal.paths.prefix()).unwrap_or(path);
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
