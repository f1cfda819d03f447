//! One record of a log.

use std::char::decode_utf16;

use crate::{
    eventlog::{
        binary::{
            event::{LONGEST_NAME, LogEvent, MAX_TEXT, Sink, cut, hex, joined},
            sid,
        },
        level::Level,
        utc,
    },
    evidence::EventRecord,
};

/// The signature that follows the length in every record, and in the header of the file.
pub(super) const SIGNATURE: &[u8; 4] = b"LfLe";

/// Bytes of the smallest possible record, which has its fields but no text.
pub(super) const SMALLEST: usize = 56;

/// Bytes of the longest name of a source or a computer.
const MAX_NAME: usize = 1024;

/// A record, with all its parts inside its bytes.
pub(super) struct Record<'b> {
    bytes: &'b [u8],
    source: &'b [u8],
    computer: &'b [u8],
    user: &'b [u8],
    strings: &'b [u8],
    data: &'b [u8],
}

impl<'b> Record<'b> {
    /// The record in these bytes; `None` if they are not a record, or one of its parts is not where
    /// the record says.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        // The length is repeated at the end.
        let end = bytes
            .len()
            .checked_sub(4)
            .filter(|end| *end >= SMALLEST - 4)?;
        if bytes.get(4..8)? != SIGNATURE {
            return None;
        }
        let (source, at) = name(bytes, SMALLEST, end)?;
        let (computer, mut at) = name(bytes, at, end)?;
        let (user_size, user_at) = (u32_at(bytes, 40)?, u32_at(bytes, 44)?);
        let (data_size, data_at) = (u32_at(bytes, 48)?, u32_at(bytes, 52)?);
        let mut user = &bytes[..0];
        if user_size != 0 {
            let user_end = user_at.checked_add(user_size)?;
            if user_at < at || user_end >= end {
                return None;
            }
            user = bytes.get(user_at..user_end)?;
            sid::text(user)?;
            at += user_size;
        }
        let mut strings = &bytes[..0];
        if u16_at(bytes, 26)? != 0 {
            let strings_at = u32_at(bytes, 36)?;
            let strings_end = match data_at {
                0 => end,
                _ => data_at.min(end),
            };
            if strings_at < at || strings_at >= strings_end {
                return None;
            }
            strings = bytes.get(strings_at..strings_end)?;
            if !strings.len().is_multiple_of(2) {
                return None;
            }
            at += strings.len();
        }
        let mut data = &bytes[..0];
        if data_size != 0 {
            let data_end = data_at.checked_add(data_size)?;
            if data_at < at || data_end > end {
                return None;
            }
            data = bytes.get(data_at..data_end)?;
        }
        Some(Self {
            bytes,
            source,
            computer,
            user,
            strings,
            data,
        })
    }

    /// Whether the length is repeated at its end.
    pub(super) fn closes(&self) -> bool {
        let closing = self.bytes.len().checked_sub(4);
        closing.and_then(|at| u32_at(self.bytes, at)) == Some(self.bytes.len())
    }

    /// Reports the event.
    pub(super) fn report(&self, is_recovered: bool, sink: &mut Sink<'_>) {
        let (source, computer) = (text(self.source), text(self.computer));
        let given = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let seconds = self.number(12);
        let record = || {
            let strings = self.strings();
            EventRecord {
                source: given(&source),
                id: Some(self.id()),
                kind: Some(self.level().word().to_owned()),
                category: Some(self.half(28))
                    .filter(|category| *category != 0)
                    .map(|category| category.to_string()),
                time: utc::text(i64::from(seconds)),
                computer: given(&computer),
                description: joined(&strings),
                log: None,
                user: sid::text(self.user),
                strings,
                data: hex(self.data),
            }
        };
        sink(&LogEvent {
            source: Some(source.as_str()).filter(|source| !source.is_empty()),
            id: Some(self.id()),
            level: self.level(),
            computer: Some(computer.as_str()).filter(|computer| !computer.is_empty()),
            log: None,
            seconds: Some(i64::from(seconds)),
            is_recovered,
            strings: &|| self.strings(),
            record: &record,
        });
    }

    fn id(&self) -> u32 {
        u32::from(self.half(20))
    }

    fn level(&self) -> Level {
        Level::of_type(self.half(24))
    }

    /// The parameters of the message.
    fn strings(&self) -> Vec<String> {
        let count = usize::from(self.half(26));
        let (units, _) = self.strings.as_chunks::<2>();
        let mut rest = MAX_TEXT;
        let parts = units.split(|unit| *unit == [0, 0]).take(count);
        let mut strings = Vec::new();
        for part in parts {
            let string = decode(part.iter());
            let string = cut(&string, rest);
            rest -= string.len();
            strings.push(string.to_owned());
            if rest == 0 {
                break;
            }
        }
        // There is no string after the last terminator.
        if strings.last().is_some_and(String::is_empty) && self.terminated() < strings.len() {
            strings.pop();
        }
        strings
    }

    /// How many of the strings have a terminator.
    fn terminated(&self) -> usize {
        let (units, _) = self.strings.as_chunks::<2>();
        units.iter().filter(|unit| **unit == [0, 0]).count()
    }

    fn number(&self, at: usize) -> u32 {
        let field = self.bytes.get(at..).and_then(<[u8]>::first_chunk);
        field.map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    fn half(&self, at: usize) -> u16 {
        u16_at(self.bytes, at).unwrap_or_default()
    }
}

/// The bytes of a name without its terminator, and the position of the next field.
fn name(bytes: &[u8], at: usize, end: usize) -> Option<(&[u8], usize)> {
    let Some(rest) = bytes.get(at..end) else {
        return Some((&bytes[..0], at + 2));
    };
    let (units, _) = rest.as_chunks::<2>();
    let most = units.len().min(MAX_NAME / 2);
    let length = units.iter().take(most).position(|unit| *unit == [0, 0]);
    match length {
        Some(length) => Some((rest.get(..2 * length)?, at + 2 * length + 2)),
        // Names are never this long.
        None if most < units.len() => None,
        None => Some((rest.get(..2 * most)?, at + 2 * most + 2)),
    }
}

/// UTF-16 as text, cut off if it is too long for a name.
fn text(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let mut text = decode(units.iter());
    text.truncate(cut(&text, LONGEST_NAME).len());
    text
}

fn decode<'u>(units: impl Iterator<Item = &'u [u8; 2]>) -> String {
    let units = units.map(|unit| u16::from_le_bytes(*unit));
    let chars = decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    chars.collect()
}

/// The four bytes at a position as a number.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*bytes))
}
