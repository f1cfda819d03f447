//! Searches short texts in memory, such as the symptoms and steps of guides, with the terms and
//! weights of the articles' index.

use std::collections::HashMap;

use super::{context::Context, planning::plan};
use crate::search::{
    index::Tokenizer,
    query::{Clauses, Query, Request},
};

/// The share of a query's information that a passage must have: less for a heading, which says what
/// a whole guide is for, than for a sentence in a step.
const LEAST_IN_HEADING: f32 = 0.7;
const LEAST_IN_TEXT: f32 = 0.85;

/// A match must have this share of the information of a word that only one article has, so that
/// common words alone are no match.
const LEAST_INFORMATION: f32 = 0.4;

/// A word with less weight than this doesn't find a sentence.
const TELLING: f32 = 1.0;

/// Short texts with their terms.
#[derive(Debug, Default)]
pub struct Passages {
    /// The passages that contain each term, ascending.
    of_term: HashMap<String, Vec<usize>>,
    /// Whether each passage is a heading, and how many words it has.
    passages: Vec<(bool, u32)>,
}

/// A passage that matches a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassageMatch {
    /// Its number, from 0.
    pub passage: usize,
    /// How well it matches: higher the more it covers, and the less else it contains.
    pub score: f32,
}

/// What a passage has of a query.
#[derive(Default, Clone, Copy)]
struct Found {
    /// How much of the query's information.
    matched: f32,
    /// How many words with enough weight to find a sentence.
    telling: u32,
    /// How many words.
    words: u32,
}

impl Passages {
    /// Reads texts, each with whether it is a heading.
    pub fn new<'t>(texts: impl IntoIterator<Item = (bool, &'t str)>) -> Self {
        let mut tokenizer = Tokenizer::new();
        let mut read = Self::default();
        for (number, (is_heading, text)) in texts.into_iter().enumerate() {
            let mut words = 0;
            tokenizer.tokens(text, &mut |token| {
                words = words.max(token.position + 1);
                let passages = match read.of_term.get_mut(token.term) {
                    Some(passages) => passages,
                    None => read.of_term.entry(token.term.to_owned()).or_default(),
                };
                if passages.last() != Some(&number) {
                    passages.push(number);
                }
            });
            read.passages.push((is_heading, words));
        }
        read
    }
}

/// The passages that match a query, the best first. `least` is the share of the query that is
/// enough: 1 for suggestions that nobody asked for, less if anything may help.
pub fn matching_passages(
    context: &mut Context<'_>,
    query: &str,
    passages: &Passages,
    least: f32,
) -> Vec<PassageMatch> {
    let query = Query::parse(&Clauses::read(query), &mut context.tokenizer);
    // Synonyms have no weight here.
    let request = Request {
        as_typed: true,
        ..Request::default()
    };
    let plan = plan(context, &query, &request);
    // A word that no article has counts as the rarest possible.
    let rarest = (1.0 + (context.reader.len() as f32 - 0.5).max(0.0) / 1.5).ln();
    let weights = plan.terms.iter().map(|term| match term.frequency {
        0 => (term, rarest),
        _ => (term, term.idf),
    });
    let total: f32 = weights.clone().map(|(_, weight)| weight).sum();
    // Common words are in most passages, so all have a place here.
    let mut found = vec![Found::default(); passages.passages.len()];
    for (term, weight) in weights {
        // Guides are in English: a word's main term is its English stem.
        for passage in passages.of_term.get(&term.term).into_iter().flatten() {
            if let Some(found) = found.get_mut(*passage) {
                found.matched += weight;
                found.telling += u32::from(weight >= TELLING);
                found.words += 1;
            }
        }
    }
    let score = |(passage, (found, kind)): (usize, (Found, &(bool, u32)))| {
        let Found {
            matched,
            telling,
            words,
        } = found;
        let (is_heading, length) = *kind;
        let coverage = matched / total.max(f32::MIN_POSITIVE);
        let enough = if is_heading {
            LEAST_IN_HEADING
        } else {
            LEAST_IN_TEXT
        };
        let is_about = coverage >= enough * least
            && matched >= LEAST_INFORMATION * rarest * least
            && (is_heading || telling > 1);
        let focus = words as f32 / length.max(1) as f32;
        let heading = if is_heading { 0.2 } else { 0.0 };
        is_about.then_some(PassageMatch {
            passage,
            score: coverage + 0.3 * focus.min(1.0) + heading,
        })
    };
    let found = found.into_iter().zip(&passages.passages).enumerate();
    let mut about: Vec<PassageMatch> = found.filter_map(score).collect();
    about.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    about
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::{BUDGET, index};

    #[test]
    fn passages_are_found_by_what_they_are_about() {
        let (_folder, index) = index();
        let passages = Passages::new([
            (true, "The connector cabinet does not open"),
            (false, "Defragment the disk slowly, then turn the grommet."),
            (false, "Open it."),
        ]);
        for (query, least, first) in [
            ("connector cabinet", 1.0, Some(0)),
            ("cabinets", 1.0, Some(0)),
            ("defragment grommet", 1.0, Some(1)),
            ("grommet", 1.0, None),
            ("the", 1.0, None),
            ("slowly", 1.0, None),
            ("cabinet spooling tray empty", 1.0, None),
            ("cabinet spooling", 0.5, Some(0)),
            ("", 0.5, None),
        ] {
            let found = index.passages(query, &passages, least, BUDGET);
            let got = found.first().map(|found| found.passage);
            assert_eq!(got, first, "{query}");
        }
    }
}
