//! The verdict on a requirement, a fact or a whole sheet.

/// How far something is as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it must be.
    Met,
    /// Not known, and so not judged.
    Unknown,
    /// Not as it must be.
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

    /// The verdict that a word of a condition means.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Met, Self::Unknown, Self::NotMet]
            .into_iter()
            .find(|verdict| verdict.word() == word)
    }
}
