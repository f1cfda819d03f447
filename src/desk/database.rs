//! The database: connections to SQLite or PostgreSQL.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Once,
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
}

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
                (Engine::Sqlite, format!("sqlite:{path}?mode=rwc"))
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
        }))
    }

    /// A connection to a store that has the tables of this release.
    ///
    /// # Errors
    ///
    /// It can't be reached, or its tables are of a later release.
    pub async fn connect(&self) -> Result<AnyConnection, DeskError> {
        let mut connection = self.connect_unchanged().await?;
        schema::migrate(
            &mut connection,
            self.engine,
            &self.name,
            self.file.as_deref(),
        )
        .await?;
        Ok(connection)
    }

    /// A connection to a store whose tables may be of any release.
    ///
    /// # Errors
    ///
    /// It can't be reached.
    pub async fn connect_unchanged(&self) -> Result<AnyConnection, DeskError> {
        let connecting = tokio::time::timeout(CONNECT_TIMEOUT, AnyConnection::connect(&self.url));
        let mut connection = match connecting.await {
            Ok(connected) => connected.map_err(|error| self.failed(&error))?,
            Err(_) => return Err(self.failed(&"it does not answer")),
        };
        prepare(self.engine, &mut connection)
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(connection)
    }

    /// Connections for reading, made when they are needed.
    ///
    /// # Errors
    ///
    /// The URL is not understood.
    pub fn readers(&self) -> Result<AnyPool, DeskError> {
        let engine = self.engine;
        AnyPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(CONNECT_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move { prepare(engine, connection).await })
            })
            .connect_lazy(&self.url)
            .map_err(|error| self.failed(&error))
    }

    /// What tells the file of SQLite from any other: its device and its number there. `None` for
    /// PostgreSQL, and while there is no file.
    pub fn file_identity(&self) -> Option<(u64, u64)> {
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
