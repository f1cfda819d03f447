//! What a requirement or a condition demands of an answer.

use super::super::bounds::Bound;

/// What an answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Within all of these bounds.
    Bounds {
        /// The bounds, at least one.
        bounds: Vec<Bound>,
        /// What the bounds measure.
        measure: Measure,
        /// The unit; may be empty.
        unit: String,
    },
    /// Exactly this answer, as the person reads it.
    Answer(String),
}

/// What is compared with bounds, which decides between the words "more" and "later".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Versions, which are earlier or later.
    Versions,
    /// Amounts, which are less or more.
    Amounts,
}
