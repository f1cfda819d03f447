//! The ways on from a node: where they lead, and in words when.

use std::collections::BTreeSet;

use super::{
    format::{Conditions, Guide, Node, QuestionKind, UNKNOWN},
    requirement::need_words,
    walk::Walk,
};

/// What leads on from a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// This one of its rules.
    Rule(usize),
    /// "I don't know", to the question that finds it out.
    Unknown,
    /// An action that helped.
    Yes,
    /// An action that did not help.
    No,
}

/// All ways from one node to another.
#[derive(Debug, Clone)]
pub struct Edge<'g> {
    /// The node it leads to.
    pub to: Node<'g>,
    /// What leads there.
    pub ways: Vec<Way>,
    /// When, in a few words; empty where always.
    pub label: String,
    /// Whether it goes back to an earlier question, with the answer found out.
    pub returns: bool,
}

/// The ways on from a node, those to the same node together, in the order of their rules.
pub fn edges<'g>(guide: &'g Guide, node: Node<'g>) -> Vec<Edge<'g>> {
    let rules = node.rules();
    let mut edges: Vec<Edge<'g>> = Vec::new();
    let mut add = |to: &str, way: Way, label: String, returns: bool| {
        let Some(to) = guide.node(to) else { return };
        let same = |edge: &&mut Edge<'_>| edge.to.id() == to.id() && edge.returns == returns;
        match edges.iter_mut().find(same) {
            Some(edge) => {
                edge.ways.push(way);
                edge.label.push_str("; or ");
                edge.label.push_str(&label);
            }
            None => edges.push(Edge {
                to,
                ways: vec![way],
                label,
                returns,
            }),
        }
    };
    for (at, rule) in rules.iter().enumerate() {
        let label = match rule.when.is_empty() {
            true if rules.len() > 1 => "otherwise".to_owned(),
            _ => condition_words(guide, node.id(), &rule.when),
        };
        if let Some(go) = &rule.go {
            add(go, Way::Rule(at), label, false);
        } else if let Some((name, value)) = rule.set.iter().flatten().next() {
            let found = guide.question(name).map(|question| match value.as_str() {
                UNKNOWN => "still not known".to_owned(),
                value => format!("it is {}", question.short_label(value)),
            });
            let label = match (label.is_empty(), found) {
                (false, Some(found)) => format!("{label}: {found}"),
                (_, found) => found.unwrap_or(label),
            };
            add(name, Way::Rule(at), label, true);
        }
    }
    match node {
        Node::Question(question) => {
            if let Some(finder) = &question.unknown {
                add(
                    finder,
                    Way::Unknown,
                    "I don\u{2019}t know".to_owned(),
                    false,
                );
            }
        }
        Node::Action(action) => {
            add(&action.yes, Way::Yes, "yes".to_owned(), false);
            add(&action.no, Way::No, "no".to_owned(), false);
        }
        Node::Sheet(_) | Node::Outcome(_) => {}
    }
    edges
}

/// The ways that a walk took: the id of a node, and what led on from it.
pub fn taken<'g>(guide: &'g Guide, walk: &Walk<'g>) -> BTreeSet<(&'g str, Way)> {
    let mut taken = BTreeSet::new();
    for step in &walk.trail {
        taken.extend((step.rules.iter()).map(|(id, at)| (*id, Way::Rule(*at))));
        let is_yes = |(name, answer): &(String, String)| name == step.id && answer == "yes";
        let way = match guide.node(step.id) {
            Some(Node::Action(_)) if walk.answers.iter().any(is_yes) => Way::Yes,
            Some(Node::Action(_)) => Way::No,
            Some(Node::Question(_)) if step.rules.is_empty() => Way::Unknown,
            _ => continue,
        };
        taken.insert((step.id, way));
    }
    taken
}

/// Conditions in a few words, as seen from the node with these rules: `DB8`, `Import.exe: 8.5 or later`.
pub fn condition_words(guide: &Guide, owner: &str, conditions: &Conditions) -> String {
    let words = conditions.iter().map(|(name, condition)| {
        let values = condition.all().iter();
        match guide.node(name) {
            Some(Node::Question(question)) => {
                let values = values.map(|value| match value.as_str() {
                    UNKNOWN => "not known".to_owned(),
                    value => match question.kind {
                        QuestionKind::Choice | QuestionKind::Several | QuestionKind::YesNo => {
                            question.short_label(value).to_owned()
                        }
                        QuestionKind::Text | QuestionKind::Code => value.to_owned(),
                        QuestionKind::Number | QuestionKind::Version => need_words(question, value),
                    },
                });
                let values = values.collect::<Vec<_>>().join(" or ");
                match name == owner {
                    true => values,
                    false => format!("{}: {values}", question.label()),
                }
            }
            Some(Node::Sheet(_)) => {
                let values = values.map(|value| match value.as_str() {
                    "met" => "all is right",
                    "not_met" => "something is wrong",
                    _ => "something is not known",
                });
                values.collect::<Vec<_>>().join(" or ")
            }
            Some(Node::Action(action)) => {
                let values = values.map(String::as_str).collect::<Vec<_>>().join(" or ");
                format!("{}: {values}", action.title)
            }
            _ => String::new(),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A node at its place in the order of walking.
#[derive(Debug, Clone)]
pub struct Branch<'g> {
    /// The node.
    pub node: Node<'g>,
    /// The place of the branch that it hangs on; none for the node to begin with.
    pub parent: Option<usize>,
    /// How far it is from the beginning.
    pub depth: usize,
    /// The way here from there; none for the node to begin with.
    pub edge: Option<Edge<'g>>,
    /// Whether the node has another place, and this only refers to it.
    pub is_reference: bool,
}

/// The guide as a tree: each node once with all that lies behind it, in the order of walking; where another way leads to a
/// node that has its place already, a reference.
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
