//! Which answers can still matter from a node on: computed once for all nodes, starting from the
//! outcomes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        format::{Guide, Node, Rule, Sheet},
        kind::Known,
        placeholder::slots,
    },
    texts,
};

/// How many rounds of passing on are done if nodes form circles; after that, everything matters.
const MAX_ROUNDS: usize = 12;

/// What can still matter from each node on.
pub(super) struct Live<'g> {
    /// The number of each name.
    names: BTreeMap<&'g str, usize>,
    /// For each node, the names whose answers rules and requirements look at.
    answers: BTreeMap<&'g str, Bits>,
    /// For each node, the names that texts show: it only matters whether they are answered.
    shown: BTreeMap<&'g str, Bits>,
}

impl<'g> Live<'g> {
    pub(super) fn of(guide: &'g Guide) -> Self {
        let ids: BTreeSet<&str> = guide.nodes().map(Node::id).collect();
        let names: BTreeMap<&str, usize> = ids.into_iter().zip(0..).collect();
        let finder = Finder {
            guide,
            names: &names,
        };
        // For each node itself, and for the rules of each node, with which a rule that sets an
        // answer continues.
        let mut before: BTreeMap<Stop<'g>, Matters<'g>> = BTreeMap::new();
        for node in guide.nodes() {
            before
                .entry(Stop::Node(node.id()))
                .or_insert_with(|| finder.node(node));
            let rules = || finder.rules(node.rules());
            before.entry(Stop::Rules(node.id())).or_insert_with(rules);
            if let Node::Sheet(sheet) = node {
                let verdict = || finder.verdict(sheet);
                before
                    .entry(Stop::Verdict(&sheet.id))
                    .or_insert_with(verdict);
            }
        }
        let settled = spread(&mut before);
        let mut live = Self {
            answers: BTreeMap::new(),
            shown: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        for (stop, matter) in before {
            if let Stop::Node(id) = stop {
                let (answers, shown) = match settled {
                    true => (matter.answers, matter.shown),
                    false => (Bits::all(names.len()), Bits::default()),
                };
                live.answers.insert(id, answers);
                live.shown.insert(id, shown);
            }
        }
        live.names = names;
        live
    }

    /// The known answers, as far as they matter from a node on.
    pub(super) fn state(&self, node: &str, known: &Known) -> String {
        let mut state = String::new();
        for (name, value) in known {
            if self.looks_at(node, name) {
                state += &format!("{name}={};", value.texts().join("+"));
            } else if has(&self.shown, node, self.names.get(&**name)) {
                state += &format!("{name};");
            }
        }
        state
    }

    /// Whether rules or requirements from a node on look at an answer.
    pub(super) fn looks_at(&self, node: &str, name: &str) -> bool {
        has(&self.answers, node, self.names.get(name))
    }
}

fn has(of: &BTreeMap<&str, Bits>, node: &str, number: Option<&usize>) -> bool {
    let bits = of.get(node);
    bits.zip(number)
        .is_some_and(|(bits, number)| bits.has(*number))
}

/// A node, the rules of a node by themselves, or the verdict of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop<'g> {
    Node(&'g str),
    Rules(&'g str),
    Verdict(&'g str),
}

/// What matters at a stop, and the stops after it.
#[derive(Default)]
struct Matters<'g> {
    answers: Bits,
    shown: Bits,
    next: Vec<Stop<'g>>,
}

/// Passes on to every stop what matters after it; returns whether this came to an end.
fn spread<'g>(matters: &mut BTreeMap<Stop<'g>, Matters<'g>>) -> bool {
    let order = from_the_ends(matters);
    for _ in 0..MAX_ROUNDS {
        let mut grew = false;
        for stop in &order {
            let Some(mut matter) = matters.remove(stop) else {
                continue;
            };
            for next in &matter.next {
                if let Some(next) = matters.get(next) {
                    grew |= matter.answers.add(&next.answers);
                    grew |= matter.shown.add(&next.shown);
                }
            }
            matters.insert(*stop, matter);
        }
        if !grew {
            return true;
        }
    }
    false
}

/// All stops, each after those that follow it, except in circles.
fn from_the_ends<'g>(matters: &BTreeMap<Stop<'g>, Matters<'g>>) -> Vec<Stop<'g>> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for start in matters.keys() {
        let mut open = vec![(*start, false)];
        while let Some((stop, is_done)) = open.pop() {
            if is_done {
                order.push(stop);
            } else if seen.insert(stop) {
                open.push((stop, true));
                let next = matters.get(&stop).map(|matter| &*matter.next);
                open.extend(next.into_iter().flatten().map(|next| (*next, false)));
            }
        }
    }
    order
}

/// Finds what matters at each stop by itself.
struct Finder<'n, 'g> {
    guide: &'g Guide,
    names: &'n BTreeMap<&'g str, usize>,
}

impl<'g> Finder<'_, 'g> {
    fn node(&self, node: Node<'g>) -> Matters<'g> {
        let mut matter = Matters::default();
        self.show(&mut matter, &texts::of_node(self.guide, node));
        match node {
            Node::Question(question) => {
                self.answer(&mut matter, &question.id);
                matter.next.push(Stop::Rules(&question.id));
                matter
                    .next
                    .extend(question.unknown.as_deref().map(Stop::Node));
            }
            Node::Sheet(sheet) => {
                matter.next.push(Stop::Verdict(&sheet.id));
                matter.next.push(Stop::Rules(&sheet.id));
            }
            Node::Action(action) => {
                matter.next.extend(action.all_next().map(Stop::Node));
            }
            Node::Outcome(outcome) => {
                for name in outcome.rules_out.iter().flat_map(|one| one.by.keys()) {
                    self.answer(&mut matter, name);
                    let sheet = self.guide.sheet(name);
                    matter
                        .next
                        .extend(sheet.map(|sheet| Stop::Verdict(&sheet.id)));
                }
                let checked = self.guide.checked_sheet(outcome);
                matter
                    .next
                    .extend(checked.map(|sheet| Stop::Verdict(&sheet.id)));
            }
        }
        matter
    }

    fn rules(&self, rules: &'g [Rule]) -> Matters<'g> {
        let mut matter = Matters::default();
        for rule in rules {
            for name in rule.when.keys() {
                self.answer(&mut matter, name);
                let sheet = self.guide.sheet(name);
                matter
                    .next
                    .extend(sheet.map(|sheet| Stop::Verdict(&sheet.id)));
            }
            matter.next.extend(rule.go.as_deref().map(Stop::Node));
            let set = rule.set.iter().flatten();
            matter.next.extend(set.map(|(name, _)| Stop::Rules(name)));
        }
        matter
    }

    fn verdict(&self, sheet: &'g Sheet) -> Matters<'g> {
        let mut matter = Matters::default();
        for fact in &sheet.facts {
            self.answer(&mut matter, fact);
        }
        for requirement in self.guide.requirements_on(sheet) {
            for name in requirement.when.keys() {
                self.answer(&mut matter, name);
            }
            self.show(&mut matter, &texts::of_requirement(requirement));
        }
        matter
    }

    fn answer(&self, matter: &mut Matters<'g>, name: &str) {
        matter.answers.extend(self.names.get(name));
    }

    fn show(&self, matter: &mut Matters<'g>, texts: &[texts::Text<'_>]) {
        let names = texts.iter().flat_map(|(_, text)| slots(text));
        matter
            .shown
            .extend(names.filter_map(|name| self.names.get(&*name)));
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn all(count: usize) -> Self {
        Self(vec![u64::MAX; count.div_ceil(64)])
    }

    fn has(&self, number: usize) -> bool {
        let word = self.0.get(number / 64);
        word.is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Adds the numbers of another set; returns whether any was new.
    fn add(&mut self, other: &Self) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut grew = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            grew |= *word | more != *word;
            *word |= more;
        }
        grew
    }
}

impl<'n> Extend<&'n usize> for Bits {
    fn extend<I: IntoIterator<Item = &'n usize>>(&mut self, numbers: I) {
        for number in numbers {
            if self.0.len() <= number / 64 {
                self.0.resize(number / 64 + 1, 0);
            }
            if let Some(word) = self.0.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
        }
    }
}
