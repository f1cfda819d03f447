//! The one Markdown reader and writer: blocks from Markdown, and Markdown from blocks.
//!
//! The dialect is CommonMark with tables and alerts (`> [!WARNING]`). A fence marked `event` quotes
//! an event record, one marked `text` is preformatted, any other is code. HTML has no meaning and
//! shows as text. Reading what was written gives the same blocks in [normal] form.

mod depth;
mod event;
mod normal;
mod read;
mod write;

pub use normal::normal;
pub use read::read;
pub use write::{write, write_inlines};

#[cfg(test)]
mod tests;
