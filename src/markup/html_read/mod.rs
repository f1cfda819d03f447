//! Reads HTML into blocks: fragments inside Markdown, and whole documents.
//!
//! No tag is ever passed on: its meaning is read, and its words are kept.

mod component;
mod document;
mod element;
mod known;
mod tag;
#[cfg(test)]
mod tests;

pub use document::{HtmlPage, document};
pub(super) use element::{Context, feed};
pub(super) use tag::{Piece, Tag, pieces};
