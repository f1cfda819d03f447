//! Names the answers that multiply to too many combinations.

use super::{super::format::Node, place::Spot, report::Report};
use crate::number::grouped;

/// The most questions that are named.
const MAX_NAMED: usize = 5;

/// Answers that are looked at together.
#[derive(Debug, Default)]
pub(super) struct Multiplied<'g> {
    /// The node that looks at them.
    pub(super) node: Option<Node<'g>>,
    /// The questions, each with the number of answers that can be distinguished.
    pub(super) answers: Vec<(u64, &'g str)>,
}

impl<'g> Multiplied<'g> {
    /// How many combinations there are.
    pub(super) fn combinations(&self) -> u64 {
        let counts = self.answers.iter().map(|(count, _)| *count);
        counts.fold(1, u64::saturating_mul)
    }

    /// Reports the error that there are too many combinations.
    pub(super) fn report_to(mut self, report: &mut Report<'g>) {
        self.answers
            .sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let named = self.answers.iter().take(MAX_NAMED);
        let named = named.map(|(count, id)| format!("`{id}` ({})", grouped(count)));
        let mut named: Vec<String> = named.collect();
        let more = self.answers.len().saturating_sub(MAX_NAMED);
        if more > 0 {
            named.push(format!("{more} more"));
        }
        let last = named.pop().unwrap_or_default();
        let combinations = match self.combinations() {
            u64::MAX => "too many combinations to count".to_owned(),
            count => format!("{} combinations", grouped(count)),
        };
        let message = match (named.is_empty(), last.is_empty()) {
            (true, true) => {
                "the guide's rules look at too much to try every combination".to_owned()
            }
            (true, false) => format!(
                "the answers to {last} and what the rules look at make too many combinations to try"
            ),
            _ => format!(
                "the answers to {} and {last} multiply to {combinations}, too many to try",
                named.join(", ")
            ),
        };
        let advice = "Offer fewer answers, make rules look at fewer of them at once, or split the guide in two";
        let spot = match self.node {
            Some(node) => Spot::part(node.at()).key("id"),
            None => Spot::head().key("id"),
        };
        report.error(spot, message, advice);
    }
}
