//! What the store said about a secret, taken for right for a moment, so that not every request asks
//! it; and for longer while it does not answer, so that nobody is signed out by that.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use lru::LruCache;
use tokio::time::timeout;

use super::error::PeopleError;

/// So long an answer holds, also that there is nobody.
const TRUSTED: Duration = Duration::from_secs(2);

/// So long somebody who was known stays so while the store does not answer.
const TRUSTED_WITHOUT_STORE: Duration = Duration::from_secs(600);

/// So long a request waits for the store to say who sends it.
const PATIENCE: Duration = Duration::from_millis(500);

/// The most answers that are kept; those that were asked for longest ago go first.
const KEPT: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// The latest answers, by the digest of what was asked.
pub struct Trusted<T>(Mutex<LruCache<String, (Option<T>, Instant)>>);

impl<T> Default for Trusted<T> {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl<T: Clone> Trusted<T> {
    /// Who belongs to a digest: as was answered a moment ago, or else as `asking` the store says.
    ///
    /// # Errors
    ///
    /// The store does not answer, and nobody was known before.
    pub async fn of(
        &self,
        digest: &str,
        asking: impl Future<Output = Result<Option<T>, PeopleError>>,
    ) -> Result<Option<T>, PeopleError> {
        let known = self.answers().get(digest).cloned();
        if let Some((answer, asked)) = &known
            && asked.elapsed() < TRUSTED
        {
            return Ok(answer.clone());
        }
        match timeout(PATIENCE, asking).await {
            Ok(Ok(answer)) => {
                let now = Instant::now();
                self.answers().put(digest.to_owned(), (answer.clone(), now));
                Ok(answer)
            }
            failed => match known {
                Some((Some(one), asked)) if asked.elapsed() < TRUSTED_WITHOUT_STORE => {
                    Ok(Some(one))
                }
                _ => failed.unwrap_or(Err(PeopleError::NoAnswer)),
            },
        }
    }

    /// Asks the store about this digest the next time.
    pub fn forget(&self, digest: &str) {
        self.answers().pop(digest);
    }

    /// Asks the store about these the next time.
    pub fn forget_all(&self, which: impl Fn(&T) -> bool) {
        let mut answers = self.answers();
        let is_one = |answer: &Option<T>| answer.as_ref().is_some_and(&which);
        let gone = answers.iter().filter(|(_, (answer, _))| is_one(answer));
        let gone: Vec<String> = gone.map(|(digest, _)| digest.clone()).collect();
        for digest in gone {
            answers.pop(&digest);
        }
    }

    fn answers(&self) -> MutexGuard<'_, LruCache<String, (Option<T>, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn the_store_is_not_asked_twice_in_a_moment_not_even_about_nobody() {
        let (trusted, asked) = (Trusted::default(), Cell::new(0));
        let ask = async |digest: &str, answer: Option<u32>| {
            let asking = async {
                asked.set(asked.get() + 1);
                Ok(answer)
            };
            trusted.of(digest, asking).await.unwrap()
        };
        assert_eq!(ask("a", Some(1)).await, Some(1));
        assert_eq!(ask("a", Some(2)).await, Some(1));
        assert_eq!(ask("b", None).await, None);
        assert_eq!(ask("b", Some(2)).await, None);
        assert_eq!(asked.get(), 2);
        trusted.forget_all(|one| *one == 1);
        assert_eq!(ask("a", Some(2)).await, Some(2));
        trusted.forget("b");
        assert_eq!(ask("b", Some(3)).await, Some(3));
    }

    #[tokio::test]
    async fn who_was_known_stays_so_while_the_store_fails_and_nobody_else_does() {
        let trusted = Trusted::default();
        let failing = || async { Err(PeopleError::NoAnswer) };
        trusted.of("a", async { Ok(Some(1)) }).await.unwrap();
        let old = Instant::now().checked_sub(TRUSTED).unwrap();
        trusted.answers().put("a".to_owned(), (Some(1), old));
        assert_eq!(trusted.of("a", failing()).await.unwrap(), Some(1));
        assert!(trusted.of("b", failing()).await.is_err());
        trusted.forget("a");
        assert!(trusted.of("a", failing()).await.is_err());
    }
}
