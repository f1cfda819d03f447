//! The outline of a guide, into which tables, charts and articles are read.

use std::collections::BTreeSet;

use super::super::{format::OutcomeKind, kind::UNKNOWN, typo::closest};
use crate::problem::Problem;

/// Where something came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// The row of a table or the line of a chart, from 1; 0 if nobody wrote it.
    pub row: usize,
    /// The column of a table; empty elsewhere.
    pub column: &'static str,
}

/// A guide in outline.
#[derive(Debug, Default)]
pub struct Outline {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The products it is for.
    pub products: Vec<String>,
    /// What people see or type.
    pub symptoms: Vec<String>,
    /// The events it handles.
    pub events: Vec<OutlineEvent>,
    /// Its steps; the first is the start.
    pub steps: Vec<OutlineStep>,
}

/// An event that a guide handles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEvent {
    /// Its source.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// Another guide that handles it, too, and comes first.
    pub after: Option<String>,
}

/// A step of a guide.
#[derive(Debug, Clone)]
pub struct OutlineStep {
    /// Its id, made by [`Ids`].
    pub id: String,
    /// Where it came from.
    pub origin: Origin,
    /// What kind of step it is.
    pub kind: OutlineKind,
    /// The articles that it is based on: `Q168465#cause`, each with where it came from.
    pub cite: Vec<(String, Origin)>,
}

/// The kinds of steps.
#[derive(Debug, Clone)]
pub enum OutlineKind {
    /// A question with its answers.
    Question {
        /// What is asked.
        ask: String,
        /// The answers.
        answers: Vec<OutlineAnswer>,
    },
    /// Something to try.
    Action {
        /// What to do, in short.
        title: String,
        /// What to do, step by step.
        steps: Vec<String>,
        /// The question afterward; "Did it help?" if empty.
        ask: String,
        /// The step if it helped.
        yes: String,
        /// The step if it didn't help.
        no: String,
    },
    /// Where walks end.
    Outcome {
        /// What kind of outcome it is.
        kind: OutcomeKind,
        /// What was found.
        title: String,
        /// What to do.
        steps: Vec<String>,
    },
}

/// An answer to a question.
#[derive(Debug, Clone)]
pub struct OutlineAnswer {
    /// What the person reads.
    pub label: String,
    /// The step that follows.
    pub go: String,
    /// Where it came from.
    pub origin: Origin,
}

impl OutlineAnswer {
    /// Whether it is "I don't know".
    pub(super) fn is_unknown(&self) -> bool {
        let plain: String = (self.label.chars())
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        plain == UNKNOWN || plain == "idontknow" || plain == "dontknow" || plain == "notknown"
    }

    /// Its value in conditions; `is_yes_no` says whether all answers are yes and no.
    pub(super) fn value(&self, is_yes_no: bool) -> String {
        match self.yes_or_no() {
            _ if self.is_unknown() => UNKNOWN.to_owned(),
            Some(word) if is_yes_no => word.to_owned(),
            _ => self.label.clone(),
        }
    }

    /// `yes` or `no`, if it is one of them.
    fn yes_or_no(&self) -> Option<&'static str> {
        let label = self.label.trim().trim_end_matches(['.', '!']);
        ["yes", "no"]
            .into_iter()
            .find(|word| label.eq_ignore_ascii_case(word))
    }
}

/// Whether the answers, except for "I don't know", are yes and no.
pub(super) fn is_yes_no(answers: &[OutlineAnswer]) -> bool {
    let mut known = answers.iter().filter(|answer| !answer.is_unknown());
    known.clone().count() == 2 && known.all(|answer| answer.yes_or_no().is_some())
}

/// The step for people who can't do more.
pub(super) const HAND_OVER: &str = "hand_over";
/// The step for people whose problem is solved.
pub(super) const SOLVED: &str = "solved";

impl Outline {
    /// Adds the outcomes that every guide may need, if a step leads there.
    pub(super) fn add_usual_outcomes(&mut self) {
        let usual = [
            (
                SOLVED,
                OutcomeKind::NothingWrong,
                "It works again",
                vec!["Note in the ticket what helped.".to_owned()],
            ),
            (
                HAND_OVER,
                OutcomeKind::Escalate,
                "A case for the next level",
                vec!["Escalate the ticket with the note below.".to_owned()],
            ),
        ];
        for (id, kind, title, steps) in usual {
            let is_there = self.steps.iter().any(|step| step.id == id);
            if !is_there && self.steps.iter().any(|step| leads_to(step, id)) {
                self.steps.push(OutlineStep {
                    id: id.to_owned(),
                    origin: Origin::default(),
                    kind: OutlineKind::Outcome {
                        kind,
                        title: title.to_owned(),
                        steps,
                    },
                    cite: Vec::new(),
                });
            }
        }
    }
}

fn leads_to(step: &OutlineStep, id: &str) -> bool {
    match &step.kind {
        OutlineKind::Question { answers, .. } => {
            let mut go = answers.iter().map(|answer| &answer.go);
            // "I don't know" leads to an escalation, unless the source has an answer for it.
            go.any(|go| go == id)
                || (id == HAND_OVER && !answers.iter().any(OutlineAnswer::is_unknown))
        }
        OutlineKind::Action { yes, no, .. } => yes == id || no == id,
        OutlineKind::Outcome { .. } => false,
    }
}

/// Makes IDs from names.
#[derive(Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// An ID for a name that has none yet.
    pub(super) fn new_id(&mut self, name: &str) -> String {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .take(5)
            .map(str::to_ascii_lowercase)
            .collect();
        let mut base = words.join("_");
        base.truncate(40);
        if !base.starts_with(|c: char| c.is_ascii_lowercase())
            || [UNKNOWN, "none"].contains(&&*base)
        {
            base = format!("step_{base}");
        }
        let base = base.trim_end_matches('_').to_owned();
        let mut id = base.clone();
        let mut number = 2;
        while [HAND_OVER, SOLVED].contains(&&*id) || !self.taken.insert(id.clone()) {
            id = format!("{base}_{number}");
            number += 1;
        }
        id
    }
}

/// A problem that says in which row and column it is.
pub(super) fn problem_at(file: &str, origin: Origin, message: &str, suggestion: &str) -> Problem {
    Problem::error(file, 0, place(origin, message)).suggest(suggestion)
}

/// A message with its place in front.
pub(super) fn place(origin: Origin, message: &str) -> String {
    match origin {
        Origin { row: 0, .. } => message.to_owned(),
        Origin { row, column: "" } => format!("line {row}: {message}"),
        Origin { row, column } => format!("row {row}, column {column}: {message}"),
    }
}

/// A suggestion for a name that doesn't exist.
pub(super) fn meant<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match closest(name, names) {
        Some(near) => format!("Did you mean \u{201c}{near}\u{201d}?"),
        None => otherwise.to_owned(),
    }
}
