//! Whether the file system under a layer responds.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// Tracks operations on a layer's files, and when there was progress last.
#[derive(Debug)]
pub struct Pulse {
    began: Instant,
    /// Operations that have not finished.
    waiting: AtomicUsize,
    /// Milliseconds from the beginning to the last beat.
    last: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            waiting: AtomicUsize::new(0),
            last: AtomicU64::new(0),
        }
    }
}

impl Pulse {
    /// Runs an operation that may hang.
    pub fn ask<T>(&self, question: impl FnOnce() -> T) -> T {
        if self.waiting.fetch_add(1, Ordering::SeqCst) == 0 {
            self.beat();
        }
        let answer = question();
        self.beat();
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        answer
    }

    /// Records progress.
    pub fn beat(&self) {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.fetch_max(now, Ordering::SeqCst);
    }

    /// Whether an operation is still running.
    pub fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// How long there has been no progress while an operation is running.
    pub fn silence(&self) -> Duration {
        if !self.is_waiting() {
            return Duration::ZERO;
        }
        let last = Duration::from_millis(self.last.load(Ordering::SeqCst));
        self.began.elapsed().saturating_sub(last)
    }
}
