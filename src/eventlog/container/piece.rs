//! The parts of a paste, as its containers give them.

use crate::evidence::EventRecord;

/// What a container is made of, which tells how far its fields are to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Event XML and what programs export.
    Markup,
    /// Text with names and values.
    Fields,
    /// A sentence.
    Sentence,
}

/// A part of a paste.
#[derive(Debug, Clone)]
pub enum Piece {
    Event(Form, Box<EventRecord>),
    Prose(String),
    /// It seems to belong to an event.
    Unread(String),
    /// So many bytes that time ran out for.
    Unreached(usize),
}

/// A container that was read: its parts, and where it ends.
pub(super) struct Consumed {
    pub(super) pieces: Vec<Piece>,
    pub(super) end: usize,
}
