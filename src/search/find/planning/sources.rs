//! The keys of events whose sources a query mentions, in any spelling or in part.

use std::collections::BTreeMap;

use crate::search::{
    find::{
        context::Context,
        plan::{Evidence, Key},
        terms::each_term,
    },
    index::keys,
    query::Number,
};

/// The most sources of one event ID that are examined.
pub(super) const MAX_SOURCES: usize = 512;

/// How well a source fits if some words name it, but more words name another one.
const NAMED_IN_PART: f32 = 0.5;

/// The keys of an event whose source `words` name. If the query doesn't say that the number is an
/// event, all words must name the source.
pub(super) fn event_keys(
    context: &Context<'_>,
    number: &Number,
    words: &[(String, &str)],
) -> Vec<Key> {
    let prefix = keys::event_of(number.value, "");
    let mut found = BTreeMap::new();
    // The most words that name a source completely.
    let mut longest = 0;
    let mut add = |key: &str, _| {
        let source = key.strip_prefix(&prefix).unwrap_or_default();
        if let Some((fit, naming)) = source_fit(source, words)
            && (number.is_labeled || naming.len() == words.len())
        {
            if fit == 1.0 {
                longest = longest.max(naming.len());
            }
            let evidence = Evidence::Event {
                id: number.value,
                source: Some(naming.join(" ")),
            };
            let term = key.to_owned();
            let named = (
                naming.len(),
                Key {
                    term,
                    fit,
                    evidence,
                },
            );
            found.insert(key.to_owned(), named);
        }
    };
    each_term(
        context,
        context.reader.fields.evidence,
        &prefix,
        MAX_SOURCES,
        &mut add,
    );
    // `MSExchangeIS Public` means the source with that name, and `MSExchangeIS` only if there is
    // none.
    let fitted = found.into_values().map(|(words, key)| match key.fit {
        1.0 if words < longest => Key {
            fit: NAMED_IN_PART,
            ..key
        },
        _ => key,
    });
    fitted.collect()
}

/// How well words (folded, and as written) name a folded source: 1 if they are its whole name; and
/// which of them do. `None` if none does.
pub(super) fn source_fit<'a>(
    source: &str,
    words: &[(String, &'a str)],
) -> Option<(f32, Vec<&'a str>)> {
    for start in 0..words.len() {
        let (mut joined, mut naming) = (String::new(), Vec::new());
        for (word, written) in words.iter().skip(start) {
            joined.push_str(word);
            naming.push(*written);
            if joined == source {
                return Some((1.0, naming));
            }
            if joined.len() >= source.len() {
                break;
            }
        }
    }
    let inside = |word: &String| word.len() >= 3 && source.contains(String::as_str(word));
    let inside: Vec<_> = words.iter().filter(|(word, _)| inside(word)).collect();
    let letters: usize = inside.iter().map(|(word, _)| word.len()).sum();
    let share = (letters as f32 / source.len().max(1) as f32).min(1.0);
    (letters > 0).then(|| {
        (
            0.6 + 0.3 * share,
            inside.iter().map(|(_, written)| *written).collect(),
        )
    })
}
