//! The names of the kinds of outcome.

use crate::guide::OutcomeKind;

/// What a person reads of a kind of outcome.
pub fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "Fix",
        OutcomeKind::Refer => "Handled elsewhere",
        OutcomeKind::Escalate => "Escalate",
        OutcomeKind::NothingWrong => "No fault found",
    }
}

/// What a note of the API begins with.
pub fn api_outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "Fix",
        OutcomeKind::Refer => "Handled elsewhere",
        OutcomeKind::Escalate => "Escalate",
        OutcomeKind::NothingWrong => "No fault found",
    }
}
