//! A choice of any number of options, or none.

use std::collections::BTreeSet;

use super::{
    answers::Answers,
    constraints::Constraints,
    error::AnswerError,
    need::Need,
    options::{NONE, UNKNOWN, advice, choices, lengths, short_label},
    value::Value,
};

pub(super) struct Several;

impl Answers for Several {
    fn word(&self) -> &'static str {
        "several"
    }

    fn settings(&self) -> &'static [&'static str] {
        &["options"]
    }

    fn choices<'q>(&self, constraints: &Constraints<'q>) -> Vec<(&'q str, &'q str)> {
        choices(constraints.options)
    }

    fn takes_several(&self) -> bool {
        true
    }

    fn advice(&self, constraints: &Constraints<'_>) -> String {
        advice(&choices(constraints.options))
    }

    fn parse(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        self.read_all(constraints, &[text])
    }

    fn read_all(
        &self,
        constraints: &Constraints<'_>,
        texts: &[&str],
    ) -> Result<Value, AnswerError> {
        match texts {
            [] => return Err(AnswerError::NothingTicked),
            [NONE] => return Ok(Value::Several(Vec::new())),
            [UNKNOWN] if constraints.may_be_unknown => return Ok(Value::Unknown),
            _ => {}
        }
        let options = constraints.options;
        let is_option = |text: &&str| options.iter().any(|option| option.value == **text);
        if let Some(other) = texts.iter().find(|text| !is_option(text)) {
            return Err(if [NONE, UNKNOWN].contains(other) {
                AnswerError::TickedBesideNone
            } else {
                AnswerError::NoSuchOption((*other).to_owned())
            });
        }
        let values = options.iter().map(|option| &option.value);
        let ticked = values.filter(|value| texts.contains(&value.as_str()));
        Ok(Value::Several(ticked.cloned().collect()))
    }

    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        match value {
            Value::Several(values) if values.is_empty() => "None of these".to_owned(),
            Value::Several(values) => {
                let values = values.iter();
                let labels = values.map(|value| short_label(constraints.options, value));
                labels.collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }
    }

    fn matches(&self, _: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        match value {
            Value::Several(values) if values.is_empty() => allowed == NONE,
            Value::Several(values) => values.iter().any(|value| value == allowed),
            _ => false,
        }
    }

    fn condition(&self, constraints: &Constraints<'_>, allowed: &str) -> Need {
        Need::Answer(short_label(constraints.options, allowed).to_owned())
    }

    fn samples(&self, constraints: &Constraints<'_>, _: &BTreeSet<&str>) -> Vec<Value> {
        let options = constraints.options.iter();
        let single = options.map(|option| vec![option.value.clone()]);
        single.chain([Vec::new()]).map(Value::Several).collect()
    }

    /// Pairs of ticks: rules ask whether any of theirs is ticked, so more ticks at once show
    /// nothing new.
    fn combined(&self, values: &[Value]) -> Vec<Value> {
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

    fn longest(&self, constraints: &Constraints<'_>) -> usize {
        lengths(constraints.options).map(|length| length + 2).sum()
    }
}
