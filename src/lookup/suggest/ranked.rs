//! Collects the suggestions, the best first.

use super::{
    codes::codes,
    events::{events, sources},
    names::{guides, ids, named_article, products, titles},
    suggestion::Suggestion,
    typed::Typed,
};
use crate::{
    lookup::{dedup::keep_first, knowledge::Knowledge},
    search::Completions,
};

/// The most suggestions of one response.
const MAX_SUGGESTIONS: usize = 8;
/// Nothing is suggested for longer texts, in bytes.
const LONGEST: usize = 120;

/// Suggestions for the `text` that has been typed so far.
pub fn suggest<'a>(
    known: &Knowledge<'a>,
    completions: &'a Completions,
    text: &str,
) -> Vec<Suggestion<'a>> {
    // A single letter says nothing yet, a single digit may be an event.
    let says_something = text.len() > 1 || text.bytes().any(|b| b.is_ascii_digit());
    if !says_something || text.len() > LONGEST {
        return Vec::new();
    }
    let typed = Typed {
        known: *known,
        completions,
        text,
    };
    let (near, far) = sources(&typed);
    let ways = [
        named_article(&typed),
        events(&typed),
        near,
        codes(&typed),
        guides(&typed),
        ids(&typed),
        products(&typed),
        far,
        titles(&typed, MAX_SUGGESTIONS),
    ];
    let mut all = ways.into_iter().flatten().collect();
    keep_first(&mut all, Suggestion::target);
    all.truncate(MAX_SUGGESTIONS);
    all
}
