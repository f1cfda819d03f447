//! The filter of a diagnosis: which groups of events are shown.

use crate::{diagnosis::Group, eventlog::Level, evidence::fold_source};

/// Selects groups of events by level, source and time. Empty fields do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// The levels that are left out.
    pub without: Vec<Level>,
    /// The only source.
    pub source: String,
    /// The start of the time range, in seconds since 1970 (UTC).
    pub from: Option<i64>,
    /// The end of the time range, in seconds since 1970 (UTC).
    pub to: Option<i64>,
}

impl EventFilter {
    /// Whether a group of events passes. One without a time does not pass a time range.
    pub fn passes(&self, group: &Group) -> bool {
        let (event, spread) = (&group.event, &group.spread);
        let is_source = || {
            let source = event.source.as_deref().unwrap_or_default();
            fold_source(source) == fold_source(&self.source)
        };
        let is_late = |from: i64| spread.last.is_some_and(|last| last >= from);
        let is_early = |to: i64| spread.first.is_some_and(|first| first <= to);
        !self.without.contains(&spread.level)
            && (self.source.is_empty() || is_source())
            && self.from.is_none_or(is_late)
            && self.to.is_none_or(is_early)
    }
}
