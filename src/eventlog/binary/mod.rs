//! The binary logs of Windows. Their bytes are hostile: they are read in a process of their own,
//! which `log_process` starts; no other code calls these readers.

mod event;
mod evt;
mod evtx;
mod sid;

pub use event::{LogEvent, MOST_COUNTED, Outcome, Tally};

use super::log::NAME;
use crate::problem::Problem;

/// Whether these are the bytes of a binary log, as far as their first ones tell.
pub fn is_binary(bytes: &[u8]) -> bool {
    is_evtx(bytes) || is_evt(bytes)
}

/// Reads a binary log, and tells `sink` of each event.
pub fn read_binary(bytes: Vec<u8>, sink: &mut dyn FnMut(&LogEvent<'_>)) -> Outcome {
    if is_evtx(&bytes) {
        evtx::read(bytes, sink)
    } else if is_evt(&bytes) {
        evt::read(&bytes, sink)
    } else {
        let problem = Problem::error(NAME, 0, "This is no binary log");
        Outcome {
            problems: vec![problem],
            ..Outcome::default()
        }
    }
}

fn is_evtx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ElfFile\0")
}

fn is_evt(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"LfLe")
}
