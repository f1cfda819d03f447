//! The lock of a data folder: one process uses it at a time.

use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use super::{
    error::SnapshotError,
    files::{identity, io_error},
};

/// The file that is locked.
const LOCK: &str = "lock";

/// Creates a data folder if necessary, and locks it.
pub(super) fn lock(root: &Path) -> Result<File, SnapshotError> {
    let generations = root.join("generations");
    fs::create_dir_all(&generations).map_err(io_error("can't create the folder", &generations))?;
    let path = root.join(LOCK);
    let lock = File::create(&path).map_err(io_error("can't write", &path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(SnapshotError::InUse(root.display().to_string())),
        Err(TryLockError::Error(error)) => Err(io_error("can't lock", &path)(error)),
    }
}

/// Whether a lock still belongs to the folder, which it doesn't if the folder was removed.
pub(super) fn is_held(lock: &File, root: &Path) -> bool {
    match (lock.metadata(), fs::metadata(root.join(LOCK))) {
        (Ok(held), Ok(named)) => identity(&held) == identity(&named),
        _ => false,
    }
}
