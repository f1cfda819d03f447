//! The answers that a guide can distinguish, one of each sort.
//!
//! Versions and numbers are divided at the values that conditions and requirements name; all
//! answers between two such values are alike. Of all answers for which the same conditions and
//! requirements hold, one is tried.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    super::{
        format::{Guide, Question},
        kind::Value,
    },
    work::Work,
};

/// The answers to each question that conditions and requirements distinguish, including `unknown`.
pub(super) struct Values<'g> {
    /// The texts of conditions and requirements for each name.
    named: BTreeMap<&'g str, BTreeSet<&'g str>>,
    /// The answers found so far.
    of: BTreeMap<&'g str, Rc<[Value]>>,
    newer: Option<&'g Guide>,
}

impl<'g> Values<'g> {
    /// The answers that a guide distinguishes, or that either this guide or a newer one does.
    pub(super) fn new(guide: &'g Guide, newer: Option<&'g Guide>) -> Self {
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for guide in [guide].into_iter().chain(newer) {
            let in_rules = guide.rules().map(|rule| &rule.when);
            let tables = in_rules.chain(guide.requirements.iter().map(|it| &it.when));
            let ruled_out = guide.outcomes.iter().flat_map(|it| &it.rules_out);
            let tables = tables.chain(ruled_out.map(|it| &it.by));
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

    /// The answers to a question; none if comparing them costs more than `work` has left.
    pub(super) fn of(&mut self, question: &'g Question, work: &mut Work) -> Rc<[Value]> {
        if let Some(values) = self.of.get(&*question.id) {
            return Rc::clone(values);
        }
        let none = BTreeSet::new();
        let named = self.named.get(&*question.id).unwrap_or(&none);
        let newer = self.newer.and_then(|guide| guide.question(&question.id));
        let cost = named
            .iter()
            .map(|text| 1 + text.len() as u64 / 16)
            .sum::<u64>();
        let mut seen = BTreeSet::new();
        let mut is_new = |value: &Value| {
            if !work.spend(1 + cost) {
                return false;
            }
            let holds = named.iter().map(|text| question.is(value, text));
            let stays = newer.is_none_or(|newer| newer.read(&value.texts()).is_ok());
            seen.insert((
                *value == Value::Unknown,
                stays,
                holds.collect::<Vec<bool>>(),
            ))
        };
        let answers = question.kind.answers();
        let mut values = answers.samples(&question.constraints(), named);
        if question.may_be_unknown() {
            values.push(Value::Unknown);
        }
        values.retain(&mut is_new);
        let mut combined = answers.combined(&values);
        combined.retain(&mut is_new);
        values.append(&mut combined);
        let values: Rc<[Value]> = values.into();
        self.of.insert(&question.id, Rc::clone(&values));
        values
    }
}
