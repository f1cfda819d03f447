//! People for whom an issuer vouches: a sign-in provider, or the web server in front.
//!
//! They are identified by the issuer and a subject, never by a name or an e-mail address, which may
//! be given to another person later.

use std::time::Duration;

use sqlx::{Any, query, query_scalar};
use tokio::time::timeout;

use super::{
    error::PeopleError,
    person::{Person, Role, name_like},
    store::{Store, Work, person_columns},
    token::digest,
    trusted::{ASK_TIMEOUT, Trusted},
};
use crate::desk::clock::now;

/// How many numbers are tried behind a name that is taken.
const NUMBERS: u32 = 1_000;

/// How long a request waits until a new person, or a changed role, is saved. A busy disk may need
/// longer for that than for telling who somebody is.
const ADMIT_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest subject that is stored, in bytes. Providers use at most 255 characters.
const MAX_SUBJECT: usize = 1_000;

/// A person, as an issuer describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who vouches for them.
    pub issuer: String,
    /// The issuer's identifier for them, which it never gives to another person.
    pub subject: String,
    /// What they could be called here, the best first.
    pub names: Vec<String>,
    /// What they may do.
    pub role: Role,
    /// Whether the issuer decides the role at each sign-in. Otherwise the role is only what a new
    /// person begins with, and administrators change it.
    pub is_role_decided: bool,
}

/// The people for whom issuers vouch.
pub struct Identities {
    store: Store,
    trusted: Trusted<Person>,
}

impl Identities {
    /// The identities of a store.
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            trusted: Trusted::default(),
        }
    }

    /// The person with an identity, without asking the store each time; `None` if they must not
    /// sign in.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn person(&self, identity: &Identity) -> Result<Option<Person>, PeopleError> {
        // The role is part of the key, so that a changed role is noticed at once.
        let Identity {
            issuer,
            subject,
            role,
            ..
        } = identity;
        let key = digest(&format!("{issuer}\n{role}\n{subject}"));
        let admitting = async {
            // A store that hangs is noticed soon.
            let stored = timeout(ASK_TIMEOUT, self.stored(identity)).await;
            let stored = stored.unwrap_or(Err(PeopleError::NoAnswer))?;
            match self.admit_stored(stored, identity).await {
                Ok(person) => Ok(Some(person)),
                Err(PeopleError::Deactivated | PeopleError::Refused(_)) => Ok(None),
                Err(error) => Err(error),
            }
        };
        self.trusted.of(&key, ADMIT_TIMEOUT, admitting).await
    }

    /// The person with an identity: added if this is their first sign-in, and with a changed role
    /// if the issuer decides roles.
    ///
    /// # Errors
    ///
    /// They must not sign in, or the store does not work.
    pub(super) async fn admit(&self, identity: &Identity) -> Result<Person, PeopleError> {
        let stored = self.stored(identity).await?;
        self.admit_stored(stored, identity).await
    }

    /// [`Self::admit`] for the person whom the store has for the identity, if it has one.
    async fn admit_stored(
        &self,
        stored: Option<Person>,
        identity: &Identity,
    ) -> Result<Person, PeopleError> {
        let person = match stored {
            Some(person) => person,
            None => self.add(identity).await?,
        };
        if !person.is_active {
            return Err(PeopleError::Deactivated);
        }
        if !identity.is_role_decided || person.role == identity.role {
            return Ok(person);
        }
        let mut work = self.store.begin().await?;
        query("UPDATE person SET role = $1 WHERE id = $2")
            .bind(identity.role.name())
            .bind(person.id)
            .execute(&mut *work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        let did = format!("became {} by their groups", identity.role);
        self.store
            .audit(&mut work, &person.name, &did, &person.name)
            .await?;
        self.store.commit(work).await?;
        self.forget(&person.name);
        Ok(Person {
            role: identity.role,
            ..person
        })
    }

    /// Asks the store about a person the next time.
    pub(super) fn forget(&self, name: &str) {
        self.trusted.forget_all(|person| person.name == name);
    }

    async fn stored(&self, identity: &Identity) -> Result<Option<Person>, PeopleError> {
        let row = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            " FROM person JOIN identity ON person.id = identity.person \
             WHERE issuer = $1 AND subject = $2"
        ))
        .bind(identity.issuer.as_str())
        .bind(identity.subject.as_str())
        .fetch_optional(&self.store.pool)
        .await
        .map_err(|error| self.store.failed(&error))?;
        row.map(|row| self.store.person(&row)).transpose()
    }

    /// Adds a person under a name that nobody has.
    async fn add(&self, identity: &Identity) -> Result<Person, PeopleError> {
        let subject = &identity.subject;
        if subject.is_empty() || subject.len() > MAX_SUBJECT || subject.contains(char::is_control) {
            return Err(PeopleError::Refused(
                "The sign-in provider does not say who you are in a way that can be stored.",
            ));
        }
        let mut work = self.store.begin().await?;
        let name = self.free_name(&mut work, &identity.names).await?;
        query(
            "INSERT INTO person (name, role, password, is_active, at) VALUES ($1, $2, '', 1, $3)",
        )
        .bind(name.as_str())
        .bind(identity.role.name())
        .bind(now())
        .execute(&mut *work)
        .await
        .map_err(|error| self.store.failed(&error))?;
        // Of two simultaneous requests of one person, only one may add them.
        let added = query(
            "INSERT INTO identity (issuer, subject, person) SELECT $1, $2, id FROM person \
             WHERE name = $3 ON CONFLICT (issuer, subject) DO NOTHING",
        )
        .bind(identity.issuer.as_str())
        .bind(subject.as_str())
        .bind(name.as_str())
        .execute(&mut *work)
        .await
        .map_err(|error| self.store.failed(&error))?;
        if added.rows_affected() > 0 {
            let did = format!("came for the first time, as {}", identity.role);
            self.store.audit(&mut work, &name, &did, &name).await?;
            self.store.commit(work).await?;
        } else {
            drop(work);
        }
        self.stored(identity).await?.ok_or(PeopleError::Nobody)
    }

    /// A name that nobody has yet: the best that can be used, with a number if it is taken.
    async fn free_name(&self, work: &mut Work, names: &[String]) -> Result<String, PeopleError> {
        let named = names.iter().find_map(|name| name_like(name));
        let name = named.unwrap_or_else(|| "person".to_owned());
        for number in 1..=NUMBERS {
            let free = match number {
                1 => name.clone(),
                _ => format!("{name}{number}"),
            };
            let taken: i64 = query_scalar("SELECT count(*) FROM person WHERE name = $1")
                .bind(free.as_str())
                .fetch_one(&mut **work)
                .await
                .map_err(|error| self.store.failed(&error))?;
            if taken == 0 {
                return Ok(free);
            }
        }
        Err(PeopleError::Refused(
            "Too many people have this name. Ask an administrator to add you under another one.",
        ))
    }
}
