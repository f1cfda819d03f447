//! How much of a query is read, and what is ignored of a longer one.

/// A limit on the size of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of its text.
    Bytes,
    /// Words.
    Words,
    /// Operators; further ones are read as words.
    Operators,
    /// Words that the article must not have.
    Exclusions,
    /// Numbers that may be event IDs.
    Events,
    /// Error codes, counted in all their readings.
    Codes,
    /// Article IDs.
    Articles,
}

impl Limit {
    /// The most that are read.
    pub fn most(self) -> usize {
        match self {
            Self::Bytes => 512,
            Self::Words => 32,
            Self::Operators => 16,
            Self::Exclusions | Self::Events | Self::Codes | Self::Articles => 8,
        }
    }

    /// The word for the limit, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Words => "words",
            Self::Operators => "operators",
            Self::Exclusions => "exclusions",
            Self::Events => "events",
            Self::Codes => "codes",
            Self::Articles => "articles",
        }
    }

    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Bytes,
        Self::Words,
        Self::Operators,
        Self::Exclusions,
        Self::Events,
        Self::Codes,
        Self::Articles,
    ];
}

/// The part of a query beyond a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The limit.
    pub limit: Limit,
    /// The part beyond it, as written, in order.
    pub written: Vec<String>,
}

/// Records the part beyond a limit.
pub(super) fn leave_out(left_out: &mut Vec<LeftOut>, limit: Limit, written: &str) {
    let written = written.to_owned();
    match left_out.iter_mut().find(|one| one.limit == limit) {
        Some(known) => known.written.push(written),
        None => left_out.push(LeftOut {
            limit,
            written: vec![written],
        }),
    }
}
