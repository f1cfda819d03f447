//! Keeps a damaged index from crashing the process.

use std::panic::{self, AssertUnwindSafe};

use super::error::SnapshotError;

/// Runs work on an index that may be damaged: if the library that reads it panics, the index is
/// unusable.
pub(super) fn guarded<T>(
    work: impl FnOnce() -> Result<T, SnapshotError>,
) -> Result<T, SnapshotError> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let why = "it is damaged: reading it failed".to_owned();
        Err(SnapshotError::Unusable(why))
    })
}
