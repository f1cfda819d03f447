//! The names of the kinds of outcome.

use crate::guide::OutcomeKind;

/// The name of a kind of outcome, as people read it.
pub fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "Fix",
        OutcomeKind::Refer => "Handled elsewhere",
        OutcomeKind::Escalate => "Escalate",
        OutcomeKind::NothingWrong => "No fault found",
    }
}
