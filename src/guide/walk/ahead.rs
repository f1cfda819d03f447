//! Which questions and outcomes are still possible after the answers so far.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    condition::Truth,
    format::{Guide, Helped, Node, Outcome, Rule},
    kind::{Known, Value},
    requirement,
    rules::outlook,
};

/// What can still come on a walk.
#[derive(Debug, Clone, Default)]
pub struct Ahead<'g> {
    /// The most questions, sheets and actions still to be answered, including the current one.
    pub questions: usize,
    /// The outcomes that are still possible, in the order of the file.
    pub outcomes: Vec<&'g Outcome>,
    /// The nodes that can still come, including the current one and the facts of sheets.
    pub nodes: BTreeSet<&'g str>,
}

/// What can still come from a node on.
pub(super) fn ahead<'g>(guide: &'g Guide, from: &'g str, known: &Known) -> Ahead<'g> {
    let mut look = Look {
        guide,
        known,
        farthest: BTreeMap::new(),
        nodes: BTreeSet::new(),
    };
    let questions = look.visit(from);
    let nodes = look.nodes;
    let outcomes = guide.outcomes.iter();
    Ahead {
        questions,
        outcomes: outcomes
            .filter(|outcome| nodes.contains(&*outcome.id))
            .collect(),
        nodes,
    }
}

struct Look<'a, 'g> {
    guide: &'g Guide,
    known: &'a Known,
    /// For each node visited, how many answers are between it and the farthest outcome; 0 while
    /// it is being visited.
    farthest: BTreeMap<&'g str, usize>,
    nodes: BTreeSet<&'g str>,
}

impl<'g> Look<'_, 'g> {
    fn visit(&mut self, id: &'g str) -> usize {
        if let Some(known) = self.farthest.get(id) {
            return *known;
        }
        let Some(node) = self.guide.node(id) else {
            return 0;
        };
        self.nodes.insert(id);
        self.farthest.insert(id, 0);
        let mut next = BTreeSet::new();
        let mut own = 1;
        match node {
            Node::Question(question) => {
                if self.known.contains_key(id) {
                    own = 0;
                } else if let Some(finder) = &question.unknown {
                    next.insert(finder.as_str());
                }
                self.targets(&question.next, &mut next);
            }
            Node::Sheet(sheet) => {
                let shown = requirement::shown_facts(self.guide, sheet, self.known);
                self.nodes.extend(shown.iter().map(|fact| &*fact.id));
                self.targets(&sheet.next, &mut next);
            }
            Node::Action(action) => match self.known.get(id) {
                Some(Value::Named(word)) if word == Helped::Yes.word() => {
                    next.insert(&action.yes);
                }
                Some(Value::Named(word)) if word == Helped::No.word() => {
                    next.insert(&action.no);
                }
                _ => next.extend(action.all_next()),
            },
            Node::Outcome(_) => own = 0,
        }
        let beyond = next.into_iter().map(|next| self.visit(next)).max();
        let farthest = own + beyond.unwrap_or_default();
        self.farthest.insert(id, farthest);
        farthest
    }

    /// Where rules may lead: up to the first one that certainly holds.
    fn targets(&self, rules: &'g [Rule], targets: &mut BTreeSet<&'g str>) {
        let mut open = vec![(rules, None)];
        // Each answer that may be set is followed once. Answers that were set earlier on the way
        // there are then taken as open, so that rules that set answers for each other can't
        // multiply.
        let mut set_before = BTreeSet::new();
        while let Some((rules, set)) = open.pop() {
            let with_set = set.map(|(name, value): (&String, Value)| {
                let mut known = self.known.clone();
                known.insert(name.clone(), value);
                known
            });
            let known = with_set.as_ref().unwrap_or(self.known);
            for rule in rules {
                let truth = outlook(self.guide, &rule.when, known);
                if truth == Truth::No {
                    continue;
                }
                targets.extend(rule.go.as_deref());
                for (name, text) in rule.set.iter().flatten() {
                    let question = self.guide.question(name);
                    let question = question.filter(|_| !known.contains_key(name));
                    let value = question.and_then(|question| question.read_one(text).ok());
                    if let (Some(question), Some(value)) = (question, value)
                        && set_before.insert((name, text))
                    {
                        open.push((&question.next, Some((name, value))));
                    }
                }
                if truth == Truth::Yes {
                    break;
                }
            }
        }
    }
}
