//! Checks each part of a guide by itself: IDs, targets, names, values, and required fields.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        draft::FILL_IN,
        format::{Conditions, GoOn, Guide, Helped, Node, Outcome, OutcomeKind, Question, Rule},
        kind::{NONE, QuestionKind, UNKNOWN},
        placeholder::slots,
        verdict::Verdict,
        walk::is_reserved,
    },
    place::Spot,
    report::Report,
};

/// A guide with more nodes than this is hard to maintain.
const MANY_NODES: usize = 150;

pub(super) fn check(report: &mut Report<'_>) {
    let guide = report.guide;
    head(report);
    ids(report);
    for question in &guide.questions {
        of_question(report, question);
    }
    for sheet in &guide.sheets {
        let part = Spot::part(sheet.at);
        if sheet.facts.is_empty() {
            let message = format!("the sheet `{}` has no facts", sheet.id);
            report.error(
                part.key("facts"),
                message,
                "List its questions, as in `facts = [\"driver\"]`",
            );
        }
        let mut facts = BTreeSet::new();
        for (at, fact) in sheet.facts.iter().enumerate() {
            if !facts.insert(fact) {
                let message = format!("`{fact}` is listed twice on the sheet `{}`", sheet.id);
                report.error(part.key("facts").key(at), message, "Remove one of them");
            }
            if guide.question(fact).is_none() {
                report.missing(part.key("facts").key(at), "question", fact);
            }
        }
        rules(report, &part, &sheet.id, &sheet.next);
    }
    for action in &guide.actions {
        let part = Spot::part(action.at);
        target(report, part.key("yes"), &action.yes);
        target(report, part.key("no"), &action.no);
        if let Some(next) = &action.not_done {
            target(report, part.key("not_done"), next);
        }
    }
    requirements(report);
    for outcome in &guide.outcomes {
        of_outcome(report, outcome);
    }
    for scenario in &guide.scenarios {
        let part = Spot::part(scenario.at);
        for name in scenario.answers.keys() {
            if !matches!(guide.node(name), Some(Node::Question(_) | Node::Action(_))) {
                report.missing(part.key("answers").key(name), "question", name);
            }
        }
        if !matches!(guide.node(&scenario.outcome), Some(Node::Outcome(_))) {
            report.missing(part.key("outcome"), "outcome", &scenario.outcome);
        }
    }
}

/// Reports texts that are still those of the draft.
pub(super) fn blanks(report: &mut Report<'_>) {
    let text = report.guide.text.clone();
    for (at, _) in text.match_indices(FILL_IN) {
        let spot = Spot::part(at);
        let message = "this is still the draft's text";
        report.error(spot, message, "Write your own in its place");
    }
}

fn target(report: &mut Report<'_>, spot: Spot, id: &str) {
    if report.guide.node(id).is_none() {
        report.no_node_called(spot, id);
    }
}

fn head(report: &mut Report<'_>) {
    let guide = report.guide;
    if !is_name(&guide.id, '-') {
        let message = format!("`{}` can't be the ID of a guide", guide.id);
        let advice = "Use lower-case letters, digits and `-`";
        report.error(Spot::head().key("id"), message, advice);
    }
    target(report, Spot::head().key("start"), &guide.start);
    if guide.nodes().count() > MANY_NODES {
        let message = format!("the guide has more than {MANY_NODES} nodes");
        let advice = "Split it: one guide per problem";
        report.warning(Spot::head().key("id"), message, advice);
    }
}

fn ids(report: &mut Report<'_>) {
    let mut first = BTreeMap::new();
    for node in report.guide.nodes() {
        let (id, spot) = (node.id(), Spot::part(node.at()).key("id"));
        if !is_name(id, '_') || is_reserved(id) {
            let advice = "Use lower-case letters, digits and `_`, and not `unknown` or `none`, which are answers";
            report.error(spot.clone(), format!("`{id}` can't be an ID"), advice);
        }
        if let Some(other) = first.insert(id, node.at()) {
            let line = report.line(other);
            let message = format!("the ID `{id}` is already used in line {line}");
            report.error(spot, message, "Give one of them another ID");
        }
    }
}

fn of_question(report: &mut Report<'_>, question: &Question) {
    let id = &question.id;
    let part = Spot::part(question.at);
    options(report, question, &part);
    bounds(report, question, &part);
    for (at, template) in question.says.iter().enumerate() {
        if !slots(template).any(|name| name == *id) {
            let message = format!("`says` of `{id}` does not say where the answer is");
            let advice = format!("Write `{{{id}}}` in the place of the answer");
            report.error(part.clone().key("says").key(at), message, &advice);
        }
    }
    let says_how = !question.find.is_empty() || question.unknown.is_some();
    if question.may_be_unknown() && !says_how {
        let message = format!("there is no help for someone who can't answer `{id}`");
        let advice = "Say in `find` how to find out or whom to ask, name a question in `unknown` that \
                      finds it out, or say in `always_known` why everybody knows";
        report.error(part.key("id"), message, advice);
    }
    if !question.may_be_unknown() && question.unknown.is_some() {
        let message = format!("`{id}` has both `unknown` and `always_known`");
        report.error(part.key("unknown"), message, "Remove one of them");
    }
    if let Some(finder) = &question.unknown
        && report.guide.question(finder).is_none()
    {
        report.missing(part.key("unknown"), "question", finder);
    }
    if !report.guide.is_fact(id) {
        rules(report, &part, id, &question.next);
    } else {
        for (key, is_there) in [
            ("next", !question.next.is_empty()),
            ("unknown", question.unknown.is_some()),
        ] {
            if is_there {
                let message = format!("`{id}` is on a sheet, where `{key}` has no effect");
                let advice = "Remove it: the sheet has the rules";
                report.error(part.key(key), message, advice);
            }
        }
    }
}

fn options(report: &mut Report<'_>, question: &Question, part: &Spot) {
    let id = &question.id;
    let place = part.key("options");
    if !question.kind.answers().settings().contains(&"options") {
        if !question.options.is_empty() {
            let message = format!("`{id}` is not a choice, so it can't have options");
            let advice = "Remove them, or make its kind `choice` or `several`";
            report.error(place, message, advice);
        }
        return;
    }
    let mut values = BTreeSet::new();
    for (at, option) in question.options.iter().enumerate() {
        let value = &option.value;
        let is_taken = value == UNKNOWN || (question.takes_several() && value == NONE);
        if value.trim().is_empty() || is_taken || !values.insert(value) {
            let message = format!("`{value}` can't be an answer to `{id}`");
            let advice = "Each value must be unique, not empty, and neither `unknown` nor `none`";
            report.error(place.key(at).key("value"), message, advice);
        }
    }
    if question.options.len() < 2 {
        let message = format!("the choice `{id}` has fewer than two options");
        report.error(place, message, "Add the others, or remove the question");
    }
}

/// Checks the settings that only some kinds of question have.
fn bounds(report: &mut Report<'_>, question: &Question, part: &Spot) {
    for (key, is_there) in [
        ("min", question.min.is_some()),
        ("max", question.max.is_some()),
        ("unit", !question.unit.is_empty()),
        ("family", question.family.is_some()),
    ] {
        let means = |kind: &QuestionKind| kind.answers().settings().contains(&key);
        if is_there && !means(&question.kind) {
            let message = format!("`{key}` has no effect on `{}`", question.id);
            let kinds = QuestionKind::ALL.iter().filter(|kind| means(kind));
            let kinds: Vec<String> = kinds.map(|kind| format!("`{}`", kind.word())).collect();
            let advice = format!("Remove it, or make its kind {}", kinds.join(" or "));
            report.error(part.key(key), message, &advice);
        }
    }
    if let (Some(min), Some(max)) = (question.min, question.max)
        && min > max
    {
        let message = format!("`min` is {min} but `max` is {max}, so no number fits");
        report.error(part.key("min"), message, "Swap `min` and `max`");
    }
}

fn rules(report: &mut Report<'_>, part: &Spot, owner: &str, rules: &[Rule]) {
    if rules.is_empty() {
        let message = format!("`{owner}` leads nowhere");
        let advice = "Write `next = [{ go = \"\u{2026}\" }]` with the ID of what comes next";
        report.error(part.key("id"), message, advice);
    }
    for rule in rules {
        let place = Spot::part(rule.at);
        conditions(report, &place.key("when"), &rule.when);
        match (&rule.go, &rule.set) {
            (Some(go), None) => target(report, place.key("go"), go),
            (None, Some(set)) if set.len() == 1 => {
                for (name, value) in set {
                    let spot = place.key("set").key(name);
                    let Some(question) = report.guide.question(name) else {
                        report.missing(spot, "question", name);
                        continue;
                    };
                    if question.read_one(value).is_err() {
                        let message = format!("`{value}` is not an answer to `{name}`");
                        report.error(spot, message, &advice(question));
                    }
                }
            }
            _ => {
                let message = format!("a rule of `{owner}` does not say where to go");
                let advice = "Write `go = \"\u{2026}\"` with an id, or `set = { question = \"answer\" }` with one answer, \
                              and not both";
                report.error(place, message, advice);
            }
        }
    }
}

fn conditions(report: &mut Report<'_>, place: &Spot, conditions: &Conditions) {
    for (name, condition) in conditions {
        let spot = place.key(name);
        let node = report.guide.node(name);
        if condition.all().is_empty() {
            let message = format!("the condition on `{name}` allows no answer");
            report.error(
                spot.clone(),
                message,
                "Name at least one answer, or remove it",
            );
        }
        for allowed in condition.all() {
            let error = match node {
                Some(Node::Question(question)) => answer_error(question, allowed),
                Some(Node::Sheet(_)) => Verdict::from_word(allowed)
                    .is_none()
                    .then(|| "A sheet is `met`, `not_met` or `unknown`".to_owned()),
                Some(Node::Action(_)) => Helped::of_word(allowed)
                    .is_none()
                    .then(|| "An action is answered `yes`, `no` or `not_done`".to_owned()),
                Some(Node::Outcome(_)) | None => {
                    report.missing(spot.clone(), "question", name);
                    break;
                }
            };
            if let Some(advice) = error {
                let message = format!("`{name}` can never be `{allowed}`");
                let spot = spot.clone().word(format!("\"{allowed}\""));
                report.error(spot, message, &advice);
            }
        }
    }
}

fn requirements(report: &mut Report<'_>) {
    let guide = report.guide;
    for requirement in &guide.requirements {
        let part = Spot::part(requirement.at);
        conditions(report, &part.key("when"), &requirement.when);
        let Some(fact) = guide.question(&requirement.of) else {
            report.missing(part.key("of"), "question", &requirement.of);
            continue;
        };
        let id = &fact.id;
        if !guide.is_fact(id) {
            let message =
                format!("`{id}` is not on any sheet, so the requirement is never checked");
            report.error(part.key("of"), message, "Add it to the `facts` of a sheet");
        }
        if let Some(advice) = answer_error(fact, &requirement.need) {
            let message = format!("`{id}` can never be `{}`", requirement.need);
            report.error(part.key("need"), message, &advice);
        }
        if requirement.cite.is_empty() {
            let message = format!("the requirement of `{id}` cites no source");
            report.error(part.key("of"), message, "Cite the section that requires it");
        }
    }
}

fn of_outcome(report: &mut Report<'_>, outcome: &Outcome) {
    let id = &outcome.id;
    let part = Spot::part(outcome.at);
    for (at, ruled_out) in outcome.rules_out.iter().enumerate() {
        let place = part.key("rules_out").key(at).key("by");
        if ruled_out.by.is_empty() {
            let message = format!("`{id}` does not say which answer rules this out");
            let advice = "Name it, as in `by = { password_changed = \"no\" }`";
            report.error(place.clone(), message, advice);
        }
        conditions(report, &place, &ruled_out.by);
    }
    if let Some(sheet) = &outcome.judge
        && report.guide.sheet(sheet).is_none()
    {
        report.missing(part.key("judge"), "sheet", sheet);
    }
    let needs_steps = outcome.kind != OutcomeKind::NothingWrong && outcome.judge.is_none();
    for (is_missing, lack, advice) in [
        (
            needs_steps && outcome.steps.is_empty(),
            "does not say what to do",
            "Write what to do in `steps`, one action each",
        ),
        (
            outcome.verify.is_empty(),
            "has no check that it worked",
            "Say in `verify` how to check that it worked",
        ),
        (
            outcome.otherwise.is_empty(),
            "does not say what to do if it still fails",
            "Say in `otherwise` what to do in that case",
        ),
    ] {
        if is_missing {
            let message = format!("the outcome `{id}` {lack}");
            report.warning(part.key("id"), message, advice);
        }
    }
}

/// Checks outcomes that continue in another guide; `other` gives the guide with an ID.
pub(super) fn check_going_on<'g>(
    report: &mut Report<'g>,
    other: impl Fn(&str) -> Option<&'g Guide>,
) {
    for outcome in &report.guide.outcomes {
        let Some(GoOn { guide, answers }) = &outcome.go_on else {
            continue;
        };
        let place = Spot::part(outcome.at).key("go_on");
        let Some(next) = other(guide) else {
            let message = format!("there is no guide `{guide}` to continue in");
            let advice = "Use the ID of an existing guide";
            report.error(place.key("guide"), message, advice);
            continue;
        };
        for (name, text) in answers {
            let spot = place.key("answers").key(name);
            let Some(question) = next.question(name) else {
                let message = format!("the guide `{guide}` has no question `{name}`");
                report.error(spot, message, "Name one of its questions, or remove it");
                continue;
            };
            let is_filled_in = slots(text).next().is_some();
            if !is_filled_in && let Err(error) = question.read_one(text) {
                let message =
                    format!("not a valid answer to `{name}` of the guide `{guide}`: {error}");
                report.error(spot, message, &advice(question));
            }
        }
    }
}

/// Why an answer is impossible; `None` if it is possible.
fn answer_error(question: &Question, answer: &str) -> Option<String> {
    if answer == UNKNOWN {
        let advice = "This question does not offer \u{201c}I don\u{2019}t know\u{201d}";
        return (!question.may_be_unknown()).then(|| advice.to_owned());
    }
    (question.kind.answers()).advice_if_impossible(&question.constraints(), answer)
}

/// The possible answers to a question, as advice.
pub(super) fn advice(question: &Question) -> String {
    question.kind.answers().advice(&question.constraints())
}

fn is_name(text: &str, joiner: char) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joiner;
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(allowed)
}
