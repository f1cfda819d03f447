//! Reads logs and pastes that are text. The format is detected from the content, never from a file
//! name. Reading never fails: it returns what could be read, and the problems.

use std::borrow::Cow;

use super::{
    binary,
    encoding::decode,
    log::{MAX_EVENTS, NAME},
    reading::LogReading,
    text,
};
use crate::{budget::Budget, number::grouped, problem::Problem};

/// Reads all events of a log or a paste, in order, with the problems.
///
/// Reading stops when the budget is spent; the amount not read is reported as a problem.
pub fn read(bytes: &[u8], budget: Budget) -> LogReading {
    let mut reading = match binary::is_binary(bytes) {
        true => refused(
            "This is a binary log (.evt or .evtx), not text",
            "Upload the file, or save it as text or XML in Event Viewer.",
        ),
        false => decoded(bytes, budget),
    };
    if reading.records.len() > MAX_EVENTS {
        reading.records.truncate(MAX_EVENTS);
        let message = format!(
            "The log has more than {} events; the rest were skipped",
            grouped(MAX_EVENTS)
        );
        reading.problems.push(Problem::warning(NAME, 0, message));
    }
    reading
}

/// The events in the bytes of a text.
fn decoded(bytes: &[u8], budget: Budget) -> LogReading {
    let (text, problem) = decode(bytes);
    let mut reading = match text.contains('\0') {
        true => refused(
            "This is neither text nor a known log format",
            "Save the log as text or XML in Event Viewer and try again.",
        ),
        false => text::read(&text, budget),
    };
    reading.problems.splice(0..0, problem);
    reading
}

/// The text of a log or a paste, whatever its encoding; empty for a binary log.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match binary::is_binary(bytes) {
        true => Cow::Borrowed(""),
        false => decode(bytes).0,
    }
}

fn refused(message: &str, advice: &str) -> LogReading {
    LogReading::refused(Problem::error(NAME, 0, message).suggest(advice))
}
