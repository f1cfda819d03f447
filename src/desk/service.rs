//! The desk, as the rest of the program uses it.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};

use sqlx::{Any, AnyPool, query};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{
    address::StoreAddress,
    database::Database,
    entry::{Entry, NewEntry},
    error::DeskError,
    people::People,
    recent::Recent,
    subject::Subject,
    uses::{self, Counted, UseKind, Uses},
    view::View,
    writer::{self, Job, Writer},
};

/// The most entries that wait to be saved.
const MAX_WAITING: usize = 1_024;

/// How long a request waits for an entry to be saved.
const SAVE_TIMEOUT: Duration = Duration::from_secs(8);

/// The most entries of one ticket that are shown.
const MAX_OF_TICKET: i64 = 1_000;

/// Where entries are added and read.
pub struct Desk {
    database: Database,
    jobs: mpsc::Sender<Job>,
    view: Arc<RwLock<View>>,
    readers: AnyPool,
    /// Counts how the portal is used.
    pub uses: Arc<Uses>,
    /// What people opened last.
    pub recent: Arc<Recent>,
    /// Who can sign in.
    pub people: Arc<People>,
}

impl Desk {
    /// Opens the store at an address; `None` where nothing is stored. While the store can't be
    /// reached, a task of the current runtime tries again.
    ///
    /// # Errors
    ///
    /// The store is of a later release, or its address can't be used.
    pub async fn open(address: &StoreAddress) -> Result<Option<Arc<Self>>, DeskError> {
        let Some(database) = Database::at(address)? else {
            return Ok(None);
        };
        let connection = match database.connect().await {
            Ok(connection) => Some(connection),
            Err(error @ DeskError::Newer { .. }) => return Err(error),
            // The writer logs the error, and tries again.
            Err(_) => None,
        };
        let view = Arc::default();
        let readers = database.readers()?;
        let people = Arc::new(People::new(database.clone(), readers.clone()));
        let (uses, recent) = (Arc::new(Uses::default()), Arc::new(Recent::default()));
        let (jobs, received) = mpsc::channel(MAX_WAITING);
        let mut writer = Writer::new(
            database.clone(),
            Arc::clone(&view),
            Arc::clone(&people),
            Arc::clone(&uses),
            Arc::clone(&recent),
            connection,
        );
        // What people may do depends on the accounts, so they are counted before the first request.
        writer.start().await;
        tokio::spawn(writer.run(received));
        Ok(Some(Arc::new(Self {
            people,
            uses,
            recent,
            readers,
            database,
            jobs,
            view,
        })))
    }

    /// The name of the store, without a password.
    pub fn store(&self) -> &str {
        &self.database.name
    }

    /// Saves an entry and gives its number. Once this returns, the entry is on the disk, and the
    /// view has it.
    ///
    /// # Errors
    ///
    /// It is too long, could not be saved, or the store has not answered in time.
    pub async fn add(&self, new: NewEntry) -> Result<i64, DeskError> {
        let new = new.checked()?;
        let (done, saved) = oneshot::channel();
        let job = Job { new, done };
        self.jobs.try_send(job).map_err(|_| DeskError::Busy)?;
        match timeout(SAVE_TIMEOUT, saved).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => Err(DeskError::TimedOut),
        }
    }

    /// What people added. Hold the guard only briefly: no new entry can be read into the view
    /// meanwhile.
    pub fn view(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries that belong to a ticket, oldest first.
    ///
    /// # Errors
    ///
    /// The database can't be reached.
    pub async fn of_ticket(&self, ticket: &str) -> Result<Vec<Entry>, DeskError> {
        let rows = query::<Any>(
            "SELECT seq, at, subject, person, ticket, body FROM entry WHERE ticket = $1 \
             ORDER BY seq LIMIT $2",
        )
        .bind(ticket)
        .bind(MAX_OF_TICKET)
        .fetch_all(&self.readers)
        .await
        .map_err(|error| self.database.failed(&error))?;
        let entries = rows.iter().map(writer::entry);
        let entries: Result<Vec<_>, _> = entries.filter_map(Result::transpose).collect();
        entries.map_err(|error| self.database.failed(&error))
    }

    /// What a person opened, the last first.
    ///
    /// # Errors
    ///
    /// The database can't be reached.
    pub async fn opened_last(&self, person: &str) -> Result<Vec<Subject>, DeskError> {
        let opened = self.recent.of(&self.readers, person).await;
        opened.map_err(|error| self.database.failed(&error))
    }

    /// Forgets what a person opened.
    ///
    /// # Errors
    ///
    /// The database can't be reached.
    pub async fn forget_opened(&self, person: &str) -> Result<(), DeskError> {
        let forgotten = self.recent.forget(&self.readers, person).await;
        forgotten.map_err(|error| self.database.failed(&error))
    }

    /// What happened between two days, both included, and how often; of each kind, the most
    /// frequent come first. Days are numbered from 1970.
    ///
    /// # Errors
    ///
    /// The database can't be reached.
    pub async fn uses_between(&self, first: i64, last: i64) -> Result<Vec<Counted>, DeskError> {
        let counted = uses::between(&self.readers, first, last).await;
        counted.map_err(|error| self.database.failed(&error))
    }

    /// How often something of a kind happened on each day between two days, without days on which
    /// it did not.
    ///
    /// # Errors
    ///
    /// The database can't be reached.
    pub async fn uses_by_day(
        &self,
        kind: UseKind,
        first: i64,
        last: i64,
    ) -> Result<Vec<(i64, i64)>, DeskError> {
        let counted = uses::by_day(&self.readers, kind, first, last).await;
        counted.map_err(|error| self.database.failed(&error))
    }
}
