//! Looks at a store without changing it: its version, and how much is in it.

use sqlx::query_scalar;

use super::{
    address::StoreAddress,
    database::Database,
    error::DeskError,
    schema::{self, NEWEST},
};

/// What was found in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// The version of its tables.
    pub version: i64,
    /// The version to which this release upgrades the tables.
    pub newest: i64,
    /// How many entries it has.
    pub entries: i64,
    /// How many people can sign in.
    pub people: i64,
}

/// Looks at a store; `None` if nothing is stored, or there is nothing yet.
///
/// # Errors
///
/// It can't be reached or read.
pub async fn inspect(address: &StoreAddress) -> Result<Option<Inspected>, DeskError> {
    // Connecting would create the file.
    if matches!(address, StoreAddress::Sqlite(file) if !file.exists()) {
        return Ok(None);
    }
    let Some(database) = Database::at(address)? else {
        return Ok(None);
    };
    let failed = |error: sqlx::Error| database.failed(&error);
    let mut connection = database.connect_unchanged().await?;
    let version = schema::version(&mut connection, database.engine).await;
    let version = version.map_err(failed)?;
    if version == 0 {
        return Ok(None);
    }
    let mut counts = [0, 0];
    let tables = [
        "SELECT count(*) FROM entry",
        "SELECT count(*) FROM person WHERE is_active <> 0",
    ];
    for (count, table) in counts.iter_mut().zip(tables) {
        let counted = query_scalar(table).fetch_one(&mut connection).await;
        *count = counted.map_err(failed)?;
    }
    let [entries, people] = counts;
    Ok(Some(Inspected {
        version,
        newest: NEWEST,
        entries,
        people,
    }))
}
