//! The answers that a guide can tell apart: one of each kind.
//!
//! Versions and numbers are cut where conditions and requirements name one; between two cuts all answers are alike. Of all
//! answers of which the same conditions and requirements hold, one is tried.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::super::{
    answer::Value,
    bounds::{Bounds, Scale},
    format::{Guide, Question, QuestionKind},
    number::Number,
    version::Version,
};
use super::work::Work;

/// The answers of each question that conditions and requirements tell apart, `unknown` included.
pub(super) struct Values<'g> {
    /// What is said of each name: the texts of conditions and requirements.
    named: BTreeMap<&'g str, BTreeSet<&'g str>>,
    /// Those found so far.
    of: BTreeMap<&'g str, Rc<[Value]>>,
    newer: Option<&'g Guide>,
}

impl<'g> Values<'g> {
    /// The answers that a guide tells apart, or one of this guide and a newer one.
    pub(super) fn new(guide: &'g Guide, newer: Option<&'g Guide>) -> Self {
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for guide in [guide].into_iter().chain(newer) {
            let in_rules = guide.rules().map(|rule| &rule.when);
            let tables = in_rules.chain(guide.requirements.iter().map(|it| &it.when));
            for (name, texts) in tables.flatten() {
                let texts = texts.all().iter().map(String::as_str);
                named.entry(name).or_default().extend(texts);
            }
            for requirement in &guide.requirements {
                named
                    .entry(&requirement.of)
                    .or_default()
                    .insert(&requirement.need);
            }
        }
        Self {
            named,
            of: BTreeMap::new(),
            newer,
        }
    }

    /// The answers of a question; none where comparing them costs more than `work` has left.
    pub(super) fn of(&mut self, question: &'g Question, work: &mut Work) -> Rc<[Value]> {
        if let Some(values) = self.of.get(&*question.id) {
            return Rc::clone(values);
        }
        let none = BTreeSet::new();
        let named = self.named.get(&*question.id).unwrap_or(&none);
        let newer = self.newer.and_then(|guide| guide.question(&question.id));
        let a_value = named
            .iter()
            .map(|text| 1 + text.len() as u64 / 16)
            .sum::<u64>();
        let mut seen = BTreeSet::new();
        let mut is_new = |value: &Value| {
            if !work.does(1 + a_value) {
                return false;
            }
            let holds = named.iter().map(|text| value.is(question, text));
            let stays = newer.is_none_or(|newer| Value::read(newer, &value.texts()).is_ok());
            seen.insert((
                *value == Value::Unknown,
                stays,
                holds.collect::<Vec<bool>>(),
            ))
        };
        let mut values = candidates(question, named);
        values.retain(&mut is_new);
        if question.kind == QuestionKind::Several {
            let mut two = pairs(&values);
            two.retain(&mut is_new);
            values.append(&mut two);
        }
        let values: Rc<[Value]> = values.into();
        self.of.insert(&question.id, Rc::clone(&values));
        values
    }
}

/// Answers of every kind that can be told apart, and more.
fn candidates(question: &Question, named: &BTreeSet<&str>) -> Vec<Value> {
    let mut values: Vec<Value> = match question.kind {
        QuestionKind::Version => points::<Version>(named, Version::parse("0"))
            .into_iter()
            .map(|version| Value::Version(version.clone(), version.to_string()))
            .collect(),
        QuestionKind::Number => points::<Number>(named, question.min.or(Number::parse("0")))
            .into_iter()
            .flat_map(|number| [number.just_before(), number])
            .filter(|number| question.min.is_none_or(|min| *number >= min))
            .filter(|number| question.max.is_none_or(|max| *number <= max))
            .map(|number| Value::Number(number, number.to_string()))
            .collect(),
        QuestionKind::Text => typed(question, named, "other words"),
        QuestionKind::Code => typed(question, named, "0x7FFFFFFF"),
        QuestionKind::Several => {
            let options = question
                .options
                .iter()
                .map(|option| vec![option.value.clone()]);
            options.chain([Vec::new()]).map(Value::Several).collect()
        }
        QuestionKind::Choice | QuestionKind::YesNo => (question.choices().iter())
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

/// Each two ticks together: rules go by whether one of theirs is ticked, so more together tell nothing new.
fn pairs(values: &[Value]) -> Vec<Value> {
    let ticks = values.iter().filter_map(|value| match value {
        Value::Several(ticked) => ticked.first(),
        _ => None,
    });
    let ticks: Vec<&String> = ticks.collect();
    let mut pairs = Vec::new();
    for (at, first) in ticks.iter().enumerate() {
        let both = |second: &&String| Value::Several(vec![(*first).clone(), (*second).clone()]);
        pairs.extend(ticks.iter().skip(at + 1).map(both));
    }
    pairs
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
