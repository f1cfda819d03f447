//! The trait that all kinds of questions implement.

use std::collections::BTreeSet;

use super::{
    constraints::Constraints, error::AnswerError, need::Need, options::UNKNOWN, value::Value,
};

/// The most characters of an answer that is typed.
const LONGEST_TEXT: usize = 200;

/// A box for typing an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What to type, in a word or two.
    pub label: &'static str,
    /// An example of an answer; empty if any text is possible.
    pub example: &'static str,
    /// Whether it consists only of digits and points.
    pub is_decimal: bool,
}

/// How questions of a kind are answered. Behavior that all kinds share, such as `unknown`, has a
/// default here; a kind must implement the rest.
pub trait Answers: Sync {
    /// The word in guides and in the API.
    fn word(&self) -> &'static str;

    /// The settings of a question that only this kind, or few kinds, use.
    fn settings(&self) -> &'static [&'static str] {
        &[]
    }

    /// The answers to choose from, without `unknown` and `none`, each with the text that the person
    /// reads. Empty if the answer is typed.
    fn choices<'q>(&self, _: &Constraints<'q>) -> Vec<(&'q str, &'q str)> {
        Vec::new()
    }

    /// The box to type in; `None` if there are choices instead.
    fn entry(&self, _: &Constraints<'_>) -> Option<Entry> {
        None
    }

    /// Whether any number of choices may be ticked, even none.
    fn takes_several(&self) -> bool {
        false
    }

    /// Whether the answer is in the person's own words.
    fn is_own_words(&self) -> bool {
        false
    }

    /// The possible answers, as advice to the author.
    fn advice(&self, constraints: &Constraints<'_>) -> String;

    /// Reads an answer of this kind: one text without spaces around it.
    fn parse(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError>;

    /// Reads an answer that is one text.
    fn read(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        let text = text.trim();
        if text == UNKNOWN {
            let is_answer = constraints.may_be_unknown;
            let unknown = is_answer.then_some(Value::Unknown);
            return unknown.ok_or(AnswerError::MustBeKnown);
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(AnswerError::TooLong(LONGEST_TEXT));
        }
        self.parse(constraints, text)
    }

    /// Reads the texts that were given, which have no spaces around them: several if several may be
    /// ticked, otherwise the last one counts.
    fn read_all(
        &self,
        constraints: &Constraints<'_>,
        texts: &[&str],
    ) -> Result<Value, AnswerError> {
        self.read(constraints, texts.last().copied().unwrap_or_default())
    }

    /// A value of this kind as the person reads it.
    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String;

    /// An answer in a few words, as the person reads it.
    fn label(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Unknown => "I don\u{2019}t know".to_owned(),
            value => self.show(constraints, value),
        }
    }

    /// Whether a value of this kind matches a text of a condition or a requirement.
    fn matches(&self, constraints: &Constraints<'_>, value: &Value, allowed: &str) -> bool;

    /// Whether an answer matches a text of a condition or a requirement.
    fn is(&self, constraints: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        match value {
            Value::Unknown => allowed == UNKNOWN,
            value => self.matches(constraints, value, allowed),
        }
    }

    /// Why no answer of this kind can ever match this text of a condition or a requirement, as
    /// advice to the author.
    fn advice_if_impossible(&self, constraints: &Constraints<'_>, allowed: &str) -> Option<String> {
        let read = self.read(constraints, allowed);
        read.is_err().then(|| self.advice(constraints))
    }

    /// What a requirement demands.
    fn need(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        let read = self.read(constraints, allowed);
        Need::Answer(read.map_or_else(
            |_| allowed.to_owned(),
            |value| self.label(constraints, &value),
        ))
    }

    /// What a condition demands.
    fn condition(&self, _: &Constraints<'_>, allowed: &str) -> Need {
        Need::Answer(allowed.to_owned())
    }

    /// Answers of every sort that conditions and requirements with the texts `named` distinguish,
    /// and perhaps more; without `unknown`.
    fn samples(&self, constraints: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value>;

    /// Further answers, combined from those that were distinguished.
    fn combined(&self, _: &[Value]) -> Vec<Value> {
        Vec::new()
    }

    /// The bytes of the longest answer.
    fn longest(&self, constraints: &Constraints<'_>) -> usize {
        LONGEST_TEXT * 4 + constraints.unit.len()
    }

    /// The texts in `named`, and one answer that is not among them.
    fn typed(
        &self,
        constraints: &Constraints<'_>,
        named: &BTreeSet<&str>,
        other: &str,
    ) -> Vec<Value> {
        let texts = named.iter().copied().chain([other]);
        let values = texts.filter_map(|text| self.read(constraints, text).ok());
        values.filter(|value| *value != Value::Unknown).collect()
    }
}
