//! Events: numbered records of an event log, as articles quote them and people paste them.

mod beside;
mod label;
mod mention;
mod model;
mod number;
mod quoted;
mod source;
mod table;

pub use mention::events;
pub use model::{EventMention, EventRecord, shown_id};
pub use quoted::{quoted_among, quoted_events};
pub use source::fold_source;
