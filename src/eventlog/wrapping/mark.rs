//! The mark with which a layer shows that something ends.

/// Ends everything before it.
pub const BREAK: char = '\u{c}';
