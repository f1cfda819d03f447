//! Receives a body, which may be long only if it is a log.

use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use http_body_util::BodyExt;

use crate::{eventlog::is_binary, number::grouped, web::error_response::ErrorResponse};

/// How many bytes are enough to identify a body.
const IDENTIFYING: usize = 8;

/// What is known about a body before it arrives.
pub(super) struct Received {
    /// Its length, if the request states it.
    pub(super) length: Option<u64>,
    /// The most bytes of a text.
    pub(super) text: usize,
    /// The most bytes of a log or a form with files.
    pub(super) log: usize,
    /// Whether it is a form with files.
    pub(super) is_form: bool,
}

/// Receives the bytes of a body.
///
/// # Errors
///
/// 413 as soon as it is known to be too large.
pub(super) async fn receive(mut body: Body, known: &Received) -> Result<Bytes, ErrorResponse> {
    let largest = known.log.max(known.text);
    check(known.length, largest)?;
    let expected = known.length.unwrap_or_default();
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    let mut limit = largest;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| incomplete())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let was_identified = bytes.len() >= IDENTIFYING;
        bytes.extend_from_slice(&data);
        if !was_identified && bytes.len() >= IDENTIFYING && !known.is_form {
            limit = match is_binary(&bytes) {
                true => known.log,
                false => known.text,
            };
            check(known.length, limit)?;
        }
        check(Some(bytes.len() as u64), limit)?;
    }
    Ok(Bytes::from(bytes))
}

fn check(length: Option<u64>, limit: usize) -> Result<(), ErrorResponse> {
    match length.is_some_and(|length| length > limit as u64) {
        true => Err(too_large(limit)),
        false => Ok(()),
    }
}

fn incomplete() -> ErrorResponse {
    ErrorResponse::bad_request("The request arrived incomplete. Send it again.")
}

/// The response to a client that sends more than `limit` bytes.
fn too_large(limit: usize) -> ErrorResponse {
    let megabytes = grouped(limit >> 20);
    let detail = format!("That is too large: the limit is {megabytes} MB.");
    ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
}
