//! An event as read from a binary log, and the count of the records that were read.

use serde::{Deserialize, Serialize};

use crate::{eventlog::level::Level, evidence::EventRecord, problem::Problem};

/// The most bytes of text that are taken from the strings of one event; the rest is cut off.
pub(super) const MAX_TEXT: usize = 8 * 1024;

/// The most bytes of data that are taken from one event; the rest is cut off.
pub(super) const MAX_DATA: usize = 256;

/// Longer names of a source, computer or log are cut to this many bytes.
pub(super) const LONGEST_NAME: usize = 512;

/// An event of a log: the fields that identify it are already read, the rest is read on demand.
pub struct LogEvent<'a> {
    /// The program or service that logged it.
    pub source: Option<&'a str>,
    /// The event ID, low 16 bits.
    pub id: Option<u32>,
    /// How serious it is.
    pub level: Level,
    /// The computer that logged it.
    pub computer: Option<&'a str>,
    /// The name of its log (`System`).
    pub log: Option<&'a str>,
    /// When it happened, in seconds since 1970 (UTC).
    pub seconds: Option<i64>,
    /// Whether it was recovered: found outside the records that the log lists.
    pub is_recovered: bool,
    /// Reads the parameters of its message.
    pub strings: &'a dyn Fn() -> Vec<String>,
    /// Reads the whole event.
    pub record: &'a dyn Fn() -> EventRecord,
}

/// Receives each event, in the order of the log.
pub(super) type Sink<'s> = dyn FnMut(&LogEvent<'_>) + Send + 's;

/// How many records a log has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records of the log that were read.
    pub records: u64,
    /// Records beyond those: left over from before the log wrapped or was cleared, or cut off from
    /// the others by damage.
    pub recovered: u64,
    /// Places that could not be read.
    pub damaged: u64,
}

/// The largest count that is accepted: more than any log has, and small enough to be added up.
pub const MAX_COUNTED: u64 = 1 << 40;

impl Tally {
    /// Whether the counts are plausible for a log.
    pub fn is_sound(&self) -> bool {
        let counts = [self.records, self.recovered, self.damaged];
        counts.into_iter().all(|count| count <= MAX_COUNTED)
    }

    /// Counts a record that was read.
    pub(super) fn count(&mut self, is_recovered: bool) {
        match is_recovered {
            true => self.recovered += 1,
            false => self.records += 1,
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.recovered += other.recovered;
        self.damaged += other.damaged;
    }
}

/// The result of reading a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogResult {
    /// How many records it has.
    pub tally: Tally,
    /// Problems with the parts that could not be read.
    pub problems: Vec<Problem>,
}

/// A text cut to at most `most` bytes, between two characters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// The first [`MAX_DATA`] bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> Option<String> {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
    let shown = bytes.iter().take(MAX_DATA);
    let digits = shown.flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    Some(digits.collect()).filter(|text: &String| !text.is_empty())
}

/// The strings of an event on one line, used if the log does not contain its message.
pub(super) fn joined(strings: &[String]) -> Option<String> {
    let words = strings.iter().flat_map(|string| string.split_whitespace());
    let line = words.collect::<Vec<_>>().join(" ");
    Some(line).filter(|line| !line.is_empty())
}
