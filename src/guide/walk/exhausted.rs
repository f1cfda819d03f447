//! Articles that are no longer relevant to a walk: their advice was tried, or its answers rule them
//! out.

use std::collections::BTreeSet;

use super::{
    super::{
        format::{Guide, Node},
        kind::Value,
    },
    ahead::ahead,
    state::{Now, Walk},
};
use crate::evidence::ArticleId;

/// The articles that are no longer relevant to a walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exhausted {
    /// Sources of things that were tried and didn't help.
    pub tried: BTreeSet<ArticleId>,
    /// Sources of nothing but steps and outcomes that the answers rule out, whatever the unknown
    /// answers are.
    pub ruled_out: BTreeSet<ArticleId>,
}

impl Walk<'_> {
    /// The articles that are no longer relevant to the walk.
    pub fn exhausted(&self, guide: &Guide) -> Exhausted {
        let mut known = self.known.clone();
        known.retain(|_, value| *value != Value::Unknown);
        let possible = ahead(guide, &guide.start, &known).nodes;
        let walked: BTreeSet<&str> = self.trail.iter().map(|step| step.id).collect();
        let mut exhausted = Exhausted::default();
        let mut open = BTreeSet::new();
        for node in guide.nodes() {
            let id = node.id();
            let cited = node.cite().iter().map(|citation| &citation.article);
            let is_no = |value: &Value| matches!(value, Value::Named(answer) if answer == "no");
            match node {
                Node::Action(_) if walked.contains(id) => {
                    if self.known.get(id).is_some_and(is_no) {
                        exhausted.tried.extend(cited.cloned());
                    }
                }
                Node::Action(_) | Node::Outcome(_) if !possible.contains(id) => {
                    exhausted.ruled_out.extend(cited.cloned());
                }
                Node::Action(_) | Node::Outcome(_) => open.extend(cited),
                Node::Question(_) | Node::Sheet(_) => {}
            }
        }
        if let Now::Outcome { rows, .. } = &self.now {
            let checks = rows.iter().flat_map(|row| &row.requirements);
            let cited = checks.flat_map(|check| &check.requirement.cite);
            open.extend(cited.map(|citation| &citation.article));
        }
        exhausted.ruled_out.retain(|id| !open.contains(id));
        exhausted.tried.retain(|id| !open.contains(id));
        exhausted
    }
}
