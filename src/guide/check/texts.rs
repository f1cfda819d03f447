//! Checks the texts of a guide, each with its place: Markdown that can't be shown, and
//! placeholders.

use super::{
    super::{
        format::{Guide, Node, Outcome, Question, Requirement},
        placeholder::slots,
    },
    place::Spot,
    report::Report,
};
use crate::markup::markdown;

/// A text and its place.
pub(super) type Text<'g> = (Spot, &'g str);

/// The words by which an outcome says that something is ruled out.
const RULED_OUT: &str = "ruled out";

/// Checks every text by itself.
pub(super) fn check(report: &mut Report<'_>) {
    let guide = report.guide;
    ruled_out(report);
    let mut texts: Vec<Text<'_>> = vec![(Spot::head().key("about"), &guide.about)];
    texts.extend(guide.nodes().flat_map(own));
    texts.extend(guide.requirements.iter().flat_map(of_requirement));
    texts.extend(guide.outcomes.iter().flat_map(passed_on));
    for (spot, text) in texts {
        for (line, message) in markdown::read(text).1 {
            let message = format!("in line {line} of this text: {message}");
            report.warning(spot.clone(), message, "Write plain Markdown");
        }
        for name in slots(text) {
            let slot = spot.clone().word(format!("{{{name}}}"));
            if name.is_empty() {
                let advice = "Write the question's ID between the braces, or `{{` and `}}` where braces are meant";
                report.error(slot, "`{}` names no question", advice);
            } else if guide.question(&name).is_none() {
                report.missing(slot, "question", &name);
            }
        }
    }
}

/// If an outcome calls something ruled out, it must say by which answers, so that this can be
/// proved.
fn ruled_out(report: &mut Report<'_>) {
    for outcome in &report.guide.outcomes {
        if !outcome.rules_out.is_empty() {
            continue;
        }
        for (spot, text) in own(Node::Outcome(outcome)) {
            if text.to_lowercase().contains(RULED_OUT) {
                let message = format!(
                    "`{}` says that something is ruled out, but not by which answer",
                    outcome.id
                );
                let advice = "Write `rules_out = [{ what = \"\u{2026}\", by = { question = \"answer\" } }]` in this \
                              outcome; then every path to it is checked";
                report.warning(spot.word(RULED_OUT), message, advice);
            }
        }
    }
}

/// All texts that the page of a node shows, except for those of the requirements that an outcome
/// judges.
pub(super) fn of_node<'g>(guide: &'g Guide, node: Node<'g>) -> Vec<Text<'g>> {
    let mut texts = own(node);
    if let Node::Sheet(sheet) = node {
        let facts = sheet.facts.iter().filter_map(|fact| guide.question(fact));
        texts.extend(facts.flat_map(of_question));
    }
    texts
}

/// The texts in a node itself.
fn own(node: Node<'_>) -> Vec<Text<'_>> {
    let part = Spot::part(node.at());
    match node {
        Node::Question(question) => of_question(question),
        Node::Sheet(sheet) => {
            let own = [("ask", &sheet.ask), ("why", &sheet.why)];
            own.map(|(key, text)| (part.key(key), &**text)).to_vec()
        }
        Node::Action(action) => {
            let own = [
                ("title", &action.title),
                ("text", &action.text),
                ("ask", &action.ask),
            ];
            let own = own.map(|(key, text)| (part.key(key), &**text));
            own.into_iter().chain(steps(&part, &action.steps)).collect()
        }
        Node::Outcome(outcome) => {
            let own = [
                ("title", &outcome.title),
                ("text", &outcome.text),
                ("verify", &outcome.verify),
                ("otherwise", &outcome.otherwise),
            ];
            let own = own.map(|(key, text)| (part.key(key), &**text));
            own.into_iter()
                .chain(steps(&part, &outcome.steps))
                .collect()
        }
    }
}

/// The answers that an outcome passes on to another guide; unknown ones are not passed on.
pub(super) fn passed_on(outcome: &Outcome) -> impl Iterator<Item = Text<'_>> {
    let place = Spot::part(outcome.at).key("go_on").key("answers");
    let answers = outcome.go_on.iter().flat_map(|go_on| &go_on.answers);
    answers.map(move |(name, text)| (place.key(name), &**text))
}

/// The texts of a requirement, shown by the outcomes that check it.
pub(super) fn of_requirement(requirement: &Requirement) -> Vec<Text<'_>> {
    let part = Spot::part(requirement.at);
    let own = [("fix", &requirement.fix), ("where", &requirement.place)];
    own.map(|(key, text)| (part.key(key), &**text)).to_vec()
}

fn of_question(question: &Question) -> Vec<Text<'_>> {
    let part = Spot::part(question.at);
    let own = [
        ("name", &question.name),
        ("ask", &question.ask),
        ("why", &question.why),
        ("find", &question.find),
    ];
    let own = own.map(|(key, text)| (part.key(key), &**text));
    let options = question.options.iter().enumerate().map(|(at, option)| {
        let place = part.key("options").key(at).key("label");
        (place, &*option.label)
    });
    own.into_iter().chain(options).collect()
}

fn steps<'g>(part: &Spot, steps: &'g [String]) -> impl Iterator<Item = Text<'g>> {
    let place = part.key("steps");
    (steps.iter().enumerate()).map(move |(at, text)| (place.key(at), &**text))
}
