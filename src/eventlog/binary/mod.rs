//! The binary logs of Windows. Their bytes are hostile: they are read in a process of their own,
//! which `log_process` starts; no other code calls these readers.

mod event;
mod evt;
mod evtx;
mod level;
mod moment;
mod sid;

pub use event::{LogEvent, Outcome, Tally};
pub use level::Level;
pub use moment::{seconds, text as moment_text};

use super::log::{Events, Log, NAME};
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

/// A binary log where only text is read.
pub(super) fn log(log: &Log<'_>) -> Option<Events> {
    is_binary(log.bytes).then(|| {
        refused(
            "This is a binary log (.evt or .evtx), not text",
            "Upload the file, or save it as text or XML in Event Viewer.",
        )
    })
}

/// Whatever else is no text.
pub(super) fn other(log: &Log<'_>) -> Option<Events> {
    let advice = "Save the log as text or XML in Event Viewer and try again.";
    log.text()
        .contains('\0')
        .then(|| refused("This is neither text nor a known log format", advice))
}

fn refused(message: &str, advice: &str) -> Events {
    let problem = Problem::error(NAME, 0, message);
    (Vec::new(), vec![problem.suggest(advice)])
}
