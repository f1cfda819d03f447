//! The exact terms of the field `evidence`: events with and without their source, and error codes.

use std::collections::BTreeSet;

use super::schema::{Part, Place};
use crate::{
    evidence::{Code, codes, events, fold_source},
    markup::{self, Block},
};

/// Of one text no more than this many keys are kept.
const MAX_KEYS: usize = 2_000;

/// How the key of an event begins.
pub(super) const EVENT: &str = "e";

/// The key of an event of any source: `e68`.
pub(super) fn event(id: u32) -> String {
    format!("{EVENT}{id}")
}

/// The event ID and the folded source that a key names, where it is one of [`event_of`].
pub(super) fn event_and_source(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix(EVENT)?.split_once('@')
}

/// The key of an event of a source, which is folded: `e68@msexchangeccmc`.
pub(super) fn event_of(id: u32, source: &str) -> String {
    let mut key = format!("{EVENT}{id}@{}", fold_source(source));
    key.truncate(key.floor_char_boundary(super::tokenizer::MAX_TERM));
    key
}

/// The key of an error code: `c:status:80004005`.
pub(super) fn code(code: &Code) -> String {
    format!("c:{}", code.key())
}

/// All keys of a text that stands in `part`, with their place.
pub(super) fn of_text(text: &str, part: Part, keys: &mut BTreeSet<(Place, String)>) {
    let place = Place {
        part,
        in_record: false,
    };
    let mut add = |key| {
        if keys.len() < MAX_KEYS {
            keys.insert((place, key));
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

/// The keys of events whose records are quoted among `blocks`, which stand in `part`.
pub(super) fn of_records(blocks: &[Block], part: Part, keys: &mut BTreeSet<(Place, String)>) {
    let place = Place {
        part,
        in_record: true,
    };
    for block in blocks {
        match block {
            Block::Event { .. } => {
                let text = markup::text::write(std::slice::from_ref(block));
                for mention in events(&text) {
                    if let Some(source) = &mention.source
                        && keys.len() < MAX_KEYS
                    {
                        keys.insert((place, event_of(mention.id, source)));
                    }
                }
            }
            Block::List { items, .. } => items.iter().for_each(|item| of_records(item, part, keys)),
            Block::Note { blocks, .. } | Block::Quote { blocks } => of_records(blocks, part, keys),
            _ => {}
        }
    }
}
