//! The filter of the findings on the diagnosis page. A summary of what was submitted travels in the
//! page's form, so that filtering needs neither a script nor the log again.

use super::{
    asked::{Again, CLASSES},
    finding::level_class,
};
use crate::{
    budget::Budget,
    diagnosis::Group,
    lookup::{Submission, Summary},
    problem::Problem,
};

/// The most sources that can be chosen.
const SOURCES: usize = 200;

/// What is shown, and the filter for it.
pub(super) struct Chosen {
    /// What was submitted, without the groups of events that are hidden.
    pub summary: Summary,
    /// `None` if there is at most one group of events.
    pub filter: Option<FilterView>,
    /// How many groups of events are hidden.
    pub hidden: usize,
}

/// The fields of the filter.
pub(super) struct FilterView {
    /// What was submitted; empty if it is too much.
    pub summary: String,
    /// Each class of levels that occurs: its name in the form, its name on the page, and whether it
    /// is shown.
    pub classes: Vec<(&'static str, &'static str, bool)>,
    /// Each source with how many events it logged, and whether it is the chosen one.
    pub sources: Vec<(String, u64, bool)>,
    pub from: String,
    pub to: String,
    /// Whether all findings are on the page.
    pub is_complete: bool,
}

impl Chosen {
    /// The part of `submitted`, or of the previous page, that is shown.
    pub(super) fn of(again: Option<Again>, submitted: &[Submission], budget: Budget) -> Self {
        let mut again = again;
        let carried = again.as_mut().and_then(|again| again.summary.take());
        let is_missing = again.is_some() && carried.is_none();
        let mut summary = carried.unwrap_or_else(|| Summary::of(submitted, budget));
        if is_missing {
            let message = "The events from the previous page can't be filtered: there were too many \
                           to keep, or Fixpath was updated since";
            let problem = Problem::warning("log", 0, message).suggest("Choose the log again.");
            summary.problems.push(problem);
        }
        let filter = FilterView::new(&summary, again.as_ref());
        let kinds = summary.collapsed.groups.len();
        if let Some(again) = &again {
            summary.keep(&again.filter());
        }
        Self {
            filter,
            hidden: kinds - summary.collapsed.groups.len(),
            summary,
        }
    }
}

impl FilterView {
    fn new(summary: &Summary, again: Option<&Again>) -> Option<Self> {
        let groups = &summary.collapsed.groups;
        if groups.len() < 2 {
            return None;
        }
        let is_there = |class: &str| {
            let mut classes = groups
                .iter()
                .map(|group: &Group| level_class(group.spread.level));
            classes.any(|there| there == class)
        };
        let classes = CLASSES.into_iter().filter(|(class, _)| is_there(class));
        let sources = summary.collapsed.sources.iter().take(SOURCES);
        let chosen = again.map_or("", |again| &again.source);
        Some(Self {
            summary: summary.to_text().unwrap_or_default(),
            classes: classes
                .map(|(class, name)| (class, name, again.is_none_or(|again| again.shows(class))))
                .collect(),
            sources: sources
                .map(|(name, events)| (name.clone(), *events, name == chosen))
                .collect(),
            from: again.map_or_else(String::new, |again| again.from.clone()),
            to: again.map_or_else(String::new, |again| again.to.clone()),
            is_complete: again.is_none(),
        })
    }

    /// The filter for a page that lacks the last `more` findings.
    pub(super) fn with_more(mut self, more: usize) -> Self {
        self.is_complete &= more == 0;
        self
    }
}
