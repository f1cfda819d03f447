//! Reads logs and pastes into [`crate::evidence::EventRecord`]s, in stages: the encoding of the
//! bytes, the wrapping of the text, the container that the events are written in, and the fields.
//! Binary logs are read event by event.
//!
//! The stages do not depend on each other. A new wrapping or container is a file in its folder and
//! a line in the table there; a new format that is not text is a line in `formats.rs`.

mod binary;
mod code_page;
mod container;
mod encoding;
mod field;
mod formats;
mod level;
mod level_words;
mod log;
mod messages;
mod missing;
mod moment;
mod reading;
mod record;
mod source_name;
mod text;
mod typed;
mod utc;
mod value;
mod wrapping;

#[cfg(test)]
mod tests;

pub use binary::{LogEvent, LogResult, MAX_COUNTED, Tally, is_binary, read_binary};
pub use formats::{read, text_of};
pub use level::Level;
pub use log::{MAX_BYTES, MAX_EVENTS};
pub use messages::{Messages, has_only_strings, rebuilt};
pub use reading::LogReading;
pub use typed::read_fields;
pub use utc::{seconds, text as moment_text};
