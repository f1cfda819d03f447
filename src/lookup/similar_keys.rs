//! Codes and events that articles mention, similar to one that they don't: codes of the same
//! family, events from the same source.

use super::knowledge::Knowledge;
use crate::{
    atlas::{AtlasEvent, Source},
    evidence::{Code, Family},
};

/// The largest distance between similar codes.
const DISTANCE: u64 = 16;
/// The most events, or codes, that are offered.
const MAX_NEAR: usize = 5;

/// Something that articles mention.
#[derive(Debug, Clone)]
pub enum SimilarKey<'a> {
    /// A code, and how many articles mention it.
    Code(Code, usize),
    /// An event of a source.
    Event(&'a Source, u32),
    /// All events of a source.
    Source(&'a Source),
}

/// The codes of the same family that have the same low word, or almost the same number.
pub(super) fn near_codes<'a>(known: &Knowledge<'a>, code: &Code) -> Vec<SimilarKey<'a>> {
    let Some(value) = number(code.family, &code.value) else {
        return Vec::new();
    };
    let mut near: Vec<(u64, Code, usize)> = Vec::new();
    for (other_code, articles) in known.atlas.codes() {
        let is_family = other_code.family == code.family;
        let Some(other) = number(other_code.family, &other_code.value).filter(|_| is_family) else {
            continue;
        };
        let has_low_word = code.family == Family::Status && (other ^ value) & 0xffff == 0;
        let distance = if has_low_word {
            0
        } else {
            other.abs_diff(value)
        };
        if distance <= DISTANCE && other != value {
            near.push((distance, other_code, articles));
        }
    }
    near.sort_by_key(|(distance, _, articles)| (*distance, usize::MAX - articles));
    let near = near.into_iter().take(MAX_NEAR);
    near.map(|(_, code, articles)| SimilarKey::Code(code, articles))
        .collect()
}

/// The events of a source with the closest IDs, and the source itself.
pub(super) fn other_events<'a>(
    known: &Knowledge<'a>,
    source: &'a Source,
    id: u32,
) -> Vec<SimilarKey<'a>> {
    let mut events: Vec<&AtlasEvent> = known.atlas.events_of(&source.fold).collect();
    events.sort_by_key(|event| event.id.abs_diff(id));
    let near = events.into_iter().take(MAX_NEAR);
    near.map(|event| SimilarKey::Event(source, event.id))
        .chain([SimilarKey::Source(source)])
        .collect()
}

/// The value of a code as a number, without the sign.
fn number(family: Family, value: &str) -> Option<u64> {
    match family {
        Family::Stop | Family::Status | Family::Kerberos => u64::from_str_radix(value, 16).ok(),
        // The names of modules say nothing about how similar faults are.
        Family::Fault => None,
        Family::Build => {
            let digits = value.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let word: u64 = value
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .fold(0, |word, letter| word << 8 | u64::from(letter));
            Some(word << 32 | digits.parse::<u64>().ok()?)
        }
        _ => value.parse::<i64>().ok().map(i64::unsigned_abs),
    }
}
