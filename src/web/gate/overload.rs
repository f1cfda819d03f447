//! Tracks refused requests of an address: while many are refused, its queue stays short.

use std::time::{Duration, Instant};

/// How long a queue stays short after a request was refused.
pub(super) const WINDOW: Duration = Duration::from_secs(1);

/// A queue stays short for another window if more than one request in this many was refused: a
/// short queue refuses some by chance alone.
const FEW: u32 = 10;

/// What happened to the requests of an address during an overload.
#[derive(Debug)]
pub(super) struct Overload {
    end: Instant,
    admitted: u32,
    refused: u32,
}

impl Overload {
    pub(super) fn at(now: Instant) -> Self {
        Self {
            end: now + WINDOW,
            admitted: 0,
            refused: 0,
        }
    }

    /// Whether it has expired, because no request has come since.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.end + WINDOW < now
    }

    /// Counts a request and says whether the overload continues.
    pub(super) fn count(&mut self, now: Instant, is_admitted: bool) -> bool {
        self.admitted += u32::from(is_admitted);
        self.refused += u32::from(!is_admitted);
        if now < self.end {
            return true;
        }
        let are_many = self.refused.saturating_mul(FEW) > self.admitted + self.refused;
        *self = Self::at(now);
        are_many
    }
}
