//! What a question says about its answers, apart from their kind.

use super::{super::number::Number, options::Choice};
use crate::evidence::Family;

/// The settings of a question that its kind depends on.
#[derive(Debug, Clone, Copy)]
pub struct Constraints<'q> {
    /// The answers to choose from.
    pub options: &'q [Choice],
    /// The unit of a number.
    pub unit: &'q str,
    /// The smallest possible number.
    pub min: Option<Number>,
    /// The largest possible number.
    pub max: Option<Number>,
    /// The kind of code.
    pub family: Option<Family>,
    /// Whether "I don't know" is an answer.
    pub may_be_unknown: bool,
}
