//! Runs the scenarios of a guide: each must end where it says, and together they must take every
//! edge.

use std::collections::BTreeSet;

use super::{
    super::{
        edge::{self, EdgeKind},
        format::{Costs, Guide, Node, Scenario},
        requirement::Row,
        verdict::Verdict,
        walk::{Now, Walk, pairs, walk},
    },
    place::Spot,
    report::Report,
    work::Work,
};

const CORRECT: &str = "Correct the scenario, or the rules and requirements it follows";

/// An edge: the ID of its node, and its kind.
type EdgeFrom<'g> = (&'g str, EdgeKind);

pub(super) fn check(report: &mut Report<'_>, work: &mut Work) {
    let guide = report.guide;
    let mut costs = Costs::new(guide);
    let rules: u64 = guide.rules().map(|rule| costs.rule(rule)).sum();
    // A walk looks at each rule once, and once more to find out what is still possible.
    let walk_cost = 2 * rules + guide.nodes().count() as u64;
    let mut taken = BTreeSet::new();
    for scenario in &guide.scenarios {
        if !work.spend(walk_cost) {
            let message = "the guide is too large to walk all of its scenarios";
            let advice = "Write fewer, or split the guide in two";
            report.error(Spot::part(scenario.at), message, advice);
            return;
        }
        let walk = walk(guide, &pairs(&scenario.answers));
        check_ending(report, scenario, &walk);
        taken.extend(edge::taken(guide, &walk));
    }
    let ends: BTreeSet<&str> = guide.scenarios.iter().map(|it| &*it.outcome).collect();
    for outcome in &guide.outcomes {
        if !ends.contains(&*outcome.id) {
            let message = format!("no scenario ends in `{}`", outcome.id);
            let advice =
                "Write a [[scenario]] for it, so that a change that breaks the path is noticed";
            report.warning(Spot::part(outcome.at).key("id"), message, advice);
        }
    }
    for (edge, spot) in edges(guide) {
        if !taken.contains(&edge) {
            let message = match edge.1 {
                EdgeKind::Rule(at) => format!("no scenario takes rule {} of `{}`", at + 1, edge.0),
                EdgeKind::Unknown => format!(
                    "no scenario answers \u{201c}I don\u{2019}t know\u{201d} to `{}`",
                    edge.0
                ),
                EdgeKind::Yes | EdgeKind::No | EdgeKind::NotDone => {
                    format!("no scenario takes this path from `{}`", edge.0)
                }
            };
            let advice = "Write a [[scenario]] that takes this path";
            report.warning(spot, message, advice);
        }
    }
}

/// Every edge of a guide with its place.
fn edges(guide: &Guide) -> Vec<(EdgeFrom<'_>, Spot)> {
    let mut edges = Vec::new();
    for node in guide.nodes() {
        let part = Spot::part(node.at());
        let rules = node.rules().iter().enumerate();
        edges
            .extend(rules.map(|(at, rule)| ((node.id(), EdgeKind::Rule(at)), Spot::part(rule.at))));
        match node {
            Node::Question(question) if question.unknown.is_some() => {
                edges.push(((node.id(), EdgeKind::Unknown), part.key("unknown")));
            }
            Node::Action(action) => {
                edges.push(((node.id(), EdgeKind::Yes), part.key("yes")));
                edges.push(((node.id(), EdgeKind::No), part.key("no")));
                if action.not_done.is_some() {
                    edges.push(((node.id(), EdgeKind::NotDone), part.key("not_done")));
                }
            }
            _ => {}
        }
    }
    edges
}

fn check_ending(report: &mut Report<'_>, scenario: &Scenario, walk: &Walk<'_>) {
    let part = Spot::part(scenario.at);
    let name = match &*scenario.name {
        "" => &scenario.outcome,
        name => name,
    };
    let mut fail = |key: &str, message: String| {
        let message = format!("scenario \u{201c}{name}\u{201d}: {message}");
        report.error(part.key(key), message, CORRECT);
    };
    for dropped in &walk.dropped {
        let (ask, answer, why) = (&dropped.ask, &dropped.answer, dropped.reason.words());
        fail(
            "answers",
            format!("the answer `{answer}` to \u{201c}{ask}\u{201d} {why}"),
        );
    }
    let stops = match &walk.now {
        Now::Outcome { outcome, rows } if outcome.id == scenario.outcome => {
            check_verdicts(scenario, rows, &mut fail);
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
        Now::Stuck(why) => why.to_string(),
    };
    fail("answers", stops);
}

fn check_verdicts(scenario: &Scenario, rows: &[Row<'_>], fail: &mut impl FnMut(&str, String)) {
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
