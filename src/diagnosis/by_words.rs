//! Finds articles by an ordinary search for the message.

use super::{
    candidate::{Candidate, Candidates, Tier},
    reason::Reason,
};
use crate::{
    evidence::{ArticleId, EventRecord},
    search,
};

/// An article that the search finds for a text, and why.
pub type WordHit = (ArticleId, Vec<search::Reason>);

/// The most words of a message that are searched for.
const MAX_WORDS: usize = 40;

/// The fewest words of a message that is searched for.
const FEWEST_WORDS: usize = 2;

/// The first `most` articles that plain search finds for the message.
pub(super) fn by_words(
    event: &EventRecord,
    description: &str,
    most: usize,
    search: &dyn Fn(&str) -> Vec<WordHit>,
    found: &mut Candidates,
) {
    let said: Vec<&str> = description
        .split_whitespace()
        .take(MAX_WORDS)
        .filter(|word| is_word(word))
        .collect();
    if said.len() < FEWEST_WORDS {
        return;
    }
    let source = event.source.as_deref().into_iter();
    let words: Vec<&str> = source.chain(said).collect();
    let hits = search(&words.join(" ")).into_iter();
    let hits = hits.filter(|(_, why)| has_enough(why)).take(most);
    for (place, (id, why)) in hits.enumerate() {
        let score = 1.0 / f64::from(u32::try_from(place + 1).unwrap_or(u32::MAX));
        found.entry(id).or_insert_with(|| Candidate {
            tier: Tier::Words,
            in_catalog: false,
            quoted: None,
            score,
            why: vec![Reason::Words(why)],
        });
    }
}

/// Whether a text is a word, rather than a number, an address or an identifier, parts of which
/// would be found anywhere.
fn is_word(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    letters >= 2 && letters > 2 * digits
}

/// Whether an article has at least half of the words.
fn has_enough(why: &[search::Reason]) -> bool {
    !why.iter().any(|reason| match reason {
        search::Reason::SomeWords { had, of } => 2 * had.len() < *of,
        _ => false,
    })
}
