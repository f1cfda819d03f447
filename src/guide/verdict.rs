//! What is said of a requirement, a fact, or a whole sheet.

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

    /// Whether a condition on a sheet may have this word.
    pub(super) fn is_word(word: &str) -> bool {
        [Self::Met, Self::Unknown, Self::NotMet]
            .iter()
            .any(|verdict| verdict.word() == word)
    }
}
