//! The exact terms of the field `evidence`: events with and without their source, and error codes.

use std::collections::BTreeSet;

use super::schema::Part;
use crate::evidence::{Code, codes, events, fold_source};

/// Of one text no more than this many keys are kept.
const MAX_KEYS: usize = 2_000;

/// The key of an event of any source: `e68`.
pub(super) fn event(id: u32) -> String {
    format!("e{id}")
}

/// The key of an event of a source, which is folded: `e68@msexchangeccmc`.
pub(super) fn event_of(id: u32, source: &str) -> String {
    let mut key = format!("e{id}@{}", fold_source(source));
    let end = (0..=super::tokenizer::MAX_TERM)
        .rev()
        .find(|at| key.is_char_boundary(*at));
    key.truncate(end.unwrap_or(0));
    key
}

/// The key of an error code: `c:status:80004005`.
pub(super) fn code(code: &Code) -> String {
    format!("c:{}", code.key())
}

/// All keys of a text that stands in `part`, with the code of the part as their position.
pub(super) fn of_text(text: &str, part: Part, keys: &mut BTreeSet<(u8, String)>) {
    let mut add = |key| {
        if keys.len() < MAX_KEYS {
            keys.insert((part.code(), key));
        }
    };
    for mention in events(text) {
        add(event(mention.id));
        if let Some(source) = &mention.source {
            add(event_of(mention.id, source));
        }
    }
    for mention in codes(text) {
        mention
            .readings
            .iter()
            .for_each(|reading| add(code(reading)));
    }
}
