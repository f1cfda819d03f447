//! The state of a walk.

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

/// What texts show in place of an unknown answer.
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
    /// Every answer that still applies or may apply later, in the order of the guide's tree.
    pub answers: Pairs,
    /// The parameters besides the answers, which come after them in the walk's address: ticks, the
    /// guide's revision, and what the walk began with.
    pub extra_parameters: Pairs,
    /// The steps ticked off: a node's id and the number of its step, from 1.
    pub done: BTreeSet<(&'g str, usize)>,
    /// What the walk began with.
    pub origin: WalkOrigin,
    /// The revision that the link was made for, if it is not the current one.
    pub other_revision: Option<String>,
    /// What the form of the current step must carry along, before and after its own fields.
    pub carried: [Pairs; 2],
    /// What texts show for each answer, by the ID of its question.
    pub(super) answer_texts: BTreeMap<String, String>,
    /// The known answers, including those that were found out.
    pub(super) known: Known,
    /// Whether `at` re-opened a step.
    pub(super) reopened: bool,
}

/// What a walk began with, as far as an address may contain it: never the words of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WalkOrigin {
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
    /// The query that re-opens this step and keeps all answers, even those that do not apply at the
    /// moment.
    pub change: Pairs,
    /// The rules that led on, each as the ID of its question or sheet and its index there; several
    /// if one sets the answer to another question. None for an action, and for "I don't know" if
    /// that leads to the question that finds out the answer.
    pub rules: Vec<(&'g str, usize)>,
}

/// An answer to an earlier question that a step found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred<'g> {
    /// The name of the question.
    pub question: &'g str,
    /// The answer as the person reads it.
    pub answer: String,
}

/// An answer as the person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<'g> {
    /// The fact's name on a sheet; otherwise empty, or for an action the question asked afterward.
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
    /// Something to try, with the earlier answer if it is re-opened.
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
    /// What was given, even if it is not an answer: several texts if several may be chosen,
    /// otherwise at most one.
    pub given: Vec<String>,
    /// Why the given answer can't be used.
    pub problem: Option<FieldError>,
}

/// Why the given answer to a question can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The problem.
    pub error: AnswerError,
    /// The other revision of the guide, which the link was made for, if it may have been an answer
    /// in that revision.
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
    /// The walk no longer comes to that question.
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
    /// The walk's canonical address: answers in the order of the guide's tree, then the extra
    /// parameters, the revision last.
    pub fn address(&self) -> Pairs {
        [&self.answers[..], &self.extra_parameters[..]].concat()
    }

    /// Whether a link that led here can be rewritten as [`Walk::address`] without losing anything.
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
    pub fn answer_text(&self, question: &str) -> Option<String> {
        self.answer_texts.get(question).cloned()
    }

    /// What a text shows for the answer to a question, unless it is unknown.
    pub fn known_answer_text(&self, question: &str) -> Option<String> {
        self.answer_text(question).filter(|text| text != NOT_KNOWN)
    }

    /// The known answers, including those that were found out, by question.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The verdict of an outcome that checks a sheet.
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.now {
            Now::Outcome { rows, .. } => rows.iter().map(|row| row.verdict).max(),
            _ => None,
        }
    }

    /// The ID of the node where the walk is; empty if the guide leads nowhere.
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
