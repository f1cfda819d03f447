//! Structured text: blocks and inlines, the one Markdown reader, and writers to HTML, Markdown and
//! plain text.

mod block;
pub mod html;
mod link;
pub mod markdown;
#[cfg(test)]
pub(crate) mod sample;
pub mod text;

pub use block::{Block, EventField, Inline, NoteKind, TableRow};
pub use link::link_targets;
