//! How the parts of this module use the database.

use sqlx::{Any, AnyPool, any::AnyRow, query};

use super::{
    error::PeopleError,
    person::{Person, Role},
};
use crate::desk::{clock::now, database::Database, error::DeskError};

/// The columns of a [`Person`], for [`Store::person`].
macro_rules! person_columns {
    () => {
        "person.id, person.name, person.role, person.is_active, person.password, \
         (SELECT count(*) FROM identity WHERE identity.person = person.id)"
    };
}
pub(super) use person_columns;

/// The number of columns in [`person_columns!`].
pub const PERSON_COLUMNS: usize = 6;

/// A transaction. If it is dropped, nothing is changed.
pub type Work = sqlx::Transaction<'static, Any>;

/// The tables about people.
#[derive(Clone)]
pub struct Store {
    /// The database.
    pub database: Database,
    /// Connections to it.
    pub pool: AnyPool,
}

impl Store {
    /// Begins a transaction that no other process interleaves with.
    pub async fn begin(&self) -> Result<Work, PeopleError> {
        let engine = self.database.engine;
        let begun = self.pool.begin_with(engine.begin()).await;
        let mut work = begun.map_err(|error| self.failed(&error))?;
        if let Some(lock) = engine.lock() {
            let locked = query::<Any>(lock).execute(&mut *work).await;
            locked.map_err(|error| self.failed(&error))?;
        }
        Ok(work)
    }

    /// Makes a transaction take effect.
    pub async fn commit(&self, work: Work) -> Result<(), PeopleError> {
        Ok(work.commit().await.map_err(|error| self.failed(&error))?)
    }

    /// Adds a line to the audit log.
    pub async fn audit(
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

    /// The person of this name.
    pub async fn by_name(&self, name: &str) -> Result<Option<Person>, PeopleError> {
        let row = query::<Any>(concat!(
            "SELECT ",
            person_columns!(),
            " FROM person WHERE name = $1"
        ))
        .bind(name)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.failed(&error))?;
        row.map(|row| self.person(&row)).transpose()
    }

    /// The person in a row that begins with [`person_columns!`].
    pub fn person(&self, row: &AnyRow) -> Result<Person, PeopleError> {
        let role: String = self.read(row, 2)?;
        Ok(Person {
            id: self.read(row, 0)?,
            name: self.read(row, 1)?,
            // A role of a later release counts as the lowest.
            role: role.parse().unwrap_or(Role::Reader),
            is_active: self.read::<i64>(row, 3)? == 1,
            has_password: !self.read::<String>(row, 4)?.is_empty(),
            has_identity: self.read::<i64>(row, 5)? > 0,
        })
    }

    /// The value of a column in a row.
    pub fn read<T>(&self, row: &AnyRow, column: usize) -> Result<T, PeopleError>
    where
        T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        let value = sqlx::Row::try_get(row, column);
        Ok(value.map_err(|error| self.failed(&error))?)
    }

    /// Logs an error of the database, and turns it into one of ours.
    pub fn failed(&self, error: &sqlx::Error) -> DeskError {
        let failed = self.database.failed(error);
        tracing::error!("{failed}");
        failed
    }
}
