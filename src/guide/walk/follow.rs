//! Where the rules of a node lead.

use super::super::{
    answer::{Known, Value},
    format::{Guide, Rule},
    rules::first_rule,
};

/// Where the rules of a node lead with these answers. A rule that sets an answer adds it to `known` and
/// goes on with that question's rules. The error says why it leads nowhere.
pub(in crate::guide) fn follow<'g>(
    guide: &'g Guide,
    owner: &'g str,
    rules: &'g [Rule],
    known: &mut Known,
    mut fired: impl FnMut(&'g str, usize),
) -> Result<&'g str, String> {
    let (mut owner, mut rules) = (owner, rules);
    // Each turn sets another question's answer, so there are no more turns than questions.
    for _ in 0..=guide.questions.len() {
        let Some((at, rule)) = first_rule(guide, rules, known) else {
            return Err(format!("no rule of `{owner}` holds for these answers"));
        };
        fired(owner, at);
        if let Some(go) = &rule.go {
            return Ok(go);
        }
        let Some((name, text)) = rule.set.iter().flatten().next() else {
            return Err(format!("a rule of `{owner}` has neither `go` nor `set`"));
        };
        let Some(question) = guide.question(name) else {
            return Err(format!(
                "a rule of `{owner}` sets `{name}`, which is not a question"
            ));
        };
        let Ok(value) = Value::of(question, text) else {
            return Err(format!(
                "`{text}`, set by `{owner}`, is not an answer to `{name}`"
            ));
        };
        known.insert(name.clone(), value);
        (owner, rules) = (&question.id, &question.next);
    }
    Err(format!("the rules of `{owner}` set each other without end"))
}
