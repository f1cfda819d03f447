//! Where the rules of a node lead.

use super::{
    super::{
        format::{Guide, Rule},
        kind::Known,
        rules::first_rule,
    },
    dead_end::DeadEnd,
};

/// Where the rules of a node lead with these answers. A rule that sets an answer adds it to
/// `known`, and that question's rules continue. The error says why they lead nowhere.
pub(in crate::guide) fn follow<'g>(
    guide: &'g Guide,
    owner: &'g str,
    rules: &'g [Rule],
    known: &mut Known,
    mut fired: impl FnMut(&'g str, usize),
) -> Result<&'g str, DeadEnd> {
    let (mut owner, mut rules) = (owner, rules);
    // Each round sets the answer of another question, so there are no more rounds than questions.
    for _ in 0..=guide.questions.len() {
        let Some((at, rule)) = first_rule(guide, rules, known) else {
            return Err(DeadEnd::NoRule(owner.to_owned()));
        };
        fired(owner, at);
        if let Some(go) = &rule.go {
            return Ok(go);
        }
        let Some((name, text)) = rule.set.iter().flatten().next() else {
            return Err(DeadEnd::NoTarget(owner.to_owned()));
        };
        let Some(question) = guide.question(name) else {
            return Err(DeadEnd::NoQuestion {
                owner: owner.to_owned(),
                name: name.clone(),
            });
        };
        let Ok(value) = question.read_one(text) else {
            return Err(DeadEnd::NoAnswer {
                owner: owner.to_owned(),
                name: name.clone(),
                text: text.clone(),
            });
        };
        known.insert(name.clone(), value);
        (owner, rules) = (&question.id, &question.next);
    }
    Err(DeadEnd::Endless(owner.to_owned()))
}
