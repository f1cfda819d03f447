//! The mark that is put where something in a wrapping ends.

/// No event continues past this character.
pub const BREAK: char = '\u{c}';
