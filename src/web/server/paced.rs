//! The body of a request, which must arrive in time.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Duration, Instant, Sleep, sleep_until};

use super::{activity::Activity, limits::Limits, memory::Held};

/// In a request's extensions: set when its body was given up because it arrived too slowly.
#[derive(Debug, Clone, Default)]
pub struct TooSlow(Arc<AtomicBool>);

impl TooSlow {
    /// Whether that happened.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a body ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyError {
    #[error("the body arrived too slowly")]
    TooSlow,
    #[error(transparent)]
    Connection(#[from] hyper::Error),
}

/// A body with a deadline that moves with the bytes that have arrived.
pub(super) struct Paced<B> {
    body: B,
    limits: Limits,
    /// Whether it may take as long as its rate allows.
    is_long: bool,
    /// When it was first read: a body that waits for its turn is not slow.
    begun: Option<Instant>,
    read: u64,
    /// Made on the first wait.
    timer: Option<Pin<Box<Sleep>>>,
    has_ended: bool,
    too_slow: TooSlow,
    activity: Arc<Activity>,
    held: Arc<Held>,
}

impl<B: Body> Paced<B> {
    pub(super) fn new(
        body: B,
        limits: Limits,
        too_slow: TooSlow,
        activity: Arc<Activity>,
        held: Arc<Held>,
    ) -> Self {
        activity.receive();
        let length = body.size_hint().exact();
        let is_long = length.is_some_and(|length| length > limits.long_body);
        Self {
            body,
            limits,
            is_long,
            begun: None,
            read: 0,
            timer: None,
            has_ended: false,
            too_slow,
            activity,
            held,
        }
    }
}

impl<B> Paced<B> {
    fn end(&mut self) {
        if !self.has_ended {
            self.has_ended = true;
            self.activity.body_received();
        }
    }

    /// When the next byte must have arrived.
    fn deadline(&mut self) -> Instant {
        let for_bytes = self.read as f64 / f64::from(self.limits.body_rate.max(1));
        let allowed = self.limits.body_grace + Duration::from_secs_f64(for_bytes);
        let most = match self.is_long {
            true => allowed,
            false => allowed.min(self.limits.body),
        };
        *self.begun.get_or_insert_with(Instant::now) + most
    }
}

impl<B: Body<Data = Bytes, Error = hyper::Error> + Unpin> Body for Paced<B> {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            match &frame {
                Some(Ok(frame)) => {
                    let bytes = frame.data_ref().map_or(0, Bytes::len);
                    self.read += bytes as u64;
                    self.held.grow(bytes);
                    if self.body.is_end_stream() {
                        self.end();
                    }
                }
                _ => self.end(),
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(BodyError::from)));
        }
        let deadline = self.deadline();
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        ready!(timer.as_mut().poll(cx));
        self.too_slow.0.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(BodyError::TooSlow)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Paced<B> {
    fn drop(&mut self) {
        // There is no second wait for a client that was too slow.
        if !self.has_ended && !self.too_slow.is_set() {
            self.activity.leave_unread();
        }
        self.end();
    }
}
