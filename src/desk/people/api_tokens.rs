//! API tokens: secrets with which programs act for a person.

use std::{fmt, str::FromStr};

use sqlx::{Any, any::AnyRow, query, query_scalar};

use super::{
    error::PeopleError,
    person::Person,
    store::{PERSON_COLUMNS, Store, Work, person_columns},
    token::{digest, is_token, secret},
    trusted::{ASK_TIMEOUT, Trusted},
};
use crate::desk::clock::now;

/// What every API token begins with, so that one that has leaked into code or a log is recognized.
pub const PREFIX: &str = "fixpath_";

/// For how many days a token can be valid at most.
pub const MAX_DAYS: i64 = 365;

const DAY: i64 = 24 * 3_600;

/// The most tokens of one person.
const MOST: i64 = 50;

/// The longest name of a token, in characters.
const MAX_NAME: usize = 100;

/// How many seconds pass between two updates of the time of the last use: not every request writes
/// to the store.
const USED_INTERVAL: i64 = 60;

/// What a token may be used for. The second scope includes the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read what its person may read.
    Read,
    /// Also add to the desk what its person may add.
    Write,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.name() == text)
            .ok_or("write read or write")
    }
}

/// A token, as its person sees it: never with the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The number in the store.
    pub id: i64,
    /// Its purpose.
    pub name: String,
    /// What it may be used for.
    pub scope: Scope,
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// When it ends.
    pub ends: i64,
    /// When it was last used; 0 if never.
    pub used: i64,
}

/// A token that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiToken {
    /// Its purpose.
    pub name: String,
    /// What it may be used for.
    pub scope: Scope,
    /// For how many days it is valid.
    pub days: i64,
}

/// The tokens in the store.
pub struct ApiTokens {
    store: Store,
    trusted: Trusted<(Person, Scope)>,
}

impl ApiTokens {
    /// The tokens of a store.
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            trusted: Trusted::default(),
        }
    }

    /// Makes a token for a person and gives its secret. `by` is the name of who makes it.
    ///
    /// # Errors
    ///
    /// It has no name or would be valid for too long, there is no such person, or the store does
    /// not work.
    pub async fn make(
        &self,
        person: &str,
        new: &NewApiToken,
        by: &str,
    ) -> Result<String, PeopleError> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
            return Err(PeopleError::Refused(
                "Say in at most 100 characters what the token is for.",
            ));
        }
        if !(1..=MAX_DAYS).contains(&new.days) {
            return Err(PeopleError::Refused(
                "A token is valid for 1 to 365 days. Choose a number of days.",
            ));
        }
        let store = &self.store;
        let token = format!("{PREFIX}{}", secret()?);
        let mut work = store.begin().await?;
        // Tokens that ended are still listed for a month, so that people see why a program fails.
        query("DELETE FROM api_token WHERE ends < $1")
            .bind(now() - 30 * DAY)
            .execute(&mut *work)
            .await
            .map_err(|error| store.failed(&error))?;
        let owned: i64 = query_scalar(
            "SELECT count(*) FROM api_token WHERE person = (SELECT id FROM person WHERE name = $1)",
        )
        .bind(person)
        .fetch_one(&mut *work)
        .await
        .map_err(|error| store.failed(&error))?;
        if owned >= MOST {
            return Err(PeopleError::Refused(
                "There are 50 tokens already. Revoke one first.",
            ));
        }
        let made = query(
            "INSERT INTO api_token (digest, person, name, scope, made, ends, used) \
             SELECT $1, id, $2, $3, $4, $5, 0 FROM person WHERE name = $6 AND is_active = 1",
        )
        .bind(digest(&token))
        .bind(name)
        .bind(new.scope.name())
        .bind(now())
        .bind(now() + new.days * DAY)
        .bind(person)
        .execute(&mut *work)
        .await
        .map_err(|error| store.failed(&error))?;
        if made.rows_affected() == 0 {
            return Err(PeopleError::Nobody);
        }
        let did = format!("made the API token “{name}” ({})", new.scope);
        store.audit(&mut work, by, &did, person).await?;
        store.commit(work).await?;
        Ok(token)
    }

    /// The tokens of a person, the newest first.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn list(&self, person: &str) -> Result<Vec<ApiToken>, PeopleError> {
        let rows = query::<Any>(
            "SELECT api_token.id, api_token.name, scope, made, ends, used FROM api_token \
             JOIN person ON person.id = api_token.person WHERE person.name = $1 \
             ORDER BY api_token.id DESC",
        )
        .bind(person)
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.store.failed(&error))?;
        let read = |row: &AnyRow| {
            Ok(ApiToken {
                id: self.store.read(row, 0)?,
                name: self.store.read(row, 1)?,
                scope: self.scope(row, 2)?,
                made: self.store.read(row, 3)?,
                ends: self.store.read(row, 4)?,
                used: self.store.read(row, 5)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Revokes a token of a person. `by` is the name of who revokes it.
    ///
    /// # Errors
    ///
    /// The person has no such token, or the store does not work.
    pub async fn revoke(&self, person: &str, id: i64, by: &str) -> Result<(), PeopleError> {
        let store = &self.store;
        let mut work = store.begin().await?;
        let name: Option<String> = query_scalar(
            "SELECT name FROM api_token WHERE id = $1 \
             AND person = (SELECT id FROM person WHERE name = $2)",
        )
        .bind(id)
        .bind(person)
        .fetch_optional(&mut *work)
        .await
        .map_err(|error| store.failed(&error))?;
        let Some(name) = name else {
            return Err(PeopleError::NoToken);
        };
        query("DELETE FROM api_token WHERE id = $1")
            .bind(id)
            .execute(&mut *work)
            .await
            .map_err(|error| store.failed(&error))?;
        let did = format!("revoked the API token “{name}”");
        store.audit(&mut work, by, &did, person).await?;
        store.commit(work).await?;
        self.forget(person);
        Ok(())
    }

    /// Whose token a secret is, and what it may be used for; `None` if there is no such token or it
    /// has ended.
    ///
    /// # Errors
    ///
    /// The store does not work.
    pub async fn person(&self, token: &str) -> Result<Option<(Person, Scope)>, PeopleError> {
        if !token.strip_prefix(PREFIX).is_some_and(is_token) {
            return Ok(None);
        }
        let digest = digest(token);
        self.trusted
            .of(&digest, ASK_TIMEOUT, self.stored(&digest))
            .await
    }

    /// Revokes all tokens of a person, once `work` is committed.
    pub(super) async fn revoke_all(&self, work: &mut Work, name: &str) -> Result<(), PeopleError> {
        query("DELETE FROM api_token WHERE person = (SELECT id FROM person WHERE name = $1)")
            .bind(name)
            .execute(&mut **work)
            .await
            .map_err(|error| self.store.failed(&error))?;
        Ok(())
    }

    /// Asks the store about the tokens of a person the next time.
    pub(super) fn forget(&self, name: &str) {
        self.trusted.forget_all(|(person, _)| person.name == name);
    }

    async fn stored(&self, digest: &str) -> Result<Option<(Person, Scope)>, PeopleError> {
        let (store, now) = (&self.store, now());
        let row = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            ", scope, used FROM person JOIN api_token ON person.id = api_token.person \
             WHERE digest = $1 AND is_active = 1 AND ends > $2"
        ))
        .bind(digest)
        .bind(now)
        .fetch_optional(&store.pool)
        .await
        .map_err(|error| store.failed(&error))?;
        let Some(row) = row else { return Ok(None) };
        if now - store.read::<i64>(&row, PERSON_COLUMNS + 1)? > USED_INTERVAL {
            query("UPDATE api_token SET used = $1 WHERE digest = $2")
                .bind(now)
                .bind(digest)
                .execute(&store.pool)
                .await
                .map_err(|error| store.failed(&error))?;
        }
        Ok(Some((
            store.person(&row)?,
            self.scope(&row, PERSON_COLUMNS)?,
        )))
    }

    /// The scope in a column; a scope of a later release counts as the narrowest.
    fn scope(&self, row: &AnyRow, column: usize) -> Result<Scope, PeopleError> {
        let scope: String = self.store.read(row, column)?;
        Ok(scope.parse().unwrap_or(Scope::Read))
    }
}
