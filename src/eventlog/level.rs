//! How serious an event is, in the same words for every kind of log.

use serde::{Deserialize, Serialize};

/// The level of an event, the most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// A failure that the program or the system did not survive.
    Critical,
    /// A failure.
    Error,
    /// An attempt that was refused.
    AuditFailure,
    /// Something that may become a failure.
    Warning,
    /// Something that worked as it should.
    Information,
    /// An attempt that was allowed.
    AuditSuccess,
    /// Details for the program's developers.
    Verbose,
    /// The log gives no level, or an unknown one.
    Other,
}

impl Level {
    /// Every level, the most serious first.
    pub const ALL: [Self; 8] = [
        Self::Critical,
        Self::Error,
        Self::AuditFailure,
        Self::Warning,
        Self::Information,
        Self::AuditSuccess,
        Self::Verbose,
        Self::Other,
    ];

    /// Its word, as Event Viewer shows it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::Error => "Error",
            Self::AuditFailure => "Audit Failure",
            Self::Warning => "Warning",
            Self::Information => "Information",
            Self::AuditSuccess => "Audit Success",
            Self::Verbose => "Verbose",
            Self::Other => "Other",
        }
    }

    /// The level of this word.
    pub fn of_word(word: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|level| level.word().eq_ignore_ascii_case(word))
            .unwrap_or(Self::Other)
    }

    /// The level of a type of event in an `.evt` log.
    pub(super) fn of_type(kind: u16) -> Self {
        match kind {
            1 => Self::Error,
            2 => Self::Warning,
            0 | 4 => Self::Information,
            8 => Self::AuditSuccess,
            16 => Self::AuditFailure,
            _ => Self::Other,
        }
    }

    /// The level of an event in an `.evtx` log: from its number, or from its keywords for an audit.
    pub(super) fn of_number(number: Option<u8>, keywords: u64) -> Self {
        const AUDIT_FAILURE: u64 = 0x0010_0000_0000_0000;
        const AUDIT_SUCCESS: u64 = 0x0020_0000_0000_0000;
        match number {
            Some(1) => Self::Critical,
            Some(2) => Self::Error,
            Some(3) => Self::Warning,
            Some(4) => Self::Information,
            Some(5) => Self::Verbose,
            Some(0) if keywords & AUDIT_FAILURE != 0 => Self::AuditFailure,
            Some(0) if keywords & AUDIT_SUCCESS != 0 => Self::AuditSuccess,
            Some(0) => Self::Information,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for level in Level::ALL {
            assert_eq!(Level::of_word(level.word()), level);
        }
        assert_eq!(Level::of_word("Fehler"), Level::Other);
    }

    #[test]
    fn an_audit_event_is_recognized_by_its_keywords() {
        for (number, keywords, level) in [
            (Some(0), 0x8020_0000_0000_0000, Level::AuditSuccess),
            (Some(0), 0x8010_0000_0000_0000, Level::AuditFailure),
            (Some(0), 0x8000_0000_0000_0000, Level::Information),
            (Some(2), 0x8010_0000_0000_0000, Level::Error),
            (Some(9), 0, Level::Other),
            (None, 0, Level::Other),
        ] {
            assert_eq!(Level::of_number(number, keywords), level);
        }
    }
}
