//! The database: connections to SQLite or PostgreSQL.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Once, OnceLock},
    time::Duration,
};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sqlx::{
    AnyConnection, AnyPool, Connection, Executor,
    any::{AnyPoolOptions, install_default_drivers},
};

use super::{address::StoreAddress, engine::Engine, error::DeskError, schema};

/// The characters that have a meaning in a URL of SQLite.
const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The most connections for reading.
const READERS: u32 = 4;

const MOVED: &str = "its file was moved, deleted or replaced while it was in use; put it back \
                     (without it, Fixpath would start with a new, empty store; `fixpath restore` replaces the \
                     content of a store that is in use)";

const EMPTIED: &str = "its tables are gone since it was opened; nothing is stored until Fixpath is started \
                       again, which makes new, empty ones";

/// A database: where it is, and how to connect to it.
#[derive(Debug, Clone)]
pub struct Database {
    /// Whether it is SQLite or PostgreSQL.
    pub engine: Engine,
    /// What people may see of its address.
    pub name: String,
    url: String,
    /// The file of SQLite.
    file: Option<PathBuf>,
    /// What was opened first, by this or another copy of this value: a file, or `None` for
    /// PostgreSQL. Only this is used from then on.
    opened: Arc<OnceLock<Option<FileIdentity>>>,
}

/// What tells a file from any other: its device and its number there.
type FileIdentity = (u64, u64);

impl Database {
    /// The database at an address; `None` where nothing is stored. The folder of a file is made if
    /// there is none.
    ///
    /// # Errors
    ///
    /// The folder can't be made.
    pub fn at(address: &StoreAddress) -> Result<Option<Self>, DeskError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(install_default_drivers);
        let name = address.to_string();
        let (engine, url) = match address {
            StoreAddress::None => return Ok(None),
            StoreAddress::Sqlite(path) => {
                make_folder(path).map_err(|error| DeskError::Database {
                    store: name.clone(),
                    cause: format!("its folder can't be made: {error}"),
                })?;
                make_private(path);
                let path = path.to_string_lossy();
                let path = utf8_percent_encode(&path, RESERVED);
                // The file is there. Nobody may make another one if it is moved away.
                (Engine::Sqlite, format!("sqlite:{path}?mode=rw"))
            }
            StoreAddress::Postgres(url) => (Engine::Postgres, url.clone()),
        };
        let file = match address {
            StoreAddress::Sqlite(path) => Some(path.clone()),
            _ => None,
        };
        Ok(Some(Self {
            engine,
            name,
            url,
            file,
            opened: Arc::default(),
        }))
    }

    /// A connection to a store that has the tables of this release.
    ///
    /// # Errors
    ///
    /// It can't be reached, its tables are of a later release, or it is no longer what was opened
    /// first.
    pub async fn connect(&self) -> Result<AnyConnection, DeskError> {
        let mut connection = self.connect_unchanged().await?;
        if self.opened.get().is_some() {
            let version = schema::version(&mut connection, self.engine).await;
            if version.map_err(|error| self.failed(&error))? == 0 {
                return Err(self.failed(&EMPTIED));
            }
        }
        schema::migrate(
            &mut connection,
            self.engine,
            &self.name,
            self.file.as_deref(),
        )
        .await?;
        self.opened.get_or_init(|| self.file_identity());
        Ok(connection)
    }

    /// A connection to a store whose tables may be of any release.
    ///
    /// # Errors
    ///
    /// It can't be reached.
    pub async fn connect_unchanged(&self) -> Result<AnyConnection, DeskError> {
        self.check_file()?;
        let connecting = tokio::time::timeout(CONNECT_TIMEOUT, AnyConnection::connect(&self.url));
        let mut connection = match connecting.await {
            Ok(connected) => connected.map_err(|error| self.failed(&error))?,
            Err(_) => return Err(self.failed(&"it does not answer")),
        };
        prepare(self.engine, &mut connection)
            .await
            .map_err(|error| self.failed(&error))?;
        self.check_file()?;
        Ok(connection)
    }

    /// Connections for everything but entries, made when they are needed.
    ///
    /// # Errors
    ///
    /// The URL is not understood.
    pub fn readers(&self) -> Result<AnyPool, DeskError> {
        let engine = self.engine;
        let (made, taken) = (self.clone(), self.clone());
        AnyPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(CONNECT_TIMEOUT)
            .after_connect(move |connection, _| {
                let checked = made.check_file();
                Box::pin(async move {
                    checked.map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
                    prepare(engine, connection).await
                })
            })
            // What is written to a file that nobody finds any more would be lost.
            .before_acquire(move |_, _| {
                let is_right = taken.check_file().is_ok();
                Box::pin(async move { Ok(is_right) })
            })
            .connect_lazy(&self.url)
            .map_err(|error| self.failed(&error))
    }

    /// Checks that the file of SQLite is still the one that was opened first.
    ///
    /// # Errors
    ///
    /// It was moved, deleted or replaced.
    pub fn check_file(&self) -> Result<(), DeskError> {
        match self.opened.get() {
            Some(opened) if *opened != self.file_identity() => Err(self.failed(&MOVED)),
            _ => Ok(()),
        }
    }

    /// `None` for PostgreSQL, and while there is no file.
    fn file_identity(&self) -> Option<FileIdentity> {
        let metadata = fs::metadata(self.file.as_ref()?).ok()?;
        Some((metadata.dev(), metadata.ino()))
    }

    /// The error for something that failed in this database.
    pub fn failed(&self, cause: &dyn std::fmt::Display) -> DeskError {
        DeskError::Database {
            store: self.name.clone(),
            cause: cause.to_string(),
        }
    }
}

/// Makes the folder of a file.
fn make_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

/// Makes a file that only its owner can read, if there is none: it holds hashes of passwords. If
/// that fails, the connection says why.
fn make_private(path: &Path) {
    let mut options = fs::File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

/// Sets up a connection so that what is committed is on the disk.
async fn prepare(engine: Engine, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let settings = match engine {
        Engine::Sqlite => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA busy_timeout = 5000"
        }
        Engine::Postgres => "SET synchronous_commit = on",
    };
    connection.execute(settings).await.map(|_| ())
}
