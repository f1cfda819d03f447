//! Answers as values, and what conditions say of them.

use std::collections::BTreeMap;

use super::{
    format::{Condition, Conditions, Guide, Kind, Node, Question, Rule, UNKNOWN},
    requirement::{self, Verdict},
    version::{Version, VersionRequirement},
};

/// The answers known so far, by the id of their question or action.
pub type Known = BTreeMap<String, Value>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// "I don't know".
    Unknown,
    /// The value of a choice, `yes` or `no`.
    Named(String),
    /// A version, and how the person wrote it.
    Version(Version, String),
}

impl Value {
    /// Reads an answer to `question`; `None` where it is none of its answers.
    pub fn read(question: &Question, text: &str) -> Option<Self> {
        let text = text.trim();
        if text == UNKNOWN {
            return question.may_be_unknown().then_some(Self::Unknown);
        }
        if question.kind == Kind::Version {
            return Version::parse(text).map(|version| Self::Version(version, text.to_owned()));
        }
        let is_choice = question.choices().iter().any(|(value, _)| *value == text);
        is_choice.then(|| Self::Named(text.to_owned()))
    }

    /// Its spelling in a URL.
    pub fn text(&self) -> String {
        match self {
            Self::Unknown => UNKNOWN.to_owned(),
            Self::Named(value) => value.clone(),
            Self::Version(_, text) => text.clone(),
        }
    }

    /// What the person reads.
    pub fn label(&self, question: &Question) -> String {
        match self {
            Self::Unknown => "I don\u{2019}t know".to_owned(),
            Self::Named(value) => (question.choices().iter())
                .find(|(choice, _)| choice == value)
                .map_or_else(|| value.clone(), |(_, label)| (*label).to_owned()),
            Self::Version(_, text) => text.clone(),
        }
    }

    fn is_allowed(&self, condition: &Condition) -> bool {
        condition.allowed().iter().any(|allowed| match self {
            Self::Unknown => allowed == UNKNOWN,
            Self::Named(value) => allowed == value,
            Self::Version(version, _) => {
                VersionRequirement::parse(allowed).is_ok_and(|need| need.matches(version))
            }
        })
    }
}

/// Whether something holds, where not everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Maybe,
}

/// Whether all conditions hold, taking every answer as it is: `unknown` is an answer like others.
pub(super) fn hold(guide: &Guide, conditions: &Conditions, known: &Known) -> bool {
    conditions
        .iter()
        .all(|(name, condition)| match guide.node(name) {
            Some(Node::Sheet(sheet)) => {
                let verdict = requirement::sheet_verdict(guide, sheet, known);
                condition
                    .allowed()
                    .iter()
                    .any(|allowed| allowed == verdict.word())
            }
            _ => known
                .get(name)
                .is_some_and(|value| value.is_allowed(condition)),
        })
}

/// Whether all conditions hold in fact: an answer that is not known leaves it open.
pub(super) fn truth(conditions: &Conditions, known: &Known) -> Truth {
    let mut truth = Truth::Yes;
    for (name, condition) in conditions {
        match known.get(name) {
            Some(value) if value.is_allowed(condition) => {}
            None | Some(Value::Unknown) => truth = Truth::Maybe,
            Some(_) => return Truth::No,
        }
    }
    truth
}

/// The first rule that holds.
pub(super) fn first_rule<'g>(
    guide: &Guide,
    rules: &'g [Rule],
    known: &Known,
) -> Option<(usize, &'g Rule)> {
    rules
        .iter()
        .enumerate()
        .find(|(_, rule)| hold(guide, &rule.when, known))
}

/// What a verdict word means in a condition.
pub(super) fn is_verdict_word(word: &str) -> bool {
    [Verdict::Met, Verdict::NotMet, Verdict::Unknown]
        .iter()
        .any(|verdict| verdict.word() == word)
}
