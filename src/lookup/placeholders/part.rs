//! The parts of a text: those that are replaced by placeholders, and those that stay.

/// The kind of value that a placeholder replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Host,
    Domain,
    User,
    Path,
    Address,
    Sid,
    Mail,
    Distinguished,
}

impl Kind {
    pub(super) const ALL: [Self; 8] = [
        Self::Host,
        Self::Domain,
        Self::User,
        Self::Path,
        Self::Address,
        Self::Sid,
        Self::Mail,
        Self::Distinguished,
    ];

    /// The word at the beginning of its placeholders.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Host => "HOST",
            Self::Domain => "DOMAIN",
            Self::User => "USER",
            Self::Path => "PATH",
            Self::Address => "IP",
            Self::Sid => "SID",
            Self::Mail => "MAIL",
            Self::Distinguished => "DN",
        }
    }
}

/// A part of a text: one that a placeholder replaces, or one that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Option<Kind>,
}

impl<'t> Part<'t> {
    /// A part that a placeholder replaces.
    pub(super) fn of(text: &'t str, kind: Kind) -> Self {
        let kind = Some(kind);
        Self { text, kind }
    }

    /// A part that stays.
    pub(super) fn kept(text: &'t str) -> Self {
        Self { text, kind: None }
    }
}
