//! A choice of one option; and yes-no questions, whose options nobody has to write.

use std::collections::BTreeSet;

use super::{
    answers::Answers,
    constraints::Constraints,
    error::AnswerError,
    need::Need,
    options::{advice, choices, lengths},
    value::Value,
};

/// One of the guide's options.
pub(super) static CHOICE: OneOf = OneOf {
    word: "choice",
    settings: &["options"],
    offer: |constraints| choices(constraints.options),
};

/// `yes` or `no`.
pub(super) static YES_NO: OneOf = OneOf {
    word: "yes-no",
    settings: &[],
    offer: |_| vec![("yes", "Yes"), ("no", "No")],
};

/// A kind whose answer is one of the offered ones.
pub(super) struct OneOf {
    word: &'static str,
    settings: &'static [&'static str],
    offer: for<'q> fn(&Constraints<'q>) -> Vec<(&'q str, &'q str)>,
}

impl OneOf {
    fn short_label(&self, constraints: &Constraints<'_>, value: &str) -> String {
        let mut options = constraints.options.iter();
        let short = options.find(|option| option.value == value && !option.short.is_empty());
        let mut offered = (self.offer)(constraints).into_iter();
        let mut label = || offered.find(|(choice, _)| *choice == value);
        short
            .map(|option| &*option.short)
            .or_else(|| Some(label()?.1))
            .unwrap_or(value)
            .to_owned()
    }
}

impl Answers for OneOf {
    fn word(&self) -> &'static str {
        self.word
    }

    fn settings(&self) -> &'static [&'static str] {
        self.settings
    }

    fn choices<'q>(&self, constraints: &Constraints<'q>) -> Vec<(&'q str, &'q str)> {
        (self.offer)(constraints)
    }

    fn advice(&self, constraints: &Constraints<'_>) -> String {
        advice(&(self.offer)(constraints))
    }

    fn parse(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        let mut offered = (self.offer)(constraints).into_iter();
        match offered.any(|(value, _)| value == text) {
            true => Ok(Value::Named(text.to_owned())),
            false => Err(AnswerError::NoSuchOption(text.to_owned())),
        }
    }

    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Named(value) => self.short_label(constraints, value),
            _ => String::new(),
        }
    }

    fn matches(&self, _: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        matches!(value, Value::Named(value) if value == allowed)
    }

    fn condition(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        Need::Answer(self.short_label(constraints, allowed))
    }

    fn samples(&self, constraints: &Constraints<'_>, _: &BTreeSet<&str>) -> Vec<Value> {
        let offered = (self.offer)(constraints).into_iter();
        offered
            .map(|(value, _)| Value::Named(value.to_owned()))
            .collect()
    }

    fn longest(&self, constraints: &Constraints<'_>) -> usize {
        lengths(constraints.options).max().unwrap_or_default()
    }
}
