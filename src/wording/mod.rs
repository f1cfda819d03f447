//! The English of what the core finds, for pages, API and terminal.

mod lookup;
mod number;
mod search;
mod suggestion;

pub use lookup::{change, event_read, guide_reason, near, nothing_known, start_guide, subject};
pub use number::{counted, grouped};
pub use search::{search_reason, search_reasons};
pub use suggestion::suggestion;
