//! Bytes that are not text: the binary logs of Windows, which are recognized but not read, and
//! files that are not logs.

use super::log::{Events, Log, NAME};
use crate::problem::Problem;

/// The log files of Windows Vista and later.
pub(super) fn evtx(log: &Log<'_>) -> Option<Events> {
    log.bytes
        .starts_with(b"ElfFile\0")
        .then(|| refused("Binary logs (.evtx) are not supported yet"))
}

/// The log files of Windows NT to Windows XP.
pub(super) fn evt(log: &Log<'_>) -> Option<Events> {
    (log.bytes.get(4..8) == Some(b"LfLe"))
        .then(|| refused("Binary logs (.evt) are not supported yet"))
}

/// Whatever else is no text.
pub(super) fn other(log: &Log<'_>) -> Option<Events> {
    log.text()
        .contains('\0')
        .then(|| refused("This is neither text nor a known log format"))
}

fn refused(message: &str) -> Events {
    let problem = Problem::error(NAME, 0, message);
    let advice = "Save the log as text or XML in Event Viewer and try again.";
    (Vec::new(), vec![problem.suggest(advice)])
}
