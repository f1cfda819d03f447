//! The nodes of a guide.

use super::{
    action::Action, citation::Citation, outcome::Outcome, question::Question, rule::Rule,
    sheet::Sheet,
};

/// A node of a guide.
#[derive(Debug, Clone, Copy)]
pub enum Node<'g> {
    /// A question.
    Question(&'g Question),
    /// A check sheet.
    Sheet(&'g Sheet),
    /// Something to try.
    Action(&'g Action),
    /// Where a walk ends.
    Outcome(&'g Outcome),
}

impl<'g> Node<'g> {
    /// Its ID.
    pub fn id(self) -> &'g str {
        match self {
            Self::Question(question) => &question.id,
            Self::Sheet(sheet) => &sheet.id,
            Self::Action(action) => &action.id,
            Self::Outcome(outcome) => &outcome.id,
        }
    }

    /// Where it begins in the file, in bytes.
    pub fn at(self) -> usize {
        match self {
            Self::Question(question) => question.at,
            Self::Sheet(sheet) => sheet.at,
            Self::Action(action) => action.at,
            Self::Outcome(outcome) => outcome.at,
        }
    }

    /// The rules that lead on; empty for actions and outcomes.
    pub fn rules(self) -> &'g [Rule] {
        match self {
            Self::Question(question) => &question.next,
            Self::Sheet(sheet) => &sheet.next,
            Self::Action(_) | Self::Outcome(_) => &[],
        }
    }

    /// Its steps to tick off; empty for questions and sheets.
    pub fn steps(self) -> &'g [String] {
        match self {
            Self::Action(action) => &action.steps,
            Self::Outcome(outcome) => &outcome.steps,
            Self::Question(_) | Self::Sheet(_) => &[],
        }
    }

    /// Its name in a few words: the name of a question, or the heading of other nodes.
    pub fn label(self) -> &'g str {
        match self {
            Self::Question(question) => question.label(),
            Self::Sheet(sheet) => &sheet.ask,
            Self::Action(action) => &action.title,
            Self::Outcome(outcome) => &outcome.title,
        }
    }

    /// Its sources: the passages it cites.
    pub fn cite(self) -> &'g [Citation] {
        match self {
            Self::Question(question) => &question.cite,
            Self::Sheet(sheet) => &sheet.cite,
            Self::Action(action) => &action.cite,
            Self::Outcome(outcome) => &outcome.cite,
        }
    }
}
