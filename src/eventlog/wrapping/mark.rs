//! The mark that the layers leave in a text.

/// Ends everything before it.
pub const BREAK: char = '\u{c}';
