//! How much is worked on at once. More than the machine can do at a time only makes everyone wait: a few requests queue for a
//! moment, the rest is refused at once.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a request queues at most.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// Requests that may queue, for each that is worked on.
const QUEUE: usize = 8;

/// The gate.
pub struct Gate {
    open: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
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
            waiting: AtomicUsize::new(0),
            most_waiting: at_once * QUEUE,
        }
    }

    /// Lets a request in until what is returned is dropped; `None` where there is too much to do.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.open.try_acquire() {
            return Some(permit);
        }
        let ahead = self.waiting.fetch_add(1, Relaxed);
        let _waiting = Waiting(&self.waiting);
        if ahead >= self.most_waiting {
            return None;
        }
        tokio::time::timeout(LONGEST_WAIT, self.open.acquire())
            .await
            .ok()?
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_few_wait_and_the_rest_is_refused_at_once() {
        let gate = Gate::new(1);
        let first = gate.enter().await.unwrap();
        let queue: Vec<_> = (0..QUEUE).map(|_| Box::pin(gate.enter())).collect();
        let mut queue = queue.into_iter();
        let mut front = queue.next().unwrap();
        let mut others: Vec<_> = queue.collect();
        // Polled once, each stands in the queue.
        for waiting in others.iter_mut().chain([&mut front]) {
            tokio::select! {
                biased;
                _ = waiting => panic!("nobody else is let in"),
                () = std::future::ready(()) => {}
            }
        }
        assert!(gate.enter().await.is_none());
        drop(others);
        drop(first);
        assert!(front.await.is_some());
        assert!(gate.enter().await.is_some());
    }
}
