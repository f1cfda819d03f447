//! Limits on the size of a guide. Within them, the work of a walk and the length of a page are
//! limited by the file's size; a guide beyond them is not read.

use std::collections::BTreeMap;

use super::{
    super::placeholder::slots,
    guide::Guide,
    node::Node,
    question::Question,
    rule::{Conditions, Rule},
    sheet::Sheet,
};
use crate::{number::grouped, problem::Problem};

/// The most parts of each kind in a guide: nodes, rules, requirements, claims, scenarios,
/// citations.
const MAX_PARTS: usize = 2_000;
/// The most entries of a list in a part: nobody can choose among more.
const MAX_LIST: usize = 200;
/// The most bytes of a name, a title or a question.
const MAX_NAME: usize = 2_000;
/// The most bytes on all pages of a guide together, including the names and answers that texts and
/// rules repeat, and everything that rules look at, each sheet as often as a rule looks at it.
const MAX_WRITTEN: u64 = 4 << 20;

/// The problem of a guide that is too large; `None` if nothing is.
pub(super) fn too_large(guide: &Guide) -> Option<Problem> {
    let problem = |message: String, at: usize, advice: &str| {
        let problem = Problem::error(&guide.file, 0, message).suggest(advice);
        Some(match at {
            0 => problem,
            at => problem.at(&guide.text, at..at + 1),
        })
    };
    let citations = guide.citations().count();
    for (count, what) in [
        (guide.nodes().count(), "nodes"),
        (guide.rules().count(), "rules"),
        (guide.requirements.len(), "requirements"),
        (guide.events.len() + guide.codes.len(), "events and codes"),
        (guide.scenarios.len(), "scenarios"),
        (citations, "citations"),
    ] {
        if count > MAX_PARTS {
            let message = format!("the guide has more than {} {what}", grouped(MAX_PARTS));
            return problem(message, 0, "Split it into several guides");
        }
    }
    if let Some((at, what, count)) = lists(guide).into_iter().find(|one| one.2 > MAX_LIST) {
        let message = format!(
            "{} {what} here; at most {MAX_LIST} are allowed",
            grouped(count)
        );
        return problem(
            message,
            at,
            "Write fewer, or split them across several parts",
        );
    }
    if let Some((at, name)) = names(guide).into_iter().find(|one| one.1.len() > MAX_NAME) {
        let begin: String = name.chars().take(40).collect();
        let message = format!(
            "\u{201c}{begin}\u{2026}\u{201d} is longer than {} bytes",
            grouped(MAX_NAME)
        );
        return problem(message, at, "Keep it short and move the rest to a text");
    }
    if written(guide) > MAX_WRITTEN {
        let message = format!(
            "the guide's pages would hold more than {} MB: its texts and rules repeat too many names and answers, or its \
             rules look at too much",
            MAX_WRITTEN >> 20
        );
        return problem(message, 0, "Split it into several guides");
    }
    None
}

/// The lists in a guide: where their part begins, what they list, and how many entries.
fn lists(guide: &Guide) -> Vec<(usize, &'static str, usize)> {
    let mut lists = vec![
        (0, "products", guide.products.len()),
        (0, "symptoms", guide.symptoms.len()),
    ];
    for question in &guide.questions {
        lists.push((question.at, "options", question.options.len()));
    }
    for sheet in &guide.sheets {
        lists.push((sheet.at, "facts", sheet.facts.len()));
    }
    for node in guide.nodes() {
        lists.push((node.at(), "steps", node.steps().len()));
        lists.push((node.at(), "citations", node.cite().len()));
    }
    let of_rules = guide.rules().map(|rule| (rule.at, &rule.when));
    let of_requirements = guide.requirements.iter().map(|it| (it.at, &it.when));
    for (at, when) in of_rules.chain(of_requirements) {
        lists.push((at, "conditions", when.len()));
        lists.extend((when.values()).map(|texts| (at, "answers", texts.all().len())));
    }
    lists.extend((guide.scenarios.iter()).map(|it| (it.at, "answers", it.answers.len())));
    for outcome in &guide.outcomes {
        lists.push((outcome.at, "things ruled out", outcome.rules_out.len()));
        let answers = outcome.rules_out.iter().map(|it| it.by.len());
        lists.extend(answers.map(|count| (outcome.at, "answers", count)));
        let answers = outcome.go_on.iter().map(|it| it.answers.len());
        lists.extend(answers.map(|count| (outcome.at, "answers", count)));
    }
    let of_events = guide.events.iter().map(|claim| &claim.answers);
    for answers in of_events.chain(guide.codes.iter().map(|claim| &claim.answers)) {
        let texts = answers.values().map(|texts| texts.all().len());
        lists.extend(
            [answers.len()]
                .into_iter()
                .chain(texts)
                .map(|it| (0, "answers", it)),
        );
    }
    lists
}

/// Texts of a part that other parts repeat, with where the part begins.
fn names(guide: &Guide) -> Vec<(usize, &str)> {
    let mut names = vec![(0, &*guide.id), (0, &*guide.title)];
    names.extend(
        guide
            .nodes()
            .flat_map(|node| [(node.at(), node.id()), (node.at(), node.label())]),
    );
    for question in &guide.questions {
        let options = question.options.iter();
        let of_options =
            options.flat_map(|option| [&option.value, &option.label, &option.short, &option.group]);
        let own = [&question.ask, &question.unit];
        names.extend(
            own.into_iter()
                .chain(of_options)
                .map(|name| (question.at, &**name)),
        );
    }
    names.extend(guide.actions.iter().map(|action| (action.at, &*action.ask)));
    names.extend(guide.events.iter().flat_map(|claim| [(0, &*claim.source)]));
    names.extend(guide.codes.iter().map(|claim| (0, &*claim.code)));
    names
}

/// See [`MAX_WRITTEN`].
fn written(guide: &Guide) -> u64 {
    let answers: BTreeMap<&str, u64> = (guide.questions.iter())
        .map(|question| (&*question.id, longest_answer(question)))
        .collect();
    let text = |text: &str| -> u64 {
        let slots = slots(text).map(|name| answers.get(&*name).copied().unwrap_or_default());
        text.len() as u64 + slots.sum::<u64>()
    };
    let of_question = |question: &Question| -> u64 {
        let options = question.options.iter().map(|option| text(&option.label));
        let own = [&question.ask, &question.why, &question.find].map(|it| text(it));
        own.into_iter().chain(options).sum()
    };
    let mut written = text(&guide.about);
    let mut costs = Costs::new(guide);
    for node in guide.nodes() {
        written += match node {
            Node::Question(question) => of_question(question),
            Node::Sheet(sheet) => {
                let facts = sheet.facts.iter().filter_map(|fact| guide.question(fact));
                text(&sheet.ask) + text(&sheet.why) + facts.map(of_question).sum::<u64>()
            }
            Node::Action(action) => text(&action.title) + text(&action.text) + text(&action.ask),
            Node::Outcome(outcome) => {
                let own = [
                    &outcome.title,
                    &outcome.text,
                    &outcome.verify,
                    &outcome.otherwise,
                ];
                let own = own.map(|it| text(it)).into_iter().sum::<u64>();
                let ruled_out = outcome.rules_out.iter();
                own + ruled_out
                    .map(|it| text(&it.what) + costs.conditions(&it.by))
                    .sum::<u64>()
            }
        };
        written += node.steps().iter().map(|step| text(step)).sum::<u64>();
        written += node
            .rules()
            .iter()
            .map(|rule| costs.rule(rule))
            .sum::<u64>();
    }
    for requirement in &guide.requirements {
        written += text(&requirement.fix) + text(&requirement.place);
        written += costs.conditions(&requirement.when);
        written += answers.get(&*requirement.of).copied().unwrap_or_default();
    }
    written
}

/// How many bytes the longest answer to a question has, or the question's name if that is longer,
/// which stands in for a missing answer.
fn longest_answer(question: &Question) -> u64 {
    let answer = question.kind.answers().longest(&question.constraints());
    answer.max(question.label().len()) as u64
}

/// What it costs to look at rules or to write them out: counted in conditions, and in bytes for
/// what they name.
pub(in crate::guide) struct Costs<'g> {
    guide: &'g Guide,
    /// The cost of each sheet that was looked at.
    sheets: BTreeMap<&'g str, u64>,
}

impl<'g> Costs<'g> {
    pub(in crate::guide) fn new(guide: &'g Guide) -> Self {
        Self {
            guide,
            sheets: BTreeMap::new(),
        }
    }

    /// The cost of a rule.
    pub(in crate::guide) fn rule(&mut self, rule: &'g Rule) -> u64 {
        let target = rule.go.as_deref().and_then(|go| self.guide.node(go));
        target.map_or(1, |node| 1 + node.label().len() as u64 / 16) + self.conditions(&rule.when)
    }

    /// The cost of conditions.
    pub(in crate::guide) fn conditions(&mut self, conditions: &'g Conditions) -> u64 {
        let costs = conditions.iter().map(|(name, texts)| {
            let length: usize = texts.all().iter().map(|text| 1 + text.len() / 16).sum();
            length as u64
                + match self.guide.node(name) {
                    Some(Node::Sheet(sheet)) => self.sheet(sheet),
                    Some(node) => 1 + node.label().len() as u64 / 16,
                    None => 1,
                }
        });
        costs.sum()
    }

    /// The cost of a sheet's verdict.
    pub(in crate::guide) fn sheet(&mut self, sheet: &'g Sheet) -> u64 {
        if let Some(cost) = self.sheets.get(&*sheet.id) {
            return *cost;
        }
        // A requirement that looks at a sheet takes it as unknown, so this ends.
        self.sheets.insert(&sheet.id, 1);
        let guide = self.guide;
        let needs = sheet
            .facts
            .iter()
            .flat_map(|fact| guide.requirements_of(fact));
        let needs =
            needs.map(|need| 2 + need.need.len() as u64 / 16 + 2 * self.conditions(&need.when));
        let cost = sheet.facts.len() as u64 + needs.sum::<u64>();
        self.sheets.insert(&sheet.id, cost);
        cost
    }
}
