//! The mark that a layer puts where something ends.

/// No event continues past this character.
pub const BREAK: char = '\u{c}';
