//! Files and folders as the data folder needs them: with fixed names, written completely or not at
//! all, and identifiable.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::error::SnapshotError;
use crate::audience::Audience;

/// The search index of a generation.
pub(super) const INDEX: &str = "index";

/// Its tables.
pub(super) const TABLES: &str = "tables";

/// Its records.
pub(super) const RECORDS: &str = "records";

/// Problems of its guides.
pub(super) const NEWEST_PROBLEMS: &str = "newest_problems";

/// The part of a data folder for one audience: the terminal can thus have an index of everything
/// next to that of a public portal, and no stored guide gets from one to the other.
pub(super) fn part_for(root: &Path, audience: Audience) -> PathBuf {
    match audience {
        Audience::Staff => root.to_owned(),
        Audience::Public => root.join("public"),
    }
}

/// The size of a generation's files in bytes, as far as they can be read.
pub(super) fn size_of(folder: &Path) -> u64 {
    let inside = |folder: &Path| -> u64 {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files
            .filter_map(|file| file.metadata().ok())
            .filter(fs::Metadata::is_file)
            .map(|file| file.len())
            .sum()
    };
    inside(folder) + inside(&folder.join(INDEX))
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), SnapshotError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(io_error("can't write", path))
}

/// Writes a file so that after a crash, it is either complete or missing.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
    let beside = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(io_error("can't write", path))
}

/// Removes a folder if it exists.
pub(super) fn remove_folder(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error("can't remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// The identity of a file or folder: device and file number.
#[cfg(unix)]
pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// Other systems don't provide one.
#[cfg(not(unix))]
pub(super) fn identity(_metadata: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// A system error, with what was tried and on which path.
pub(super) fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SnapshotError {
    let path = path.display().to_string();
    move |error| SnapshotError::Io { what, path, error }
}
