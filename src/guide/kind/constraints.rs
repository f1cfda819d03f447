//! What a question says about its answers, apart from their kind.

use super::{super::number::Number, options::Choice};
use crate::evidence::Family;

/// The settings of a question that its kind goes by.
#[derive(Debug, Clone, Copy)]
pub struct Constraints<'q> {
    /// The answers to choose from.
    pub options: &'q [Choice],
    /// What a number counts.
    pub unit: &'q str,
    /// The smallest number that can be.
    pub min: Option<Number>,
    /// The largest number that can be.
    pub max: Option<Number>,
    /// What kind of code is asked for.
    pub family: Option<Family>,
    /// Whether "I don't know" is an answer.
    pub may_be_unknown: bool,
}
