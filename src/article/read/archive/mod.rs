//! What both formats of the archive share: what surrounds an article's text, and its fixed-width
//! body.

pub(super) mod around;
mod body;
pub(super) mod document;
