//! How a command ends.

/// How a command ended that could run.
pub enum Outcome {
    /// Nothing to complain of: exit code 0.
    Fine,
    /// Problems were found and printed: exit code 1.
    Problems,
}
