//! The edges from a node: where they lead, and when they are taken.

use std::collections::BTreeSet;

use super::{
    format::{Action, Conditions, Guide, Helped, Node, Question},
    kind::{Need, UNKNOWN},
    verdict::Verdict,
    walk::Walk,
};

/// The kind of thing that leads along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The rule with this index.
    Rule(usize),
    /// "I don't know", which leads to the question that finds out the answer.
    Unknown,
    /// An action that helped.
    Yes,
    /// An action that did not help.
    No,
    /// An action that couldn't be done, if that leads elsewhere.
    NotDone,
}

/// An edge from one node to another, with everything that leads along it.
#[derive(Debug, Clone)]
pub struct Edge<'g> {
    /// The node it leads to.
    pub to: Node<'g>,
    /// What leads there.
    pub kinds: Vec<EdgeKind>,
    /// When each of them leads there.
    pub when: Vec<When<'g>>,
    /// Whether it goes back to an earlier question, with the answer found out.
    pub returns: bool,
}

/// When an edge is taken.
#[derive(Debug, Clone)]
pub struct When<'g> {
    /// The condition.
    pub cause: Cause<'g>,
    /// The answer that is found out for an earlier question, as the person reads it; the inner
    /// `None` if it stays unknown.
    pub found: Option<Option<String>>,
}

/// What makes a person take an edge.
#[derive(Debug, Clone)]
pub enum Cause<'g> {
    /// These conditions hold; without conditions, always.
    Conditions(Vec<Condition<'g>>),
    /// No earlier rule holds.
    Otherwise,
    /// "I don't know".
    Unknown,
    /// An action helped.
    Yes,
    /// An action did not help.
    No,
    /// An action couldn't be done.
    NotDone,
}

/// One condition, as seen from the node whose rules look at it.
#[derive(Debug, Clone)]
pub enum Condition<'g> {
    /// The answer is one of these, or unknown if none can be stated; the question is given if it is
    /// not the node's own.
    Answer(Option<&'g Question>, Vec<Option<Need>>),
    /// The verdict of a sheet is one of these.
    Sheet(Vec<Verdict>),
    /// What the person says of an action: `yes` or `no`.
    Action(&'g Action, Vec<String>),
}

/// The edges from a node, one for each node that they lead to, in the order of their rules.
pub fn edges<'g>(guide: &'g Guide, node: Node<'g>) -> Vec<Edge<'g>> {
    let rules = node.rules();
    let mut edges: Vec<Edge<'g>> = Vec::new();
    let mut add = |to: &str, kind: EdgeKind, when: When<'g>| {
        let Some(to) = guide.node(to) else { return };
        let returns = when.found.is_some();
        let same = |edge: &&mut Edge<'_>| edge.to.id() == to.id() && edge.returns == returns;
        match edges.iter_mut().find(same) {
            Some(edge) => {
                edge.kinds.push(kind);
                edge.when.push(when);
            }
            None => edges.push(Edge {
                to,
                kinds: vec![kind],
                when: vec![when],
                returns,
            }),
        }
    };
    for (at, rule) in rules.iter().enumerate() {
        let cause = match rule.when.is_empty() {
            true if rules.len() > 1 => Cause::Otherwise,
            _ => Cause::Conditions(conditions(guide, node.id(), &rule.when)),
        };
        if let Some(go) = &rule.go {
            add(go, EdgeKind::Rule(at), When { cause, found: None });
        } else if let Some((name, value)) = rule.set.iter().flatten().next()
            && let Some(question) = guide.question(name)
        {
            let answer = (value != UNKNOWN).then(|| match question.condition(value) {
                Need::Answer(label) => label,
                Need::Bounds { .. } => value.clone(),
            });
            let found = Some(answer);
            add(name, EdgeKind::Rule(at), When { cause, found });
        }
    }
    let mut add_answer = |to: &str, kind: EdgeKind, cause: Cause<'g>| {
        add(to, kind, When { cause, found: None });
    };
    match node {
        Node::Question(question) => {
            if let Some(finder) = &question.unknown {
                add_answer(finder, EdgeKind::Unknown, Cause::Unknown);
            }
        }
        Node::Action(action) => {
            add_answer(&action.yes, EdgeKind::Yes, Cause::Yes);
            add_answer(&action.no, EdgeKind::No, Cause::No);
            if let Some(next) = &action.not_done {
                add_answer(next, EdgeKind::NotDone, Cause::NotDone);
            }
        }
        Node::Sheet(_) | Node::Outcome(_) => {}
    }
    edges
}

/// The edges that a walk took: the ID of a node, and what led on from it.
pub fn taken<'g>(guide: &'g Guide, walk: &Walk<'g>) -> BTreeSet<(&'g str, EdgeKind)> {
    let mut taken = BTreeSet::new();
    for step in &walk.trail {
        taken.extend((step.rules.iter()).map(|(id, at)| (*id, EdgeKind::Rule(*at))));
        let mut answers = walk.answers.iter();
        let kind = match guide.node(step.id) {
            Some(Node::Action(action)) => {
                let answer = answers.find(|(name, _)| name == step.id);
                match answer.and_then(|(_, word)| Helped::of_word(word)) {
                    Some(Helped::Yes) => EdgeKind::Yes,
                    Some(Helped::NotDone) if action.not_done.is_some() => EdgeKind::NotDone,
                    _ => EdgeKind::No,
                }
            }
            Some(Node::Question(_)) if step.rules.is_empty() => EdgeKind::Unknown,
            _ => continue,
        };
        taken.insert((step.id, kind));
    }
    taken
}

/// The conditions `when`, as seen from the node with the ID `owner`.
pub fn conditions<'g>(guide: &'g Guide, owner: &str, when: &Conditions) -> Vec<Condition<'g>> {
    let conditions = when.iter().filter_map(|(name, condition)| {
        let values = condition.all().iter();
        match guide.node(name)? {
            Node::Question(question) => {
                let is_known = |value: &&String| *value != UNKNOWN;
                let needs = values.map(|value| {
                    let value = Some(value).filter(is_known);
                    value.map(|value| question.condition(value))
                });
                let other = (name != owner).then_some(question);
                Some(Condition::Answer(other, needs.collect()))
            }
            Node::Sheet(_) => {
                let verdicts =
                    values.map(|word| Verdict::from_word(word).unwrap_or(Verdict::Unknown));
                Some(Condition::Sheet(verdicts.collect()))
            }
            Node::Action(action) => Some(Condition::Action(action, values.cloned().collect())),
            Node::Outcome(_) => None,
        }
    });
    conditions.collect()
}

/// A node at its position in the order of walking.
#[derive(Debug, Clone)]
pub struct Branch<'g> {
    /// The node.
    pub node: Node<'g>,
    /// The index of the branch that leads here; none for the first node.
    pub parent: Option<usize>,
    /// How far it is from the first node.
    pub depth: usize,
    /// The edge from that branch to this one; none for the first node.
    pub edge: Option<Edge<'g>>,
    /// Whether the node's own branch is elsewhere, and this one only refers to it.
    pub is_reference: bool,
}

/// The guide as a tree in the order of walking: each node once, with everything after it. If
/// another path leads to a node that is in the tree already, it gets a reference.
pub fn tree(guide: &Guide) -> Vec<Branch<'_>> {
    let mut branches: Vec<Branch<'_>> = Vec::new();
    let mut placed = BTreeSet::new();
    let mut open: Vec<(Option<usize>, Option<Edge<'_>>, Node<'_>)> = Vec::new();
    open.extend(guide.node(&guide.start).map(|node| (None, None, node)));
    while let Some((parent, edge, node)) = open.pop() {
        let is_reference = !placed.insert(node.id());
        let parent_depth = parent.and_then(|at| branches.get(at)).map(|it| it.depth);
        branches.push(Branch {
            node,
            parent,
            depth: parent_depth.map_or(0, |depth| depth + 1),
            edge,
            is_reference,
        });
        if !is_reference {
            let at = branches.len() - 1;
            let below = edges(guide, node).into_iter().rev();
            open.extend(below.map(|edge| (Some(at), Some(edge.clone()), edge.to)));
        }
    }
    branches
}
