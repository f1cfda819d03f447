//! The exact terms of the field `evidence`: events with and without their source, and error codes.

use std::collections::BTreeSet;

use super::{
    part::{KeyPlace, Part},
    tokenizer::MAX_TERM,
};
use crate::{
    article::PartText,
    evidence::{Code, events, fold_source},
    markup::{self, Block},
};

/// The most keys that are kept for one text.
const MAX_KEYS: usize = 2_000;

/// The beginning of an event's key.
pub const EVENT: &str = "e";

/// The key of an event from any source: `e68`.
pub fn event(id: u32) -> String {
    format!("{EVENT}{id}")
}

/// The event ID and the folded source in a key, if it is one from [`event_of`].
pub fn event_and_source(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix(EVENT)?.split_once('@')
}

/// The key of an event from a folded source: `e68@msexchangeccmc`.
pub fn event_of(id: u32, source: &str) -> String {
    let mut key = format!("{EVENT}{id}@{}", fold_source(source));
    key.truncate(key.floor_char_boundary(MAX_TERM));
    key
}

/// The key of an error code: `c:status:80004005`.
pub fn code(code: &Code) -> String {
    format!("c:{}", code.key())
}

/// The keys of what a text mentions in its heading and in the first `bytes` below it.
pub fn named_in(text: &PartText, bytes: usize) -> impl Iterator<Item = String> {
    let end = text.start.saturating_add(bytes);
    let events = text.mentions.events.iter();
    let events = events.filter(move |mention| mention.span.end <= end);
    let events = events.flat_map(|mention| {
        let source = mention.source.as_ref();
        let of_source = source.map(|source| event_of(mention.id, source));
        std::iter::once(event(mention.id)).chain(of_source)
    });
    let codes = text.mentions.codes.iter();
    let codes = codes.filter(move |mention| mention.span.end <= end);
    events.chain(codes.flat_map(|mention| mention.readings.iter().map(code)))
}

/// Adds all keys in a text of `part`, with their place.
pub fn of_text(text: &PartText, part: Part, keys: &mut BTreeSet<(KeyPlace, String)>) {
    let place = KeyPlace {
        part,
        in_record: false,
    };
    for key in named_in(text, usize::MAX) {
        if keys.len() < MAX_KEYS {
            keys.insert((place, key));
        }
    }
}

/// Adds the keys of events whose records are quoted in `blocks`, which belong to `part`.
pub fn of_records(blocks: &[Block], part: Part, keys: &mut BTreeSet<(KeyPlace, String)>) {
    let place = KeyPlace {
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
            Block::Note { blocks, .. }
            | Block::Details { blocks, .. }
            | Block::Quote { blocks } => {
                of_records(blocks, part, keys);
            }
            _ => {}
        }
    }
}
