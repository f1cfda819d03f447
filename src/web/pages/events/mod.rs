//! The event atlas: all sources, the events of a source, and each event with what articles quote
//! about it.

mod address;
mod event;
mod missing;
mod source;
mod sources;
mod view;
mod with_id;

pub use event::show;
pub use source::{beginning, show_source};
pub use sources::list;
