//! Words that people write together or apart (`outlookexpress`, `pass word`), while articles write
//! them the other way.

use std::sync::Arc;

use tantivy::InvertedIndexReader;

use super::{numbered::written_otherwise, typos::MIN_LETTERS, vocabulary::plain};
use crate::search::{
    find::{
        context::Context,
        terms::{frequency_in, indexes},
    },
    query::{OtherName, Query, Term, Word},
};

/// Each half of a joined word must be in at least this many articles.
const LEAST_HALF: u32 = 100;

/// The most words of a query for which the other way is tried.
const MAX_COMPOUNDS: usize = 4;

/// Words of the query that are written together or apart, and the other way if that is more common.
pub fn compounds(context: &mut Context<'_>, query: &Query) -> Vec<OtherName> {
    let indexes = indexes(&context.reader.searcher, context.reader.fields.spelling);
    let mut found = written_otherwise(context, query);
    for (at, word) in query.words.iter().enumerate() {
        if found.len() >= MAX_COMPOUNDS {
            break;
        }
        let Some(one) = plain(query, at).filter(|_| word.corrected.is_none()) else {
            continue;
        };
        let frequency = frequency_in(&indexes, &one);
        if frequency == 0
            && word.parts.is_empty()
            && let Some((first, second)) = halves(&indexes, &one)
        {
            let text = format!("{first} {second}");
            found.push(OtherName {
                words: at..at + 1,
                terms: Term::all_of(&text, &mut context.tokenizer),
                text,
            });
        } else if let Some(other) = plain(query, at + 1)
            && is_apart(query, word, at + 1)
        {
            let joined = format!("{one}{other}");
            let together = frequency_in(&indexes, &joined);
            if together > frequency && together > frequency_in(&indexes, &other) {
                found.push(OtherName {
                    words: at..at + 2,
                    terms: Term::all_of(&joined, &mut context.tokenizer),
                    text: joined,
                });
            }
        }
    }
    found
}

/// The two words that were written as one, if both are common.
pub(super) fn halves<'w>(
    indexes: &[Arc<InvertedIndexReader>],
    word: &'w str,
) -> Option<(&'w str, &'w str)> {
    let mut best: Option<(u32, (&str, &str))> = None;
    for at in MIN_LETTERS..=word.len().saturating_sub(MIN_LETTERS) {
        let Some((one, other)) = word.split_at_checked(at) else {
            continue;
        };
        let rarer = frequency_in(indexes, one).min(frequency_in(indexes, other));
        if rarer >= LEAST_HALF && best.is_none_or(|(most, _)| rarer > most) {
            best = Some((rarer, (one, other)));
        }
    }
    best.map(|(_, halves)| halves)
}

/// Whether only spaces are between a word and the one at `next`.
fn is_apart(query: &Query, word: &Word, next: usize) -> bool {
    let between = query
        .words
        .get(next)
        .and_then(|next| query.text.get(word.span.end..next.span.start));
    between.is_some_and(|between| between.trim().is_empty())
}
