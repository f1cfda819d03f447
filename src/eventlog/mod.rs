//! Reads pasted text, exported rows and event XML into [`crate::evidence::EventRecord`]s, and tells
//! of the events of binary logs one by one.
//!
//! A format is a file here with its `mod` line below, and a line in the table of `formats.rs`.

mod binary;
mod formats;
mod log;
mod messages;
mod text;
mod xml;

pub use binary::{Level, LogEvent, Outcome, Tally, is_binary, moment_text, read_binary, seconds};
pub use formats::read;
pub use log::{MOST_BYTES, MOST_EVENTS};
pub use messages::{Messages, rebuilt};
