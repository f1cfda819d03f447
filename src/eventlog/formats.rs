//! The formats of logs, and which of them reads a log.
//!
//! What the bytes are is told from their content, never from a name. Reading never fails: it
//! returns what could be read and what is wrong.

use super::{
    binary,
    encoding::decode,
    log::{MOST_EVENTS, NAME},
    reading::Reading,
    text,
};
use crate::{number::grouped, problem::Problem};

/// What is read from bytes that are a format's own.
type Format = fn(&[u8]) -> Option<Reading>;

/// The formats that are no text: each reads a log that is its own, and gives nothing otherwise.
const BINARY: [Format; 2] = [binary::evtx, binary::evt];

/// Reads all events of a log or a paste, in order, and what is wrong with it.
pub fn read(bytes: &[u8]) -> Reading {
    let read = BINARY.iter().find_map(|read| read(bytes));
    let mut reading = read.unwrap_or_else(|| decoded(bytes));
    if reading.records.len() >= MOST_EVENTS {
        reading.records.truncate(MOST_EVENTS);
        let message = format!(
            "the log has more than {} events; the rest were skipped",
            grouped(MOST_EVENTS)
        );
        reading.problems.push(Problem::warning(NAME, 0, message));
    }
    reading
}

/// The events of bytes that are a text.
fn decoded(bytes: &[u8]) -> Reading {
    let (text, problem) = decode(bytes);
    let mut reading = binary::other(&text).unwrap_or_else(|| text::read(&text));
    reading.problems.splice(0..0, problem);
    reading
}
