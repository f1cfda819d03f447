//! The verdict on a requirement, a fact or a whole sheet.

use schemars::JsonSchema;
use serde::Serialize;

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is met: OK.
    Met,
    /// Nobody knows yet, so it is not checked; never counts as met.
    Unknown,
    /// It is not met: needs fixing.
    NotMet,
}

impl Verdict {
    /// Its word in conditions (`not_met`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unknown => "unknown",
            Self::NotMet => "not_met",
        }
    }

    /// The verdict that a word in a condition means.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Met, Self::Unknown, Self::NotMet]
            .into_iter()
            .find(|verdict| verdict.word() == word)
    }
}
