//! The one task that writes entries: it saves them, many in one transaction, and reads the entries
//! that other processes have saved.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sqlx::{Any, AnyConnection, Executor, Row, any::AnyRow, query, query_scalar};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use super::{
    clock::now,
    database::Database,
    entry::{Action, Entry, NewEntry},
    error::{Conflict, DeskError},
    people::People,
    recent::{self, Recent},
    uses::{DAY, Uses},
    view::View,
};

/// The most entries in one transaction.
const MAX_BATCH: usize = 256;

/// How often entries of other processes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// How often counts of what was used are saved, and what was opened last.
const COUNTING: Duration = Duration::from_secs(3);

/// How many entries are read at a time.
pub const PAGE: i64 = 10_000;

/// Entries after a number, in order, as long as the store has not been replaced by a backup.
pub const ENTRIES_AFTER: &str = "SELECT seq, at, subject, person, ticket, body FROM entry \
     WHERE seq > $1 AND (SELECT epoch FROM store) = $2 ORDER BY seq LIMIT $3";

/// The number of an entry, or why it was not written.
type Written = Result<i64, DeskError>;

/// Adds an entry and gives its number.
const ADD: &str = "INSERT INTO entry (at, kind, subject, person, ticket, body) \
                   VALUES ($1, $2, $3, $4, $5, $6) RETURNING seq";

/// An entry to be saved, for which a request waits.
pub struct Job {
    /// The entry.
    pub new: NewEntry,
    /// Receives the entry's number once the entry is saved.
    pub done: oneshot::Sender<Result<i64, DeskError>>,
}

/// Saves entries, and reads those of other processes.
pub struct Writer {
    /// Where entries are.
    pub database: Database,
    /// The view made from all entries.
    pub view: Arc<RwLock<View>>,
    /// The accounts, whose count is refreshed with each read.
    pub people: Arc<People>,
    /// How the portal is used.
    pub uses: Arc<Uses>,
    /// What people opened last.
    pub recent: Arc<Recent>,
    /// The connection, while there is one.
    pub connection: Option<AnyConnection>,
    /// The day on which old counts were deleted last.
    cleaned: i64,
    epoch: i64,
    is_failing: bool,
}

impl Writer {
    /// A writer that has read nothing yet.
    pub fn new(
        database: Database,
        view: Arc<RwLock<View>>,
        people: Arc<People>,
        uses: Arc<Uses>,
        recent: Arc<Recent>,
        connection: Option<AnyConnection>,
    ) -> Self {
        Self {
            database,
            view,
            people,
            uses,
            recent,
            cleaned: 0,
            connection,
            epoch: 0,
            is_failing: false,
        }
    }

    /// Reads all entries, if the store can be reached.
    pub async fn start(&mut self) {
        if self.connection.is_some() {
            let followed = self.follow().await;
            self.log_state(followed.as_ref().err());
        }
    }

    /// Runs until all senders of jobs are dropped.
    pub async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut poll = interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut counting = interval(COUNTING);
        counting.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batch = Vec::new();
        loop {
            tokio::select! {
                count = jobs.recv_many(&mut batch, MAX_BATCH) => {
                    if count == 0 {
                        return;
                    }
                    self.save(&mut batch).await;
                }
                _ = poll.tick() => {
                    let followed = self.follow().await;
                    self.log_state(followed.as_ref().err());
                }
                _ = counting.tick() => {
                    let saved = self.save_uses().await;
                    self.log_state(saved.as_ref().err());
                }
            }
        }
    }

    /// Saves how the portal was used and what was opened last, and deletes what is too old.
    async fn save_uses(&mut self) -> Result<(), DeskError> {
        let engine = self.database.engine;
        let (uses, recent) = (Arc::clone(&self.uses), Arc::clone(&self.recent));
        let today = now() / DAY;
        let is_clean = self.cleaned == today;
        let connection = self.connection().await?;
        let mut saved = uses.save(connection, engine).await;
        if saved.is_ok() {
            saved = recent.save(connection, engine).await;
        }
        if saved.is_ok() && !is_clean {
            saved = uses.delete_old(connection).await;
        }
        if saved.is_ok() && !is_clean {
            let before = uses.first_kept() * DAY;
            saved = recent::delete_old(connection, before).await;
        }
        if let Err(error) = saved {
            self.connection = None;
            return Err(self.database.failed(&error));
        }
        self.cleaned = today;
        Ok(())
    }

    /// Saves entries and answers the requests that wait for them.
    async fn save(&mut self, batch: &mut Vec<Job>) {
        let saved = self.write(batch).await;
        self.log_state(saved.as_ref().err());
        if saved.is_ok() {
            // So that people see what they have added. If reading fails, the next poll does it.
            let followed = self.follow().await;
            self.log_state(followed.as_ref().err());
        }
        for (index, job) in batch.drain(..).enumerate() {
            let result = match &saved {
                Ok(saved) => saved
                    .get(index)
                    .cloned()
                    .unwrap_or(Err(DeskError::TimedOut)),
                Err(error) => Err(error.clone()),
            };
            // A request that no longer waits has already responded that it took too long.
            let _ = job.done.send(result);
        }
    }

    /// Writes entries in one transaction and gives their numbers; those that conflict with others
    /// are not written.
    async fn write(&mut self, batch: &[Job]) -> Result<Vec<Written>, DeskError> {
        let written = match self.insert(batch).await {
            Ok(written) => written,
            // Nothing is committed yet, so it can be tried once more: the database may have been
            // restarted since the last entry.
            Err(_) => {
                self.connection = None;
                self.insert(batch).await?
            }
        };
        let connection = self.connection().await?;
        let committed = connection.execute("COMMIT").await;
        if let Err(error) = committed {
            // Dropping the connection rolls back, unless the commit took effect.
            self.connection = None;
            return Err(self.database.failed(&error));
        }
        Ok(written)
    }

    /// Begins a transaction and adds entries.
    async fn insert(&mut self, batch: &[Job]) -> Result<Vec<Written>, DeskError> {
        self.begin().await?;
        let written = self.insert_begun(batch).await;
        if written.is_err() {
            // Dropping the connection rolls back.
            self.connection = None;
        }
        written
    }

    async fn insert_begun(&mut self, batch: &[Job]) -> Result<Vec<Written>, DeskError> {
        if batch.iter().any(|job| job.new.action.changes().is_some()) {
            // From here on nobody else adds anything.
            self.follow().await?;
        }
        let mut changed = BTreeSet::new();
        let conflicts = batch
            .iter()
            .map(|job| self.conflict(&job.new, &mut changed));
        let conflicts: Vec<_> = conflicts.collect();
        let connection = self.connection().await?;
        let mut written = Vec::with_capacity(batch.len());
        for (job, conflict) in batch.iter().zip(conflicts) {
            written.push(match conflict {
                Some(conflict) => Err(conflict.into()),
                None => match add(connection, &job.new).await {
                    Ok(number) => Ok(number),
                    Err(error) => return Err(self.lost(&error)),
                },
            });
        }
        Ok(written)
    }

    /// Begins a transaction that no other process interleaves with.
    async fn begin(&mut self) -> Result<(), DeskError> {
        let (begin, lock) = (self.database.engine.begin(), self.database.engine.lock());
        let connection = self.connection().await?;
        let mut begun = connection.execute(begin).await;
        if let (Ok(_), Some(lock)) = (&begun, lock) {
            begun = connection.execute(lock).await;
        }
        begun.map(|_| ()).map_err(|error| self.lost(&error))
    }

    /// The error of a connection, which is not used again.
    fn lost(&mut self, error: &sqlx::Error) -> DeskError {
        self.connection = None;
        self.database.failed(error)
    }

    /// Why an entry can't follow those in the view and those that have `changed` the same entry in
    /// this transaction.
    fn conflict(&self, new: &NewEntry, changed: &mut BTreeSet<i64>) -> Option<Conflict> {
        let entry = new.action.changes()?;
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner);
        let conflict = view.conflict(&new.subject, &new.action);
        let is_second = conflict.is_none() && !changed.insert(entry);
        conflict.or_else(|| {
            is_second.then_some(match new.action {
                Action::Close { .. } => Conflict::Closed,
                _ => Conflict::NoteChanged,
            })
        })
    }

    /// Reads the entries since the last one into the view.
    async fn follow(&mut self) -> Result<(), DeskError> {
        let read = self.read_new_entries().await;
        read.map_err(|error| {
            self.connection = None;
            match error {
                ReadError::NoConnection(error) => error,
                ReadError::Query(error) => self.database.failed(&error),
            }
        })
    }

    async fn read_new_entries(&mut self) -> Result<(), ReadError> {
        let known = self.epoch;
        let (view, people) = (Arc::clone(&self.view), Arc::clone(&self.people));
        let connection = self.connection().await.map_err(ReadError::NoConnection)?;
        let epoch: i64 = query_scalar("SELECT epoch FROM store")
            .fetch_one(&mut *connection)
            .await?;
        let count = query_scalar("SELECT count(*) FROM person")
            .fetch_one(&mut *connection)
            .await?;
        people.set_count(count);
        // Nobody may see a part of what is read anew: something internal could be missing in it.
        let mut anew = (epoch != known).then(|| View::of_epoch(epoch));
        loop {
            let last = match &anew {
                Some(anew) => anew.last,
                None => view.read().unwrap_or_else(PoisonError::into_inner).last,
            };
            let rows = query::<Any>(ENTRIES_AFTER)
                .bind(last)
                .bind(epoch)
                .bind(PAGE)
                .fetch_all(&mut *connection)
                .await?;
            let count = rows.len();
            match &mut anew {
                Some(anew) => take(anew, &rows)?,
                None => {
                    let mut view = view.write().unwrap_or_else(PoisonError::into_inner);
                    take(&mut view, &rows)?;
                }
            }
            if (count as i64) < PAGE {
                break;
            }
        }
        if let Some(anew) = anew {
            let still: i64 = query_scalar("SELECT epoch FROM store")
                .fetch_one(&mut *connection)
                .await?;
            if still != epoch {
                // It was replaced meanwhile, and is read again with the next poll.
                return Ok(());
            }
            *view.write().unwrap_or_else(PoisonError::into_inner) = anew;
        }
        self.epoch = epoch;
        Ok(())
    }

    async fn connection(&mut self) -> Result<&mut AnyConnection, DeskError> {
        // What is written to a file that nobody finds any more would be lost.
        self.database.check_file()?;
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Logs when the store begins to fail, and when it works again.
    fn log_state(&mut self, error: Option<&DeskError>) {
        match error {
            Some(error) if !self.is_failing => {
                tracing::error!("{error}; reading goes on, but nothing can be saved");
            }
            None if self.is_failing => tracing::info!("{} works again", self.database.name),
            _ => {}
        }
        self.is_failing = error.is_some();
    }
}

/// Why entries could not be read.
enum ReadError {
    /// The database can't be reached.
    NoConnection(DeskError),
    /// A query failed.
    Query(sqlx::Error),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Query(error)
    }
}

/// Adds an entry in the transaction that is open.
async fn add(connection: &mut AnyConnection, new: &NewEntry) -> Result<i64, sqlx::Error> {
    let body =
        serde_json::to_string(&new.action).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    query_scalar(ADD)
        .bind(now())
        .bind(new.action.kind())
        .bind(new.subject.to_string())
        .bind(new.person.as_str())
        .bind(new.ticket.as_str())
        .bind(body)
        .fetch_one(connection)
        .await
}

/// Takes up the entries of rows of [`ENTRIES_AFTER`].
fn take(view: &mut View, rows: &[AnyRow]) -> Result<(), sqlx::Error> {
    for row in rows {
        let seq: i64 = row.try_get(0)?;
        match entry(row)? {
            Some(entry) => view.take(entry),
            None => {
                tracing::warn!("entry {seq} of the store is not understood and is left out");
                view.last = seq;
            }
        }
    }
    Ok(())
}

/// The entry of a row of [`ENTRIES_AFTER`]; `None` if this release does not understand it.
pub fn entry(row: &AnyRow) -> Result<Option<Entry>, sqlx::Error> {
    let (subject, body): (&str, &str) = (row.try_get(2)?, row.try_get(5)?);
    let (Ok(subject), Ok(action)) = (subject.parse(), serde_json::from_str(body)) else {
        return Ok(None);
    };
    let new = NewEntry {
        subject,
        person: row.try_get(3)?,
        ticket: row.try_get(4)?,
        action,
    };
    Ok(Some(Entry {
        seq: row.try_get(0)?,
        at: row.try_get(1)?,
        new,
    }))
}
