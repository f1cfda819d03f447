//! The body of every error, a page or a problem document, is made here and nowhere else.

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    error_response::ErrorResponse,
    page::{Layout, render},
    portal::Portal,
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    layout: Layout<'a>,
    title: &'a str,
    error: &'a ErrorResponse,
}

/// The media type of a problem document.
pub const PROBLEM: &str = "application/problem+json";

/// What is wrong with a request, after RFC 9457.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemDocument<'a> {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The name of the status, such as `Not Found`.
    title: &'a str,
    /// The HTTP status of the response.
    #[schemars(range(min = 400, max = 599))]
    status: u16,
    /// What is wrong and what to do, in a sentence or two for a person.
    detail: &'a str,
}

/// Whether a path below the base path is meant for programs rather than browsers: errors are then
/// problem documents.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.ends_with(".json")
}

/// Gives an error response its body: a problem document at an address for programs, otherwise a
/// page. Other responses stay as they are.
pub fn show(portal: &Portal, path: &str, response: Response) -> Response {
    let path = path.strip_prefix(portal.paths.prefix()).unwrap_or(path);
    shown(portal, is_for_programs(path), response)
}

/// Gives an error response the body for programs.
pub fn show_to_programs(portal: &Portal, response: Response) -> Response {
    shown(portal, true, response)
}

fn shown(portal: &Portal, for_programs: bool, response: Response) -> Response {
    let status = response.status();
    let has_body = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| {
            let kind = kind.as_bytes();
            kind.starts_with(b"text/html") || kind.starts_with(b"application/")
        });
    if status == StatusCode::NOT_MODIFIED {
        return response;
    }
    let error = match response.extensions().get::<ErrorResponse>() {
        Some(error) => error.clone(),
        None if has_body || !(status.is_client_error() || status.is_server_error()) => {
            return response;
        }
        None => ErrorResponse::of_status(status),
    };
    let title = error.status.canonical_reason().unwrap_or("Error");
    let mut body = if for_programs {
        let document = Json(ProblemDocument {
            kind: "about:blank",
            title,
            status: error.status.as_u16(),
            detail: &error.detail,
        });
        let mut body = (error.status, document).into_response();
        let kind = HeaderValue::from_static(PROBLEM);
        body.headers_mut().insert(header::CONTENT_TYPE, kind);
        body
    } else {
        let title = heading(error.status).unwrap_or(title);
        let page = ErrorPage {
            layout: portal.layout(title),
            title,
            error: &error,
        };
        (error.status, render(&page)).into_response()
    };
    let headers = body.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if error.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    if let Some(allow) = response.headers().get(header::ALLOW) {
        headers.insert(header::ALLOW, allow.clone());
    }
    body
}

/// What a status means, for people; nothing if its own name says it.
fn heading(status: StatusCode) -> Option<&'static str> {
    Some(match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "Request not understood",
        StatusCode::UNAUTHORIZED => "Not signed in",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::METHOD_NOT_ALLOWED => "Not possible here",
        StatusCode::REQUEST_TIMEOUT => "Time ran out",
        StatusCode::GONE => "No longer valid",
        StatusCode::PAYLOAD_TOO_LARGE => "Too large",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::INTERNAL_SERVER_ERROR => "Something went wrong",
        StatusCode::SERVICE_UNAVAILABLE => "Not available right now",
        _ => return None,
    })
}
