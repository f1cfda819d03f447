//! Decides which words a passage highlights.

use crate::search::{
    find::{Plan, WeightedTerm, WidePlan},
    index::{Tokenizer, is_unit_term},
};

/// A word of a synonym is highlighted only if its weight is more than this.
const TELLING: f32 = 1.5;

/// The most words related to one word that are highlighted: more would mark half of a passage.
const MAX_RELATED: usize = 3;

/// Marks the words of a query: the terms that passages are searched for.
pub struct Highlighter<'t> {
    terms: Vec<&'t WeightedTerm>,
    /// For each first letter of a word, the possible second letters.
    initials: [u32; 256],
    /// Whether some term stands for several words.
    pub(super) has_units: bool,
}

/// All second letters.
const ANY: u32 = u32::MAX;

impl<'t> Highlighter<'t> {
    /// All terms and names of a query, and the related words of a wide search.
    pub fn new(plan: &'t Plan, wide: Option<&'t WidePlan>) -> Self {
        // Common words of synonyms would be marked everywhere.
        let others = plan.alternatives.iter().flat_map(|other| &other.terms);
        let others = others.filter(|term| term.idf > TELLING);
        let related = wide.into_iter().flat_map(|wide| &wide.words);
        let related = related.flat_map(|word| word.related.iter().take(MAX_RELATED));
        let related = related.map(|(term, _)| term);
        let terms: Vec<&WeightedTerm> = plan
            .terms
            .iter()
            .chain(&plan.names)
            .chain(&plan.shown)
            .chain(others)
            .chain(related)
            .collect();
        let mut initials = [0; 256];
        for term in terms.iter().flat_map(|term| term.terms()) {
            let bytes = term.as_bytes();
            let Some(first) = bytes.first() else { continue };
            for first in [*first, first.to_ascii_uppercase()] {
                if let Some(seconds) = initials.get_mut(usize::from(first)) {
                    *seconds |= if bytes.len() == 1 { ANY } else { second(bytes) };
                }
            }
        }
        let has_units = terms.iter().any(|term| is_unit_term(&term.term));
        Self {
            terms,
            initials,
            has_units,
        }
    }

    /// A quick test of the first two letters, so that most words need not be stemmed: `false` means
    /// that no term can match. Stemming keeps these letters, except `y` in the second position
    /// (`dying` becomes `die`). A word that begins with non-ASCII letters always passes.
    fn may_match(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        let first = bytes.first().copied().unwrap_or_default();
        let seconds = self.initials.get(usize::from(first)).copied();
        // `Uebersicht` may be `Übersicht`.
        let may_be_umlaut = matches!(
            bytes,
            [b'a' | b'A' | b'o' | b'O' | b'u' | b'U', b'e' | b'E', ..]
        );
        may_be_umlaut
            || seconds.unwrap_or(0) & second(bytes) != 0
            || !bytes.iter().take(2).all(u8::is_ascii)
    }

    /// The index in `terms` of the term that a word of a text matches.
    pub(super) fn term_of(&self, word: &str, tokenizer: &mut Tokenizer) -> Option<usize> {
        if !self.may_match(word) {
            return None;
        }
        tokenizer.find_term(word, |term| self.place_of(term))
    }

    /// The index of a term in `terms`.
    pub(super) fn place_of(&self, term: &str) -> Option<usize> {
        let is_it = |wanted: &&WeightedTerm| wanted.terms().any(|own| own == term);
        self.terms.iter().position(is_it)
    }

    /// The weight of a term, by its number.
    pub(super) fn weight(&self, term: usize) -> f32 {
        self.terms.get(term).map_or(0.0, |term| term.idf)
    }
}

/// The second letter of a word as a bit in a set: `i` and `y` share one, all non-letters share
/// another, no second letter is a third.
fn second(word: &[u8]) -> u32 {
    match word.get(1).map(u8::to_ascii_lowercase) {
        Some(b'y') => 1 << (b'i' - b'a'),
        Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
        Some(_) => 1 << 26,
        None => 1 << 27,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether a word may be its own term.
    fn is_seen(word: &str) -> bool {
        let plan = Plan {
            terms: vec![WeightedTerm {
                term: Tokenizer::new().term(word).to_owned(),
                frequency: 1,
                idf: 1.0,
                others: vec![],
            }],
            ..Plan::default()
        };
        Highlighter::new(&plan, None).may_match(word)
    }

    #[test]
    fn no_wanted_word_is_skipped() {
        for word in [
            "dying", "skies", "Ugly", "used", "oed", "ties", "Index", "ab", "x", "7b", "Él",
        ] {
            assert!(is_seen(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn stems_begin_like_their_words(word in "[a-zA-Z]{1,12}") {
            prop_assert!(is_seen(&word), "{}", word);
        }
    }
}
