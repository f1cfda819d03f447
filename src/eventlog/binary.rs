//! Bytes that are not text: the binary logs of Windows, which are recognized but not read, and
//! files that are not logs.

use super::{log::NAME, reading::Reading};
use crate::problem::Problem;

/// The log files of Windows Vista and later.
pub(super) fn evtx(bytes: &[u8]) -> Option<Reading> {
    bytes
        .starts_with(b"ElfFile\0")
        .then(|| refused("Binary logs (.evtx) are not supported yet"))
}

/// The log files of Windows NT to Windows XP.
pub(super) fn evt(bytes: &[u8]) -> Option<Reading> {
    (bytes.get(4..8) == Some(b"LfLe")).then(|| refused("Binary logs (.evt) are not supported yet"))
}

/// Whatever else is no text.
pub(super) fn other(text: &str) -> Option<Reading> {
    text.contains('\0')
        .then(|| refused("This is neither text nor a known log format"))
}

fn refused(message: &str) -> Reading {
    let problem = Problem::error(NAME, 0, message);
    let advice = "Save the log as text or XML in Event Viewer and try again.";
    Reading::refused(problem.suggest(advice))
}
