//! Tries every combination of answers.
//!
//! Of answers that no condition distinguishes, only one is tried; states that can't lead to
//! different results any more are visited only once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use super::{
    super::{
        format::{Costs, Guide, Helped, Node, Outcome, Question, Rule, Sheet},
        kind::{Known, Value},
        placeholder, requirement,
        rules::holds,
        walk::{Pairs, follow},
    },
    live::Live,
    multiplied::Multiplied,
    place::Spot,
    report::Report,
    texts,
    values::Values,
    work::Work,
};

/// The work allowed for finding out which answers multiply.
const MULTIPLIED_WORK: u64 = 100_000;
/// The longest chain of nodes that is followed, so that the stack stays small.
const MAX_CHAIN: usize = 300;
/// People give up after about this many questions.
const MANY_QUESTIONS: usize = 7;

/// The result of trying all combinations.
#[derive(Debug, Default)]
pub(super) struct Explored<'g> {
    /// The nodes and facts that can be reached.
    visited: BTreeSet<&'g str>,
    /// The rules that can hold: the ID of their node, and their index in it.
    fired: BTreeSet<(&'g str, usize)>,
    /// The number of questions and sheets on the longest path.
    depth: usize,
    /// One walk to each outcome in each state, as answers, with the outcome's ID; only for a
    /// comparison with another guide.
    pub(super) outcomes: Vec<(Pairs, &'g str)>,
}

/// Tries every combination of answers. Reports those that lead nowhere, in circles, or to an
/// unknown answer. With a `newer` guide, answers that it distinguishes are tried as well. `None` if
/// there are too many combinations.
pub(super) fn explore<'g>(
    report: &mut Report<'g>,
    newer: Option<&'g Guide>,
    work: &mut Work,
) -> Option<Explored<'g>> {
    let guide = report.guide;
    let mut combinations = Combinations {
        guide,
        report,
        work,
        costs: Costs::new(guide),
        node_costs: BTreeMap::new(),
        live: Live::of(guide),
        values: Values::new(guide, newer),
        keeps_outcomes: newer.is_some(),
        multiplied: None,
        slots: BTreeMap::new(),
        depths: HashMap::new(),
        on_path: Vec::new(),
        given: Pairs::new(),
        found: Explored::default(),
    };
    combinations.found.depth =
        combinations.visit(&guide.start, &Known::new(), &Spot::head().key("start"));
    let (found, multiplied) = (combinations.found, combinations.multiplied);
    if let Some(multiplied) = multiplied {
        multiplied.report_to(report);
        return None;
    }
    Some(found)
}

/// Reports nodes and rules that no combination of answers reaches.
pub(super) fn check(report: &mut Report<'_>, found: &Explored<'_>) {
    let guide = report.guide;
    for node in guide.nodes() {
        let id = node.id();
        if !found.visited.contains(id) {
            let message = format!("nothing leads to `{id}`");
            let spot = Spot::part(node.at()).key("id");
            report.error(spot, message, "Point a rule to it or remove it");
            continue;
        }
        for (at, rule) in node.rules().iter().enumerate() {
            if !found.fired.contains(&(id, at)) {
                let message = format!("rule {} of `{id}` can never apply", at + 1);
                let spot = Spot::part(rule.at);
                report.error(spot, message, &why_never(node.rules(), at));
            }
        }
    }
    if found.depth > MANY_QUESTIONS {
        let depth = found.depth;
        let message = format!(
            "the longest path has {depth} questions; people give up after {MANY_QUESTIONS}"
        );
        let advice = "Put several questions on one check sheet";
        report.warning(Spot::head().key("start"), message, advice);
    }
    unused(report);
}

fn why_never(rules: &[Rule], at: usize) -> String {
    let before = rules.iter().take(at);
    match before.into_iter().position(|rule| rule.when.is_empty()) {
        Some(first) => format!(
            "Rule {} before it has no `when`, so it always comes first: put it last",
            first + 1
        ),
        None => {
            "The rules before it cover every such answer, or its conditions are never true together"
                .to_owned()
        }
    }
}

/// A question that nothing depends on costs the person time for nothing.
fn unused(report: &mut Report<'_>) {
    let guide = report.guide;
    let conditions = guide.rules().map(|rule| &rule.when);
    let conditions = conditions.chain(guide.requirements.iter().map(|it| &it.when));
    let mut used: BTreeSet<String> = conditions.flat_map(|when| when.keys().cloned()).collect();
    used.extend(guide.requirements.iter().map(|it| it.of.clone()));
    used.extend(
        guide
            .rules()
            .flat_map(|rule| rule.set.iter().flatten())
            .map(|(name, _)| name.clone()),
    );
    let texts = guide.nodes().flat_map(|node| texts::of_node(guide, node));
    let texts = texts.chain(guide.requirements.iter().flat_map(texts::of_requirement));
    let texts = texts.chain(guide.outcomes.iter().flat_map(texts::passed_on));
    used.extend(texts.flat_map(|(_, text)| placeholder::slots(text)));
    for question in &guide.questions {
        if !used.contains(&question.id) {
            let message = format!("nothing depends on the answer to `{}`", question.id);
            let advice = "Use it in a rule, a requirement or a text, or remove the question";
            report.warning(Spot::part(question.at).key("id"), message, advice);
        }
    }
}

struct Combinations<'r, 'g> {
    guide: &'g Guide,
    report: &'r mut Report<'g>,
    work: &'r mut Work,
    costs: Costs<'g>,
    /// The cost of looking at the rules of a node.
    node_costs: BTreeMap<&'g str, u64>,
    live: Live<'g>,
    values: Values<'g>,
    /// Whether to keep the walks to outcomes.
    keeps_outcomes: bool,
    /// The answers that multiplied when the limit of work was reached.
    multiplied: Option<Multiplied<'g>>,
    /// For each node, the names that its texts show, with their places.
    slots: BTreeMap<&'g str, Rc<[(Spot, String)]>>,
    /// The most questions still to come from a node on, by the node and the answers that matter.
    depths: HashMap<(&'g str, String), usize>,
    on_path: Vec<&'g str>,
    /// The answers given on the path to this node.
    given: Pairs,
    found: Explored<'g>,
}

impl<'g> Combinations<'_, 'g> {
    /// Visits a node that the part at `from` leads to; returns the number of questions and sheets
    /// from there to the farthest outcome.
    fn visit(&mut self, id: &'g str, known: &Known, from: &Spot) -> usize {
        let guide = self.guide;
        let Some(node) = guide.node(id) else {
            return 0;
        };
        if let Some(begin) = self.on_path.iter().position(|other| *other == id) {
            let way = self.on_path.get(begin..).unwrap_or_default();
            let message = format!("this leads back to `{id}` in an endless loop");
            let advice = format!(
                "The path is {} \u{2192} {id}; make it end in an outcome",
                way.join(" \u{2192} ")
            );
            self.report.error(from.clone(), message, &advice);
            return 0;
        }
        if self.on_path.len() >= MAX_CHAIN {
            let message = format!("more than {MAX_CHAIN} nodes follow each other");
            self.report.error(from.clone(), message, "Split the guide");
            return 0;
        }
        let key = (node.id(), self.live.state(node.id(), known));
        if let Some(depth) = self.depths.get(&key) {
            return *depth;
        }
        self.found.visited.insert(node.id());
        self.on_path.push(node.id());
        if !self.spend(1 + known.len() as u64, known) {
            self.on_path.pop();
            return 0;
        }
        self.unanswered(node, known);
        let depth = match node {
            Node::Question(question) => self.question(question, known),
            Node::Sheet(sheet) => self.sheet(sheet, known),
            Node::Action(action) => {
                let mut answered = known.clone();
                let mut deepest = 0;
                for helped in Helped::ALL {
                    let next = action.next(helped);
                    let value = Value::Named(helped.word().to_owned());
                    // If an action couldn't be done, the walk continues as if it hadn't helped,
                    // unless the action says otherwise.
                    let written = match helped {
                        Helped::NotDone if action.not_done.is_none() => Helped::No,
                        helped => helped,
                    };
                    let spot = Spot::part(action.at).key(written.word());
                    let kept = self.answer(&action.id, &value);
                    answered.insert(action.id.clone(), value);
                    deepest = deepest.max(self.visit(next, &answered, &spot));
                    self.given.truncate(kept);
                }
                deepest
            }
            Node::Outcome(outcome) => {
                if let Some(sheet) = guide.checked_sheet(outcome) {
                    let facts = requirement::shown_facts(guide, sheet, known);
                    if facts.iter().any(|fact| !known.contains_key(&fact.id)) {
                        let (id, sheet) = (&outcome.id, &sheet.id);
                        let message = format!(
                            "`{id}` checks the answers of `{sheet}` before anyone has filled it in"
                        );
                        let advice = "Put the sheet before it on every path";
                        let spot = Spot::part(outcome.at).key("judge");
                        self.report.error(spot, message, advice);
                    }
                }
                self.ruled_out(outcome, known);
                if self.keeps_outcomes {
                    self.found.outcomes.push((self.given.clone(), &outcome.id));
                }
                0
            }
        };
        self.on_path.pop();
        self.depths.insert(key, depth);
        depth
    }

    fn question(&mut self, question: &'g Question, known: &Known) -> usize {
        let part = Spot::part(question.at);
        if known.contains_key(&question.id) {
            return self.go_on(&question.id, &part, &question.next, known);
        }
        let mut deepest = 0;
        for value in &*self.values.of(question, self.work) {
            if self.multiplied.is_some() {
                break;
            }
            let kept = self.answer(&question.id, value);
            if let (Value::Unknown, Some(finder)) = (value, &question.unknown) {
                deepest = deepest.max(self.visit(finder, known, &part.key("unknown")));
            } else {
                let mut answered = known.clone();
                answered.insert(question.id.clone(), value.clone());
                deepest = deepest.max(self.go_on(&question.id, &part, &question.next, &answered));
            }
            self.given.truncate(kept);
        }
        deepest + 1
    }

    fn sheet(&mut self, sheet: &'g Sheet, known: &Known) -> usize {
        let facts = requirement::shown_facts(self.guide, sheet, known);
        let values = facts.iter().map(|fact| self.values.of(fact, self.work));
        let values: Vec<Rc<[Value]>> = values.collect();
        self.found
            .visited
            .extend(facts.iter().map(|fact| &*fact.id));
        let part = Spot::part(sheet.at);
        let mut deepest = 0;
        // Counts through all combinations, the last fact fastest.
        let mut turn = vec![0; facts.len()];
        loop {
            let mut answered = known.clone();
            let kept = self.given.len();
            for ((fact, values), at) in facts.iter().zip(&values).zip(&turn) {
                if let Some(value) = values.get(*at) {
                    self.answer(&fact.id, value);
                    answered.insert(fact.id.clone(), value.clone());
                }
            }
            deepest = deepest.max(self.go_on(&sheet.id, &part, &sheet.next, &answered));
            self.given.truncate(kept);
            let advance = turn.iter_mut().zip(&values).rev().find_map(|(at, values)| {
                *at = if *at + 1 < values.len() { *at + 1 } else { 0 };
                (*at > 0).then_some(())
            });
            if advance.is_none() || self.multiplied.is_some() {
                return deepest + 1;
            }
        }
    }

    /// Adds an answer to the path; returns its length before.
    fn answer(&mut self, id: &str, value: &Value) -> usize {
        let before = self.given.len();
        let texts = value.texts().into_iter();
        self.given.extend(texts.map(|text| (id.to_owned(), text)));
        before
    }

    /// Follows the rules of a node, and visits the next node.
    fn go_on(&mut self, owner: &'g str, part: &Spot, rules: &'g [Rule], known: &Known) -> usize {
        let cost = self.cost(owner) + 2 * known.len() as u64;
        if !self.spend(cost, known) {
            return 0;
        }
        self.look_ahead(rules, known);
        let mut known = known.clone();
        let mut fired = Vec::new();
        let next = follow(self.guide, owner, rules, &mut known, |owner, at| {
            fired.push((owner, at));
        });
        let of_set = fired.iter().skip(1).map(|(owner, _)| self.cost(owner));
        let of_set = of_set.collect::<Vec<_>>().into_iter().sum();
        if !self.spend(of_set, &known) {
            return 0;
        }
        let last = fired.last().and_then(|(owner, at)| {
            let rule = self.guide.node(owner)?.rules().get(*at)?;
            Some(Spot::part(rule.at).key("go"))
        });
        self.found.fired.extend(fired);
        match next {
            Ok(next) => self.visit(next, &known, &last.unwrap_or_else(|| part.clone())),
            Err(why) => {
                let answers = looked_at(self.guide, owner, rules, &known);
                let advice =
                    format!("Add a rule for when {answers}, or a last rule without `when`");
                self.report
                    .error(part.key("next"), why.to_string(), &advice);
                0
            }
        }
    }

    /// Uses this much work if there is enough left; otherwise records which answers multiply.
    fn spend(&mut self, cost: u64, known: &Known) -> bool {
        if self.work.spend(cost) {
            return true;
        }
        if self.multiplied.is_none() {
            self.multiplied = Some(self.multiplied_here(known));
        }
        false
    }

    /// The cost of looking at the rules of a node.
    fn cost(&mut self, owner: &'g str) -> u64 {
        let (guide, costs) = (self.guide, &mut self.costs);
        *self.node_costs.entry(owner).or_insert_with(|| {
            let rules = guide.node(owner).map(Node::rules).unwrap_or_default();
            1 + rules.iter().map(|rule| costs.rule(rule)).sum::<u64>()
        })
    }

    /// The node on the way here with the most combinations of its answers and the earlier ones that
    /// it, or anything after it, looks at.
    fn multiplied_here(&mut self, known: &Known) -> Multiplied<'g> {
        let guide = self.guide;
        // Most were found before. Those that cost too much to find are not named; the others tell
        // enough.
        let mut glance = Work::new(MULTIPLIED_WORK);
        let mut most = Multiplied::default();
        for node in self.on_path.iter().filter_map(|id| guide.node(id)) {
            let mut together: Vec<&Question> = match node {
                Node::Question(question) => vec![question],
                Node::Sheet(sheet) => requirement::shown_facts(guide, sheet, known),
                Node::Action(_) | Node::Outcome(_) => Vec::new(),
            };
            let own: BTreeSet<&str> = together.iter().map(|question| &*question.id).collect();
            let earlier = known.keys().filter_map(|name| guide.question(name));
            together.extend(earlier.filter(|question| {
                !own.contains(&*question.id) && self.live.looks_at(node.id(), &question.id)
            }));
            let mut here = Multiplied {
                node: Some(node),
                answers: Vec::new(),
            };
            for question in together {
                let count = self.values.of(question, &mut glance).len() as u64;
                if glance.is_spent() {
                    break;
                }
                here.answers
                    .extend((count > 1).then_some((count, &*question.id)));
            }
            if here.combinations() > most.combinations() {
                most = here;
            }
        }
        most
    }

    /// Reports an outcome that marks something as ruled out although the answers leave it open.
    fn ruled_out(&mut self, outcome: &'g Outcome, known: &Known) {
        let guide = self.guide;
        for (at, ruled_out) in outcome.rules_out.iter().enumerate() {
            let spot = Spot::part(outcome.at).key("rules_out").key(at).key("by");
            for (name, allowed) in &ruled_out.by {
                if holds(guide, name, allowed, known) {
                    continue;
                }
                let (id, what) = (&outcome.id, &ruled_out.what);
                let answer = (known.get(name)).map(|value| value.texts().join(" and "));
                let answer = answer.unwrap_or_else(|| "not asked".to_owned());
                let message = format!(
                    "`{id}` says that \u{201c}{what}\u{201d} is ruled out, but also ends walks where `{name}` is {answer}"
                );
                let way = self.on_path.join(" \u{2192} ");
                let advice =
                    format!("Lead those elsewhere, or don't say it; one such path is {way}");
                self.report.error(spot.key(name), message, &advice);
            }
        }
    }

    /// Reports a text that shows an answer that is not given on every path to it.
    fn unanswered(&mut self, node: Node<'g>, known: &Known) {
        let guide = self.guide;
        let slots = self
            .slots
            .entry(node.id())
            .or_insert_with(|| slots(guide, node));
        let slots = Rc::clone(slots);
        let missing = slots.iter().filter(|(_, name)| !known.contains_key(name));
        for (spot, name) in missing {
            let way = self.on_path.join(" \u{2192} ");
            let message = format!("`{{{name}}}` has not been answered on every path to this text");
            let advice = format!("Ask it earlier, or leave it out here; one such path is {way}");
            self.report.error(spot.clone(), message, &advice);
        }
    }

    /// Reports conditions on questions that are not answered yet: these are never true.
    fn look_ahead(&mut self, rules: &'g [Rule], known: &Known) {
        for rule in rules {
            for name in rule.when.keys() {
                let asked_later = match self.guide.node(name) {
                    Some(Node::Sheet(sheet)) => {
                        !sheet.facts.iter().any(|fact| known.contains_key(fact))
                    }
                    _ => !known.contains_key(name),
                };
                // A fact may be one that its sheet shows only sometimes.
                if asked_later && !self.guide.is_fact(name) {
                    let message = format!(
                        "a rule looks at `{name}`, which has not been answered on every path to it"
                    );
                    let advice = "Ask it earlier, or remove the condition";
                    let spot = Spot::part(rule.at).key("when").key(name);
                    self.report.error(spot, message, advice);
                }
            }
        }
    }
}

/// The answers that rules look at, as far as they are known: the owner's, and those in their
/// conditions.
fn looked_at(guide: &Guide, owner: &str, rules: &[Rule], known: &Known) -> String {
    let names: BTreeSet<&String> = rules.iter().flat_map(|rule| rule.when.keys()).collect();
    let is_on_sheet = |name: &str| {
        let mut sheets = names.iter().filter_map(|id| guide.sheet(id));
        sheets.any(|sheet| sheet.has(name))
    };
    let matter = known
        .iter()
        .filter(|(name, _)| *name == owner || names.contains(name) || is_on_sheet(name));
    let words = matter.map(|(name, value)| format!("{name} is {}", value.texts().join(" and ")));
    words.collect::<Vec<_>>().join(" and ")
}

/// The names that a node's texts show, including the texts of requirements that it checks, with
/// their places.
fn slots(guide: &Guide, node: Node<'_>) -> Rc<[(Spot, String)]> {
    let mut shown = texts::of_node(guide, node);
    if let Node::Outcome(outcome) = node
        && let Some(sheet) = guide.checked_sheet(outcome)
    {
        let requirements = guide.requirements_on(sheet);
        shown.extend(requirements.flat_map(texts::of_requirement));
    }
    let slots = shown.into_iter().flat_map(|(spot, text)| {
        placeholder::slots(text).map(move |name| (spot.clone().word(format!("{{{name}}}")), name))
    });
    slots.collect()
}
