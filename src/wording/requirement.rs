//! Sentences about facts and their requirements.

use super::need::{need, required};
use crate::guide::{RequirementCheck, Row, Situation, Verdict};

/// A verdict in a word or two.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "OK",
        Verdict::Unknown => "Not checked yet",
        Verdict::NotMet => "Needs fixing",
    }
}

/// A requirement on a fact and its actual value, without a full stop: `Required: 5.15. You have:
/// 5.14`.
pub fn requirement(row: &Row<'_>, check: &RequirementCheck<'_>) -> String {
    let required = required(&check.need);
    match check.verdict {
        Verdict::Met | Verdict::NotMet => format!("Required: {required}. You have: {}", row.answer),
        Verdict::Unknown => format!("Required: {required}"),
    }
}

/// The situation in which a requirement applies (`Database format is DB6`); empty if it certainly
/// applies.
pub fn situation(situation: &[Situation<'_>]) -> String {
    let words = situation.iter().map(|one| match one {
        Situation::Question(question, allowed) => {
            let allowed: Vec<String> = allowed.iter().map(need).collect();
            format!("{} is {}", question.label(), allowed.join(" or "))
        }
        Situation::Other(name) => name.clone(),
    });
    words.collect::<Vec<_>>().join(" and ")
}
