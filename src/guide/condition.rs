//! Evaluates conditions on the answers known so far.

use super::{
    format::{Conditions, Guide, Helped, Node, Texts},
    kind::{Known, Value},
};

/// Whether something holds when not everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Maybe,
}

/// Whether a condition on a question or an action allows its answer; false while there is no
/// answer.
pub(super) fn is_allowed(guide: &Guide, name: &str, condition: &Texts, known: &Known) -> bool {
    let Some(value) = known.get(name) else {
        return false;
    };
    let mut allowed = condition.all().iter();
    match guide.node(name) {
        Some(Node::Question(question)) => allowed.any(|allowed| question.is(value, allowed)),
        // If it couldn't be done, it did not help.
        _ => allowed.any(|allowed| {
            let is = |helped: Helped| *value == Value::Named(helped.word().to_owned());
            *value == Value::Named(allowed.clone())
                || (allowed == Helped::No.word() && is(Helped::NotDone))
        }),
    }
}

/// Whether all conditions really hold: an unknown answer leaves them open. So does a sheet, which
/// nobody answers.
pub(super) fn truth(guide: &Guide, conditions: &Conditions, known: &Known) -> Truth {
    let mut truth = Truth::Yes;
    for (name, condition) in conditions {
        match known.get(name) {
            None | Some(Value::Unknown) => truth = Truth::Maybe,
            Some(_) if is_allowed(guide, name, condition, known) => {}
            Some(_) => return Truth::No,
        }
    }
    truth
}
