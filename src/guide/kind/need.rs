//! What a requirement or a condition demands of an answer.

use super::super::bounds::Bound;

/// What an answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Within all of these bounds.
    Bounds {
        /// The bounds, at least one.
        bounds: Vec<Bound>,
        /// What they measure.
        measure: Measure,
        /// What is counted; may be empty.
        unit: String,
    },
    /// This one, as the person reads it.
    Answer(String),
}

/// What is compared with bounds, which decides whether more of it is called more or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Versions come one after the other.
    Versions,
    /// Of other things there is more or less.
    Amounts,
}
