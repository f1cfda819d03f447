//! Finds paths on which "I don't know" leads to a fix or to “No fault found” only because no rule
//! looks at it.

use super::{
    super::{
        condition::Truth,
        format::{Conditions, Guide, Node, OutcomeKind, Rule},
        kind::{Known, UNKNOWN, Value},
        rules::outlook,
    },
    place::Spot,
    report::Report,
};

/// A person who doesn't know must be sent on, helped, or told so, and not reach a conclusion
/// because no rule asked.
pub(super) fn check(report: &mut Report<'_>) {
    let guide = report.guide;
    for node in guide.nodes() {
        let (names, what): (Vec<&str>, _) = match node {
            Node::Question(question)
                if question.may_be_unknown()
                    && question.unknown.is_none()
                    && !guide.is_fact(&question.id) =>
            {
                (vec![&question.id], format!("at `{}`", question.id))
            }
            Node::Sheet(sheet) => {
                let facts = sheet.facts.iter().filter_map(|fact| guide.question(fact));
                let open = facts.filter(|fact| fact.may_be_unknown());
                let names = open.map(|fact| &*fact.id).collect();
                (names, format!("to everything on `{}`", sheet.id))
            }
            _ => continue,
        };
        if names.is_empty() {
            continue;
        }
        let own = |name: &str| name == node.id() || names.contains(&name);
        // If no answer matters, not knowing it doesn't matter either.
        let matters = |rule: &Rule| rule.when.keys().any(|name| own(name));
        if !node.rules().iter().any(matters) {
            continue;
        }
        let known = names
            .iter()
            .map(|name| ((*name).to_owned(), Value::Unknown));
        let known: Known = known.collect();
        for rule in node.rules() {
            let truth = outlook(guide, &rule.when, &known);
            if truth == Truth::No {
                continue;
            }
            if !says_unknown(&rule.when, &own)
                && let Some((where_to, spot)) = concludes(guide, node, rule)
            {
                let message = format!(
                    "\u{201c}I don\u{2019}t know\u{201d} {what} leads to {where_to}, like any answer that no rule names"
                );
                let advice = format!(
                    "Write `{{ when = {{ {} = \"unknown\" }}, go = \"\u{2026}\" }}` before it, to a person or a step that finds out",
                    node.id()
                );
                report.warning(spot, message, &advice);
            }
            if truth == Truth::Yes {
                break;
            }
        }
    }
}

/// Whether a condition allows "unknown" for one of these.
fn says_unknown(when: &Conditions, own: &impl Fn(&str) -> bool) -> bool {
    let mut of_own = when.iter().filter(|(name, _)| own(name));
    of_own.any(|(_, texts)| texts.all().iter().any(|text| text == UNKNOWN))
}

/// What a rule concludes, and the place where it says so; `None` if it only continues, or leads to
/// a person.
fn concludes(guide: &Guide, node: Node<'_>, rule: &Rule) -> Option<(String, Spot)> {
    let place = Spot::part(rule.at);
    if let Some((name, value)) = rule.set.iter().flatten().next() {
        let is_known = value != UNKNOWN;
        return is_known.then(|| (format!("`{name}` being {value}"), place.key("set")));
    }
    let Some(Node::Outcome(outcome)) = guide.node(rule.go.as_deref()?) else {
        return None;
    };
    // An outcome that judges the sheet says itself what is not checked.
    let says_so = outcome.judge.as_deref() == Some(node.id());
    let is_conclusion = matches!(outcome.kind, OutcomeKind::Fix | OutcomeKind::NothingWrong);
    (is_conclusion && !says_so).then(|| (format!("the outcome `{}`", outcome.id), place.key("go")))
}
