//! Events mentioned in any text, used if nothing else in it is an event: the text after a mention
//! is the message.

use super::super::{field::Field, record::Fields, source_name::is_source};
use crate::evidence::{EventMention, EventRecord, events};

/// The fewest words of a message.
const LEAST_WORDS: usize = 3;
/// The source must be within this many bytes of the number.
const REACH: usize = 160;
/// Below this, a number without a label may be a number of anything.
const LEAST_BARE: u32 = 100;

/// Things that have IDs themselves.
const NUMBERED_THINGS: [&str; 10] = [
    "ticket", "case", "request", "incident", "order", "customer", "asset", "session", "user",
    "process",
];

/// Whether the number at a position belongs to something else: `Ticket ID: 5`.
fn is_numbered_thing(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let near = head.floor_char_boundary(head.len().saturating_sub(32));
    let near = head.get(near..).unwrap_or_default();
    let word = near.split_whitespace().next_back().unwrap_or_default();
    NUMBERED_THINGS
        .iter()
        .any(|thing| word.eq_ignore_ascii_case(thing))
}

/// Whether a source before a number is in the same paragraph.
fn is_near(text: &str, mention: &EventMention, source: &str) -> bool {
    let start = text.floor_char_boundary(mention.span.start.saturating_sub(2 * REACH));
    let before = text.get(start..mention.span.start).unwrap_or_default();
    let between = before.rfind(source).and_then(|at| before.get(at..));
    between.is_none_or(|between| !between.contains("\n\n"))
}

/// Whether a mention certainly means an event in a log: it is labeled as one (`event ID`), its
/// source is known, or its number is one that only events have. `Our event 12 from Marketing` is
/// something else.
fn is_mention(text: &str, mention: &EventMention) -> bool {
    let own = text.get(mention.span.clone()).unwrap_or_default();
    let label = own.trim_end_matches(|c: char| !c.is_ascii_alphabetic() && !":=#".contains(c));
    let says_id = label.to_ascii_lowercase().contains("id") || label.ends_with([':', '=', '#']);
    let end = text.floor_char_boundary(mention.span.end + REACH);
    let near = text.get(mention.span.end..end).unwrap_or_default();
    let near = near.lines().next().unwrap_or_default();
    let words = near.split(|c: char| c.is_whitespace() || ",:;()\"".contains(c));
    let mut words = words.filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let has_source = is_source(first) || words.take(3).any(is_source);
    let is_elsewhere = ["from", "of", "in", "at", "for", "on"].contains(&first) && !has_source;
    let is_year = (1980..2040).contains(&mention.id);
    let source = mention.source.as_deref();
    says_id
        || has_source
        || source.is_some_and(is_source)
        || (mention.id >= LEAST_BARE && !is_year && !is_elsewhere)
}

/// The events mentioned in a text that has no other events; the text after each is its message.
pub fn mentioned(text: &str) -> Vec<EventRecord> {
    let mut mentions = events(text);
    // The first number of a list or range stands for all of it.
    mentions.dedup_by(|next, one| next.span == one.span);
    mentions.retain(|mention| {
        !is_numbered_thing(text, mention.span.start) && is_mention(text, mention)
    });
    let Some(first) = mentions.first() else {
        return Vec::new();
    };
    let mut records = Vec::new();
    let mut from = 0;
    let mut kept: Vec<_> = vec![first];
    for mention in mentions.iter().skip(1) {
        let head = text.get(..mention.span.start).unwrap_or_default();
        let opens_line = head.bytes().rev().take(60).any(|b| b == b'\n');
        let fresh = kept.last().is_none_or(|last| last.span != mention.span);
        if opens_line && fresh && mention.source.is_some() {
            kept.push(mention);
        }
    }
    for (index, mention) in kept.iter().enumerate() {
        let end = kept.get(index + 1).map_or(text.len(), |next| {
            let head = text.get(..next.span.start).unwrap_or_default();
            head.rfind('\n')
                .map_or(mention.span.end, |n| n + 1)
                .max(mention.span.end)
        });
        let after = text.get(mention.span.end..end).unwrap_or_default();
        let after = without_source(after, mention.source.as_deref());
        let enough = |text: &str| text.split_whitespace().count() >= LEAST_WORDS;
        let before = text.get(from..mention.span.start).unwrap_or_default();
        let said = if !enough(after) && enough(before) {
            before
        } else {
            after
        };
        let mut fields = Fields::default();
        fields.put(Field::Id, &mention.id.to_string());
        let source = mention
            .source
            .as_deref()
            .filter(|source| is_near(text, mention, source));
        fields.put(Field::Source, source.unwrap_or_default());
        fields.put(Field::Description, said);
        records.extend(fields.record());
        from = mention.span.end;
    }
    records
}

/// The text after a mention, without the words that only name the source.
fn without_source<'t>(after: &'t str, source: Option<&str>) -> &'t str {
    let named = source.and_then(|source| Some((after.find(source)?, source.len())));
    let rest = match named {
        Some((at, length)) if at < 30 => after.get(at + length..).unwrap_or_default(),
        _ => after,
    };
    rest.trim_start_matches([':', '-', '.', ',', ')', '(', '"', ' ', '\t', '\r', '\n'])
}
