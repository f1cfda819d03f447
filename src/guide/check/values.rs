//! The answers of a question that a guide can tell apart: one of each kind.
//!
//! Versions and numbers are cut where conditions and requirements name one; between two cuts all answers are alike.

use std::collections::BTreeSet;

use super::super::{
    answer::Value,
    bounds::{Bounds, Scale},
    format::{Conditions, Guide, Kind, Question},
    number::Number,
    version::Version,
};

/// One answer of each kind that conditions and requirements tell apart, `unknown` included.
pub(super) fn values(guide: &Guide, question: &Question) -> Vec<Value> {
    let in_conditions = tables(guide)
        .filter_map(|table| table.get(&question.id))
        .flat_map(|texts| texts.all());
    let needs = guide.requirements_of(&question.id);
    let named: BTreeSet<&str> = in_conditions
        .chain(needs.map(|requirement| &requirement.need))
        .map(String::as_str)
        .collect();
    let mut values: Vec<Value> = match question.kind {
        Kind::Version => points::<Version>(&named, Version::parse("0"))
            .into_iter()
            .map(|version| Value::Version(version.clone(), version.to_string()))
            .collect(),
        Kind::Number => points::<Number>(&named, question.min.or(Number::parse("0")))
            .into_iter()
            .flat_map(|number| [number.just_before(), number])
            .filter(|number| question.min.is_none_or(|min| *number >= min))
            .filter(|number| question.max.is_none_or(|max| *number <= max))
            .map(|number| Value::Number(number, number.to_string()))
            .collect(),
        Kind::Text => typed(question, &named, "other words"),
        Kind::Code => typed(question, &named, "0x7FFFFFFF"),
        Kind::Several => several(question),
        Kind::Choice | Kind::YesNo => (question.choices().iter())
            .map(|(value, _)| Value::Named((*value).to_owned()))
            .collect(),
    };
    if question.may_be_unknown() {
        values.push(Value::Unknown);
    }
    values
}

/// What is named, and one answer that nothing names.
fn typed(question: &Question, named: &BTreeSet<&str>, other: &str) -> Vec<Value> {
    let texts = named.iter().copied().chain([other]);
    let values = texts.filter_map(|text| Value::of(question, text).ok());
    values.filter(|value| *value != Value::Unknown).collect()
}

/// None, each by itself, and each two together: rules go by whether one of theirs is ticked, so more together tell nothing new.
fn several(question: &Question) -> Vec<Value> {
    let options = || question.options.iter().map(|option| option.value.clone());
    let mut values: Vec<Value> = options().map(|value| Value::Several(vec![value])).collect();
    values.push(Value::Several(Vec::new()));
    for (at, first) in options().enumerate() {
        let both = |second| Value::Several(vec![first.clone(), second]);
        values.extend(options().skip(at + 1).map(both));
    }
    values
}

/// All tables of conditions.
fn tables(guide: &Guide) -> impl Iterator<Item = &Conditions> {
    let in_rules = guide.rules().map(|rule| &rule.when);
    in_rules.chain(guide.requirements.iter().map(|it| &it.when))
}

/// The values that bounds name, and one just after each.
fn points<T: Scale>(named: &BTreeSet<&str>, least: Option<T>) -> BTreeSet<T> {
    let mut points: BTreeSet<T> = least.into_iter().collect();
    for bounds in named
        .iter()
        .filter_map(|text| Bounds::<T>::parse(text).ok())
    {
        for value in bounds.values() {
            points.insert(value.clone());
            points.insert(value.just_after());
        }
    }
    points
}
