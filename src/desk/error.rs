//! Why the store could not do something.

use thiserror::Error;

/// Why the store could not do something. Each message says what to do.
#[derive(Debug, Clone, Error)]
pub enum DeskError {
    /// The database cannot be reached, or refuses something.
    #[error("the store {store} can't be used: {cause}")]
    Database {
        /// The store, without a password.
        store: String,
        /// What the database or its driver says.
        cause: String,
    },
    /// A later release has changed the tables.
    #[error(
        "the store {store} was changed by a later release (its version is {version}, this release knows {newest}): {way_back}"
    )]
    Newer {
        /// The store, without a password.
        store: String,
        /// The version of its tables.
        version: i64,
        /// The newest version that this release knows.
        newest: i64,
        /// What to do.
        way_back: String,
    },
    /// Something is longer than the store takes.
    #[error("{what} has {bytes} bytes, and may have {limit}")]
    TooLong {
        /// What is too long, as a person calls it.
        what: &'static str,
        /// Its size in bytes.
        bytes: usize,
        /// The most bytes.
        limit: usize,
    },
    /// A text that must be a single line has a control character.
    #[error("{what} has a line break or another control character")]
    ControlCharacter {
        /// What has it, as a person calls it.
        what: &'static str,
    },
    /// A ticket number that has no page.
    #[error("a ticket number can't be one or two dots alone")]
    NoTicket,
    /// Somebody else was faster.
    #[error("{0}")]
    Conflict(#[from] Conflict),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
    /// More is waiting to be saved than there is room for.
    #[error("too much is waiting to be saved; try again in a moment")]
    Busy,
    /// Whether it was saved is not known yet.
    #[error("saving took too long; check whether it was saved before you send it again")]
    TimedOut,
    /// A backup cannot be read or written.
    #[error("{file}: {cause}")]
    Backup {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A backup would replace what is stored.
    #[error(
        "the store {store} has entries already ({entries}): give --replace to replace them all with the backup"
    )]
    NotEmpty {
        /// The store, without a password.
        store: String,
        /// How many entries it has.
        entries: i64,
    },
}

/// Why something can't follow what others have added meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The report that is to be closed does not exist.
    #[error("there is no such report")]
    NoReport,
    /// The report that is to be closed is closed.
    #[error("this report is already closed; read the reply first")]
    Closed,
    /// The note that is to be replaced or removed is not there.
    #[error("somebody has edited or removed this note since you opened the page; look at it first")]
    NoteChanged,
}
