//! Diagnosis: turns events into findings, each with ranked articles and the reasons for them.
//!
//! The most certain come first: an article that quotes this event from this source comes before one
//! that quotes another source's, and among those, the one whose quoted message fits best. Error
//! codes in the message, the message without its ID, and plain search come after.

mod by_code;
mod by_event;
mod by_message;
mod by_words;
mod candidate;
mod collapse;
mod diagnose;
mod differences;
mod finding;
mod nearest;
mod reason;

pub use by_words::WordHit;
pub use collapse::{Collapsed, Collapser, Group, LeftOut, Spread, Timeline, Variant};
pub use diagnose::{MAX_FINDINGS, diagnose};
pub use differences::differences;
pub use finding::{Finding, FoundArticle, Relation};
pub use nearest::{Nearest, nearest};
pub use reason::Reason;

#[cfg(test)]
mod tests;
