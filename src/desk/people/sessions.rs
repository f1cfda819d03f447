//! The sessions of people who have signed in.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;
use sqlx::{Any, query};
use tokio::time::timeout;

use super::{
    error::PeopleError,
    person::Person,
    store::{PERSON_COLUMNS, Store, Work, person_columns},
    token::{digest, is_token, secret},
    trusted::{ASK_TIMEOUT, Trusted},
};
use crate::desk::clock::now;

/// A session ends after this many seconds without a request.
const IDLE: i64 = 12 * 3_600;

/// A session ends after this many seconds in any case.
const ABSOLUTE: i64 = 7 * 24 * 3_600;

/// How many seconds pass between two updates of the time of the last request: not every request
/// writes to the store.
const SEEN_INTERVAL: i64 = 300;

/// How many sessions are refused at most that the store could not end.
const MAX_UNENDED: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// The sessions in the store.
pub struct Sessions {
    store: Store,
    trusted: Trusted<Person>,
    /// The digests of sessions that were to be ended while the store did not work.
    unended: Mutex<LruCache<String, ()>>,
}

impl Sessions {
    /// The sessions of a store.
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            trusted: Trusted::default(),
            unended: Mutex::new(LruCache::new(MAX_UNENDED)),
        }
    }

    /// Begins a session of a person and gives its secret.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub(super) async fn begin(&self, person: &Person) -> Result<String, PeopleError> {
        let token = secret()?;
        query("INSERT INTO session (digest, person, began, seen) VALUES ($1, $2, $3, $3)")
            .bind(digest(&token))
            .bind(person.id)
            .bind(now())
            .execute(&self.store.pool)
            .await
            .map_err(|error| self.store.failed(&error))?;
        Ok(token)
    }

    /// Begins a session of a person whose password has this hash and was right a moment ago, unless
    /// it was changed or the person was deactivated since.
    ///
    /// # Errors
    ///
    /// The password is not right any more, or the store does not work.
    pub(super) async fn begin_with(
        &self,
        person: &Person,
        hash: &str,
    ) -> Result<String, PeopleError> {
        let token = secret()?;
        // One after the other with whatever ends sessions.
        let mut work = self.store.begin().await?;
        let began = query(
            "INSERT INTO session (digest, person, began, seen) \
             SELECT $1, id, $2, $2 FROM person WHERE id = $3 AND is_active = 1 AND password = $4",
        )
        .bind(digest(&token))
        .bind(now())
        .bind(person.id)
        .bind(hash)
        .execute(&mut *work)
        .await
        .map_err(|error| self.store.failed(&error))?;
        if began.rows_affected() == 0 {
            return Err(PeopleError::Wrong);
        }
        self.store.commit(work).await?;
        Ok(token)
    }

    /// Who is signed in with a session's secret; `None` if nobody is, or the store does not say.
    pub async fn person(&self, token: &str) -> Option<Person> {
        if !is_token(token) {
            return None;
        }
        let digest = digest(token);
        if self.unended().contains(&digest) {
            // The store could not end it then; perhaps it can now.
            let _ = timeout(ASK_TIMEOUT, self.end(token)).await;
            return None;
        }
        let asked = self
            .trusted
            .of(&digest, ASK_TIMEOUT, self.stored(&digest))
            .await;
        asked.ok().flatten()
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// The store does not work. Until it does, this process refuses the session.
    pub async fn end(&self, token: &str) -> Result<(), PeopleError> {
        if !is_token(token) {
            return Ok(());
        }
        let digest = digest(token);
        let ended = query("DELETE FROM session WHERE digest = $1")
            .bind(digest.as_str())
            .execute(&self.store.pool)
            .await;
        let was_there = ended.as_ref().is_ok_and(|ended| ended.rows_affected() > 0);
        let was_known = self.trusted.forget(&digest, was_there);
        match &ended {
            Ok(_) => drop(self.unended().pop(&digest)),
            Err(_) if was_known => drop(self.unended().put(digest, ())),
            Err(_) => {}
        }
        ended.map_err(|error| self.store.failed(&error))?;
        Ok(())
    }

    fn unended(&self) -> MutexGuard<'_, LruCache<String, ()>> {
        self.unended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all sessions of a person, once `work` takes effect.
    pub(super) async fn end_all(&self, work: &mut Work, name: &str) -> Result<(), PeopleError> {
        query("DELETE FROM session WHERE person = (SELECT id FROM person WHERE name = $1)")
            .bind(name)
            .execute(&mut **work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        Ok(())
    }

    /// Asks the store about the sessions of a person the next time.
    pub(super) fn forget(&self, name: &str) {
        self.trusted.forget_all(|person| person.name == name);
    }

    /// The person of a session that has not ended.
    async fn stored(&self, digest: &str) -> Result<Option<Person>, PeopleError> {
        let (store, now) = (&self.store, now());
        let row = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            ", seen FROM person JOIN session ON person.id = session.person \
             WHERE digest = $1 AND is_active = 1 AND seen > $2 AND began > $3"
        ))
        .bind(digest)
        .bind(now - IDLE)
        .bind(now - ABSOLUTE)
        .fetch_optional(&store.pool)
        .await
        .map_err(|error| store.failed(&error))?;
        let Some(row) = row else { return Ok(None) };
        if now - store.read::<i64>(&row, PERSON_COLUMNS)? > SEEN_INTERVAL {
            query("UPDATE session SET seen = $1 WHERE digest = $2")
                .bind(now)
                .bind(digest)
                .execute(&store.pool)
                .await
                .map_err(|error| store.failed(&error))?;
            // Sessions that have ended can be deleted at any time; this one is rare enough.
            query("DELETE FROM session WHERE began < $1 OR seen < $2")
                .bind(now - ABSOLUTE)
                .bind(now - IDLE)
                .execute(&store.pool)
                .await
                .map_err(|error| store.failed(&error))?;
        }
        store.person(&row).map(Some)
    }
}
