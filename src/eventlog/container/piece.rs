//! The pieces of a paste that its containers return.

use crate::evidence::EventRecord;

/// The form of a container, which tells how reliable its fields are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Event XML and programs' exports.
    Markup,
    /// Text with names and values.
    Fields,
    /// A sentence.
    Sentence,
}

/// A piece of a paste.
#[derive(Debug, Clone)]
pub enum Piece {
    Event(Form, Box<EventRecord>),
    Prose(String),
    /// Text that seems to belong to an event but was not understood.
    Unread(String),
    /// This many bytes were not read because time ran out.
    Unreached(usize),
}

/// What was read of a container: its pieces, and where they end.
pub(super) struct Consumed {
    pub(super) pieces: Vec<Piece>,
    pub(super) end: usize,
}
