//! A short text in the person's own words.

use std::collections::BTreeSet;

use super::{
    answers::{Answers, Entry},
    constraints::Constraints,
    error::AnswerError,
    value::Value,
};

pub(super) struct Words;

impl Answers for Words {
    fn word(&self) -> &'static str {
        "text"
    }

    fn entry(&self, _: &Constraints<'_>) -> Option<Entry> {
        Some(Entry {
            label: "In a few words",
            example: "",
            is_decimal: false,
        })
    }

    fn is_own_words(&self) -> bool {
        true
    }

    fn advice(&self, _: &Constraints<'_>) -> String {
        "Write a few words".to_owned()
    }

    fn parse(&self, _: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(AnswerError::NotOneLine);
        }
        Ok(Value::Text(text.to_owned()))
    }

    fn show(&self, _: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        }
    }

    fn matches(&self, _: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        match value {
            Value::Text(text) => text.to_lowercase() == allowed.trim().to_lowercase(),
            _ => false,
        }
    }

    fn samples(&self, constraints: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value> {
        self.typed(constraints, named, "other words")
    }
}
