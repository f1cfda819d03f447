//! The tables of the store, and how an older store gets those of this release.

use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe, Connection, query, query_scalar};

use super::{engine::Engine, error::DeskError, upgrade};

/// Steps that lead from an empty database to the tables of this release. A step never changes once
/// it is released: the version of a store is how many of them it has taken.
///
/// `{id}` stands for a column of growing numbers, which the engines spell differently.
const STEPS: &[&[&str]] = &[
    &[
        // `epoch` changes when everything is replaced by a backup: processes then read all anew.
        "CREATE TABLE store (version BIGINT NOT NULL, epoch BIGINT NOT NULL)",
        "INSERT INTO store (version, epoch) VALUES (0, 1)",
        "CREATE TABLE entry (seq {id}, at BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, \
     person TEXT NOT NULL, ticket TEXT NOT NULL, body TEXT NOT NULL)",
        "CREATE INDEX entry_ticket ON entry (ticket) WHERE ticket <> ''",
        "CREATE INDEX entry_at ON entry (at)",
        // Names are stored as they are compared, in lower case. An empty password lets nobody in.
        "CREATE TABLE person (id {id}, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT NOT NULL, \
     is_active BIGINT NOT NULL, at BIGINT NOT NULL)",
        // Of secrets only the digests are stored. An invitation lets its person choose a password.
        "CREATE TABLE session (digest TEXT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id), \
     began BIGINT NOT NULL, seen BIGINT NOT NULL)",
        "CREATE INDEX session_person ON session (person)",
        "CREATE TABLE invitation (digest TEXT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id), \
     ends BIGINT NOT NULL)",
        "CREATE TABLE audit (seq {id}, at BIGINT NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL, about TEXT NOT NULL)",
    ],
    &[
        // Days are numbered from 1970.
        "CREATE TABLE use_count (seq {id}, day BIGINT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, \
     target TEXT NOT NULL, count BIGINT NOT NULL, UNIQUE (day, kind, what, target))",
    ],
    &[
        // A person whom somebody else vouches for: their issuer and its name for them, which stays.
        "CREATE TABLE identity (id {id}, issuer TEXT NOT NULL, subject TEXT NOT NULL, \
     person BIGINT NOT NULL REFERENCES person (id), UNIQUE (issuer, subject))",
        "CREATE INDEX identity_person ON identity (person)",
        "CREATE TABLE api_token (id {id}, digest TEXT NOT NULL UNIQUE, \
     person BIGINT NOT NULL REFERENCES person (id), name TEXT NOT NULL, scope TEXT NOT NULL, \
     made BIGINT NOT NULL, ends BIGINT NOT NULL, used BIGINT NOT NULL)",
        "CREATE INDEX api_token_person ON api_token (person)",
    ],
    // Entries can make something internal: an earlier release would show it to everybody.
    &[],
    &[
        "CREATE TABLE recent (person TEXT NOT NULL, subject TEXT NOT NULL, at BIGINT NOT NULL, \
     PRIMARY KEY (person, subject))",
    ],
];

/// The version of the tables of this release.
pub const NEWEST: i64 = STEPS.len() as i64;

/// Brings the tables to this release's version, in one transaction. Tables of an older version are
/// copied first; `file` is where a store of SQLite is.
///
/// # Errors
///
/// The tables are of a later release, or the database refuses something.
pub async fn migrate(
    connection: &mut AnyConnection,
    engine: Engine,
    store: &str,
    file: Option<&Path>,
) -> Result<(), DeskError> {
    take(connection, engine, store, file, STEPS).await
}

/// Takes those of the steps that the tables have not taken yet.
async fn take(
    connection: &mut AnyConnection,
    engine: Engine,
    store: &str,
    file: Option<&Path>,
    steps: &[&[&str]],
) -> Result<(), DeskError> {
    let refused = |error: sqlx::Error| DeskError::Database {
        store: store.to_owned(),
        cause: error.to_string(),
    };
    let not_copied = |cause: String| DeskError::Database {
        store: store.to_owned(),
        cause: format!("it can't be copied before this release changes its tables: {cause}"),
    };
    let newest = steps.len() as i64;
    let version = version(connection, engine).await.map_err(refused)?;
    if let (Some(file), true) = (file, is_older(version, newest)) {
        let copied = upgrade::copy_file(connection, file, version).await;
        copied.map_err(not_copied)?;
        let copy = upgrade::copy_of(file, version);
        tracing::info!("the store is upgraded; {} is as it was", copy.display());
    }
    let mut transaction = connection
        .begin_with(engine.begin())
        .await
        .map_err(refused)?;
    if let Some(lock) = engine.lock() {
        query(lock)
            .execute(&mut *transaction)
            .await
            .map_err(refused)?;
    }
    let version = self::version(&mut transaction, engine).await;
    let version = version.map_err(refused)?;
    if version > newest {
        let way_back = upgrade::way_back(&mut transaction, file, newest).await;
        // Otherwise the lock would be held until the connection is used again or closed.
        let _ = transaction.rollback().await;
        return Err(DeskError::Newer {
            store: store.to_owned(),
            version,
            newest,
            way_back,
        });
    }
    if file.is_none() && is_older(version, newest) {
        let copied = upgrade::copy_tables(&mut transaction, version).await;
        copied.map_err(|error| not_copied(error.to_string()))?;
    }
    let taken = usize::try_from(version).unwrap_or(0);
    for step in steps.get(taken..).unwrap_or_default() {
        for statement in *step {
            let statement = statement.replace("{id}", engine.growing_number());
            query(AssertSqlSafe(statement))
                .execute(&mut *transaction)
                .await
                .map_err(refused)?;
        }
    }
    if version < newest {
        query("UPDATE store SET version = $1")
            .bind(newest)
            .execute(&mut *transaction)
            .await
            .map_err(refused)?;
    }
    transaction.commit().await.map_err(refused)
}

/// Whether there are tables, of an older release.
fn is_older(version: i64, newest: i64) -> bool {
    version > 0 && version < newest
}

/// The version of the tables; 0 if there are none.
pub async fn version(connection: &mut AnyConnection, engine: Engine) -> Result<i64, sqlx::Error> {
    let has_tables: i64 = query_scalar(engine.has_tables())
        .fetch_one(&mut *connection)
        .await?;
    match has_tables {
        0 => Ok(0),
        _ => {
            query_scalar("SELECT version FROM store")
                .fetch_one(connection)
                .await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use sqlx::{AnyConnection, Connection, Executor, any::install_default_drivers, query_scalar};

    use super::*;

    const LATER: &[&str] = &["ALTER TABLE entry ADD COLUMN color TEXT NOT NULL DEFAULT 'red'"];

    async fn connect(url: &str) -> AnyConnection {
        install_default_drivers();
        AnyConnection::connect(url).await.unwrap()
    }

    async fn add_entry(connection: &mut AnyConnection) -> i64 {
        let add = "INSERT INTO entry (at, kind, subject, person, ticket, body) \
                   VALUES (1, 'note', 'article:X-1', '', '', '{}') RETURNING seq";
        query_scalar(add).fetch_one(connection).await.unwrap()
    }

    async fn count(connection: &mut AnyConnection) -> i64 {
        let count = query_scalar("SELECT count(*) FROM entry");
        count.fetch_one(connection).await.unwrap()
    }

    /// The next release upgrades a store, somebody adds an entry, and this release is started
    /// again: it refuses the store, and can use the copy.
    async fn upgrade_and_return(engine: Engine, url: &str, file: Option<&Path>, copy: &str) {
        let later: Vec<&[&str]> = STEPS.iter().copied().chain([LATER]).collect();
        let mut connection = connect(url).await;
        migrate(&mut connection, engine, "s", file).await.unwrap();
        let first = add_entry(&mut connection).await;
        take(&mut connection, engine, "s", file, &later)
            .await
            .unwrap();
        add_entry(&mut connection).await;
        // Once it is upgraded, nothing is copied again.
        take(&mut connection, engine, "s", file, &later)
            .await
            .unwrap();
        assert_eq!(count(&mut connection).await, 2);
        let refused = migrate(&mut connection, engine, "s", file).await;
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("go back to the copy"), "{said}");
        let names = [format!("version-{NEWEST}"), format!("version_{NEWEST}")];
        assert!(names.iter().any(|name| said.contains(name)), "{said}");
        let mut connection = connect(copy).await;
        migrate(&mut connection, engine, "s", None).await.unwrap();
        assert_eq!(count(&mut connection).await, 1);
        assert_eq!(add_entry(&mut connection).await, first + 1);
    }

    #[tokio::test]
    async fn a_file_is_copied_before_it_is_upgraded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.db");
        let url = |file: &Path| format!("sqlite:{}?mode=rwc", file.display());
        let copy = upgrade::copy_of(&file, NEWEST);
        upgrade_and_return(Engine::Sqlite, &url(&file), Some(&file), &url(&copy)).await;
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&copy.metadata().unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
        let files = folder.path().read_dir().unwrap().flatten();
        let parts = files.filter(|file| file.file_name().to_string_lossy().contains("part"));
        assert_eq!(parts.count(), 0);
    }

    #[tokio::test]
    async fn a_store_that_cannot_be_copied_is_not_upgraded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.db");
        let url = format!("sqlite:{}?mode=rwc", file.display());
        let later: Vec<&[&str]> = STEPS.iter().copied().chain([LATER]).collect();
        let mut connection = connect(&url).await;
        migrate(&mut connection, Engine::Sqlite, "s", Some(&file))
            .await
            .unwrap();
        let nowhere = folder.path().join("gone/desk.db");
        let refused = take(&mut connection, Engine::Sqlite, "s", Some(&nowhere), &later).await;
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("can't be copied before"), "{said}");
        assert_eq!(
            version(&mut connection, Engine::Sqlite).await.unwrap(),
            NEWEST
        );
    }

    /// Runs where `scripts/test` has started a server.
    #[tokio::test]
    async fn tables_of_postgresql_are_copied_before_they_are_upgraded() {
        let Ok(socket) = env::var("FIXPATH_TEST_POSTGRES") else {
            return;
        };
        let own = format!("upgrade_{}", std::process::id());
        let server = format!("postgres://postgres@localhost/postgres?host={socket}");
        let create = AssertSqlSafe(format!("CREATE DATABASE {own}"));
        connect(&server).await.execute(create).await.unwrap();
        let url = format!("postgres://postgres@localhost/{own}?host={socket}");
        let copy = format!("{url}&options[search_path]=fixpath_version_{NEWEST}");
        upgrade_and_return(Engine::Postgres, &url, None, &copy).await;
        let drop = AssertSqlSafe(format!("DROP DATABASE {own} WITH (FORCE)"));
        connect(&server).await.execute(drop).await.unwrap();
    }
}
