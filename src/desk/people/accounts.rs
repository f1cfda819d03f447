//! The accounts and the sessions in the store.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Any, AnyPool, Row, any::AnyRow, query, query_scalar};
use tokio::{sync::Semaphore, time::timeout};

use super::{
    error::PeopleError,
    password,
    person::{Person, Role, person_name},
    throttle::Throttle,
    token::{digest, is_token, new_token},
};
use crate::desk::{clock::now, database::Database, error::DeskError};

/// A session ends after so many seconds without a request, and after so many in any case.
const IDLE: i64 = 12 * 3_600;
const ABSOLUTE: i64 = 7 * 24 * 3_600;

/// An invitation can be used for so many seconds.
const INVITED: i64 = 3 * 24 * 3_600;

/// So often the store is told that somebody is still there, in seconds.
const SEEN: i64 = 300;

/// For so long a session is taken for valid without asking the store; while the store does not
/// answer, for so long.
const TRUSTED: Duration = Duration::from_secs(2);
const TRUSTED_WITHOUT_STORE: Duration = Duration::from_secs(600);

/// So long a request waits for the store to say who sends it.
const SESSION_PATIENCE: Duration = Duration::from_millis(500);

/// The name of the person at this machine, who has no account.
const LOCAL: &str = "local";

/// The most sessions that are kept in memory.
const CACHED: usize = 10_000;

/// Passwords that are hashed at once: each takes 20 MB.
const HASHED_AT_ONCE: usize = 2;

/// Lines of the audit log that are shown.
const AUDITED: i64 = 200;

/// Nothing is known of how many people there are.
const UNKNOWN: i64 = -1;

/// Who can sign in, and who is signed in.
pub struct People {
    database: Database,
    pool: AnyPool,
    throttle: Throttle,
    hashing: Semaphore,
    /// How many people there are; [`UNKNOWN`] until the store was read.
    count: AtomicI64,
    /// The digest of the secret that lets somebody become the first administrator.
    set_up: Mutex<Option<String>>,
    sessions: Mutex<HashMap<String, (Person, Instant)>>,
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who did it.
    pub who: String,
    /// What they did.
    pub did: String,
    /// To whom or what.
    pub about: String,
}

impl People {
    /// The people of a database.
    pub(in crate::desk) fn new(database: Database, pool: AnyPool) -> Self {
        Self {
            database,
            pool,
            throttle: Throttle::default(),
            hashing: Semaphore::new(HASHED_AT_ONCE),
            count: AtomicI64::new(UNKNOWN),
            set_up: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// How many people have accounts; `None` while the store could not be read.
    pub fn count(&self) -> Option<i64> {
        Some(self.count.load(Ordering::Acquire)).filter(|count| *count != UNKNOWN)
    }

    /// After the store was read.
    pub(in crate::desk) fn set_count(&self, count: i64) {
        self.count.store(count, Ordering::Release);
    }

    /// A secret that lets somebody become the first administrator, once.
    ///
    /// # Errors
    ///
    /// The system gives no random numbers.
    pub fn invite_first(&self) -> Result<String, PeopleError> {
        let token = token()?;
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest(&token));
        Ok(token)
    }

    /// The name of whoever is invited by a secret, which is empty for the first administrator.
    ///
    /// # Errors
    ///
    /// Nobody is, or the store does not work.
    pub async fn invited(&self, token: &str) -> Result<String, PeopleError> {
        if self.is_first(token) {
            return Ok(String::new());
        }
        let name: Option<String> = query_scalar(
            "SELECT name FROM person JOIN invitation ON person.id = invitation.person \
             WHERE digest = $1 AND ends > $2 AND is_active = 1",
        )
        .bind(digest(token))
        .bind(now())
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.failed(&error))?;
        name.ok_or(PeopleError::LinkUsed)
    }

    /// Lets whoever is invited by a secret choose a password; the first administrator a name as
    /// well. Gives the secret of their session.
    ///
    /// # Errors
    ///
    /// The name or the password can't be used, the link was used already, or the store does not
    /// work.
    pub async fn accept(
        &self,
        token: &str,
        name: &str,
        chosen: &str,
    ) -> Result<String, PeopleError> {
        let invited = self.invited(token).await?;
        let is_first = invited.is_empty();
        let name = match is_first {
            true => person_name(name).map_err(PeopleError::Refused)?,
            false => invited,
        };
        password::check(chosen, &name).map_err(PeopleError::Refused)?;
        let hash = self.hash(chosen).await?;
        let mut work = self.begin().await?;
        if is_first {
            // Two may have the page open, or two portals a link.
            let made = query(
                "INSERT INTO person (name, role, password, is_active, at) \
                 SELECT $1, 'administrator', $2, 1, $3 WHERE NOT EXISTS (SELECT 1 FROM person)",
            )
            .bind(name.as_str())
            .bind(hash)
            .bind(now())
            .execute(&mut *work)
            .await
            .map_err(|error| self.failed(&error))?;
            if made.rows_affected() == 0 {
                return Err(PeopleError::LinkUsed);
            }
        } else {
            let used = query("DELETE FROM invitation WHERE digest = $1")
                .bind(digest(token))
                .execute(&mut *work)
                .await
                .map_err(|error| self.failed(&error))?;
            if used.rows_affected() == 0 {
                return Err(PeopleError::LinkUsed);
            }
            query("UPDATE person SET password = $1 WHERE name = $2")
                .bind(hash)
                .bind(name.as_str())
                .execute(&mut *work)
                .await
                .map_err(|error| self.failed(&error))?;
            self.end_access(&mut work, &name).await?;
        }
        self.audit(&mut work, &name, "chose a password", &name)
            .await?;
        self.commit(work).await?;
        if is_first {
            *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.set_count(1);
        }
        let person = self.by_name(&name).await?.ok_or(PeopleError::Nobody)?;
        self.new_session(&person).await
    }

    /// Signs somebody in and gives the secret of the session. `address` is where the request comes
    /// from.
    ///
    /// # Errors
    ///
    /// The name or the password is wrong, too many attempts failed, or the store does not work.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        address: &str,
    ) -> Result<String, PeopleError> {
        let Ok(name) = person_name(name) else {
            return Err(PeopleError::Wrong);
        };
        // Counted before the password is looked at: many attempts at once are many.
        if let Some(pause) = self.throttle.attempt(&name, address, Instant::now()) {
            return Err(PeopleError::TooMany(pause));
        }
        let row = query::<Any>("SELECT password, is_active FROM person WHERE name = $1")
            .bind(name.as_str())
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failed(&error))?;
        let hash = match &row {
            Some(row) if self.read::<i64>(row, 1)? == 1 => self.read::<String>(row, 0)?,
            Some(_) | None => String::new(),
        };
        let typed = password.to_owned();
        if !self
            .apart(move || password::is_right(&typed, &hash))
            .await?
        {
            return Err(PeopleError::Wrong);
        }
        self.throttle.succeeded(&name, address);
        let person = self.by_name(&name).await?.ok_or(PeopleError::Wrong)?;
        self.new_session(&person).await
    }

    /// Who is signed in with a session's secret; `None` if nobody is.
    pub async fn signed_in(&self, token: &str) -> Option<Person> {
        if !is_token(token) {
            return None;
        }
        let digest = digest(token);
        let known = {
            let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
            sessions.get(&digest).cloned()
        };
        if let Some((person, checked)) = &known
            && checked.elapsed() < TRUSTED
        {
            return Some(person.clone());
        }
        // A store that does not answer must not keep anybody from reading.
        let asked = timeout(SESSION_PATIENCE, self.session(&digest)).await;
        match asked.unwrap_or(Err(PeopleError::Wrong)) {
            Ok(Some(person)) => {
                let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
                if sessions.len() >= CACHED {
                    sessions.clear();
                }
                sessions.insert(digest, (person.clone(), Instant::now()));
                Some(person)
            }
            Ok(None) => {
                let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
                sessions.remove(&digest);
                None
            }
            // Whoever was signed in stays so for a while.
            Err(_) => known
                .filter(|(_, checked)| checked.elapsed() < TRUSTED_WITHOUT_STORE)
                .map(|(person, _)| person),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn sign_out(&self, token: &str) -> Result<(), PeopleError> {
        let digest = digest(token);
        let ended = query("DELETE FROM session WHERE digest = $1")
            .bind(digest.as_str())
            .execute(&self.pool)
            .await;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.remove(&digest);
        ended.map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn sign_out_everywhere(&self, name: &str) -> Result<(), PeopleError> {
        let mut work = self.begin().await?;
        self.end_access(&mut work, name).await?;
        self.audit(&mut work, name, "signed out everywhere", name)
            .await?;
        self.commit(work).await?;
        self.forget_sessions(name);
        Ok(())
    }

    /// Changes a person's own password, ends all their sessions, and gives the secret of a new one.
    ///
    /// # Errors
    ///
    /// The old password is wrong, the new one can't be used, or the store does not work.
    pub async fn change_password(
        &self,
        name: &str,
        old: &str,
        chosen: &str,
        address: &str,
    ) -> Result<String, PeopleError> {
        password::check(chosen, name).map_err(PeopleError::Refused)?;
        let session = self.sign_in(name, old, address).await?;
        self.sign_out(&session).await?;
        let hash = self.hash(chosen).await?;
        let mut work = self.begin().await?;
        query("UPDATE person SET password = $1 WHERE name = $2")
            .bind(hash)
            .bind(name)
            .execute(&mut *work)
            .await
            .map_err(|error| self.failed(&error))?;
        self.end_access(&mut work, name).await?;
        self.audit(&mut work, name, "changed the password", name)
            .await?;
        self.commit(work).await?;
        let person = self.by_name(name).await?.ok_or(PeopleError::Nobody)?;
        self.new_session(&person).await
    }

    /// Adds a person, or invites one again, and gives the secret with which they choose a password.
    /// `by` is who does it.
    ///
    /// # Errors
    ///
    /// The name can't be used, or the store does not work.
    pub async fn invite(&self, name: &str, role: Role, by: &str) -> Result<String, PeopleError> {
        let name = person_name(name).map_err(PeopleError::Refused)?;
        let token = token()?;
        let mut work = self.begin().await?;
        self.check_alone(&mut work, by).await?;
        let administrators = self.administrators(&mut work).await?;
        if administrators == 0 && role != Role::Administrator {
            return Err(PeopleError::Refused(
                "The first person must be an administrator, or nobody could add others.",
            ));
        }
        query(
            "INSERT INTO person (name, role, password, is_active, at) VALUES ($1, $2, '', 1, $3) \
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name.as_str())
        .bind(role.name())
        .bind(now())
        .execute(&mut *work)
        .await
        .map_err(|error| self.failed(&error))?;
        let is_active: i64 = query_scalar("SELECT is_active FROM person WHERE name = $1")
            .bind(name.as_str())
            .fetch_one(&mut *work)
            .await
            .map_err(|error| self.failed(&error))?;
        if is_active == 0 {
            return Err(PeopleError::Refused(
                "This person is deactivated. Activate them first.",
            ));
        }
        // An older link may have been seen by others.
        query("DELETE FROM invitation WHERE person = (SELECT id FROM person WHERE name = $1)")
            .bind(name.as_str())
            .execute(&mut *work)
            .await
            .map_err(|error| self.failed(&error))?;
        query(
            "INSERT INTO invitation (digest, person, ends) SELECT $1, id, $2 FROM person WHERE name = $3",
        )
        .bind(digest(&token))
        .bind(now() + INVITED)
        .bind(name.as_str())
        .execute(&mut *work)
        .await
        .map_err(|error| self.failed(&error))?;
        self.audit(&mut work, by, "gave a password link", &name)
            .await?;
        self.commit(work).await?;
        self.count.fetch_max(1, Ordering::AcqRel);
        Ok(token)
    }

    /// Changes what a person may do, and whether they may sign in. Their sessions end.
    ///
    /// # Errors
    ///
    /// There is no such person, no active administrator would be left, or the store does not work.
    pub async fn change(
        &self,
        name: &str,
        role: Role,
        is_active: bool,
        by: &str,
    ) -> Result<(), PeopleError> {
        let mut work = self.begin().await?;
        self.check_alone(&mut work, by).await?;
        let changed = query("UPDATE person SET role = $1, is_active = $2 WHERE name = $3")
            .bind(role.name())
            .bind(i64::from(is_active))
            .bind(name)
            .execute(&mut *work)
            .await
            .map_err(|error| self.failed(&error))?;
        if changed.rows_affected() == 0 {
            return Err(PeopleError::Nobody);
        }
        if self.administrators(&mut work).await? == 0 {
            return Err(PeopleError::LastAdministrator);
        }
        self.end_access(&mut work, name).await?;
        let did = match is_active {
            true => format!("made {role}"),
            false => "deactivated".to_owned(),
        };
        self.audit(&mut work, by, &did, name).await?;
        self.commit(work).await?;
        self.forget_sessions(name);
        Ok(())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn list(&self) -> Result<Vec<Person>, PeopleError> {
        let rows =
            query::<Any>("SELECT id, name, role, is_active, password FROM person ORDER BY name")
                .fetch_all(&self.pool)
                .await
                .map_err(|error| self.failed(&error))?;
        rows.iter().map(|row| self.person(row)).collect()
    }

    /// The last lines of the audit log, the newest first.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn audited(&self) -> Result<Vec<Audited>, PeopleError> {
        let rows = query::<Any>("SELECT at, who, did, about FROM audit ORDER BY seq DESC LIMIT $1")
            .bind(AUDITED)
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.failed(&error))?;
        let line = |row: &AnyRow| {
            Ok(Audited {
                at: self.read(row, 0)?,
                who: self.read(row, 1)?,
                did: self.read(row, 2)?,
                about: self.read(row, 3)?,
            })
        };
        rows.iter().map(line).collect()
    }

    fn is_first(&self, token: &str) -> bool {
        let set_up = self.set_up.lock().unwrap_or_else(PoisonError::into_inner);
        set_up.as_deref() == Some(&*digest(token)) && self.count() == Some(0)
    }

    async fn by_name(&self, name: &str) -> Result<Option<Person>, PeopleError> {
        let row =
            query::<Any>("SELECT id, name, role, is_active, password FROM person WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.pool)
                .await
                .map_err(|error| self.failed(&error))?;
        row.map(|row| self.person(&row)).transpose()
    }

    async fn new_session(&self, person: &Person) -> Result<String, PeopleError> {
        let token = token()?;
        query("INSERT INTO session (digest, person, began, seen) VALUES ($1, $2, $3, $3)")
            .bind(digest(&token))
            .bind(person.id)
            .bind(now())
            .execute(&self.pool)
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(token)
    }

    /// The person of a session that has not ended.
    async fn session(&self, digest: &str) -> Result<Option<Person>, PeopleError> {
        let now = now();
        let row = query::<Any>(
            "SELECT person.id, name, role, is_active, password, seen FROM person \
             JOIN session ON person.id = session.person \
             WHERE digest = $1 AND is_active = 1 AND seen > $2 AND began > $3",
        )
        .bind(digest)
        .bind(now - IDLE)
        .bind(now - ABSOLUTE)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.failed(&error))?;
        let Some(row) = row else { return Ok(None) };
        if now - self.read::<i64>(&row, 5)? > SEEN {
            query("UPDATE session SET seen = $1 WHERE digest = $2")
                .bind(now)
                .bind(digest)
                .execute(&self.pool)
                .await
                .map_err(|error| self.failed(&error))?;
            // Those that ended long ago are of no use to anybody.
            query("DELETE FROM session WHERE began < $1 OR seen < $2")
                .bind(now - ABSOLUTE)
                .bind(now - IDLE)
                .execute(&self.pool)
                .await
                .map_err(|error| self.failed(&error))?;
        }
        self.person(&row).map(Some)
    }

    /// Whoever has no account may manage people only while nobody has one.
    async fn check_alone(&self, work: &mut Work, by: &str) -> Result<(), PeopleError> {
        if by != LOCAL {
            return Ok(());
        }
        let count: i64 = query_scalar("SELECT count(*) FROM person")
            .fetch_one(&mut **work)
            .await
            .map_err(|error| self.failed(&error))?;
        match count {
            0 => Ok(()),
            _ => Err(PeopleError::Refused(
                "People have accounts by now. Sign in first.",
            )),
        }
    }

    /// How many people manage others.
    async fn administrators(&self, work: &mut Work) -> Result<i64, PeopleError> {
        let count = query_scalar(
            "SELECT count(*) FROM person WHERE role = 'administrator' AND is_active = 1",
        );
        let count = count.fetch_one(&mut **work).await;
        Ok(count.map_err(|error| self.failed(&error))?)
    }

    /// Ends all sessions of a person, and makes all links for them useless.
    async fn end_access(&self, work: &mut Work, name: &str) -> Result<(), PeopleError> {
        for statement in [
            "DELETE FROM session WHERE person = (SELECT id FROM person WHERE name = $1)",
            "DELETE FROM invitation WHERE person = (SELECT id FROM person WHERE name = $1)",
        ] {
            let ended = query::<Any>(statement)
                .bind(name)
                .execute(&mut **work)
                .await;
            ended.map_err(|error| self.failed(&error))?;
        }
        self.forget_sessions(name);
        Ok(())
    }

    /// Takes no session of a person for valid without asking the store.
    fn forget_sessions(&self, name: &str) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (person, _)| person.name != name);
    }

    async fn audit(
        &self,
        work: &mut Work,
        who: &str,
        did: &str,
        about: &str,
    ) -> Result<(), PeopleError> {
        query("INSERT INTO audit (at, who, did, about) VALUES ($1, $2, $3, $4)")
            .bind(now())
            .bind(who)
            .bind(did)
            .bind(about)
            .execute(&mut **work)
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Begins a transaction that no other process interleaves with.
    async fn begin(&self) -> Result<Work, PeopleError> {
        let engine = self.database.engine;
        let begun = self.pool.begin_with(engine.begin()).await;
        let mut work = begun.map_err(|error| self.failed(&error))?;
        if let Some(lock) = engine.lock() {
            let locked = query::<Any>(lock).execute(&mut *work).await;
            locked.map_err(|error| self.failed(&error))?;
        }
        Ok(work)
    }

    async fn commit(&self, work: Work) -> Result<(), PeopleError> {
        Ok(work.commit().await.map_err(|error| self.failed(&error))?)
    }

    async fn hash(&self, password: &str) -> Result<String, PeopleError> {
        let password = password.to_owned();
        let hashed = self.apart(move || password::hash(&password)).await?;
        Ok(hashed.map_err(|error| self.database.failed(&error))?)
    }

    /// Hashes on a thread of its own, a few at a time.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PeopleError> {
        let permit = self.hashing.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        drop(permit);
        Ok(done.map_err(|error| self.database.failed(&error))?)
    }

    fn person(&self, row: &AnyRow) -> Result<Person, PeopleError> {
        let role: String = self.read(row, 2)?;
        Ok(Person {
            id: self.read(row, 0)?,
            name: self.read(row, 1)?,
            // A role that this release does not know may do least.
            role: role.parse().unwrap_or(Role::Reader),
            is_active: self.read::<i64>(row, 3)? == 1,
            has_password: !self.read::<String>(row, 4)?.is_empty(),
        })
    }

    fn read<T>(&self, row: &AnyRow, column: usize) -> Result<T, PeopleError>
    where
        T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        Ok(row.try_get(column).map_err(|error| self.failed(&error))?)
    }

    fn failed(&self, error: &sqlx::Error) -> DeskError {
        let failed = self.database.failed(error);
        tracing::error!("{failed}");
        failed
    }
}

/// A transaction; dropped, it takes nothing effect.
type Work = sqlx::Transaction<'static, Any>;

fn token() -> Result<String, PeopleError> {
    new_token().map_err(|error| {
        let error = DeskError::Random(error.to_string());
        PeopleError::Store(error)
    })
}
