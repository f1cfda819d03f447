//! Finds the quoted messages that are most similar to a message that no article quotes.

use super::differences::compared;
use crate::{
    atlas::{Atlas, Quoted},
    evidence::ArticleId,
};

/// The lowest score of a message that is examined.
const NEAR: f64 = 0.25;

/// The share of words that two messages must have in common, in the same order.
const COMMON: f64 = 0.4;

/// The most messages that are returned.
const MAX_NEAREST: usize = 3;

/// A quoted message that has something in common with another.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// An article that quotes it.
    pub article: ArticleId,
    /// The event's ID.
    pub id: u32,
    /// The event's source, if the article names one.
    pub source: Option<String>,
    /// The quoted message in pieces: the text, and whether the other message differs there.
    pub message: Vec<(String, bool)>,
}

/// The quoted messages that are most similar to one, the most similar first; each event once.
pub fn nearest(atlas: &Atlas, description: &str) -> Vec<Nearest> {
    let message = atlas.message(description);
    if message.len() < 3 {
        return Vec::new();
    }
    let mut near: Vec<(f64, Quoted<'_>)> = atlas
        .messages()
        .map(|quoted| (message.fit(quoted.message).score, quoted))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    near.sort_by(|(a, one), (b, other)| {
        b.total_cmp(a)
            .then_with(|| one.quote.article.cmp(&other.quote.article))
    });
    let mut nearest: Vec<Nearest> = Vec::new();
    for (_, quoted) in near {
        if nearest.len() == MAX_NEAREST {
            break;
        }
        let source = Some(quoted.source.name.clone()).filter(|_| !quoted.source.fold.is_empty());
        let is_there = |one: &Nearest| one.id == quoted.id && one.source == source;
        let said = quoted.quote.description.as_deref().unwrap_or_default();
        if nearest.iter().any(is_there) {
            continue;
        }
        let (message, common) = compared(said, description);
        if common >= COMMON {
            nearest.push(Nearest {
                article: quoted.quote.article.clone(),
                id: quoted.id,
                source,
                message,
            });
        }
    }
    nearest
}
