//! How much is worked on at once. More than the machine can do at a time only makes everyone wait: a crowd that comes at once may
//! queue for a moment; but while requests must be refused, the queue is short, so that whoever is let in is answered soon and whoever
//! is not learns it at once.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a request queues at most.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// Requests that may queue, for each that is worked on.
const QUEUE: usize = 16;

/// The same while requests are being refused.
const SHORT_QUEUE: usize = 1;

/// After a refusal the queue is short for so long.
const OVERLOAD: Duration = Duration::from_secs(1);

/// The gate.
pub struct Gate {
    open: Semaphore,
    at_once: usize,
    waiting: AtomicUsize,
    made: Instant,
    /// Until when the queue is short, in microseconds since the gate was made.
    short_until: AtomicU64,
}

/// Counts a request as waiting until it is dropped, however its wait ends.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Gate {
    /// A gate that lets `at_once` requests in.
    pub fn new(at_once: usize) -> Self {
        Self {
            open: Semaphore::new(at_once),
            at_once,
            waiting: AtomicUsize::new(0),
            made: Instant::now(),
            short_until: AtomicU64::new(0),
        }
    }

    /// Lets a request in until what is returned is dropped; `None` where there is too much to do.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.open.try_acquire() {
            return Some(permit);
        }
        let ahead = self.waiting.fetch_add(1, Relaxed);
        let _waiting = Waiting(&self.waiting);
        let entered = if ahead < self.most_waiting() {
            tokio::time::timeout(LONGEST_WAIT, self.open.acquire())
                .await
                .ok()
                .and_then(Result::ok)
        } else {
            None
        };
        if entered.is_none() {
            self.short_until
                .store(micros(self.made.elapsed() + OVERLOAD), Relaxed);
        }
        entered
    }

    fn most_waiting(&self) -> usize {
        let is_short = micros(self.made.elapsed()) < self.short_until.load(Relaxed);
        self.at_once * if is_short { SHORT_QUEUE } else { QUEUE }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Polls each once, after which it stands in the queue.
    async fn queue_up<T>(waiting: &mut [std::pin::Pin<Box<impl Future<Output = T>>>]) {
        for one in waiting {
            tokio::select! {
                biased;
                _ = one => panic!("nobody else is let in"),
                () = std::future::ready(()) => {}
            }
        }
    }

    #[tokio::test]
    async fn a_crowd_waits_and_while_some_are_refused_the_queue_is_short() {
        let gate = Gate::new(1);
        let first = gate.enter().await.unwrap();
        let mut crowd: Vec<_> = (0..QUEUE).map(|_| Box::pin(gate.enter())).collect();
        queue_up(&mut crowd).await;
        assert!(gate.enter().await.is_none(), "one too many");
        let mut front = crowd.remove(0);
        drop(crowd);
        assert!(gate.enter().await.is_none(), "the queue is short now");
        queue_up(std::slice::from_mut(&mut front)).await;
        drop(first);
        assert!(front.await.is_some());
        assert!(gate.enter().await.is_some());
    }
}
