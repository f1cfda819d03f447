//! The process that reads a log.

use std::io::{self, Read, Write};

use super::{limits, log_read::LogRead};
use crate::{diagnosis::Collapser, eventlog::read_binary};

/// Name of the hidden command.
pub const COMMAND: &str = "read-log";

/// Groups of events that are told of a log.
const MOST_GROUPS: usize = 1000;

/// Limits this process for good, reads a log of this many bytes, and writes what it comes down to.
///
/// # Errors
///
/// If the process can't be limited, or there is no memory for the log.
pub fn answer(bytes: usize, from: impl Read, mut to: impl Write) -> io::Result<()> {
    limits::apply()?;
    let mut log = Vec::new();
    log.try_reserve_exact(bytes)?;
    // One byte more would make the buffer grow.
    from.take(bytes as u64).read_to_end(&mut log)?;
    let read = read(log);
    let told = postcard::to_stdvec(&read).map_err(io::Error::other)?;
    to.write_all(&told)?;
    to.flush()
}

fn read(log: Vec<u8>) -> LogRead {
    let mut collapser = Collapser::default();
    let outcome = read_binary(log, &mut |event| collapser.add(event));
    LogRead {
        outcome,
        collapsed: collapser.finish(MOST_GROUPS),
    }
}
