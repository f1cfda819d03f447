//! How much is worked on at once. More than the machine can do at a time only makes everyone wait: a crowd that comes at once may
//! queue for a moment; but while requests must be refused, the queue is short, so that whoever is let in is answered soon and whoever
//! is not learns it at once.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests that are let in, for each core: one works, and one waits for its turn. Were both to work at a time, no more would be
/// done, and each would wait for the other in the middle of its work.
const PLACES: usize = 2;

/// How long a request queues for a place at most.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// Requests that may be inside, let in or queueing, for each core.
const MOST: usize = 17;

/// The same while many are refused: nobody queues.
const MOST_IN_OVERLOAD: usize = PLACES;

/// The queue stays short for so long at a time,
const WINDOW: Duration = Duration::from_secs(1);

/// and for longer where in that time more than one in so many was refused: in a short queue chance alone refuses some.
const FEW: u32 = 10;

/// The gate.
pub struct Gate {
    places: Semaphore,
    turns: Semaphore,
    cores: usize,
    inside: AtomicUsize,
    is_overload: AtomicBool,
    window: Mutex<Window>,
}

/// What became of the requests of a stretch of overload.
struct Window {
    end: Instant,
    admitted: u32,
    refused: u32,
}

impl Window {
    fn at(now: Instant) -> Self {
        Self {
            end: now + WINDOW,
            admitted: 0,
            refused: 0,
        }
    }

    /// Counts a request, and says whether it is still overload.
    fn count(&mut self, now: Instant, is_admitted: bool) -> bool {
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

/// A request inside, until it is dropped. It is counted from when it came to when it is done, rather than as waiting and then as
/// at work: between its turn and its going on some time passes, in which the next one comes.
struct Inside<'a>(&'a AtomicUsize);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// A request that was let in, until this is dropped.
pub struct Entered<'a> {
    _inside: Inside<'a>,
    _place: SemaphorePermit<'a>,
    _turn: SemaphorePermit<'a>,
}

impl Gate {
    /// A gate of a machine with so many cores.
    pub fn new(cores: usize) -> Self {
        Self {
            places: Semaphore::new(PLACES * cores),
            turns: Semaphore::new(cores),
            cores,
            inside: AtomicUsize::new(0),
            is_overload: AtomicBool::new(false),
            window: Mutex::new(Window::at(Instant::now())),
        }
    }

    /// Lets a request in until what is returned is dropped; `None` where there is too much to do.
    pub async fn enter(&self) -> Option<Entered<'_>> {
        let ahead = self.inside.fetch_add(1, Relaxed);
        let inside = Inside(&self.inside);
        let is_overload = self.is_overload.load(Relaxed);
        let most = if is_overload { MOST_IN_OVERLOAD } else { MOST };
        let place = if ahead < self.cores * most {
            tokio::time::timeout(LONGEST_WAIT, self.places.acquire())
                .await
                .ok()
                .and_then(Result::ok)
        } else {
            None
        };
        if is_overload || place.is_none() {
            self.count(Instant::now(), place.is_some());
        }
        Some(Entered {
            _inside: inside,
            _place: place?,
            _turn: self.turns.acquire().await.ok()?,
        })
    }

    fn count(&self, now: Instant, is_admitted: bool) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_overload.load(Relaxed) {
            if !is_admitted {
                *window = Window::at(now);
                self.is_overload.store(true, Relaxed);
            }
            return;
        }
        let goes_on = window.count(now, is_admitted);
        self.is_overload.store(goes_on, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overload_lasts_while_many_are_refused() {
        for (admitted, refused, expect) in [(10, 10, true), (80, 20, true), (95, 5, false)] {
            let begin = Instant::now();
            let mut window = Window::at(begin);
            for number in 0..admitted + refused - 1 {
                assert!(window.count(begin, number < admitted));
            }
            let goes_on = window.count(begin + WINDOW, false);
            assert_eq!(goes_on, expect, "{admitted} {refused}");
        }
    }

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
    async fn a_crowd_waits_and_while_some_are_refused_nobody_queues() {
        let gate = Gate::new(1);
        let first = gate.enter().await.unwrap();
        let mut crowd: Vec<_> = (1..MOST).map(|_| Box::pin(gate.enter())).collect();
        queue_up(&mut crowd).await;
        assert!(gate.enter().await.is_none(), "one too many");
        let mut front = crowd.remove(0);
        drop(crowd);
        assert!(gate.enter().await.is_none(), "nobody queues now");
        queue_up(std::slice::from_mut(&mut front)).await;
        drop(first);
        let second = front.await.unwrap();
        let mut next = [Box::pin(gate.enter())];
        queue_up(&mut next).await;
        assert!(gate.enter().await.is_none(), "it is still so");
        drop(second);
        let [next] = next;
        assert!(next.await.is_some());
    }
}
