//! Uploads: logs that are sent to be diagnosed. Forms are split into their parts here,
//! and binary logs are read in a separate process, before the request waits for its turn.

mod parts;
mod receive;
mod slots;

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    error_response::ErrorResponse,
    limits::PASTE,
    portal::Portal,
    turn::{self, client_of},
};
use crate::{
    eventlog::is_binary,
    log_process::{LogRead, Reader},
    lookup::Submission,
};
use parts::{Part, boundary, parts};
use receive::{Received, receive};
use slots::UploadSlot;
pub use slots::UploadSlots;

/// How long all logs of one request may take together.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The field of a form for a text of any kind.
const TEXT: &str = "text";

/// What a request submits, if it is a form or a log; otherwise its body is a text.
#[derive(Debug, Clone, Default)]
pub struct Submitted {
    /// The text fields, each with its name and value.
    pub fields: Vec<(String, String)>,
    /// The files.
    pub files: Vec<Submission>,
}

/// Receives what is submitted for diagnosis, reads the logs in it, and lets `next` answer when its
/// turn has come.
pub async fn take(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let received = match *request.method() == Method::POST {
        true => submitted(&portal, request).await,
        false => Ok(request),
    };
    match received {
        Ok(request) => turn::take(State((portal, PASTE)), request, next).await,
        Err(error) => error.into_response(),
    }
}

/// The request with its body received; anything submitted that is not just a text is attached.
async fn submitted(portal: &Arc<Portal>, request: Request) -> Result<Request, ErrorResponse> {
    let client = client_of(request.extensions());
    let boundary = boundary(request.headers());
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    // A short body is received before it is known what it is; longer ones wait for a slot.
    let is_long = boundary.is_some() || length.is_none_or(|length| length > PASTE as u64);
    let mut slot = None;
    if is_long {
        slot = Some(slot_for(portal, client).await?);
    }
    let (mut head, body) = request.into_parts();
    let limits = Received {
        length,
        text: PASTE,
        log: portal.upload,
        is_form: boundary.is_some(),
    };
    let body = receive(body, &limits).await?;
    let parts = match boundary {
        Some(boundary) => parts(body, boundary).await?,
        None if is_binary(&body) => vec![Part::of_log(body)],
        None => return Ok(Request::from_parts(head, Body::from(body))),
    };
    if slot.is_none() {
        slot = Some(slot_for(portal, client).await?);
    }
    let reader = portal.log_reader.clone();
    let read = tokio::task::spawn_blocking(move || {
        let submitted = read_all(&reader, parts);
        drop(slot);
        submitted
    });
    let submitted = read.await.map_err(ErrorResponse::internal)?;
    head.extensions.insert(submitted);
    head.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(head, Body::empty()))
}

/// Waits for a slot.
///
/// # Errors
///
/// 503 if none becomes free in time.
async fn slot_for(portal: &Portal, client: IpAddr) -> Result<UploadSlot, ErrorResponse> {
    let slot = portal.upload_slots.take(client).await;
    slot.ok_or_else(|| {
        portal.metrics.shed("uploads");
        ErrorResponse::busy()
    })
}

/// Reads all parts of an upload, one after another.
fn read_all(reader: &Reader, parts: Vec<Part>) -> Submitted {
    let until = Instant::now() + READ_TIMEOUT;
    let mut submitted = Submitted::default();
    for part in parts {
        let file = match part {
            Part::Text { name, value } => {
                submitted.fields.push((name, value));
                continue;
            }
            Part::File { bytes, .. } if !is_binary(&bytes) => Submission::Text(bytes.into()),
            Part::File { name, .. } if Instant::now() > until => {
                Submission::Log(LogRead::failed(&name, "The time for this upload ran out"))
            }
            Part::File { name, bytes } => Submission::Log(reader.read_named(&name, &bytes)),
        };
        submitted.files.push(file);
    }
    submitted
}

impl Submitted {
    /// Everything to diagnose: the text, the fields of an event, and the files.
    pub fn all(self) -> Vec<Submission> {
        let (texts, fields): (Vec<_>, Vec<_>) = (self.fields.into_iter())
            .filter(|(_, value)| !value.trim().is_empty())
            .partition(|(name, _)| name == TEXT);
        let event = (!fields.is_empty()).then_some(Submission::Fields(fields));
        let texts = (texts.into_iter()).map(|(_, text)| Submission::Text(text.into_bytes()));
        texts.chain(event).chain(self.files).collect()
    }
}
