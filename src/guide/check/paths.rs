//! Every combination of answers, tried.
//!
//! Versions are cut at the numbers that conditions and requirements name; between two of them, all
//! answers are alike. States that can no longer differ in what follows are visited once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::problem::Problem;

use super::super::{
    answer::{Known, Value},
    bounds::{Bounds, Scale},
    format::{Conditions, Guide, Kind, Node, Question, Rule, Sheet},
    number::Number,
    requirement,
    version::Version,
    walk::{follow, reach},
};

/// More combinations than this are not tried.
const MAX_STATES: usize = 200_000;
/// A longer chain of nodes is not followed, so that the stack stays small.
const MAX_CHAIN: usize = 300;
/// People give up after about so many questions.
const MANY_QUESTIONS: usize = 7;

pub(super) fn check(guide: &Guide) -> Vec<Problem> {
    let mut paths = Paths {
        guide,
        live: BTreeMap::new(),
        depths: HashMap::new(),
        on_path: Vec::new(),
        visited: BTreeSet::new(),
        fired: BTreeSet::new(),
        said: BTreeSet::new(),
        states: 0,
        problems: Vec::new(),
    };
    let depth = paths.visit(&guide.start, &Known::new());
    paths.report(depth);
    paths.problems
}

struct Paths<'g> {
    guide: &'g Guide,
    /// For each node, the names whose answers can still matter.
    live: BTreeMap<&'g str, BTreeSet<&'g str>>,
    /// The questions still to come from a node on, at most, by node and answers that matter.
    depths: HashMap<(&'g str, String), usize>,
    on_path: Vec<&'g str>,
    visited: BTreeSet<&'g str>,
    fired: BTreeSet<(&'g str, usize)>,
    /// What was said already, by line and first words.
    said: BTreeSet<(usize, String)>,
    states: usize,
    problems: Vec<Problem>,
}

impl<'g> Paths<'g> {
    /// Visits a node; gives the number of questions and sheets from there to the farthest end.
    fn visit(&mut self, id: &'g str, known: &Known) -> usize {
        let Some(node) = self.guide.node(id) else {
            return 0;
        };
        if self.on_path.contains(&id) {
            let way = self.on_path.join(" \u{2192} ");
            let message = format!("an endless loop leads back to `{id}`");
            self.say_once(node.line(), "loop", message, &format!("The way was {way}"));
            return 0;
        }
        if self.on_path.len() >= MAX_CHAIN {
            let message = format!("more than {MAX_CHAIN} nodes follow each other");
            self.say_once(node.line(), "chain", message, "Split the guide");
            return 0;
        }
        let live = self
            .live
            .entry(node.id())
            .or_insert_with(|| live_names(self.guide, node.id()));
        let state: String = (known.iter())
            .filter(|(name, _)| live.contains(name.as_str()))
            .map(|(name, value)| format!("{name}={};", value.texts().join("+")))
            .collect();
        let key = (node.id(), state);
        if let Some(depth) = self.depths.get(&key) {
            return *depth;
        }
        self.states += 1;
        if self.states > MAX_STATES {
            return 0;
        }
        self.visited.insert(node.id());
        self.on_path.push(node.id());
        let depth = match node {
            Node::Question(question) => self.question(question, known),
            Node::Sheet(sheet) => self.sheet(sheet, known),
            Node::Action(action) => {
                let mut answered = known.clone();
                let mut deepest = 0;
                for (answer, next) in [("yes", &action.yes), ("no", &action.no)] {
                    answered.insert(action.id.clone(), Value::Named(answer.to_owned()));
                    deepest = deepest.max(self.visit(next, &answered));
                }
                deepest
            }
            Node::Outcome(outcome) => {
                if let Some(sheet) = outcome.judge.as_deref().and_then(|id| self.guide.sheet(id)) {
                    let facts = requirement::shown_facts(self.guide, sheet, known);
                    if facts.iter().any(|fact| !known.contains_key(&fact.id)) {
                        let message = format!(
                            "`{}` judges `{}` before anyone filled it in",
                            outcome.id, sheet.id
                        );
                        self.say_once(
                            outcome.line,
                            "judge",
                            message,
                            "Let the sheet come before it on every way",
                        );
                    }
                }
                0
            }
        };
        self.on_path.pop();
        self.depths.insert(key, depth);
        depth
    }

    fn question(&mut self, question: &'g Question, known: &Known) -> usize {
        if known.contains_key(&question.id) {
            return self.go_on(&question.id, question.line, &question.next, known);
        }
        let mut deepest = 0;
        for value in values(self.guide, question) {
            if let (Value::Unknown, Some(finder)) = (&value, &question.unknown) {
                deepest = deepest.max(self.visit(finder, known));
                continue;
            }
            let mut answered = known.clone();
            answered.insert(question.id.clone(), value);
            deepest =
                deepest.max(self.go_on(&question.id, question.line, &question.next, &answered));
        }
        deepest + 1
    }

    fn sheet(&mut self, sheet: &'g Sheet, known: &Known) -> usize {
        let facts = requirement::shown_facts(self.guide, sheet, known);
        let values: Vec<Vec<Value>> = facts.iter().map(|fact| values(self.guide, fact)).collect();
        let mut deepest = 0;
        // Counts through all combinations, the last fact fastest.
        let mut turn = vec![0; facts.len()];
        loop {
            let mut answered = known.clone();
            for ((fact, values), at) in facts.iter().zip(&values).zip(&turn) {
                self.visited.insert(&fact.id);
                answered.extend(
                    values
                        .get(*at)
                        .map(|value| (fact.id.clone(), value.clone())),
                );
            }
            deepest = deepest.max(self.go_on(&sheet.id, sheet.line, &sheet.next, &answered));
            self.states += 1;
            let advance = turn.iter_mut().zip(&values).rev().find_map(|(at, values)| {
                *at = if *at + 1 < values.len() { *at + 1 } else { 0 };
                (*at > 0).then_some(())
            });
            if advance.is_none() || self.states > MAX_STATES {
                return deepest + 1;
            }
        }
    }

    fn go_on(&mut self, owner: &'g str, line: usize, rules: &'g [Rule], known: &Known) -> usize {
        self.look_ahead(rules, known);
        let mut known = known.clone();
        let mut fired = Vec::new();
        let next = follow(self.guide, owner, rules, &mut known, |owner, at| {
            fired.push((owner, at))
        });
        self.fired.extend(fired);
        match next {
            Ok(next) => self.visit(next, &known),
            Err(why) => {
                let answers: Vec<String> = known
                    .iter()
                    .map(|(name, value)| format!("{name} = {}", value.texts().join("+")))
                    .collect();
                let advice = format!("Add a rule for {}", answers.join(", "));
                self.say_once(line, &why.clone(), why, &advice);
                0
            }
        }
    }

    /// Conditions on what nobody has answered yet are never true, which is hardly what was meant.
    fn look_ahead(&mut self, rules: &'g [Rule], known: &Known) {
        for rule in rules {
            for name in rule.when.keys() {
                let asked_later = match self.guide.node(name) {
                    Some(Node::Sheet(sheet)) => {
                        !sheet.facts.iter().any(|fact| known.contains_key(fact))
                    }
                    _ => !known.contains_key(name),
                };
                let is_shown_sometimes = self
                    .guide
                    .sheets
                    .iter()
                    .any(|sheet| sheet.facts.contains(name));
                if asked_later && !is_shown_sometimes {
                    let message = format!(
                        "a rule looks at `{name}`, which is not answered yet on every way here"
                    );
                    self.say_once(
                        rule.line,
                        "early",
                        message,
                        "Ask it before, or remove the condition",
                    );
                }
            }
        }
    }

    fn report(&mut self, depth: usize) {
        if self.states > MAX_STATES {
            let message =
                format!("more than {MAX_STATES} combinations of answers: not all were tried");
            self.say_once(
                1,
                "states",
                message,
                "Let rules look at fewer earlier answers",
            );
            return;
        }
        for node in self.guide.nodes() {
            if !self.visited.contains(node.id()) {
                let message = format!("no way leads to `{}`", node.id());
                self.say_once(
                    node.line(),
                    "unreachable",
                    message,
                    "Lead a rule to it, or remove it",
                );
                continue;
            }
            let rules: &[Rule] = match node {
                Node::Question(question) => &question.next,
                Node::Sheet(sheet) => &sheet.next,
                Node::Action(_) | Node::Outcome(_) => &[],
            };
            for (at, rule) in rules.iter().enumerate() {
                if !self.fired.contains(&(node.id(), at)) {
                    let message = format!("rule {} of `{}` can never fire", at + 1, node.id());
                    let advice =
                        "Rules before it catch every answer, or its conditions never hold together";
                    self.say_once(rule.line, "rule", message, advice);
                }
            }
        }
        if depth > MANY_QUESTIONS {
            let message = format!(
                "the longest way has {depth} questions; people give up after {MANY_QUESTIONS}"
            );
            let problem = Problem::warning(&self.guide.file, 1, message);
            self.problems
                .push(problem.suggest("Put several questions on one check sheet"));
        }
    }

    fn say_once(&mut self, line: usize, what: &str, message: String, suggestion: &str) {
        if self.said.insert((line, what.to_owned())) {
            self.problems
                .push(Problem::error(&self.guide.file, line, message).suggest(suggestion));
        }
    }
}

/// One answer of each kind that conditions and requirements tell apart, `unknown` included.
fn values(guide: &Guide, question: &Question) -> Vec<Value> {
    let tables = tables(guide);
    let named: BTreeSet<&str> = tables
        .iter()
        .filter_map(|table| table.get(&question.id))
        .flat_map(|texts| texts.all())
        .chain(
            (guide.requirements.iter())
                .filter(|need| need.of == question.id)
                .map(|need| &need.need),
        )
        .map(String::as_str)
        .collect();
    let mut values: Vec<Value> = match question.kind {
        Kind::Version => points::<Version>(&named, Version::parse("0"))
            .into_iter()
            .map(|version| Value::Version(version.clone(), version.to_string()))
            .collect(),
        Kind::Number => points::<Number>(&named, question.min.or(Number::parse("0")))
            .into_iter()
            .flat_map(|number| [number.just_before(), number])
            .filter(|number| question.min.is_none_or(|min| *number >= min))
            .filter(|number| question.max.is_none_or(|max| *number <= max))
            .map(|number| Value::Number(number, number.to_string()))
            .collect(),
        Kind::Text => typed(question, &named, "other words"),
        Kind::Code => typed(question, &named, "0x7FFFFFFF"),
        Kind::Several => several(question, &tables),
        Kind::Choice | Kind::YesNo => question
            .choices()
            .iter()
            .map(|(value, _)| Value::Named((*value).to_owned()))
            .collect(),
    };
    if question.may_be_unknown() {
        values.push(Value::Unknown);
    }
    values
}

/// What is named, and one answer that nothing names.
fn typed(question: &Question, named: &BTreeSet<&str>, other: &str) -> Vec<Value> {
    let texts = named.iter().copied().chain([other]);
    let values = texts.filter_map(|text| Value::of(question, text).ok());
    values.filter(|value| *value != Value::Unknown).collect()
}

/// None, each by itself, and those that one table of conditions could tell apart only together: all of them.
fn several(question: &Question, _tables: &[&Conditions]) -> Vec<Value> {
    let options = || question.options.iter().map(|option| option.value.clone());
    let mut values: Vec<Value> = options().map(|value| Value::Several(vec![value])).collect();
    values.push(Value::Several(Vec::new()));
    for (at, first) in options().enumerate() {
        values.extend(
            options()
                .skip(at + 1)
                .map(|second| Value::Several(vec![first.clone(), second])),
        );
    }
    values
}

/// All tables of conditions.
fn tables(guide: &Guide) -> Vec<&Conditions> {
    let in_rules = guide.nodes().flat_map(|node| match node {
        Node::Question(question) => &*question.next,
        Node::Sheet(sheet) => &*sheet.next,
        Node::Action(_) | Node::Outcome(_) => &[],
    });
    (in_rules.map(|rule| &rule.when))
        .chain(
            guide
                .requirements
                .iter()
                .map(|requirement| &requirement.when),
        )
        .collect()
}

/// The values that bounds name, and one just after each.
fn points<T: Scale>(named: &BTreeSet<&str>, least: Option<T>) -> BTreeSet<T> {
    let mut points: BTreeSet<T> = least.into_iter().collect();
    for bounds in named
        .iter()
        .filter_map(|text| Bounds::<T>::parse(text).ok())
    {
        for value in bounds.values() {
            points.insert(value.clone());
            points.insert(value.just_after());
        }
    }
    points
}

/// The names whose answers can matter from a node on.
fn live_names<'g>(guide: &'g Guide, id: &'g str) -> BTreeSet<&'g str> {
    let mut names = BTreeSet::new();
    let of_sheet = |sheet: &'g Sheet, names: &mut BTreeSet<&'g str>| {
        names.extend(sheet.facts.iter().map(String::as_str));
        for requirement in guide
            .requirements
            .iter()
            .filter(|need| sheet.facts.contains(&need.of))
        {
            names.extend(requirement.when.keys().map(String::as_str));
        }
    };
    for id in reach(guide, id) {
        let rules: &[Rule] = match guide.node(id) {
            Some(Node::Question(question)) => {
                names.insert(id);
                &question.next
            }
            Some(Node::Sheet(sheet)) => {
                of_sheet(sheet, &mut names);
                &sheet.next
            }
            Some(Node::Outcome(outcome)) => {
                if let Some(sheet) = outcome.judge.as_deref().and_then(|id| guide.sheet(id)) {
                    of_sheet(sheet, &mut names);
                }
                &[]
            }
            _ => &[],
        };
        for rule in rules {
            // A rule that sets an answer goes on with rules that are not ahead as a node.
            let set = rule
                .set
                .iter()
                .flatten()
                .filter_map(|(name, _)| guide.question(name));
            for rule in set.flat_map(|question| &question.next).chain([rule]) {
                for name in rule.when.keys() {
                    names.insert(name);
                    if let Some(sheet) = guide.sheet(name) {
                        of_sheet(sheet, &mut names);
                    }
                }
            }
        }
    }
    names
}
