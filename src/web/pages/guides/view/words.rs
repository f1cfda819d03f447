//! What verdicts and outcomes are called on a page.

use crate::guide::{OutcomeKind, Verdict};

pub(super) fn verdict_rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Unknown => 1,
        Verdict::NotMet => 2,
    }
}

pub(super) fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Unknown => "unknown",
        Verdict::NotMet => "not-met",
    }
}

pub(super) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "Right",
        Verdict::Unknown => "Not yet judged: find this out",
        Verdict::NotMet => "Wrong",
    }
}

/// The verdict of a fact that is known: where it is not judged, something else is missing.
pub(super) fn settled_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unknown => "Not yet judged: it depends",
        other => verdict_words(other),
    }
}

pub(super) fn kind_words(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "What mends it",
        OutcomeKind::Refer => "To be looked for elsewhere",
        OutcomeKind::Escalate => "Not settled yet",
        OutcomeKind::NothingWrong => "Nothing to mend",
    }
}
