//! Structured text: blocks and inlines, the readers of Markdown and HTML, and writers to HTML,
//! Markdown and plain text.

mod anchors;
mod block;
mod build;
pub mod html;
pub mod html_read;
mod link;
pub mod markdown;
mod note_kind;
mod note_mark;
#[cfg(test)]
pub(crate) mod sample;
pub mod text;

pub use anchors::{each_anchor, heading_name};
pub use block::{Block, EventField, Inline, NoteKind, Numbering, TableRow};
pub use link::{WIKI, link_targets};
