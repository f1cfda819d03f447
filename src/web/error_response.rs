//! An error response: a status, and a sentence for the person.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::budget::OutOfTime;

/// An error in place of the requested response.
#[derive(Debug, Clone)]
pub struct ErrorResponse {
    /// The response's status.
    pub status: StatusCode,
    /// What is wrong and what to do, for the person; no internals.
    pub detail: String,
}

impl ErrorResponse {
    /// An error with any status.
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

    /// 503: the server is busy.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Server busy, try again in a moment.",
        )
    }

    /// 503, as something that is needed does not work.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// 503: the response could not be made in time.
    pub fn timed_out() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "This took too long and was stopped. Try again in a moment.",
        )
    }

    /// 304: not an error, but it ends the handler in the same way.
    pub fn not_modified() -> Self {
        Self::new(StatusCode::NOT_MODIFIED, "")
    }

    /// 500; `error` goes to the log, not to the person.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on the server. The error has been logged; try again.",
        )
    }

    /// The error for a bare status from a library.
    pub fn of_status(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is no such page.",
            StatusCode::METHOD_NOT_ALLOWED => "This page doesn’t accept that kind of request.",
            StatusCode::PAYLOAD_TOO_LARGE => {
                "That is too large: the limit is 1 MB. Paste one event instead of the whole log."
            }
            StatusCode::REQUEST_TIMEOUT => "The request came in too slowly. Send it again.",
            _ => "The server could not understand the request.",
        };
        Self::new(status, detail)
    }
}

impl From<OutOfTime> for ErrorResponse {
    fn from(_: OutOfTime) -> Self {
        Self::timed_out()
    }
}

impl IntoResponse for ErrorResponse {
    /// A bare status with the error attached; [`super::error_body`] writes its body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
