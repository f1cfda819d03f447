//! A version number.

use std::collections::BTreeSet;

use super::{
    super::{bounds::Bounds, version::Version},
    answers::{Answers, Entry},
    constraints::Constraints,
    error::AnswerError,
    need::{Measure, Need},
    scale::{is_within, need, points},
    value::Value,
};

pub(super) struct Versions;

impl Answers for Versions {
    fn word(&self) -> &'static str {
        "version"
    }

    fn entry(&self, _: &Constraints<'_>) -> Option<Entry> {
        Some(Entry {
            label: "Version",
            example: "1.23",
            is_decimal: true,
        })
    }

    fn advice(&self, _: &Constraints<'_>) -> String {
        "Write a version such as `5.15`".to_owned()
    }

    fn parse(&self, _: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        let written = match Version::parse(text) {
            Some(_) => Some(text),
            None => Version::within(text),
        };
        let value = written
            .and_then(|written| Some(Value::Version(Version::parse(written)?, written.to_owned())));
        value.ok_or_else(|| match Version::range(text) {
            Some(_) => AnswerError::SeveralVersions(text.to_owned()),
            None => AnswerError::NotAVersion(text.to_owned()),
        })
    }

    fn show(&self, _: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Version(_, text) => text.clone(),
            _ => String::new(),
        }
    }

    fn matches(&self, _: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        matches!(value, Value::Version(version, _) if is_within(version, allowed))
    }

    fn advice_if_impossible(&self, _: &Constraints<'_>, allowed: &str) -> Option<String> {
        Bounds::<Version>::parse(allowed).err()
    }

    fn need(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        need::<Version>(constraints, Measure::Versions, allowed)
    }

    fn condition(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        self.need(constraints, allowed)
    }

    fn samples(&self, _: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value> {
        points::<Version>(named, Version::parse("0"))
            .into_iter()
            .map(|version| Value::Version(version.clone(), version.to_string()))
            .collect()
    }
}
