//! How close together the words of a query are in one part of an article.

use super::occurrences::{Occurrence, put};
use crate::search::find::plan::Plan;

/// Words count as near if they are at most this many positions from where the query would have
/// them.
const SLOP: u32 = 3;

/// The most positions that are examined from one position on.
const MAX_NEAR: usize = 128;

/// How close together the words are in one part.
#[derive(Default, Clone, Copy)]
pub(super) struct Closeness {
    /// How much of the query's information is close together, up to 1.
    pub(super) near: f32,
    /// Whether several words are.
    pub(super) is_several: bool,
    /// Whether the whole query occurs word for word.
    pub(super) exact: bool,
}

/// Scores one part after another.
pub(super) struct Nearness {
    /// The weight of each word of the query, and their sum.
    weights: Vec<f32>,
    all_weights: f32,
    /// For each term, the words of the query that have it.
    words_of: Vec<Vec<u32>>,
    /// Where the query would begin according to each position, and the word there; kept to reuse
    /// its memory.
    begins: Vec<(u32, u32)>,
}

impl Nearness {
    pub(super) fn new(plan: &Plan) -> Self {
        let weight = |term: &usize| plan.terms.get(*term).map_or(0.0, |term| term.idf);
        let weights: Vec<f32> = plan.words.iter().map(weight).collect();
        let words_of = |term| {
            let words = (0..64).zip(&plan.words);
            words
                .filter(|(_, other)| **other == term)
                .map(|(word, _)| word)
                .collect()
        };
        Self {
            all_weights: weights.iter().sum::<f32>().max(f32::MIN_POSITIVE),
            weights,
            words_of: (0..plan.terms.len()).map(words_of).collect(),
            begins: Vec::new(),
        }
    }

    /// The position of each word implies where the query would begin; words that agree on this are
    /// together. `present` are the terms and names that occur here at all.
    pub(super) fn of(&mut self, places: &[Occurrence], present: u64) -> Closeness {
        if let Some([word]) = self.only_word(present) {
            let weight = self.weights.get(*word as usize).copied().unwrap_or(0.0);
            return Closeness {
                near: weight / self.all_weights,
                is_several: false,
                exact: self.weights.len() == 1,
            };
        }
        let begins = &mut self.begins;
        begins.clear();
        for (place, number) in places {
            let words = self.words_of.get(*number as usize);
            for word in words.into_iter().flatten() {
                put(begins, (place + 64 - word, *word));
            }
        }
        begins.dedup();
        let words = u32::try_from(self.weights.len()).unwrap_or(u32::MAX);
        let all = 1u64.checked_shl(words).map_or(u64::MAX, |bit| bit - 1);
        let mut best = Closeness::default();
        for (at, (begin, _)) in begins.iter().enumerate() {
            let (mut seen, mut near) = (0u64, 0.0);
            for (other, word) in begins.iter().skip(at).take(MAX_NEAR) {
                let apart = other - begin;
                if apart > SLOP {
                    break;
                }
                let bit = 1u64 << word;
                if seen & bit == 0 {
                    seen |= bit;
                    let weight = self.weights.get(*word as usize).copied().unwrap_or(0.0);
                    near += weight * (1.0 - 0.1 * apart as f32);
                    best.exact |= apart == 0 && seen == all;
                }
            }
            let near = near / self.all_weights;
            if near > best.near {
                best.near = near;
                best.is_several = seen.count_ones() > 1;
            }
        }
        best
    }

    /// The words of the query with the only term in `present`.
    fn only_word(&self, present: u64) -> Option<&[u32]> {
        let number = present
            .is_power_of_two()
            .then(|| present.trailing_zeros())?;
        self.words_of.get(number as usize).map(Vec::as_slice)
    }
}
