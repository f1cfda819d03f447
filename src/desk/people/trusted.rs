//! Remembers what the store said about a secret: for a moment, so that not every request asks the
//! store, and for longer while the store does not answer, so that nobody is signed out meanwhile.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use lru::LruCache;
use tokio::time::timeout;

use super::error::PeopleError;

/// How long an answer is trusted, even the answer that the secret is nobody's.
const TRUSTED: Duration = Duration::from_secs(2);

/// How long a person who was known is trusted while the store does not answer.
const TRUSTED_WITHOUT_STORE: Duration = Duration::from_secs(600);

/// How long a request waits for the store to say who sends it.
pub const ASK_TIMEOUT: Duration = Duration::from_millis(500);

/// How many answers are kept at most; the least recently used are dropped first.
const KEPT: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// The latest answers, by the digest of the secret.
pub struct Trusted<T> {
    answers: Mutex<LruCache<String, (Option<T>, Instant)>>,
    /// How often something was forgotten.
    forgotten: AtomicU64,
}

impl<T> Default for Trusted<T> {
    fn default() -> Self {
        Self {
            answers: Mutex::new(LruCache::new(KEPT)),
            forgotten: AtomicU64::new(0),
        }
    }
}

impl<T: Clone> Trusted<T> {
    /// Who belongs to a digest: the answer of a moment ago, or else what `asking` the store gives
    /// within `limit`.
    ///
    /// # Errors
    ///
    /// The store does not answer, and nobody was known before.
    pub async fn of(
        &self,
        digest: &str,
        limit: Duration,
        asking: impl Future<Output = Result<Option<T>, PeopleError>>,
    ) -> Result<Option<T>, PeopleError> {
        let known = self.answers().get(digest).cloned();
        if let Some((answer, asked)) = &known
            && asked.elapsed() < TRUSTED
        {
            return Ok(answer.clone());
        }
        let forgotten = self.forgotten.load(Ordering::Acquire);
        match timeout(limit, asking).await {
            Ok(Ok(answer)) => {
                let mut answers = self.answers();
                // What was forgotten meanwhile may be what the store said just before.
                if self.forgotten.load(Ordering::Acquire) == forgotten {
                    answers.put(digest.to_owned(), (answer.clone(), Instant::now()));
                }
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

    /// Asks the store about this digest the next time, and says whether somebody was known by it.
    /// Whoever sends digests that nobody has changes nothing: `was_stored` is whether the store had
    /// it until now.
    pub fn forget(&self, digest: &str, was_stored: bool) -> bool {
        let mut answers = self.answers();
        let known = answers.pop(digest);
        if was_stored || known.is_some() {
            self.forgotten.fetch_add(1, Ordering::AcqRel);
        }
        known.is_some_and(|(answer, _)| answer.is_some())
    }

    /// Asks the store the next time about everybody whom `which` selects.
    pub fn forget_all(&self, which: impl Fn(&T) -> bool) {
        let mut answers = self.answers();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        let is_selected = |answer: &Option<T>| answer.as_ref().is_some_and(&which);
        let selected = answers
            .iter()
            .filter(|(_, (answer, _))| is_selected(answer));
        let digests: Vec<String> = selected.map(|(digest, _)| digest.clone()).collect();
        for digest in digests {
            answers.pop(&digest);
        }
    }

    fn answers(&self) -> MutexGuard<'_, LruCache<String, (Option<T>, Instant)>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
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
            trusted.of(digest, ASK_TIMEOUT, asking).await.unwrap()
        };
        assert_eq!(ask("a", Some(1)).await, Some(1));
        assert_eq!(ask("a", Some(2)).await, Some(1));
        assert_eq!(ask("b", None).await, None);
        assert_eq!(ask("b", Some(2)).await, None);
        assert_eq!(asked.get(), 2);
        trusted.forget_all(|one| *one == 1);
        assert_eq!(ask("a", Some(2)).await, Some(2));
        trusted.forget("b", false);
        assert_eq!(ask("b", Some(3)).await, Some(3));
    }

    #[tokio::test]
    async fn an_answer_from_before_something_was_forgotten_is_not_kept() {
        let trusted = Trusted::default();
        let asking = async {
            trusted.forget_all(|_| true);
            Ok(Some(1))
        };
        assert_eq!(trusted.of("a", ASK_TIMEOUT, asking).await.unwrap(), Some(1));
        assert_eq!(
            trusted
                .of("a", ASK_TIMEOUT, async { Ok(None) })
                .await
                .unwrap(),
            None
        );
    }

    #[tokio::test]
    async fn only_a_known_person_is_trusted_while_the_store_fails() {
        let trusted = Trusted::default();
        let failing = || async { Err(PeopleError::NoAnswer) };
        trusted
            .of("a", ASK_TIMEOUT, async { Ok(Some(1)) })
            .await
            .unwrap();
        let old = Instant::now().checked_sub(TRUSTED).unwrap();
        trusted.answers().put("a".to_owned(), (Some(1), old));
        assert_eq!(
            trusted.of("a", ASK_TIMEOUT, failing()).await.unwrap(),
            Some(1)
        );
        assert!(trusted.of("b", ASK_TIMEOUT, failing()).await.is_err());
        assert!(trusted.forget("a", false));
        assert!(trusted.of("a", ASK_TIMEOUT, failing()).await.is_err());
    }
}
