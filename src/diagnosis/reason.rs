//! Why an article is listed for an event.

use crate::{evidence::Code, search};

/// Why an article is listed. A source is missing if the article quotes an event without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It mentions the event from this source.
    Event {
        /// The event's ID.
        id: u32,
        /// The source.
        source: Option<String>,
    },
    /// It mentions an event with the same ID, from another source.
    OtherEvent {
        /// The ID.
        id: u32,
        /// The other source.
        source: Option<String>,
    },
    /// It quotes the message of this event.
    Message {
        /// Whether it is the same message, rather than a similar one.
        is_same: bool,
    },
    /// It quotes the message, as that of another event.
    MessageOf {
        /// The other event's ID.
        id: u32,
        /// Its source.
        source: Option<String>,
        /// Whether it is the same message, rather than a similar one.
        is_same: bool,
    },
    /// It mentions this error code of the message.
    Code(Code),
    /// The search finds it for the message's words, and why.
    Words(Vec<search::Reason>),
}
