//! The walks that live with a guide: each must end as it says, and together they take every edge.

use std::collections::BTreeSet;

use super::{
    super::{
        format::{Guide, Node, Scenario},
        requirement::{Row, Verdict},
        walk::{Now, Pairs, walk},
    },
    place::Spot,
    report::Report,
};

const CORRECT: &str = "Correct the scenario, or the rules and requirements it goes by";

/// An edge: the id of a node, and which of its ways on.
type Edge<'g> = (&'g str, Way);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// This rule.
    Rule(usize),
    /// "I don't know", to the question that finds it out.
    Unknown,
    Yes,
    No,
}

pub(super) fn check(report: &mut Report<'_>) {
    let guide = report.guide;
    let mut taken = BTreeSet::new();
    for scenario in &guide.scenarios {
        ends_as_it_says(report, scenario);
        taken.extend(edges_of(guide, scenario));
    }
    for outcome in &guide.outcomes {
        let mut scenarios = guide.scenarios.iter();
        if !scenarios.any(|scenario| scenario.outcome == outcome.id) {
            let message = format!("no scenario ends in `{}`", outcome.id);
            let advice =
                "Write a [[scenario]] for it, so that a change that breaks the way is noticed";
            report.warning(Spot::part(outcome.at).key("id"), message, advice);
        }
    }
    for (edge, spot) in edges(guide) {
        if !taken.contains(&edge) {
            let message = match edge.1 {
                Way::Rule(at) => format!("no scenario takes rule {} of `{}`", at + 1, edge.0),
                Way::Unknown => format!(
                    "no scenario answers \u{201c}I don\u{2019}t know\u{201d} to `{}`",
                    edge.0
                ),
                Way::Yes | Way::No => format!("no scenario takes this way on from `{}`", edge.0),
            };
            let advice = "Write a [[scenario]] that goes this way";
            report.warning(spot, message, advice);
        }
    }
}

/// The answers of a scenario, as those of a walk.
pub(super) fn answers(scenario: &Scenario) -> Pairs {
    let all = scenario.answers.iter();
    all.flat_map(|(name, texts)| texts.all().iter().map(|text| (name.clone(), text.clone())))
        .collect()
}

/// Every edge of a guide with its place.
fn edges(guide: &Guide) -> Vec<(Edge<'_>, Spot)> {
    let mut edges = Vec::new();
    for node in guide.nodes() {
        let part = Spot::part(node.at());
        let rules = node.rules().iter().enumerate();
        edges.extend(rules.map(|(at, rule)| ((node.id(), Way::Rule(at)), Spot::part(rule.at))));
        match node {
            Node::Question(question) if question.unknown.is_some() => {
                edges.push(((node.id(), Way::Unknown), part.key("unknown")));
            }
            Node::Action(_) => {
                edges.push(((node.id(), Way::Yes), part.key("yes")));
                edges.push(((node.id(), Way::No), part.key("no")));
            }
            _ => {}
        }
    }
    edges
}

/// The edges that a scenario takes.
fn edges_of<'g>(guide: &'g Guide, scenario: &Scenario) -> Vec<Edge<'g>> {
    let given = answers(scenario);
    let walk = walk(guide, &given);
    let mut edges = Vec::new();
    for step in &walk.trail {
        edges.extend(step.rules.iter().map(|(id, at)| (*id, Way::Rule(*at))));
        match guide.node(step.id) {
            Some(Node::Action(action)) => {
                let answer = given.iter().rev().find(|(name, _)| *name == action.id);
                let is_yes = answer.is_some_and(|(_, text)| text == "yes");
                edges.push((step.id, if is_yes { Way::Yes } else { Way::No }));
            }
            Some(Node::Question(_)) if step.rules.is_empty() => {
                edges.push((step.id, Way::Unknown));
            }
            _ => {}
        }
    }
    edges
}

fn ends_as_it_says(report: &mut Report<'_>, scenario: &Scenario) {
    let part = Spot::part(scenario.at);
    let name = match &*scenario.name {
        "" => &scenario.outcome,
        name => name,
    };
    let guide = report.guide;
    let mut fail = |key: &str, message: String| {
        let message = format!("scenario \u{201c}{name}\u{201d}: {message}");
        report.error(part.key(key), message, CORRECT);
    };
    let given = answers(scenario);
    let walk = walk(guide, &given);
    for dropped in &walk.dropped {
        let (ask, answer, why) = (&dropped.ask, &dropped.answer, dropped.reason.words());
        fail(
            "answers",
            format!("the answer `{answer}` to \u{201c}{ask}\u{201d} {why}"),
        );
    }
    let stops = match &walk.now {
        Now::Outcome { outcome, rows } if outcome.id == scenario.outcome => {
            judged(scenario, rows, &mut fail);
            return;
        }
        Now::Outcome { outcome, .. } => {
            let message = format!("it ends in `{}`, not in `{}`", outcome.id, scenario.outcome);
            fail("outcome", message);
            return;
        }
        Now::Question(field) => format!("it stops at the question `{}`", field.question.id),
        Now::Sheet(sheet, _) => format!("it stops at the sheet `{}`", sheet.id),
        Now::Action(action, _) => format!("it stops at the action `{}`", action.id),
        Now::Stuck(why) => why.clone(),
    };
    fail("answers", stops);
}

fn judged(scenario: &Scenario, rows: &[Row<'_>], fail: &mut impl FnMut(&str, String)) {
    for (key, verdict, expected) in [
        ("not_met", Verdict::NotMet, &scenario.not_met),
        ("unknown", Verdict::Unknown, &scenario.unknown),
    ] {
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let with_verdict = rows.iter().filter(|row| row.verdict == verdict);
        let mut actual: Vec<&str> = with_verdict.map(|row| &*row.fact.id).collect();
        expected.sort_unstable();
        actual.sort_unstable();
        if actual != expected {
            fail(key, format!("`{key}` is {actual:?}, not {expected:?}"));
        }
    }
}
