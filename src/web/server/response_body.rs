//! The body of a response on its way to the client: sent in chunks, and counted until the last one
//! is sent.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};

use super::{
    activity::{Activity, UnderWay},
    memory::Held,
    slots::Forwarded,
};

/// Bytes of a chunk. HTTP/2 takes one when the client has room for it, which shows that the client
/// is still reading.
const CHUNK: usize = 16 << 10;

/// A body; while it exists, its request is in progress.
pub(super) struct ResponseBody {
    pub(super) body: Body,
    /// The part that `body` has produced and that is not yet sent.
    pub(super) rest: Bytes,
    pub(super) held: Arc<Held>,
    pub(super) activity: Arc<Activity>,
    pub(super) _under_way: UnderWay,
    pub(super) _slot: Option<Forwarded>,
}

/// A chunk, which counts as memory held for its client until it is sent.
struct Chunk {
    bytes: Bytes,
    _held: Arc<Held>,
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => self.rest = bytes,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
            }
        }
        let size = self.rest.len().min(CHUNK);
        let chunk = Chunk {
            bytes: self.rest.split_to(size),
            _held: Arc::clone(&self.held),
        };
        self.activity.took(size);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let mut hint = self.body.size_hint();
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(hint.lower() + rest);
        hint
    }
}
