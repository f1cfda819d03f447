//! The names in a walk's address that are not questions.

use super::super::kind::{NONE, UNKNOWN};

/// The reserved name that re-opens a question or sheet: its value is the node's id.
pub const AT: &str = "at";
/// The reserved name that tells which revision of the guide a link was made for.
pub const REVISION: &str = "rev";
/// The reserved name of a step that is ticked off: `restart.2` is the second step of the node
/// `restart`.
pub const DONE: &str = "done";
/// The reserved name of an answer that a log gave: its value is the question's id.
pub const LOG: &str = "log";
/// The reserved name of the event that the walk began with: `MSExchangeCCMC/68`.
pub const FROM: &str = "from";

/// Whether a name is taken by the walk itself and cannot be a node's id.
pub(in crate::guide) fn is_reserved(name: &str) -> bool {
    [AT, REVISION, DONE, LOG, FROM, UNKNOWN, NONE].contains(&name)
}
