//! The one Markdown reader and writer: blocks from Markdown, and Markdown from blocks.
//!
//! The writer writes CommonMark with tables and alerts (`> [!WARNING]`). The reader also reads the
//! dialects of tools that publish Markdown, and HTML. A fence marked `event` quotes an event
//! record, one marked `text` is preformatted, any other is code. Reading back what was written
//! gives the same blocks in [normal] form.

mod depth;
mod event;
mod event_record;
mod event_table;
mod event_xml;
mod normal;
mod read;
mod refine;
mod source;
mod write;

pub use normal::normal;
pub use read::{read, read_mdx};
pub use write::{write, write_inlines};

#[cfg(test)]
mod tests;
