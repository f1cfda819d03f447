//! The process that reads a log.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, Write},
    os::fd::AsFd,
};

use super::{limits, log_read::LogRead};
use crate::{diagnosis::Collapser, eventlog::read_binary};

/// Name of the hidden command.
pub const COMMAND: &str = "read-log";

/// The most groups of events that are returned for a log.
const MAX_GROUPS: usize = 1000;

/// Limits this process permanently, reads a log of this many bytes, and writes the result.
///
/// # Errors
///
/// If the process can't be limited, or there is no memory for the log.
pub fn answer_stream(bytes: usize, from: impl Read, to: impl Write) -> io::Result<()> {
    limits::apply(bytes as u64, bytes as u64)?;
    let mut log = Vec::new();
    log.try_reserve_exact(bytes)?;
    // One byte more would make the buffer grow.
    from.take(bytes as u64).read_to_end(&mut log)?;
    write(&read(Cursor::new(log)), to)
}

/// Limits this process permanently, reads the log in a file of this many bytes in place, and writes
/// the result.
///
/// # Errors
///
/// If the process can't be limited.
pub fn answer_file(bytes: usize, from: impl AsFd, to: impl Write) -> io::Result<()> {
    // After this, no further file can be opened.
    let file = File::from(from.as_fd().try_clone_to_owned()?);
    limits::apply(bytes as u64, 0)?;
    write(&read(file), to)
}

fn read(log: impl Read + Seek) -> LogRead {
    let mut collapser = Collapser::default();
    let outcome = read_binary(log, &mut |event| collapser.add(event));
    LogRead {
        outcome,
        collapsed: collapser.finish(MAX_GROUPS),
    }
}

fn write(read: &LogRead, mut to: impl Write) -> io::Result<()> {
    let bytes = postcard::to_stdvec(read).map_err(io::Error::other)?;
    to.write_all(&bytes)?;
    to.flush()
}
