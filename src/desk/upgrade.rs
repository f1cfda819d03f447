//! The copy of a store that is made before a release changes its tables, and the way back to it.
//!
//! A file of SQLite gets a copy beside it, `desk.version-1.db`; a database of PostgreSQL gets one
//! in a schema of its own, `fixpath_version_1`. An older release can use either as its store.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sqlx::{AnyConnection, AssertSqlSafe, Executor, Row, query, query_scalar};

/// Where the copy of a file is.
pub fn copy_of(file: &Path, version: i64) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let ending = file.extension().map(|ending| ending.to_string_lossy());
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    file.with_file_name(format!("{stem}.version-{version}{ending}"))
}

/// The schema of PostgreSQL with the copy.
fn schema_of(version: i64) -> String {
    format!("fixpath_version_{version}")
}

/// Copies a file of SQLite, whose tables have this version. A copy that is there already stays: it
/// was made before the tables were changed.
///
/// # Errors
///
/// The copy can't be written; then there is none.
pub async fn copy_file(
    connection: &mut AnyConnection,
    file: &Path,
    version: i64,
) -> Result<(), String> {
    let copy = copy_of(file, version);
    let part = copy.with_extension(format!("part-{}", std::process::id()));
    let copied = async {
        // SQLite writes into an empty file, which only its owner can read.
        make_private(&part).map_err(|error| error.to_string())?;
        query("VACUUM INTO $1")
            .bind(part.to_string_lossy().into_owned())
            .execute(connection)
            .await
            .map_err(|error| error.to_string())?;
        let whole = File::open(&part).and_then(|file| file.sync_all());
        // Unlike a rename, a link never replaces the copy that another process has made.
        match whole.and_then(|()| fs::hard_link(&part, &copy)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.to_string()),
            _ => Ok(()),
        }
    };
    let copied = copied.await;
    let _ = fs::remove_file(&part);
    copied
}

/// Copies the tables of PostgreSQL, in the transaction that changes them.
///
/// # Errors
///
/// The database refuses it.
pub async fn copy_tables(connection: &mut AnyConnection, version: i64) -> Result<(), sqlx::Error> {
    let schema = schema_of(version);
    let run = async |connection: &mut AnyConnection, statement: String| {
        connection.execute(AssertSqlSafe(statement)).await
    };
    run(connection, format!("CREATE SCHEMA {schema}")).await?;
    let tables = query(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()",
    );
    let tables = tables.fetch_all(&mut *connection).await?;
    for table in &tables {
        let table: String = table.try_get(0)?;
        let copy = format!("{schema}.\"{table}\"");
        run(
            connection,
            format!("CREATE TABLE {copy} (LIKE \"{table}\" INCLUDING ALL)"),
        )
        .await?;
        run(
            connection,
            format!("INSERT INTO {copy} SELECT * FROM \"{table}\""),
        )
        .await?;
    }
    // Without this, the copied columns of growing numbers would begin at 1 again.
    let numbers = query(
        "SELECT table_name::text, column_name::text FROM information_schema.columns \
         WHERE table_schema = current_schema() AND is_identity = 'YES'",
    );
    for column in &numbers.fetch_all(&mut *connection).await? {
        let (table, column): (String, String) = (column.try_get(0)?, column.try_get(1)?);
        let copy = format!("{schema}.\"{table}\"");
        run(
            connection,
            format!(
                "SELECT setval(pg_get_serial_sequence('{copy}', '{column}'), \
                 (SELECT coalesce(max(\"{column}\"), 0) + 1 FROM {copy}), false)::text"
            ),
        )
        .await?;
    }
    Ok(())
}

/// What to do after a later release has changed the store, as a sentence. `newest` is the newest
/// version of the tables that this release knows.
pub async fn way_back(connection: &mut AnyConnection, file: Option<&Path>, newest: i64) -> String {
    let copy = match file {
        Some(file) => {
            let copy = copy_of(file, newest);
            copy.is_file().then(|| format!("sqlite:{}", copy.display()))
        }
        None => {
            let schema = schema_of(newest);
            let found = query_scalar::<_, i64>(
                "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1",
            );
            let found = found.bind(&schema).fetch_one(connection).await;
            let address = "the address of the database with ?options[search_path]=";
            (found.unwrap_or(0) > 0).then(|| format!("{address}{schema}"))
        }
    };
    match copy {
        Some(copy) => format!(
            "use that release, or go back to the copy that was made before the upgrade, which lacks what was added \
             since: set --store (FIXPATH_STORE) to {copy}"
        ),
        None => "use that release, or `fixpath restore` a backup from before the upgrade into another store"
            .to_owned(),
    }
}

/// Makes an empty file that only its owner can read.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_beside_the_store() {
        for (file, copy) in [
            (
                "/var/lib/fixpath/desk.db",
                "/var/lib/fixpath/desk.version-1.db",
            ),
            ("desk", "desk.version-1"),
            ("my.desk.sqlite", "my.desk.version-1.sqlite"),
        ] {
            assert_eq!(copy_of(Path::new(file), 1), Path::new(copy));
        }
    }
}
