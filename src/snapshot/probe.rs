//! Finds out why an index could not be written.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

use super::{error::SnapshotError, files::io_error};

/// Bytes that are written to find out whether the disk takes any.
const PROBE: usize = 1 << 20;

/// What made the index fail, which it says only vaguely itself: a disk that takes no more, most
/// likely.
pub(super) fn cause(error: SnapshotError, place: &Path) -> SnapshotError {
    if !matches!(error, SnapshotError::Search(_)) {
        return error;
    }
    let probe = place.join("probe");
    let write = || -> io::Result<()> {
        let mut file = File::create(&probe)?;
        file.write_all(&[0; PROBE])?;
        file.sync_all()
    };
    match write() {
        Ok(()) => error,
        Err(why) => io_error("can't write the search index into", place)(why),
    }
}
