//! The names of a guide's nodes.

use crate::{
    guide::{Guide, Node, fill},
    wording,
};

/// The name of a node without a walk: a placeholder becomes its question's name.
pub(super) fn name_of(guide: &Guide, node: Node<'_>) -> String {
    fill(node.label(), &|id| placeholder(guide, id)).replace('`', "")
}

/// The name of a question in the place of its answer.
pub(super) fn placeholder(guide: &Guide, id: &str) -> Option<String> {
    guide
        .question(id)
        .map(|question| format!("[{}]", question.label()))
}

/// The kind of a node in a word or two; empty for a question.
pub(super) fn kind_word(node: Node<'_>) -> &'static str {
    match node {
        Node::Question(_) => "",
        Node::Sheet(_) => "Check sheet",
        Node::Action(_) => "Try this",
        Node::Outcome(outcome) => wording::outcome(outcome.kind),
    }
}
