//! One person's way through a guide: nothing but the answers given so far, replayed.
//!
//! The walk is total: whatever the answers say, it ends somewhere and reports what it could not use.

mod replay;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    answer::{Known, Value, first_rule},
    format::{Action, Guide, Node, Outcome, Question, Rule, Sheet, UNKNOWN},
    requirement::{Row, Verdict},
};
use replay::Replay;

/// At most this many answers are read.
const MAX_ANSWERS: usize = 64;
/// At most this many bytes of answers are read, names included.
const MAX_BYTES: usize = 4096;
/// Of a name or value that is not understood, this many characters are repeated.
const MAX_ECHO: usize = 80;

/// The reserved name that re-opens a question or sheet: its value is the node's id.
pub const AT: &str = "at";
/// The reserved name that tells which revision of the guide a link was made for.
const REVISION: &str = "rev";

/// Where a person stands.
#[derive(Debug, Clone)]
pub struct Walk<'g> {
    /// The steps answered, in order.
    pub trail: Vec<Step<'g>>,
    /// What comes now.
    pub now: Now<'g>,
    /// Answers that could not be used, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Every answer that still applies or may apply later, in the canonical order: the walk's URL.
    pub answers: Vec<(String, String)>,
    /// The answers that a form at the present step has to carry along: all but its own.
    pub carried: Vec<(String, String)>,
    /// The revision that the link was made for, where it is not the present one.
    pub other_revision: Option<String>,
}

/// A step answered.
#[derive(Debug, Clone)]
pub struct Step<'g> {
    /// The node's id; `at` with this value re-opens it.
    pub id: &'g str,
    /// What was asked or tried.
    pub ask: &'g str,
    /// What was answered: one answer, or for a sheet each fact (its name first).
    pub answers: Vec<(&'g str, String)>,
    /// What follows from it for an earlier question (`Database format: DB8`); empty where nothing does.
    pub found: String,
    /// The query that re-opens this step and keeps all answers.
    pub change: Vec<(String, String)>,
}

/// What comes now.
#[derive(Debug, Clone)]
pub enum Now<'g> {
    /// A question to answer.
    Question(Field<'g>),
    /// A sheet to fill in.
    Sheet(&'g Sheet, Vec<Field<'g>>),
    /// Something to try, with the answer given before (`yes`, `no`) where it is re-opened.
    Action(&'g Action, Option<&'static str>),
    /// The end.
    Outcome {
        /// What was found.
        outcome: &'g Outcome,
        /// The facts judged, in the order of the sheet.
        rows: Vec<Row<'g>>,
    },
    /// The guide leads nowhere from here; `check` reports the same as an error.
    Stuck(String),
}

/// A question on a page.
#[derive(Debug, Clone)]
pub struct Field<'g> {
    /// The question.
    pub question: &'g Question,
    /// The answer to show as chosen.
    pub given: Option<String>,
}

/// An answer that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The question as the person knows it, or the name given, cut to 80 characters.
    pub ask: String,
    /// The answer as the person knows it, or the value given, cut to 80 characters.
    pub answer: String,
    /// Why.
    pub reason: Reason,
}

/// Why an answer could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The guide has no such question.
    NoSuchQuestion,
    /// The question has no such answer.
    NoSuchAnswer,
    /// The walk no longer comes by that question.
    NoLongerApplies,
    /// There were more answers than a walk can have.
    TooMany,
}

impl Reason {
    /// The reason in words that follow the answer.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoSuchQuestion => "is not a question of this guide",
            Self::NoSuchAnswer => "is not an answer to this question",
            Self::NoLongerApplies => "no longer applies",
            Self::TooMany => "was too much: only the first answers were read",
        }
    }
}

/// Replays `answers` (pairs of name and value, as in a query string). The last of several answers to one
/// question counts. Blank answers count as not given; on a sheet, as not known.
pub fn walk<'g>(guide: &'g Guide, answers: &[(String, String)]) -> Walk<'g> {
    let mut replay = Replay::new(guide, answers);
    let now = replay.run();
    replay.finish(now)
}

impl Walk<'_> {
    /// The verdict at an outcome that judges a sheet.
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.now {
            Now::Outcome { rows, .. } => rows.iter().map(|row| row.verdict).max(),
            _ => None,
        }
    }
}

/// The nodes and facts that can still come from a node on, whatever the answers.
pub(super) fn ahead<'g>(guide: &'g Guide, from: &'g str) -> BTreeSet<&'g str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match guide.node(id) {
            Some(Node::Question(question)) => {
                open.extend(question.unknown.as_deref());
                open.extend(targets(guide, &question.next));
            }
            Some(Node::Sheet(sheet)) => {
                seen.extend(sheet.facts.iter().map(String::as_str));
                open.extend(targets(guide, &sheet.next));
            }
            Some(Node::Action(action)) => open.extend([&*action.yes, &*action.no]),
            Some(Node::Outcome(_)) | None => {}
        }
    }
    seen
}

/// Where rules lead; a `set` leads where the rules of its question lead.
fn targets<'g>(guide: &'g Guide, rules: &'g [Rule]) -> Vec<&'g str> {
    let mut targets = Vec::new();
    let mut set_before = BTreeSet::new();
    let mut open = vec![rules];
    while let Some(rules) = open.pop() {
        for rule in rules {
            targets.extend(rule.go.as_deref());
            for name in rule.set.iter().flat_map(BTreeMap::keys) {
                if set_before.insert(name) {
                    open.extend(guide.question(name).map(|question| &*question.next));
                }
            }
        }
    }
    targets
}

/// Where the rules of a node lead with these answers. A rule that sets an answer adds it to `known` and
/// goes on with that question's rules. The error says why it leads nowhere.
pub(super) fn follow<'g>(
    guide: &'g Guide,
    owner: &'g str,
    rules: &'g [Rule],
    known: &mut Known,
    mut fired: impl FnMut(&'g str, usize),
) -> Result<&'g str, String> {
    let (mut owner, mut rules) = (owner, rules);
    // Each turn sets another question's answer, so there are no more turns than questions.
    for _ in 0..=guide.questions.len() {
        let Some((at, rule)) = first_rule(guide, rules, known) else {
            return Err(format!("no rule of `{owner}` holds for these answers"));
        };
        fired(owner, at);
        if let Some(go) = &rule.go {
            return Ok(go);
        }
        let Some((name, text)) = rule.set.iter().flatten().next() else {
            return Err(format!("a rule of `{owner}` has neither `go` nor `set`"));
        };
        let Some(question) = guide.question(name) else {
            return Err(format!(
                "a rule of `{owner}` sets `{name}`, which is not a question"
            ));
        };
        let Some(value) = Value::read(question, text) else {
            return Err(format!(
                "`{text}`, set by `{owner}`, is not an answer to `{name}`"
            ));
        };
        known.insert(name.clone(), value);
        (owner, rules) = (&question.id, &question.next);
    }
    Err(format!("the rules of `{owner}` set each other without end"))
}

/// Whether a name is taken by the walk itself and cannot be a node's id.
pub(super) fn is_reserved(name: &str) -> bool {
    [AT, REVISION, UNKNOWN].contains(&name)
}

#[cfg(test)]
mod tests;
