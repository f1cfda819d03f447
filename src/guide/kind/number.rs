//! A decimal number.

use std::collections::BTreeSet;

use super::{
    super::{bounds::Bounds, number::Number},
    answers::{Answers, Entry},
    constraints::Constraints,
    error::AnswerError,
    need::{Measure, Need},
    scale::{is_within, need, points},
    value::Value,
};

pub(super) struct Numbers;

impl Answers for Numbers {
    fn word(&self) -> &'static str {
        "number"
    }

    fn settings(&self) -> &'static [&'static str] {
        &["min", "max", "unit"]
    }

    fn entry(&self, _: &Constraints<'_>) -> Option<Entry> {
        Some(Entry {
            label: "Number",
            example: "12",
            is_decimal: true,
        })
    }

    fn advice(&self, _: &Constraints<'_>) -> String {
        "Write a number such as `12` or `0.5`".to_owned()
    }

    fn parse(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        let Some(number) = Number::parse(text) else {
            return Err(AnswerError::NotANumber(text.to_owned()));
        };
        let (given, unit) = (text.to_owned(), constraints.unit.to_owned());
        match (constraints.min, constraints.max) {
            (Some(least), _) if number < least => {
                Err(AnswerError::TooLittle { given, least, unit })
            }
            (_, Some(most)) if number > most => Err(AnswerError::TooMuch { given, most, unit }),
            _ => Ok(Value::Number(number, given)),
        }
    }

    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Number(_, text) if constraints.unit.is_empty() => text.clone(),
            Value::Number(_, text) => format!("{text} {}", constraints.unit),
            _ => String::new(),
        }
    }

    fn matches(&self, _: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        matches!(value, Value::Number(number, _) if is_within(number, allowed))
    }

    fn advice_if_impossible(&self, _: &Constraints<'_>, allowed: &str) -> Option<String> {
        Bounds::<Number>::parse(allowed).err()
    }

    fn need(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        need::<Number>(constraints, Measure::Amounts, allowed)
    }

    fn condition(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        self.need(constraints, allowed)
    }

    fn samples(&self, constraints: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value> {
        let (min, max) = (constraints.min, constraints.max);
        points::<Number>(named, min.or(Number::parse("0")))
            .into_iter()
            .flat_map(|number| [number.just_before(), number])
            .filter(|number| min.is_none_or(|min| *number >= min))
            .filter(|number| max.is_none_or(|max| *number <= max))
            .map(|number| Value::Number(number, number.to_string()))
            .collect()
    }
}
