//! The accounts of people: invitations, passwords, roles and deactivation.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};
use std::time::Instant;

use sqlx::{Any, AnyPool, any::AnyRow, query, query_scalar};
use tokio::sync::Semaphore;

use super::{
    api_tokens::ApiTokens,
    error::PeopleError,
    identities::{Identities, Identity},
    password,
    person::{Person, Role, person_name},
    sessions::Sessions,
    store::{PERSON_COLUMNS, Store, Work, person_columns},
    throttle::Throttle,
    token::{digest, secret},
};
use crate::desk::{clock::now, database::Database, recent};

/// For how many seconds an invitation can be used.
const INVITED: i64 = 3 * 24 * 3_600;

/// The name of the person at this machine, who has no account.
const LOCAL: &str = "local";

/// How many passwords are hashed at once: each takes 20 MB.
const HASHED_AT_ONCE: usize = 2;

/// How many lines of the audit log are shown.
const AUDITED: i64 = 200;

/// The number of people before the store was read.
const UNKNOWN: i64 = -1;

/// Who can sign in, and who is signed in.
pub struct People {
    /// Who is signed in.
    pub sessions: Sessions,
    /// The API tokens with which programs act for people.
    pub tokens: ApiTokens,
    /// The people for whom issuers vouch.
    identities: Identities,
    store: Store,
    throttle: Throttle,
    hashing_slots: Arc<Semaphore>,
    /// How many people there are; [`UNKNOWN`] until the store was read.
    count: AtomicI64,
    /// The digest of the secret with which a person becomes the first administrator.
    set_up: Mutex<Option<String>>,
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
        let store = Store { database, pool };
        Self {
            sessions: Sessions::new(store.clone()),
            tokens: ApiTokens::new(store.clone()),
            identities: Identities::new(store.clone()),
            store,
            throttle: Throttle::default(),
            hashing_slots: Arc::new(Semaphore::new(HASHED_AT_ONCE)),
            count: AtomicI64::new(UNKNOWN),
            set_up: Mutex::default(),
        }
    }

    /// How many people have accounts; `None` while the store could not be read.
    pub fn count(&self) -> Option<i64> {
        Some(self.count.load(Ordering::Acquire)).filter(|count| *count != UNKNOWN)
    }

    /// Sets the number of people that was read from the store.
    pub(in crate::desk) fn set_count(&self, count: i64) {
        self.count.store(count, Ordering::Release);
    }

    /// A secret with which a person can become the first administrator, once.
    ///
    /// # Errors
    ///
    /// The system gives no random numbers.
    pub fn invite_first(&self) -> Result<String, PeopleError> {
        let token = secret()?;
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest(&token));
        Ok(token)
    }

    /// The name of the person whom a secret invites; empty for the first administrator.
    ///
    /// # Errors
    ///
    /// The link is not valid any more, or the store does not work.
    pub async fn invited(&self, token: &str) -> Result<String, PeopleError> {
        if self.is_first(token).await? {
            return Ok(String::new());
        }
        let name: Option<String> = query_scalar(
            "SELECT name FROM person JOIN invitation ON person.id = invitation.person \
             WHERE digest = $1 AND ends > $2 AND is_active = 1",
        )
        .bind(digest(token))
        .bind(now())
        .fetch_optional(&self.store.pool)
        .await
        .map_err(|error| self.store.failed(&error))?;
        name.ok_or(PeopleError::LinkUsed)
    }

    /// Accepts an invitation: the person whom a secret invites chooses a password, and the first
    /// administrator also a name. Gives the secret of their session.
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
        let mut work = self.store.begin().await?;
        if is_first {
            // Two people may have the page open, and two portals may each have printed a link.
            let made = query(
                "INSERT INTO person (name, role, password, is_active, at) \
                 SELECT $1, 'administrator', $2, 1, $3 WHERE NOT EXISTS \
                 (SELECT 1 FROM person WHERE role = 'administrator' AND is_active = 1) \
                 ON CONFLICT (name) DO NOTHING",
            )
            .bind(name.as_str())
            .bind(hash)
            .bind(now())
            .execute(&mut *work)
            .await
            .map_err(|error| self.store.failed(&error))?;
            if made.rows_affected() == 0 {
                let administrators = self.administrators(&mut work, ANY).await?;
                return Err(match administrators {
                    0 => PeopleError::NameTaken,
                    _ => PeopleError::LinkUsed,
                });
            }
        } else {
            let used = query("DELETE FROM invitation WHERE digest = $1")
                .bind(digest(token))
                .execute(&mut *work)
                .await
                .map_err(|error| self.store.failed(&error))?;
            if used.rows_affected() == 0 {
                return Err(PeopleError::LinkUsed);
            }
            query("UPDATE person SET password = $1 WHERE name = $2")
                .bind(hash)
                .bind(name.as_str())
                .execute(&mut *work)
                .await
                .map_err(|error| self.store.failed(&error))?;
            self.end_access(&mut work, &name).await?;
        }
        self.store
            .audit(&mut work, &name, "chose a password", &name)
            .await?;
        self.store.commit(work).await?;
        if is_first {
            *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.set_count(1);
        }
        self.sessions.forget(&name);
        let person = self.store.by_name(&name).await?;
        let person = person.ok_or(PeopleError::Nobody)?;
        self.sessions.begin(&person).await
    }

    /// Signs a person in and gives the secret of the session. `address` is where the request comes
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
        let (person, hash) = self.with_password(name, password, address).await?;
        self.sessions.begin_with(&person, &hash).await
    }

    /// Signs in a person for whom a provider vouches, and gives the secret of the session.
    ///
    /// # Errors
    ///
    /// They must not sign in, or the store does not work.
    pub async fn sign_in_as(&self, identity: &Identity) -> Result<String, PeopleError> {
        let person = self.identities.admit(identity).await?;
        self.count.fetch_max(1, Ordering::AcqRel);
        self.sessions.forget(&person.name);
        self.sessions.begin(&person).await
    }

    /// The person for whom the web server in front vouches with each request; `None` if they must
    /// not sign in, or the store does not say.
    pub async fn vouched_for(&self, identity: &Identity) -> Option<Person> {
        let person = self.identities.person(identity).await.ok().flatten()?;
        self.count.fetch_max(1, Ordering::AcqRel);
        Some(person)
    }

    /// The active person with this name and password, and the hash of the password.
    async fn with_password(
        &self,
        name: &str,
        password: &str,
        address: &str,
    ) -> Result<(Person, String), PeopleError> {
        let Ok(name) = person_name(name) else {
            return Err(PeopleError::Wrong);
        };
        // Counted before the password is checked, so that simultaneous attempts count, too.
        if let Some(pause) = self.throttle.attempt(&name, address, Instant::now()) {
            return Err(PeopleError::TooMany(pause));
        }
        let store = &self.store;
        let row = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            ", password FROM person WHERE name = $1 AND is_active = 1"
        ))
        .bind(name.as_str())
        .fetch_optional(&store.pool)
        .await
        .map_err(|error| store.failed(&error))?;
        let (person, hash) = match &row {
            Some(row) => (Some(store.person(row)?), store.read(row, PERSON_COLUMNS)?),
            None => (None, String::new()),
        };
        let (typed, stored) = (password.to_owned(), hash.clone());
        let is_right = self.hashing(move || password::is_right(&typed, &stored));
        match (is_right.await?, person) {
            (true, Some(person)) => {
                self.throttle.succeeded(&name, address);
                Ok((person, hash))
            }
            _ => Err(PeopleError::Wrong),
        }
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn sign_out_everywhere(&self, name: &str) -> Result<(), PeopleError> {
        let mut work = self.store.begin().await?;
        self.end_access(&mut work, name).await?;
        self.store
            .audit(&mut work, name, "signed out everywhere", name)
            .await?;
        self.store.commit(work).await?;
        self.sessions.forget(name);
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
        let (_, old) = self.with_password(name, old, address).await?;
        let hash = self.hash(chosen).await?;
        let mut work = self.store.begin().await?;
        // An administrator may have given a new link meanwhile, which must not be undone.
        let changed = query(
            "UPDATE person SET password = $1 WHERE name = $2 AND is_active = 1 AND password = $3",
        )
        .bind(hash)
        .bind(name)
        .bind(old)
        .execute(&mut *work)
        .await
        .map_err(|error| self.store.failed(&error))?;
        if changed.rows_affected() == 0 {
            return Err(PeopleError::Wrong);
        }
        self.end_access(&mut work, name).await?;
        self.store
            .audit(&mut work, name, "changed the password", name)
            .await?;
        self.store.commit(work).await?;
        self.sessions.forget(name);
        let person = self.store.by_name(name).await?;
        let person = person.ok_or(PeopleError::Nobody)?;
        self.sessions.begin(&person).await
    }

    /// Adds a person, or invites one again, and gives the secret with which they choose a password.
    /// `by` is the name of who invites them.
    ///
    /// # Errors
    ///
    /// The name can't be used, or the store does not work.
    pub async fn invite(&self, name: &str, role: Role, by: &str) -> Result<String, PeopleError> {
        let name = person_name(name).map_err(PeopleError::Refused)?;
        let token = secret()?;
        let mut work = self.store.begin().await?;
        self.check_alone(&mut work, by).await?;
        let administrators = self.administrators(&mut work, ANY).await?;
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
        .map_err(|error| self.store.failed(&error))?;
        let is_active: i64 = query_scalar("SELECT is_active FROM person WHERE name = $1")
            .bind(name.as_str())
            .fetch_one(&mut *work)
            .await
            .map_err(|error| self.store.failed(&error))?;
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
            .map_err(|error| self.store.failed(&error))?;
        query(
            "INSERT INTO invitation (digest, person, ends) SELECT $1, id, $2 FROM person WHERE name = $3",
        )
        .bind(digest(&token))
        .bind(now() + INVITED)
        .bind(name.as_str())
        .execute(&mut *work)
        .await
        .map_err(|error| self.store.failed(&error))?;
        self.store
            .audit(&mut work, by, "gave a password link", &name)
            .await?;
        self.store.commit(work).await?;
        self.count.fetch_max(1, Ordering::AcqRel);
        // From now on, the person at this machine has to sign in, too.
        self.set_count(self.count().unwrap_or(0).max(1));
        Ok(token)
    }

    /// Changes the role of a person and ends their sessions. A person who was deactivated can sign
    /// in again.
    ///
    /// # Errors
    ///
    /// There is no such person, no administrator who can sign in would be left, or the store does
    /// not work.
    pub async fn change(&self, name: &str, role: Role, by: &str) -> Result<(), PeopleError> {
        let mut work = self.store.begin().await?;
        self.check_alone(&mut work, by).await?;
        let before = self.administrators(&mut work, ABLE).await?;
        let changed = query("UPDATE person SET role = $1, is_active = 1 WHERE name = $2")
            .bind(role.name())
            .bind(name)
            .execute(&mut *work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        if changed.rows_affected() == 0 {
            return Err(PeopleError::Nobody);
        }
        self.check_administrators(&mut work, before).await?;
        self.end_access(&mut work, name).await?;
        let did = format!("made {role}");
        self.store.audit(&mut work, by, &did, name).await?;
        self.store.commit(work).await?;
        self.forget(name);
        Ok(())
    }

    /// Keeps a person from signing in, ends their sessions, and revokes their tokens for good.
    ///
    /// # Errors
    ///
    /// There is no such person, no administrator who can sign in would be left, or the store does
    /// not work.
    pub async fn deactivate(&self, name: &str, by: &str) -> Result<(), PeopleError> {
        let mut work = self.store.begin().await?;
        self.check_alone(&mut work, by).await?;
        let before = self.administrators(&mut work, ABLE).await?;
        let changed = query("UPDATE person SET is_active = 0 WHERE name = $1")
            .bind(name)
            .execute(&mut *work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        if changed.rows_affected() == 0 {
            return Err(PeopleError::Nobody);
        }
        self.check_administrators(&mut work, before).await?;
        self.end_access(&mut work, name).await?;
        self.tokens.revoke_all(&mut work, name).await?;
        recent::delete_all(&mut *work, name)
            .await
            .map_err(|error| self.store.failed(&error))?;
        self.store.audit(&mut work, by, "deactivated", name).await?;
        self.store.commit(work).await?;
        self.forget(name);
        Ok(())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn list(&self) -> Result<Vec<Person>, PeopleError> {
        let rows = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            " FROM person ORDER BY name"
        ))
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.store.failed(&error))?;
        rows.iter().map(|row| self.store.person(row)).collect()
    }

    /// The last lines of the audit log, the newest first.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn audited(&self) -> Result<Vec<Audited>, PeopleError> {
        let rows = query::<Any>("SELECT at, who, did, about FROM audit ORDER BY seq DESC LIMIT $1")
            .bind(AUDITED)
            .fetch_all(&self.store.pool)
            .await
            .map_err(|error| self.store.failed(&error))?;
        let line = |row: &AnyRow| {
            Ok(Audited {
                at: self.store.read(row, 0)?,
                who: self.store.read(row, 1)?,
                did: self.store.read(row, 2)?,
                about: self.store.read(row, 3)?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// Whether there is no administrator, so that the first one must be invited.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn has_no_administrator(&self) -> Result<bool, PeopleError> {
        let count: i64 = query_scalar(ANY)
            .fetch_one(&self.store.pool)
            .await
            .map_err(|error| self.store.failed(&error))?;
        Ok(count == 0)
    }

    async fn is_first(&self, token: &str) -> Result<bool, PeopleError> {
        let is_right = {
            let set_up = self.set_up.lock().unwrap_or_else(PoisonError::into_inner);
            set_up.as_deref() == Some(&*digest(token))
        };
        Ok(is_right && self.has_no_administrator().await?)
    }

    /// Checks that the person without an account manages people only while nobody has an account.
    async fn check_alone(&self, work: &mut Work, by: &str) -> Result<(), PeopleError> {
        if by != LOCAL {
            return Ok(());
        }
        let count: i64 = query_scalar("SELECT count(*) FROM person")
            .fetch_one(&mut **work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        match count {
            0 => Ok(()),
            _ => Err(PeopleError::Refused(
                "People have accounts by now. Sign in first.",
            )),
        }
    }

    /// The number of administrators, as [`ANY`] or [`ABLE`] counts them.
    async fn administrators(
        &self,
        work: &mut Work,
        which: &'static str,
    ) -> Result<i64, PeopleError> {
        let count = query_scalar(which).fetch_one(&mut **work).await;
        Ok(count.map_err(|error| self.store.failed(&error))?)
    }

    /// Checks that a change leaves an administrator who can sign in, if there was one `before`.
    async fn check_administrators(&self, work: &mut Work, before: i64) -> Result<(), PeopleError> {
        // If all administrators are only invited, one of them must stay to invite others.
        let which = if before > 0 { ABLE } else { ANY };
        match self.administrators(work, which).await? {
            0 => Err(PeopleError::LastAdministrator),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of a person, and makes all links for them useless.
    async fn end_access(&self, work: &mut Work, name: &str) -> Result<(), PeopleError> {
        self.sessions.end_all(work, name).await?;
        query("DELETE FROM invitation WHERE person = (SELECT id FROM person WHERE name = $1)")
            .bind(name)
            .execute(&mut **work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        Ok(())
    }

    /// Asks the store about a person the next time.
    fn forget(&self, name: &str) {
        self.sessions.forget(name);
        self.tokens.forget(name);
        self.identities.forget(name);
    }

    async fn hash(&self, password: &str) -> Result<String, PeopleError> {
        let password = password.to_owned();
        let hashed = self.hashing(move || password::hash(&password)).await?;
        Ok(hashed.map_err(|error| self.store.database.failed(&error))?)
    }

    /// Runs something that hashes a password, on a thread of its own and a few at a time: it keeps
    /// its slot until it is done, even if whoever asked for it is gone.
    async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PeopleError> {
        let slot = Arc::clone(&self.hashing_slots).acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(slot);
            done
        });
        let done = done.await;
        Ok(done.map_err(|error| self.store.database.failed(&error))?)
    }
}

/// Counts the administrators.
const ANY: &str = "SELECT count(*) FROM person WHERE role = 'administrator' AND is_active = 1";

/// Counts the administrators who can sign in. One with only an invitation can't for long: it ends.
const ABLE: &str = "SELECT count(*) FROM person WHERE role = 'administrator' AND is_active = 1 \
     AND (password <> '' OR EXISTS (SELECT 1 FROM identity WHERE identity.person = person.id))";

#[cfg(test)]
mod tests {
    use std::{sync::mpsc::channel, time::Duration};

    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::desk::Desk;

    const PASSWORD: &str = "correct horse battery";

    /// A desk with an administrator, and the folder of its store.
    async fn desk_with_ann() -> (Arc<Desk>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.db");
        let address = format!("sqlite:{}", file.display()).parse().unwrap();
        let desk = Desk::open(&address).await.unwrap().unwrap();
        let people = &desk.people;
        let link = people.invite("ann", Role::Administrator, "test").await;
        people.accept(&link.unwrap(), "", PASSWORD).await.unwrap();
        (desk, folder)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_that_the_store_cannot_end_is_refused_and_ended_later() {
        let (desk, _folder) = desk_with_ann().await;
        let (people, pool) = (&desk.people, &desk.people.store.pool);
        let session = people.sign_in("ann", PASSWORD, "x").await.unwrap();
        assert!(people.sessions.person(&session).await.is_some());
        let rename = query("ALTER TABLE session RENAME TO hidden");
        rename.execute(pool).await.unwrap();
        assert!(people.sessions.end(&session).await.is_err());
        assert!(people.sessions.person(&session).await.is_none());
        let rename = query("ALTER TABLE hidden RENAME TO session");
        rename.execute(pool).await.unwrap();
        assert!(people.sessions.person(&session).await.is_none());
        let left = query_scalar::<Any, i64>("SELECT count(*) FROM session WHERE digest = $1");
        let left = left.bind(digest(&session)).fetch_one(pool).await.unwrap();
        assert_eq!(left, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_signs_in_while_access_ends_gets_no_session() {
        let (desk, _folder) = desk_with_ann().await;
        let people = &desk.people;
        let link = people.invite("bob", Role::Agent, "ann").await.unwrap();
        people.accept(&link, "", PASSWORD).await.unwrap();
        // The password is compared only after that.
        let slots = people.hashing_slots.acquire_many(HASHED_AT_ONCE as u32);
        let slots = slots.await.unwrap();
        let end = async {
            people.deactivate("bob", "ann").await.unwrap();
            drop(slots);
        };
        let (signed_in, ()) = tokio::join!(people.sign_in("bob", PASSWORD, "x"), end);
        assert!(matches!(signed_in, Err(PeopleError::Wrong)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hash_for_somebody_who_has_gone_keeps_its_slot() {
        let (desk, _folder) = desk_with_ann().await;
        let people = &desk.people;
        let (go_on, wait) = channel::<()>();
        let hashing = people.hashing(move || wait.recv().is_err());
        assert!(timeout(Duration::from_millis(50), hashing).await.is_err());
        let slots = || people.hashing_slots.available_permits();
        assert_eq!(slots(), HASHED_AT_ONCE - 1);
        drop(go_on);
        while slots() < HASHED_AT_ONCE {
            sleep(Duration::from_millis(1)).await;
        }
    }
}
