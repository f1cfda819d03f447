//! How close together the words of a query are in one part of an article.

use super::occurrences::{Occurrence, put};
use crate::search::find::plan::Plan;

/// Words count as near if they are at most this many positions from where the query would have
/// them.
const SLOP: u32 = 3;

/// The most positions that are compared with one before them.
const MAX_NEAR: usize = 128;

/// A query has no more words.
const MAX_WORDS: u32 = 64;

/// How close together the words are in one part.
#[derive(Default, Clone, Copy)]
pub(super) struct Proximity {
    /// The share of the query's information that is close together, up to 1.
    pub(super) share: f32,
    /// Whether more than one word is part of it.
    pub(super) has_several_words: bool,
    /// Whether the whole query occurs word for word.
    pub(super) is_exact: bool,
}

/// Finds how close together the words are, in one part after another.
pub(super) struct ProximityScorer {
    /// The weight of each word of the query, and their sum.
    weights: Vec<f32>,
    all_weights: f32,
    /// For each term, the positions in the query of the words that it stands for.
    words_of: Vec<Vec<u32>>,
    /// Where the query would begin according to each position, and the word there; kept to reuse
    /// its memory.
    implied_starts: Vec<(u32, u32)>,
}

impl ProximityScorer {
    pub(super) fn new(plan: &Plan) -> Self {
        let weight = |term: &usize| plan.terms.get(*term).map_or(0.0, |term| term.idf);
        let weights: Vec<f32> = plan.words.iter().map(weight).collect();
        let words_of = |term| {
            let words = (0..MAX_WORDS).zip(&plan.words);
            words
                .filter(|(_, other)| **other == term)
                .map(|(word, _)| word)
                .collect()
        };
        Self {
            all_weights: weights.iter().sum::<f32>().max(f32::MIN_POSITIVE),
            weights,
            words_of: (0..plan.terms.len()).map(words_of).collect(),
            implied_starts: Vec::new(),
        }
    }

    /// The position of each word implies where the query would begin; words that agree on this are
    /// together. `present` has a bit for each term, and then for each name of several words, that
    /// occurs in the part.
    pub(super) fn of(&mut self, places: &[Occurrence], present: u64) -> Proximity {
        if let Some([word]) = self.only_word(present) {
            let weight = self.weights.get(*word as usize).copied().unwrap_or(0.0);
            return Proximity {
                share: weight / self.all_weights,
                has_several_words: false,
                is_exact: self.weights.len() == 1,
            };
        }
        let starts = &mut self.implied_starts;
        starts.clear();
        for (place, number) in places {
            let words = self.words_of.get(*number as usize);
            for word in words.into_iter().flatten() {
                // With `MAX_WORDS`, this is never negative.
                put(starts, (place + MAX_WORDS - word, *word));
            }
        }
        starts.dedup();
        let words = u32::try_from(self.weights.len()).unwrap_or(u32::MAX);
        let all = 1u64.checked_shl(words).map_or(u64::MAX, |bit| bit - 1);
        let mut best = Proximity::default();
        for (at, (start, _)) in starts.iter().enumerate() {
            let (mut seen, mut near) = (0u64, 0.0);
            for (other, word) in starts.iter().skip(at).take(MAX_NEAR) {
                let apart = other - start;
                if apart > SLOP {
                    break;
                }
                let bit = 1u64 << word;
                if seen & bit == 0 {
                    seen |= bit;
                    let weight = self.weights.get(*word as usize).copied().unwrap_or(0.0);
                    near += weight * (1.0 - 0.1 * apart as f32);
                    best.is_exact |= apart == 0 && seen == all;
                }
            }
            let share = near / self.all_weights;
            if share > best.share {
                best.share = share;
                best.has_several_words = seen.count_ones() > 1;
            }
        }
        best
    }

    /// The positions in the query of the words that the only term in `present` stands for.
    fn only_word(&self, present: u64) -> Option<&[u32]> {
        let number = present
            .is_power_of_two()
            .then(|| present.trailing_zeros())?;
        self.words_of.get(number as usize).map(Vec::as_slice)
    }
}
