//! Finds out why an index could not be written.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

use super::{error::SnapshotError, files::io_error};

/// How many bytes are written to find out whether the disk accepts any.
const PROBE: usize = 1 << 20;

/// Why the index failed, which its own error says only vaguely: most likely, the disk is full.
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
