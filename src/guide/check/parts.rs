//! Each piece of a guide by itself: ids, targets, names and values, texts that must be there.

use std::collections::{BTreeMap, BTreeSet};

use crate::{markup::markdown, problem::Problem};

use super::super::{
    answer::{Value, is_verdict_word},
    bounds::Bounds,
    format::{Conditions, Guide, Kind, NONE, Node, OutcomeKind, Question, Rule, UNKNOWN},
    number::Number,
    version::Version,
    walk::is_reserved,
};

/// More nodes than this are too many to keep in order.
const MANY_NODES: usize = 150;

pub(super) fn check(guide: &Guide) -> Vec<Problem> {
    let mut parts = Parts {
        guide,
        problems: Vec::new(),
    };
    parts.head();
    parts.ids();
    for question in &guide.questions {
        parts.question(question);
    }
    for sheet in &guide.sheets {
        if sheet.facts.is_empty() {
            parts.error(
                sheet.line,
                format!("the sheet `{}` has no facts", sheet.id),
                "",
            );
        }
        for fact in &sheet.facts {
            if guide.question(fact).is_none() {
                parts.missing(sheet.line, "question", fact);
            }
        }
        parts.rules(sheet.line, &sheet.id, &sheet.next);
    }
    for action in &guide.actions {
        parts.target(action.line, &action.yes);
        parts.target(action.line, &action.no);
    }
    parts.texts();
    parts.requirements();
    parts.outcomes();
    for scenario in &guide.scenarios {
        for name in scenario.answers.keys() {
            if !matches!(guide.node(name), Some(Node::Question(_) | Node::Action(_))) {
                parts.missing(scenario.line, "question", name);
            }
        }
        if !matches!(guide.node(&scenario.outcome), Some(Node::Outcome(_))) {
            parts.missing(scenario.line, "outcome", &scenario.outcome);
        }
    }
    parts.problems
}

struct Parts<'g> {
    guide: &'g Guide,
    problems: Vec<Problem>,
}

impl Parts<'_> {
    fn error(&mut self, line: usize, message: impl Into<String>, suggestion: &str) {
        self.problems
            .push(Problem::error(&self.guide.file, line, message).suggest(suggestion));
    }

    fn warning(&mut self, line: usize, message: impl Into<String>, suggestion: &str) {
        self.problems
            .push(Problem::warning(&self.guide.file, line, message).suggest(suggestion));
    }

    fn missing(&mut self, line: usize, what: &str, id: &str) {
        let ids = self.guide.nodes().map(Node::id);
        let near = ids.map(|other| (distance(id, other), other)).min();
        let suggestion = match near {
            Some((steps, other)) if steps <= 2 => format!("Did you mean `{other}`?"),
            _ => format!("Write a [[{what}]] with this id"),
        };
        self.error(line, format!("there is no {what} `{id}`"), &suggestion);
    }

    fn target(&mut self, line: usize, id: &str) {
        if self.guide.node(id).is_none() {
            self.missing(line, "outcome", id);
        }
    }

    fn head(&mut self) {
        let guide = self.guide;
        if !is_name(&guide.id, '-') {
            let advice = "Use lower-case letters, digits and `-`";
            self.error(
                1,
                format!("`{}` cannot be the id of a guide", guide.id),
                advice,
            );
        }
        self.target(1, &guide.start);
        let answers = (guide.events.iter().map(|claim| &claim.answers))
            .chain(guide.codes.iter().map(|claim| &claim.answers));
        for (name, texts) in answers.flatten() {
            let Some(question) = guide.question(name) else {
                self.missing(1, "question", name);
                continue;
            };
            if let Err(fault) = Value::read(question, texts.all()) {
                let message =
                    format!("what an event or code answers to `{name}` is no answer: {fault}");
                self.error(1, message, &answers_of(question));
            }
        }
        if guide.nodes().count() > MANY_NODES {
            let message = format!("the guide has more than {MANY_NODES} nodes");
            self.warning(
                1,
                message,
                "Split it: one guide for each thing that people come with",
            );
        }
    }

    fn ids(&mut self) {
        let mut lines = BTreeMap::new();
        for node in self.guide.nodes() {
            let (id, line) = (node.id(), node.line());
            if !is_name(id, '_') || is_reserved(id) {
                let advice =
                    "Use lower-case letters, digits and `_`; `at`, `rev` and `unknown` are taken";
                self.error(line, format!("`{id}` cannot be an id"), advice);
            }
            if let Some(first) = lines.insert(id, line) {
                let message = format!("the id `{id}` is taken already, in line {first}");
                self.error(line, message, "Give one of them another id");
            }
        }
    }

    fn question(&mut self, question: &Question) {
        let (id, line) = (&question.id, question.line);
        let is_fact = self
            .guide
            .sheets
            .iter()
            .any(|sheet| sheet.facts.contains(id));
        if matches!(question.kind, Kind::Choice | Kind::Several) {
            let mut values = BTreeSet::new();
            for option in &question.options {
                if option.value.trim().is_empty()
                    || option.value == UNKNOWN
                    || (question.kind == Kind::Several && option.value == NONE)
                    || !values.insert(&option.value)
                {
                    let message = format!("`{}` cannot be an answer to `{id}`", option.value);
                    self.error(
                        line,
                        message,
                        "Values are unique, not empty, and never `unknown` or `none`",
                    );
                }
            }
            if question.options.len() < 2 {
                self.error(
                    line,
                    format!("the choice `{id}` has fewer than two options"),
                    "",
                );
            }
        } else if !question.options.is_empty() {
            self.error(
                line,
                format!("`{id}` is not a choice, so it has no options"),
                "",
            );
        }
        let says_how = !question.find.is_empty() || question.unknown.is_some();
        if question.may_be_unknown() && !says_how {
            let advice = "Say in `find` how to find out or whom to ask, name a question in `unknown` that \
                          finds it out, or say in `always_known` why everybody knows";
            self.error(
                line,
                format!("nothing helps the person who cannot answer `{id}`"),
                advice,
            );
        }
        if !question.may_be_unknown() && question.unknown.is_some() {
            let message = format!("`{id}` has both `unknown` and `always_known`");
            self.error(line, message, "Remove one of them");
        }
        if let Some(finder) = &question.unknown
            && self.guide.question(finder).is_none()
        {
            self.missing(line, "question", finder);
        }
        if is_fact && (!question.next.is_empty() || question.unknown.is_some()) {
            let message =
                format!("`{id}` is a fact of a sheet, where `next` and `unknown` have no effect");
            self.error(line, message, "Remove them: the sheet has the rules");
        }
        if !is_fact {
            self.rules(line, id, &question.next);
        }
    }

    fn rules(&mut self, line: usize, owner: &str, rules: &[Rule]) {
        if rules.is_empty() {
            let message = format!("`{owner}` leads nowhere");
            self.error(line, message, "Write `next = [{ go = \"\u{2026}\" }]`");
        }
        for rule in rules {
            self.conditions(rule.line, &rule.when);
            match (&rule.go, &rule.set) {
                (Some(go), None) => self.target(rule.line, go),
                (None, Some(set)) if set.len() == 1 => {
                    for (name, value) in set {
                        let Some(question) = self.guide.question(name) else {
                            self.missing(rule.line, "question", name);
                            continue;
                        };
                        if Value::of(question, value).is_err() {
                            let message = format!("`{value}` is not an answer to `{name}`");
                            self.error(rule.line, message, &answers_of(question));
                        }
                    }
                }
                _ => {
                    let message = format!("a rule of `{owner}` needs either `go` or one `set`");
                    self.error(rule.line, message, "");
                }
            }
        }
    }

    fn conditions(&mut self, line: usize, conditions: &Conditions) {
        for (name, condition) in conditions {
            let node = self.guide.node(name);
            if condition.all().is_empty() {
                self.error(
                    line,
                    format!("the condition on `{name}` allows nothing"),
                    "",
                );
            }
            for allowed in condition.all() {
                let fault = match node {
                    Some(Node::Question(question)) => answer_fault(question, allowed),
                    Some(Node::Sheet(_)) => (!is_verdict_word(allowed))
                        .then(|| "A sheet is `met`, `not_met` or `unknown`".to_owned()),
                    Some(Node::Action(_)) => (!["yes", "no"].contains(&allowed.as_str()))
                        .then(|| "An action is answered `yes` or `no`".to_owned()),
                    Some(Node::Outcome(_)) | None => {
                        self.missing(line, "question", name);
                        break;
                    }
                };
                if let Some(advice) = fault {
                    self.error(line, format!("`{name}` can never be `{allowed}`"), &advice);
                }
            }
        }
    }

    fn texts(&mut self) {
        let guide = self.guide;
        let mut texts: Vec<(usize, &str)> = vec![(1, &guide.about)];
        for question in &guide.questions {
            texts.extend(
                [&question.ask, &question.why, &question.find].map(|it| (question.line, &**it)),
            );
        }
        texts.extend(guide.sheets.iter().map(|sheet| (sheet.line, &*sheet.why)));
        texts.extend(
            guide
                .actions
                .iter()
                .map(|action| (action.line, &*action.text)),
        );
        for requirement in &guide.requirements {
            texts
                .extend([&requirement.fix, &requirement.place].map(|it| (requirement.line, &**it)));
        }
        for outcome in &guide.outcomes {
            texts.extend(
                [&outcome.text, &outcome.verify, &outcome.otherwise]
                    .map(|it| (outcome.line, &**it)),
            );
        }
        for (line, text) in texts {
            for (below, message) in markdown::read(text).1 {
                let message = format!("in line {below} of a text of this part: {message}");
                self.warning(line, message, "Write plain Markdown");
            }
        }
    }

    fn requirements(&mut self) {
        let guide = self.guide;
        for requirement in &guide.requirements {
            let line = requirement.line;
            self.conditions(line, &requirement.when);
            let Some(fact) = guide.question(&requirement.of) else {
                self.missing(line, "question", &requirement.of);
                continue;
            };
            if !guide
                .sheets
                .iter()
                .any(|sheet| sheet.facts.contains(&fact.id))
            {
                let message = format!(
                    "`{}` is on no sheet, so the requirement is never judged",
                    fact.id
                );
                self.error(line, message, "Add it to the `facts` of a sheet");
            }
            if let Some(advice) = answer_fault(fact, &requirement.need) {
                let message = format!("`{}` can never be `{}`", fact.id, requirement.need);
                self.error(line, message, &advice);
            }
            if requirement.cite.is_empty() {
                let message = format!("the requirement of `{}` rests on nothing", fact.id);
                self.error(line, message, "Cite the section that asks for it");
            }
        }
    }

    fn outcomes(&mut self) {
        for outcome in &self.guide.outcomes {
            let (id, line) = (&outcome.id, outcome.line);
            if let Some(sheet) = &outcome.judge
                && self.guide.sheet(sheet).is_none()
            {
                self.missing(line, "sheet", sheet);
            }
            if outcome.kind == OutcomeKind::Fix && outcome.verify.is_empty() {
                let advice = "Say in `verify` how to see that it worked";
                self.warning(
                    line,
                    format!("the fix `{id}` has no check that it worked"),
                    advice,
                );
            }
            if outcome.kind == OutcomeKind::Fix && outcome.otherwise.is_empty() {
                let advice = "Say in `otherwise` what to do then";
                self.warning(
                    line,
                    format!("the fix `{id}` does not say what to do if it did not work"),
                    advice,
                );
            }
        }
    }
}

/// Why an answer is impossible; `None` where it is possible.
fn answer_fault(question: &Question, answer: &str) -> Option<String> {
    if answer == UNKNOWN {
        let advice = "The question has no \u{201c}I don\u{2019}t know\u{201d}";
        return (!question.may_be_unknown()).then(|| advice.to_owned());
    }
    match question.kind {
        Kind::Version => Bounds::<Version>::parse(answer).err(),
        Kind::Number => Bounds::<Number>::parse(answer).err(),
        _ => Value::of(question, answer)
            .is_err()
            .then(|| answers_of(question)),
    }
}

fn answers_of(question: &Question) -> String {
    let values: Vec<_> = question
        .choices()
        .iter()
        .map(|(value, _)| format!("`{value}`"))
        .collect();
    match question.kind {
        Kind::Version => "Write a version such as `5.15`".to_owned(),
        Kind::Number => "Write a number such as `12` or `0.5`".to_owned(),
        Kind::Text => "Write a few words".to_owned(),
        Kind::Code => "Write an error code such as `-1018`, `1069` or `0x80004005`".to_owned(),
        _ => format!("Its answers are {}", values.join(", ")),
    }
}

fn is_name(text: &str, joiner: char) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joiner;
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(allowed)
}

/// The number of letters to change, add or remove to come from one word to the other; words over 64
/// bytes count as far apart.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > 64 || right.len() > 64 {
        return usize::MAX;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((pair, other), before) in row.windows(2).zip(&right).zip(0..) {
            let [above_left, above] = pair else { continue };
            let left = next.get(before).copied().unwrap_or(usize::MAX);
            let swap = above_left + usize::from(letter != *other);
            next.push(swap.min(above + 1).min(left.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
