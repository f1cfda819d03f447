//! Events as a text mentions them, and as records with fields.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One event with its fields, as quoted in an article, pasted, or read from a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// The source as written (`MSExchangeCCMC`).
    pub source: Option<String>,
    /// The event ID, low 16 bits.
    pub id: Option<u32>,
    /// Type or level (`Error`).
    pub kind: Option<String>,
    /// Category or task category.
    pub category: Option<String>,
    /// Date and time as written.
    pub time: Option<String>,
    /// The computer that logged it.
    pub computer: Option<String>,
    /// The message text, with its lines joined by spaces.
    pub description: Option<String>,
    /// The name of its log (`System`).
    pub log: Option<String>,
    /// The user it was logged for, as written.
    pub user: Option<String>,
    /// The parameters of the message (`%1` is the first).
    pub strings: Vec<String>,
    /// Its data bytes, as written.
    pub data: Option<String>,
}

/// An event named in a text: in a sentence, a list or a quoted record. Several IDs in one mention
/// (`442, 443 and 444`, or up to 64 of `4096 - 4134`) are separate mentions with the same span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMention {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// The event ID.
    pub id: u32,
    /// The source, if the text names one next to the ID.
    pub source: Option<String>,
}

/// The event ID in an event identifier from a log: the low 16 bits, if the upper ones contain a
/// severity. Any other number that is too large is not an event ID, and is kept as written.
pub fn shown_id(identifier: u64) -> Option<u32> {
    let identifier = u32::try_from(identifier).ok()?;
    let has_severity = identifier >= 0x4000_0000;
    Some(if has_severity {
        identifier & 0xFFFF
    } else {
        identifier
    })
}
