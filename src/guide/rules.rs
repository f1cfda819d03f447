//! Which rules apply. Unlike the conditions of requirements, their conditions may look at a sheet's
//! verdict.

use super::{
    condition::{Truth, is_allowed},
    format::{Conditions, Guide, Node, Rule, Texts},
    kind::Known,
    requirement::{sheet_verdict, shown_facts},
};

/// The first rule that holds.
pub(super) fn first_rule<'g>(
    guide: &Guide,
    rules: &'g [Rule],
    known: &Known,
) -> Option<(usize, &'g Rule)> {
    rules
        .iter()
        .enumerate()
        .find(|(_, rule)| hold(guide, &rule.when, known))
}

/// Whether all conditions hold when every answer is taken as it is: `unknown` is an answer like any
/// other.
fn hold(guide: &Guide, conditions: &Conditions, known: &Known) -> bool {
    conditions
        .iter()
        .all(|(name, condition)| holds(guide, name, condition, known))
}

/// Whether a condition holds when every answer is taken as it is.
pub(super) fn holds(guide: &Guide, name: &str, condition: &Texts, known: &Known) -> bool {
    match guide.node(name) {
        Some(Node::Sheet(sheet)) => {
            let verdict = sheet_verdict(guide, sheet, known).word();
            condition.all().iter().any(|allowed| allowed == verdict)
        }
        _ => is_allowed(guide, name, condition, known),
    }
}

/// Whether all conditions will hold when some questions are yet to be answered: only those leave it
/// open.
pub(super) fn outlook(guide: &Guide, conditions: &Conditions, known: &Known) -> Truth {
    let mut truth = Truth::Yes;
    for (name, condition) in conditions {
        let is_answered = match guide.node(name) {
            Some(Node::Sheet(sheet)) => {
                let shown = shown_facts(guide, sheet, known);
                shown.iter().all(|fact| known.contains_key(&fact.id))
            }
            _ => known.contains_key(name),
        };
        if !is_answered {
            truth = Truth::Maybe;
        } else if !holds(guide, name, condition, known) {
            return Truth::No;
        }
    }
    truth
}
