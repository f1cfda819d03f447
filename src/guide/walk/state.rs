//! Where a walk has got to.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        format::{Action, Helped, Outcome, Question, Sheet},
        kind::{AnswerError, Known},
        requirement::Row,
        verdict::Verdict,
    },
    ahead::Ahead,
    dead_end::DeadEnd,
    pairs::Pairs,
};
use crate::evidence::{ArticleId, Code};

/// What texts show for an answer that nobody knows.
pub const NOT_KNOWN: &str = "(not known)";

/// Where the walk is.
#[derive(Debug, Clone)]
pub struct Walk<'g> {
    /// The steps answered, in order.
    pub trail: Vec<Step<'g>>,
    /// What comes now.
    pub now: Now<'g>,
    /// What can still come.
    pub ahead: Ahead<'g>,
    /// Answers that could not be used, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Every answer that still applies or may apply later, in the order of the tree.
    pub answers: Pairs,
    /// The ticks and marks of the walk and the guide's revision, which follow the answers in its
    /// address.
    pub marks: Pairs,
    /// The steps ticked off: a node's id and the number of its step, from 1.
    pub done: BTreeSet<(&'g str, usize)>,
    /// What it began with.
    pub begun: Begun,
    /// The revision that the link was made for, where it is not the present one.
    pub other_revision: Option<String>,
    /// What the form of the current step must carry along, before and after its own fields.
    pub carried: [Pairs; 2],
    /// What stands for each answer in texts, by the id of its question.
    pub(super) said: BTreeMap<String, String>,
    /// The answers that are known, also those that were found out.
    pub(super) known: Known,
    /// Whether `at` re-opened a step.
    pub(super) reopened: bool,
}

/// What a walk began with, as far as an address may say it: never the words of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begun {
    /// The event: source and ID.
    pub event: Option<(String, u32)>,
    /// The error codes in its message.
    pub codes: Vec<Code>,
    /// The articles that quote the message, the best first.
    pub quoted: Vec<ArticleId>,
    /// Other articles that the diagnosis of the message found, the best first.
    pub found: Vec<ArticleId>,
}

/// A step answered.
#[derive(Debug, Clone)]
pub struct Step<'g> {
    /// The node's id; `at` with this value re-opens it.
    pub id: &'g str,
    /// What was asked or tried.
    pub ask: &'g str,
    /// What was answered: one answer, or for a sheet each fact.
    pub answers: Vec<Given<'g>>,
    /// What follows from it for earlier questions.
    pub found: Vec<Inferred<'g>>,
    /// The query that re-opens this step and keeps all answers, also those that just now do not
    /// apply.
    pub change: Pairs,
    /// The rules that led on, each the id of its question or sheet and its place there: several
    /// where one sets the answer of another question. None for an action, and for "I don't know"
    /// that leads to the question that finds it out.
    pub rules: Vec<(&'g str, usize)>,
}

/// An answer to an earlier question, which a step has found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred<'g> {
    /// What the question is called.
    pub question: &'g str,
    /// The answer as the person reads it.
    pub answer: String,
}

/// An answer as the person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<'g> {
    /// The fact's name on a sheet; elsewhere empty, or the question of an action.
    pub name: &'g str,
    /// The answer.
    pub answer: String,
    /// Whether a log gave it.
    pub from_log: bool,
    /// Whether it is "I don't know".
    pub is_unknown: bool,
}

/// What comes now.
#[derive(Debug, Clone)]
pub enum Now<'g> {
    /// A question to answer.
    Question(Field<'g>),
    /// A sheet to fill in.
    Sheet(&'g Sheet, Vec<Field<'g>>),
    /// Something to try, with the answer given before where it is re-opened.
    Action(&'g Action, Option<Helped>),
    /// The walk ends here.
    Outcome {
        /// What was found.
        outcome: &'g Outcome,
        /// The facts with their verdicts, in the order of the sheet.
        rows: Vec<Row<'g>>,
    },
    /// The guide leads nowhere from here; `check` reports the same as an error.
    Stuck(DeadEnd),
}

/// A question on a page.
#[derive(Debug, Clone)]
pub struct Field<'g> {
    /// The question.
    pub question: &'g Question,
    /// What was given, also where it is not an answer: several texts where several may be chosen,
    /// otherwise at most one.
    pub given: Vec<String>,
    /// Why the given answer can't be used.
    pub problem: Option<FieldError>,
}

/// Why what was given of a question can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The problem.
    pub error: AnswerError,
    /// The other revision of the guide, which the link was made for, where it may have been an
    /// answer in that.
    pub other_revision: Option<String>,
}

/// An answer that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The question as people know it, or the name given, cut to 80 characters.
    pub ask: String,
    /// The answer as people know it, or the value given, cut to 80 characters.
    pub answer: String,
    /// Why.
    pub reason: DropReason,
}

/// Why an answer could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// The guide has no such question.
    NoSuchQuestion,
    /// The question has no such answer.
    NoSuchAnswer,
    /// The walk no longer comes by that question.
    NoLongerApplies,
    /// There were more answers than a walk can have.
    TooMany,
}

impl DropReason {
    /// The reason in words that follow the answer.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoSuchQuestion => "is not a question of this guide",
            Self::NoSuchAnswer => "is not an answer to this question",
            Self::NoLongerApplies => "no longer applies",
            Self::TooMany => "was left out: too many answers",
        }
    }
}

impl Walk<'_> {
    /// The walk's one address: answers in the order of the tree, ticks and marks, the revision.
    pub fn address(&self) -> Pairs {
        [&self.answers[..], &self.marks[..]].concat()
    }

    /// Whether a link that led here should be written as [`Walk::address`]: nothing of it is lost
    /// by that.
    pub fn can_redirect(&self) -> bool {
        let has_problem = match &self.now {
            Now::Question(field) => field.problem.is_some(),
            Now::Sheet(_, fields) => fields.iter().any(|field| field.problem.is_some()),
            Now::Stuck(_) => true,
            Now::Action(..) | Now::Outcome { .. } => false,
        };
        !self.reopened && !has_problem && self.dropped.is_empty() && self.other_revision.is_none()
    }

    /// What a text shows for the answer to a question; `None` if it has no answer.
    pub fn said(&self, question: &str) -> Option<String> {
        self.said.get(question).cloned()
    }

    /// What a text shows for the answer to a question, if anybody knows it.
    pub fn told(&self, question: &str) -> Option<String> {
        self.said(question).filter(|said| said != NOT_KNOWN)
    }

    /// The answers that are known, also those that were found out, by their questions.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The verdict at an outcome that checks a sheet.
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.now {
            Now::Outcome { rows, .. } => rows.iter().map(|row| row.verdict).max(),
            _ => None,
        }
    }

    /// The id of the node where the walk is; empty if the guide leads nowhere.
    pub fn here(&self) -> &str {
        match &self.now {
            Now::Question(field) => &field.question.id,
            Now::Sheet(sheet, _) => &sheet.id,
            Now::Action(action, _) => &action.id,
            Now::Outcome { outcome, .. } => &outcome.id,
            Now::Stuck(_) => "",
        }
    }
}
