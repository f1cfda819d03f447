//! What both archive formats share: the facts around an article's text, and its fixed-width body.

pub(super) mod around;
mod body;
pub(super) mod document;
