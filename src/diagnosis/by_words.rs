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

/// The first `most` articles that plain search finds for the message.
pub(super) fn by_words(
    event: &EventRecord,
    description: &str,
    most: usize,
    search: &dyn Fn(&str) -> Vec<WordHit>,
    found: &mut Candidates,
) {
    let words: Vec<&str> = event
        .source
        .as_deref()
        .into_iter()
        .chain(description.split_whitespace().take(40))
        .collect();
    if words.len() < 2 {
        return;
    }
    for (place, (id, why)) in search(&words.join(" ")).into_iter().take(most).enumerate() {
        let score = 1.0 / f64::from(u32::try_from(place + 1).unwrap_or(u32::MAX));
        found.entry(id).or_insert_with(|| Candidate {
            tier: Tier::Words,
            in_catalogue: false,
            quoted: None,
            score,
            why: vec![Reason::Words(why)],
        });
    }
}
