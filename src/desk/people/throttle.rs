//! Slows down attempts to guess passwords, and locks nobody out.
//!
//! Failures are counted by name and address together, so that a stranger who guesses a person's
//! password does not slow down that person; and by address alone, so that trying many names is
//! slowed down, too.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use lru::LruCache;

/// How many failures cause no pause: everybody mistypes.
const FREE_FOR_NAME: u32 = 5;
const FREE_FOR_ADDRESS: u32 = 30;

/// How long a pause can be at most.
const LONGEST_FOR_NAME: Duration = Duration::from_secs(15 * 60);
const LONGEST_FOR_ADDRESS: Duration = Duration::from_secs(4);

/// Failures are forgotten after this time.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// For how many names and addresses failures are remembered; the oldest are forgotten first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// Who failed to sign in lately.
pub struct Throttle(Mutex<LruCache<(String, String), Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Default for Throttle {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl Throttle {
    /// Counts an attempt as failed until [`Throttle::succeeded`] takes that back; or, without
    /// counting it, says how long to wait before it.
    pub fn attempt(&self, name: &str, address: &str, now: Instant) -> Option<Duration> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pauses = limits(name, address).map(|limit| {
            let failed = failures.get(&limit.key)?;
            left(*failed, &limit, now)
        });
        let pause = pauses.into_iter().flatten().max();
        if pause.is_none() {
            for limit in limits(name, address) {
                let before = failures.get(&limit.key);
                let is_recent = |before: &&Failures| now - before.last < FORGOTTEN;
                let count = before.filter(is_recent).map_or(0, |before| before.count) + 1;
                failures.put(limit.key, Failures { count, last: now });
            }
        }
        pause
    }

    /// Takes back the failure counted for an attempt that has succeeded.
    pub fn succeeded(&self, name: &str, address: &str) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [own, of_address] = limits(name, address);
        failures.pop(&own.key);
        if let Some(failed) = failures.get_mut(&of_address.key) {
            failed.count = failed.count.saturating_sub(1);
        }
    }
}

/// A key by which failures are counted, and the limits that apply to it.
struct Limit {
    key: (String, String),
    /// How many failures cause no pause.
    free: u32,
    /// The longest pause.
    longest: Duration,
}

fn limits(name: &str, address: &str) -> [Limit; 2] {
    [
        Limit {
            key: (name.to_owned(), address.to_owned()),
            free: FREE_FOR_NAME,
            longest: LONGEST_FOR_NAME,
        },
        // Many people may share an address, so its pauses stay short.
        Limit {
            key: (String::new(), address.to_owned()),
            free: FREE_FOR_ADDRESS,
            longest: LONGEST_FOR_ADDRESS,
        },
    ]
}

/// What is left of the pause after the last failure: one second after the first failure that is not
/// free, then twice as long each time.
fn left(failed: Failures, limit: &Limit, now: Instant) -> Option<Duration> {
    let over = failed.count.checked_sub(limit.free)?.min(10);
    let pause = Duration::from_secs(1 << over).min(limit.longest);
    let left = pause.checked_sub(now - failed.last)?;
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_pause_for_this_name_and_address_only() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let mut now = start;
        for _ in 0..5 {
            assert_eq!(throttle.attempt("ann", "10.0.0.1", now), None);
        }
        for seconds in [1, 2, 4, 8] {
            let pause = Duration::from_secs(seconds);
            assert_eq!(throttle.attempt("ann", "10.0.0.1", now), Some(pause));
            now += pause;
            assert_eq!(throttle.attempt("ann", "10.0.0.1", now), None);
        }
        assert_eq!(
            throttle.attempt("ann", "10.0.0.2", now),
            None,
            "ann herself"
        );
        assert_eq!(throttle.attempt("bob", "10.0.0.1", now), None);
        throttle.succeeded("ann", "10.0.0.1");
        assert_eq!(throttle.attempt("ann", "10.0.0.1", now), None);
    }

    #[test]
    fn trying_many_names_slows_the_address_down() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for number in 0..30 {
            let name = format!("name{number}");
            assert_eq!(throttle.attempt(&name, "10.0.0.1", now), None);
        }
        let pause = throttle.attempt("another", "10.0.0.1", now);
        assert!(pause.is_some_and(|pause| pause <= LONGEST_FOR_ADDRESS));
        assert_eq!(throttle.attempt("another", "10.0.0.2", now), None);
    }

    #[test]
    fn attempts_that_succeed_cause_no_pause() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for number in 0..100 {
            let name = format!("name{number}");
            assert_eq!(throttle.attempt(&name, "10.0.0.1", now), None);
            throttle.succeeded(&name, "10.0.0.1");
        }
    }
}
