//! Collects the problems of one guide, each once and with its place.

use std::{cell::OnceCell, collections::BTreeSet};

use super::{
    super::{
        format::{Guide, Node},
        typo::closest,
    },
    place::{Spans, Spot},
};
use crate::{
    number::grouped,
    problem::{Problem, Severity},
};

/// Further problems are only counted: authors fix the first ones and check again.
const MAX_PROBLEMS: usize = 200;

pub(super) struct Report<'g> {
    pub(super) guide: &'g Guide,
    /// Made when the first problem is reported.
    places: OnceCell<Spans<'g>>,
    /// Where each line ends.
    lines: OnceCell<Vec<usize>>,
    /// What was reported for which place, so that a problem that is found again needs no second
    /// search in the file.
    reported: BTreeSet<(Spot, String)>,
    reported_at: BTreeSet<(usize, String)>,
    problems: Vec<Problem>,
    /// The number of problems that are only counted, and whether any of them is an error.
    more: usize,
    more_errors: bool,
}

impl<'g> Report<'g> {
    pub(super) fn new(guide: &'g Guide) -> Self {
        Self {
            guide,
            places: OnceCell::new(),
            lines: OnceCell::new(),
            reported: BTreeSet::new(),
            reported_at: BTreeSet::new(),
            problems: Vec::new(),
            more: 0,
            more_errors: false,
        }
    }

    /// A report that continues an earlier one.
    pub(super) fn with(guide: &'g Guide, earlier: &[Problem]) -> Self {
        Self {
            problems: earlier.to_vec(),
            ..Self::new(guide)
        }
    }

    pub(super) fn error(&mut self, spot: Spot, message: impl Into<String>, advice: &str) {
        self.add(Severity::Error, spot, message.into(), || advice.to_owned());
    }

    pub(super) fn warning(&mut self, spot: Spot, message: impl Into<String>, advice: &str) {
        self.add(Severity::Warning, spot, message.into(), || {
            advice.to_owned()
        });
    }

    /// Reports that no part of this kind has this ID.
    pub(super) fn missing(&mut self, spot: Spot, what: &str, id: &str) {
        let advice = format!("Write a [[{what}]] with this ID, or use an existing one");
        self.unknown_id(spot, format!("there is no {what} `{id}`"), id, &advice);
    }

    /// Reports that no node has this ID.
    pub(super) fn no_node_called(&mut self, spot: Spot, id: &str) {
        let advice = "Write a [[question]], [[sheet]], [[action]] or [[outcome]] with this ID";
        let message = format!("nothing in this guide has the ID `{id}`");
        self.unknown_id(spot, message, id, advice);
    }

    /// An error about an ID that doesn't exist; `advice` is used if no existing one is similar.
    fn unknown_id(&mut self, spot: Spot, message: String, id: &str, advice: &str) {
        let guide = self.guide;
        self.add(Severity::Error, spot, message, || {
            let near = closest(id, guide.nodes().map(Node::id));
            near.map_or_else(
                || advice.to_owned(),
                |near| format!("Did you mean `{near}`?"),
            )
        });
    }

    /// The line of a byte in the file, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        let lines = self.lines.get_or_init(|| {
            let breaks = self.guide.text.match_indices('\n');
            breaks.map(|(at, _)| at).collect()
        });
        1 + lines.partition_point(|line| *line < at)
    }

    /// Whether any problem so far is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.more_errors || self.problems.iter().any(Problem::is_error)
    }

    /// All problems, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        if self.more > 0 {
            let message = match self.more {
                1 => "1 more problem in this guide is not listed".to_owned(),
                more => format!(
                    "{} more problems in this guide are not listed",
                    grouped(more)
                ),
            };
            let problem = match self.more_errors {
                true => Problem::error(&self.guide.file, 1, message),
                false => Problem::warning(&self.guide.file, 1, message),
            };
            self.problems
                .push(problem.suggest("Fix the ones above and check again"));
        }
        self.problems
    }

    fn add(
        &mut self,
        severity: Severity,
        spot: Spot,
        message: String,
        advice: impl FnOnce() -> String,
    ) {
        if self.problems.len() >= MAX_PROBLEMS {
            self.more += 1;
            self.more_errors |= severity == Severity::Error;
            return;
        }
        if self.reported.contains(&(spot.clone(), message.clone())) {
            return;
        }
        let places = self.places.get_or_init(|| Spans::new(&self.guide.text));
        let place = places.find(&spot);
        self.reported.insert((spot, message.clone()));
        if !self.reported_at.insert((place.start, message.clone())) {
            return;
        }
        let file = &self.guide.file;
        let problem = match severity {
            Severity::Error => Problem::error(file, 0, message),
            Severity::Warning => Problem::warning(file, 0, message),
            Severity::Note => Problem::note(file, message),
        };
        let problem = problem.suggest(advice());
        self.problems.push(problem.at(&self.guide.text, place));
    }
}
