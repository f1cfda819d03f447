//! Backups: the content of a store as lines of JSON, which are the same for both databases, so that
//! a backup can also move a store from one to the other.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::{Any, AnyConnection, Executor, Row, any::AnyRow, query, query_scalar};

use super::{
    address::StoreAddress, clock::now, database::Database, error::DeskError, schema::NEWEST,
    writer::PAGE,
};

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The store, without a password.
    pub store: String,
    /// How many entries.
    pub entries: i64,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The version of the tables.
    fixpath_store: i64,
}

/// A line between the first and the last: a row of one of the tables that are copied. Sessions,
/// invitations and API tokens are not copied: a backup must not bring back what was ended or
/// revoked since, so people sign in again after a restore. What people opened last is not copied
/// either: it is theirs alone, and soon outdated.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Entry {
        seq: i64,
        at: i64,
        kind: String,
        subject: String,
        person: String,
        ticket: String,
        body: Box<RawValue>,
    },
    Person {
        id: i64,
        name: String,
        role: String,
        /// The hash of the password.
        password: String,
        is_active: i64,
        at: i64,
    },
    Identity {
        id: i64,
        issuer: String,
        subject: String,
        person: i64,
    },
    Audit {
        seq: i64,
        at: i64,
        who: String,
        did: String,
        about: String,
    },
    Use {
        seq: i64,
        day: i64,
        kind: String,
        what: String,
        target: String,
        count: i64,
    },
}

/// A table that is copied: how its rows after a number are read, in pages and in order, and how a
/// row becomes a line.
struct Table {
    after: &'static str,
    line: fn(&AnyRow) -> Result<Line, sqlx::Error>,
}

const TABLES: [Table; 5] = [
    Table {
        after: "SELECT seq, at, kind, subject, person, ticket, body FROM entry WHERE seq > $1 \
                ORDER BY seq LIMIT $2",
        line: |row| {
            let body: String = row.try_get(6)?;
            Ok(Line::Entry {
                seq: row.try_get(0)?,
                at: row.try_get(1)?,
                kind: row.try_get(2)?,
                subject: row.try_get(3)?,
                person: row.try_get(4)?,
                ticket: row.try_get(5)?,
                body: RawValue::from_string(body)
                    .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            })
        },
    },
    Table {
        after: "SELECT id, name, role, password, is_active, at FROM person WHERE id > $1 \
                ORDER BY id LIMIT $2",
        line: |row| {
            Ok(Line::Person {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                role: row.try_get(2)?,
                password: row.try_get(3)?,
                is_active: row.try_get(4)?,
                at: row.try_get(5)?,
            })
        },
    },
    Table {
        after: "SELECT id, issuer, subject, person FROM identity WHERE id > $1 ORDER BY id LIMIT $2",
        line: |row| {
            Ok(Line::Identity {
                id: row.try_get(0)?,
                issuer: row.try_get(1)?,
                subject: row.try_get(2)?,
                person: row.try_get(3)?,
            })
        },
    },
    Table {
        after: "SELECT seq, at, who, did, about FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2",
        line: |row| {
            Ok(Line::Audit {
                seq: row.try_get(0)?,
                at: row.try_get(1)?,
                who: row.try_get(2)?,
                did: row.try_get(3)?,
                about: row.try_get(4)?,
            })
        },
    },
    Table {
        after: "SELECT seq, day, kind, what, target, count FROM use_count WHERE seq > $1 \
                ORDER BY seq LIMIT $2",
        line: |row| {
            Ok(Line::Use {
                seq: row.try_get(0)?,
                day: row.try_get(1)?,
                kind: row.try_get(2)?,
                what: row.try_get(3)?,
                target: row.try_get(4)?,
                count: row.try_get(5)?,
            })
        },
    },
];

impl Line {
    /// The number of its row.
    fn number(&self) -> i64 {
        match self {
            Self::Entry { seq, .. } | Self::Audit { seq, .. } | Self::Use { seq, .. } => *seq,
            Self::Person { id, .. } | Self::Identity { id, .. } => *id,
        }
    }
}

/// The last line, which proves that a backup is complete.
#[derive(Serialize, Deserialize)]
struct End {
    lines: i64,
    digest: String,
}

/// Empties all tables.
const EMPTY: [&str; 9] = [
    "DELETE FROM use_count",
    "DELETE FROM recent",
    "DELETE FROM session",
    "DELETE FROM invitation",
    "DELETE FROM api_token",
    "DELETE FROM identity",
    "DELETE FROM person",
    "DELETE FROM entry",
    "DELETE FROM audit",
];

/// Saves the whole content of a store in a file, as of one moment; portals can go on writing.
///
/// # Errors
///
/// The store can't be read, or the file can't be written; a file that was there before then stays
/// as it was.
pub async fn backup(address: &StoreAddress, file: &Path) -> Result<Copied, DeskError> {
    let database = existing(address)?;
    let mut connection = database.connect().await?;
    let unwritten = |error: io::Error| unusable(file, &error);
    let part = file.with_extension("part");
    let mut out = Hashed::new(private_file(&part).map_err(unwritten)?);
    let head = Head {
        fixpath_store: NEWEST,
    };
    out.line(&head).map_err(unwritten)?;
    let failed = |error: sqlx::Error| database.failed(&error);
    connection
        .execute(database.engine.begin_reading())
        .await
        .map_err(failed)?;
    let (mut lines, mut entries) = (0, 0);
    for table in &TABLES {
        let mut last = 0;
        loop {
            let page = rows_after(&mut connection, table, last)
                .await
                .map_err(failed)?;
            let Some(end) = page.last() else { break };
            last = end.number();
            for line in &page {
                out.line(line).map_err(unwritten)?;
                lines += 1;
                entries += i64::from(matches!(line, Line::Entry { .. }));
            }
        }
    }
    connection.execute("COMMIT").await.map_err(failed)?;
    let digest = out.digest();
    out.line(&End { lines, digest }).map_err(unwritten)?;
    out.finish()
        .and_then(|()| fs::rename(&part, file))
        .map_err(unwritten)?;
    Ok(Copied {
        store: database.name,
        entries,
    })
}

/// Replaces the whole content of a store with a backup. Portals that use the store notice within a
/// second.
///
/// # Errors
///
/// The backup is damaged or of a later release, the store has entries and `replaces` is false, or
/// it can't be written; then it stays as it was.
pub async fn restore(
    address: &StoreAddress,
    file: &Path,
    replaces: bool,
) -> Result<Copied, DeskError> {
    // The backup is first read to its end: half of one must not replace anything.
    let entries = verify(file)?;
    let database = Database::at(address)?.ok_or_else(|| no_store(address))?;
    let mut connection = database.connect().await?;
    let failed = |error: sqlx::Error| database.failed(&error);
    connection
        .execute(database.engine.begin())
        .await
        .map_err(failed)?;
    if let Some(lock) = database.engine.lock() {
        connection.execute(lock).await.map_err(failed)?;
    }
    let present: i64 =
        query_scalar("SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM person)")
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
    if present > 0 && !replaces {
        return Err(DeskError::NotEmpty {
            store: database.name,
            entries: present,
        });
    }
    for statement in EMPTY {
        connection.execute(statement).await.map_err(failed)?;
    }
    for line in lines(file)? {
        add(&mut connection, line?).await.map_err(failed)?;
    }
    for statement in database.engine.continue_numbers() {
        connection.execute(*statement).await.map_err(failed)?;
    }
    // The next number alone is not enough: a portal may have seen it in another store.
    query::<Any>("UPDATE store SET epoch = CASE WHEN epoch < $1 THEN $1 ELSE epoch + 1 END")
        .bind(now())
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    connection.execute("COMMIT").await.map_err(failed)?;
    Ok(Copied {
        store: database.name,
        entries,
    })
}

/// The database at an address, which must exist: a backup of a new one would be empty.
fn existing(address: &StoreAddress) -> Result<Database, DeskError> {
    if let StoreAddress::Sqlite(path) = address
        && !path.exists()
    {
        return Err(DeskError::Database {
            store: address.to_string(),
            cause: "there is no such file".to_owned(),
        });
    }
    Database::at(address)?.ok_or_else(|| no_store(address))
}

fn no_store(address: &StoreAddress) -> DeskError {
    DeskError::Database {
        store: address.to_string(),
        cause: "nothing is stored there; give the store with --store".to_owned(),
    }
}

fn unusable(file: &Path, cause: &dyn std::fmt::Display) -> DeskError {
    DeskError::Backup {
        file: file.display().to_string(),
        cause: cause.to_string(),
    }
}

/// The rows of a table after a number, as lines.
async fn rows_after(
    connection: &mut AnyConnection,
    table: &Table,
    number: i64,
) -> Result<Vec<Line>, sqlx::Error> {
    let rows = query::<Any>(table.after)
        .bind(number)
        .bind(PAGE)
        .fetch_all(connection)
        .await?;
    rows.iter().map(table.line).collect()
}

/// Adds a row.
async fn add(connection: &mut AnyConnection, line: Line) -> Result<(), sqlx::Error> {
    let added = match line {
        Line::Entry {
            seq,
            at,
            kind,
            subject,
            person,
            ticket,
            body,
        } => query::<Any>(
            "INSERT INTO entry (seq, at, kind, subject, person, ticket, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(seq)
        .bind(at)
        .bind(kind)
        .bind(subject)
        .bind(person)
        .bind(ticket)
        .bind(body.get().to_owned()),
        Line::Person {
            id,
            name,
            role,
            password,
            is_active,
            at,
        } => query::<Any>(
            "INSERT INTO person (id, name, role, password, is_active, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(name)
        .bind(role)
        .bind(password)
        .bind(is_active)
        .bind(at),
        Line::Identity {
            id,
            issuer,
            subject,
            person,
        } => query::<Any>(
            "INSERT INTO identity (id, issuer, subject, person) VALUES ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(issuer)
        .bind(subject)
        .bind(person),
        Line::Audit {
            seq,
            at,
            who,
            did,
            about,
        } => {
            query::<Any>("INSERT INTO audit (seq, at, who, did, about) VALUES ($1, $2, $3, $4, $5)")
                .bind(seq)
                .bind(at)
                .bind(who)
                .bind(did)
                .bind(about)
        }
        Line::Use {
            seq,
            day,
            kind,
            what,
            target,
            count,
        } => query::<Any>(
            "INSERT INTO use_count (seq, day, kind, what, target, count) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(seq)
        .bind(day)
        .bind(kind)
        .bind(what)
        .bind(target)
        .bind(count),
    };
    added.execute(connection).await.map(|_| ())
}

/// Reads a backup to its end and gives the number of entries in it.
fn verify(file: &Path) -> Result<i64, DeskError> {
    let damaged = |cause: &str| unusable(file, &cause);
    let open = File::open(file).map_err(|error| unusable(file, &error))?;
    let mut hasher = blake3::Hasher::new();
    let (mut count, mut entries, mut end) = (-1, 0, None::<End>);
    for line in BufReader::new(open).lines() {
        let line = line.map_err(|error| unusable(file, &error))?;
        if end.is_some() {
            return Err(damaged("it goes on after its last line"));
        }
        if count < 0 {
            let head: Head = serde_json::from_str(&line)
                .map_err(|_| damaged("this is not a backup of Fixpath"))?;
            if head.fixpath_store > NEWEST {
                return Err(damaged("a later release made it; restore it with that one"));
            }
        } else if let Ok(last) = serde_json::from_str::<End>(&line) {
            end = Some(last);
            continue;
        } else {
            let read = serde_json::from_str::<Line>(&line);
            let read = read.map_err(|_| damaged(&format!("line {} is damaged", count + 2)))?;
            entries += i64::from(matches!(read, Line::Entry { .. }));
        }
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
        count += 1;
    }
    match end {
        Some(end) if end.lines == count && end.digest == hasher.finalize().to_hex().as_str() => {
            Ok(entries)
        }
        Some(_) => Err(damaged(
            "it was changed: its checksum does not match its lines",
        )),
        None => Err(damaged("it ends too early: the rest of it is missing")),
    }
}

/// The rows in a backup that [`verify`] has accepted.
fn lines(file: &Path) -> Result<impl Iterator<Item = Result<Line, DeskError>>, DeskError> {
    let open = File::open(file).map_err(|error| unusable(file, &error))?;
    let file = file.to_owned();
    let lines = BufReader::new(open).lines().skip(1).map(move |line| {
        let line = line.map_err(|error| unusable(&file, &error))?;
        Ok(serde_json::from_str::<Line>(&line).ok())
    });
    // The last line is not a row.
    Ok(lines.filter_map(Result::transpose))
}

/// A new file that only its owner can read: it holds hashes of passwords.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file of lines, with a running digest of what was written.
struct Hashed {
    out: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl Hashed {
    fn new(file: File) -> Self {
        Self {
            out: BufWriter::new(file),
            hasher: blake3::Hasher::new(),
        }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.out.write_all(&line)
    }

    fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }

    fn finish(self) -> io::Result<()> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }
}
