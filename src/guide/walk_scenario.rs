//! A walk as a scenario, as its author would write it.

use std::collections::BTreeMap;

use super::{
    format::Guide,
    import::quoted,
    verdict::Verdict,
    walk::{Now, Walk},
};

/// The part of a guide's file that tests this walk; `None` if it has no outcome yet.
pub fn scenario_text(guide: &Guide, walk: &Walk<'_>) -> Option<String> {
    let Now::Outcome { outcome, rows } = &walk.now else {
        return None;
    };
    let mut order: Vec<&str> = Vec::new();
    let mut answers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, text) in &walk.answers {
        if guide.node(id).is_some() && !answers.contains_key(id.as_str()) {
            order.push(id);
        }
        answers.entry(id).or_default().push(quoted(text));
    }
    let answers = order.into_iter().filter_map(|id| {
        let texts = answers.get(id)?;
        Some(match texts.as_slice() {
            [only] => format!("{id} = {only}"),
            several => format!("{id} = [{}]", several.join(", ")),
        })
    });
    let answers: Vec<String> = answers.collect();
    let mut lines = vec![
        "[[scenario]]".to_owned(),
        format!("answers = {{ {} }}", answers.join(", ")),
        format!("outcome = {}", quoted(&outcome.id)),
    ];
    for (name, verdict) in [("not_met", Verdict::NotMet), ("unknown", Verdict::Unknown)] {
        let facts = rows.iter().filter(|row| row.verdict == verdict);
        let facts: Vec<String> = facts.map(|row| quoted(&row.fact.id)).collect();
        if !facts.is_empty() {
            lines.push(format!("{name} = [{}]", facts.join(", ")));
        }
    }
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        guide::{check_alone, read, walk},
        problem::Problem,
    };

    #[test]
    fn a_walk_is_a_scenario_of_its_guide() {
        let text = include_str!("../../tests/guides/every-kind.toml");
        let guide = read(text, "g.toml").0.unwrap();
        for answers in [
            &[("where", "platform")][..],
            &[
                ("where", "carriage"),
                ("carriage", "the \"red\" one"),
                ("code", "5"),
                ("signs", "noise"),
                ("signs", "cold"),
                ("volts", "10"),
                ("firmware", "unknown"),
                ("mode", "yes"),
            ],
        ] {
            let answers = answers.iter();
            let answers = answers.map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
            let scenario = scenario_text(&guide, &walk(&guide, &answers.collect::<Vec<_>>()));
            let scenario = scenario.unwrap();
            let with = read(&format!("{text}\n{scenario}"), "g.toml").0.unwrap();
            assert_eq!(with.scenarios.len(), guide.scenarios.len() + 1);
            let problems = check_alone(&with);
            assert!(!problems.iter().any(Problem::is_error), "{scenario}");
        }
        assert_eq!(scenario_text(&guide, &walk(&guide, &[])), None);
    }
}
