//! How verdicts are ordered and marked on a page.

use crate::guide::Verdict;

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
