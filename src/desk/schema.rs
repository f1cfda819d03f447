//! The tables of the store, and how an older store gets those of this release.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, query, query_scalar};

use super::{engine::Engine, error::DeskError};

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
];

/// The version of the tables of this release.
pub const NEWEST: i64 = STEPS.len() as i64;

/// Brings the tables to this release's version, in one transaction.
///
/// # Errors
///
/// The tables are of a later release, or the database refuses something.
pub async fn migrate(
    connection: &mut AnyConnection,
    engine: Engine,
    store: &str,
) -> Result<(), DeskError> {
    let refused = |error: sqlx::Error| DeskError::Database {
        store: store.to_owned(),
        cause: error.to_string(),
    };
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
    let has_tables: i64 = query_scalar(engine.has_tables())
        .fetch_one(&mut *transaction)
        .await
        .map_err(refused)?;
    let version: i64 = match has_tables {
        0 => 0,
        _ => query_scalar("SELECT version FROM store")
            .fetch_one(&mut *transaction)
            .await
            .map_err(refused)?,
    };
    if version > NEWEST {
        return Err(DeskError::Newer {
            store: store.to_owned(),
            version,
            newest: NEWEST,
        });
    }
    let taken = usize::try_from(version).unwrap_or(0);
    for step in STEPS.get(taken..).unwrap_or_default() {
        for statement in *step {
            let statement = statement.replace("{id}", engine.growing_number());
            query(AssertSqlSafe(statement))
                .execute(&mut *transaction)
                .await
                .map_err(refused)?;
        }
    }
    if version < NEWEST {
        query("UPDATE store SET version = $1")
            .bind(NEWEST)
            .execute(&mut *transaction)
            .await
            .map_err(refused)?;
    }
    transaction.commit().await.map_err(refused)
}
