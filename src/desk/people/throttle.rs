//! Slows down whoever guesses passwords, and locks nobody out.
//!
//! Failures count for a name together with the address that they come from, so that a stranger who
//! guesses somebody's password keeps that person from nothing; and for the address alone, so that
//! one who tries many names is slowed as well.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use lru::LruCache;

/// Failures that cost nothing: everybody mistypes.
const FREE_FOR_NAME: u32 = 5;
const FREE_FOR_ADDRESS: u32 = 30;

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Failures are forgotten after this time.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// So many failures are remembered; the oldest are forgotten first.
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
    /// How long somebody has to wait until the next attempt, if at all.
    pub fn pause(&self, name: &str, address: &str, now: Instant) -> Option<Duration> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = keys(name, address).map(|(key, free)| {
            let failed = failures.get(&key)?;
            left(*failed, free, now)
        });
        left.into_iter().flatten().max()
    }

    /// After an attempt that failed.
    pub fn failed(&self, name: &str, address: &str, now: Instant) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in keys(name, address) {
            let before = failures.get(&key);
            let is_recent = |before: &&Failures| now - before.last < FORGOTTEN;
            let count = before.filter(is_recent).map_or(0, |before| before.count) + 1;
            failures.put(key, Failures { count, last: now });
        }
    }

    /// After an attempt that succeeded.
    pub fn succeeded(&self, name: &str, address: &str) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [(own, _), _] = keys(name, address);
        failures.pop(&own);
    }
}

/// What failures count for, each with how many are free.
fn keys(name: &str, address: &str) -> [((String, String), u32); 2] {
    [
        ((name.to_owned(), address.to_owned()), FREE_FOR_NAME),
        ((String::new(), address.to_owned()), FREE_FOR_ADDRESS),
    ]
}

/// What is left of the pause after so many failures: one second after the first that is not free,
/// then twice as long each time.
fn left(failed: Failures, free: u32, now: Instant) -> Option<Duration> {
    let over = failed.count.checked_sub(free)?.min(10);
    let pause = Duration::from_secs(1 << over).min(LONGEST);
    let left = pause.checked_sub(now - failed.last)?;
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_waits_longer_each_time_and_nobody_else() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..4 {
            throttle.failed("ann", "10.0.0.1", start);
        }
        assert_eq!(throttle.pause("ann", "10.0.0.1", start), None);
        for (_, seconds) in [(5, 1), (6, 2), (7, 4), (8, 8)] {
            throttle.failed("ann", "10.0.0.1", start);
            let pause = throttle.pause("ann", "10.0.0.1", start);
            assert_eq!(pause, Some(Duration::from_secs(seconds)));
        }
        assert_eq!(throttle.pause("ann", "10.0.0.1", after(8)), None);
        assert_eq!(
            throttle.pause("ann", "10.0.0.2", start),
            None,
            "ann herself"
        );
        assert_eq!(throttle.pause("bob", "10.0.0.1", start), None);
        throttle.succeeded("ann", "10.0.0.1");
        assert_eq!(throttle.pause("ann", "10.0.0.1", start), None);
    }

    #[test]
    fn who_tries_many_names_waits_for_all_of_them() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for number in 0..31 {
            throttle.failed(&format!("name{number}"), "10.0.0.1", start);
        }
        assert!(throttle.pause("another", "10.0.0.1", start).is_some());
        assert_eq!(throttle.pause("another", "10.0.0.2", start), None);
        for _ in 0..100 {
            throttle.failed("name", "10.0.0.1", start);
        }
        let pause = throttle.pause("name", "10.0.0.1", start);
        assert!(pause <= Some(LONGEST));
    }
}
