//! The trait of all kinds of questions.

use std::collections::BTreeSet;

use super::{
    constraints::Constraints, error::AnswerError, need::Need, options::UNKNOWN, value::Value,
};

/// The most characters of an answer that is typed.
const LONGEST_TEXT: usize = 200;

/// A box to type an answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What is typed, in a word or two.
    pub label: &'static str,
    /// Something that could be typed; empty if anything could.
    pub example: &'static str,
    /// Whether it is made of digits and points alone.
    pub is_decimal: bool,
}

/// How questions of a kind are answered. What all kinds have in common, such as `unknown`, is here;
/// what a kind must say for itself has no body.
pub trait Answers: Sync {
    /// The word in guides and in the API.
    fn word(&self) -> &'static str;

    /// The settings of a question that mean something to this kind alone, or to few.
    fn settings(&self) -> &'static [&'static str] {
        &[]
    }

    /// The answers to choose from, `unknown` and `none` aside: each with what the person reads.
    /// Empty for what is typed.
    fn choices<'q>(&self, _: &Constraints<'q>) -> Vec<(&'q str, &'q str)> {
        Vec::new()
    }

    /// The box to type in; `None` if there are choices instead.
    fn entry(&self, _: &Constraints<'_>) -> Option<Entry> {
        None
    }

    /// Whether several choices may be ticked, or none of them.
    fn takes_several(&self) -> bool {
        false
    }

    /// Whether the answer is in words of the person's own.
    fn is_own_words(&self) -> bool {
        false
    }

    /// What can be answered, as advice to the author.
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

    /// Reads what was given, without spaces around the texts: several where several may be ticked,
    /// otherwise the last one counts.
    fn read_all(
        &self,
        constraints: &Constraints<'_>,
        texts: &[&str],
    ) -> Result<Value, AnswerError> {
        self.read(constraints, texts.last().copied().unwrap_or_default())
    }

    /// What the person reads of a value of this kind.
    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String;

    /// What the person reads, in few words.
    fn label(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Unknown => "I don\u{2019}t know".to_owned(),
            value => self.show(constraints, value),
        }
    }

    /// Whether a value of this kind is what one text of a condition or a requirement says.
    fn matches(&self, constraints: &Constraints<'_>, value: &Value, allowed: &str) -> bool;

    /// Whether an answer is what one text of a condition or a requirement says.
    fn is(&self, constraints: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        match value {
            Value::Unknown => allowed == UNKNOWN,
            value => self.matches(constraints, value, allowed),
        }
    }

    /// Why no answer of this kind can ever be what this text of a condition or a requirement says,
    /// as advice to the author.
    fn error(&self, constraints: &Constraints<'_>, allowed: &str) -> Option<String> {
        let read = self.read(constraints, allowed);
        read.is_err().then(|| self.advice(constraints))
    }

    /// What a requirement asks for.
    fn need(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        let read = self.read(constraints, allowed);
        Need::Answer(read.map_or_else(
            |_| allowed.to_owned(),
            |value| self.label(constraints, &value),
        ))
    }

    /// What a condition asks for.
    fn condition(&self, _: &Constraints<'_>, allowed: &str) -> Need {
        Need::Answer(allowed.to_owned())
    }

    /// Answers of every sort that conditions and requirements with the texts `named` distinguish,
    /// and more; `unknown` aside.
    fn samples(&self, constraints: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value>;

    /// Further ones, made of those that were distinguished.
    fn combined(&self, _: &[Value]) -> Vec<Value> {
        Vec::new()
    }

    /// The bytes of the longest answer.
    fn longest(&self, constraints: &Constraints<'_>) -> usize {
        LONGEST_TEXT * 4 + constraints.unit.len()
    }

    /// What is named, and one answer that nothing names.
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
