//! What the parts of the check say of one guide, each thing once, with its place.

use std::{cell::OnceCell, collections::BTreeSet};

use super::{
    super::{
        format::{Guide, Node},
        slip::closest,
    },
    place::{Places, Spot},
};
use crate::problem::{Problem, Severity};

pub(super) struct Report<'g> {
    pub(super) guide: &'g Guide,
    /// Made when the first problem is said.
    places: OnceCell<Places<'g>>,
    said: BTreeSet<(usize, String)>,
    problems: Vec<Problem>,
}

impl<'g> Report<'g> {
    pub(super) fn new(guide: &'g Guide) -> Self {
        Self {
            guide,
            places: OnceCell::new(),
            said: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn error(&mut self, spot: Spot, message: impl Into<String>, advice: &str) {
        self.say(Severity::Error, &spot, message.into(), advice);
    }

    pub(super) fn warning(&mut self, spot: Spot, message: impl Into<String>, advice: &str) {
        self.say(Severity::Warning, &spot, message.into(), advice);
    }

    /// Says that no part of this kind has this id.
    pub(super) fn missing(&mut self, spot: Spot, what: &str, id: &str) {
        let advice = format!("Write a [[{what}]] with this id, or name one that is there");
        let advice = self.meant(id).unwrap_or(advice);
        self.error(spot, format!("there is no {what} `{id}`"), &advice);
    }

    /// Says that no node at all has this id.
    pub(super) fn nothing_called(&mut self, spot: Spot, id: &str) {
        let advice = "Write a [[question]], [[sheet]], [[action]] or [[outcome]] with this id";
        let advice = self.meant(id).unwrap_or(advice.to_owned());
        self.error(
            spot,
            format!("nothing in this guide is called `{id}`"),
            &advice,
        );
    }

    fn meant(&self, id: &str) -> Option<String> {
        let near = closest(id, self.guide.nodes().map(Node::id))?;
        Some(format!("Did you mean `{near}`?"))
    }

    /// Whether anything said so far is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }

    /// All that was said, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    fn say(&mut self, severity: Severity, spot: &Spot, message: String, advice: &str) {
        let places = self.places.get_or_init(|| Places::new(&self.guide.text));
        let place = places.find(spot);
        if !self.said.insert((place.start, message.clone())) {
            return;
        }
        let file = &self.guide.file;
        let problem = match severity {
            Severity::Error => Problem::error(file, 0, message),
            Severity::Warning => Problem::warning(file, 0, message),
            Severity::Note => Problem::note(file, message),
        };
        let problem = problem.suggest(advice);
        self.problems.push(problem.at(&self.guide.text, place));
    }
}
