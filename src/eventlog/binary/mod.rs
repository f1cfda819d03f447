//! The binary logs of Windows. Their bytes are hostile, so they are read in a separate process that
//! `log_process` starts; no other code calls these readers.

mod event;
mod evt;
mod evtx;
mod sid;

pub use event::{LogEvent, LogResult, MAX_COUNTED, Tally};

use std::io::{Read, Seek};

use super::log::NAME;
use crate::problem::Problem;

/// How many bytes at the beginning identify a log.
const HEAD: u64 = 8;

/// Whether these bytes begin like a binary log.
pub fn is_binary(bytes: &[u8]) -> bool {
    is_evtx(bytes) || is_evt(bytes)
}

/// Reads a binary log from its start, whatever its size, and passes each event to `sink`.
pub fn read_binary(
    mut log: impl Read + Seek,
    sink: &mut (dyn FnMut(&LogEvent<'_>) + Send),
) -> LogResult {
    let mut head = Vec::new();
    let start = log.rewind();
    let _ = start.and_then(|()| log.by_ref().take(HEAD).read_to_end(&mut head));
    if is_evtx(&head) {
        evtx::read(log, sink)
    } else if is_evt(&head) {
        evt::read(log, sink)
    } else {
        let problem = Problem::error(NAME, 0, "This is not a binary log");
        LogResult {
            problems: vec![problem],
            ..LogResult::default()
        }
    }
}

fn is_evtx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ElfFile\0")
}

fn is_evt(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"LfLe")
}
