//! A query prepared for the index: the weight of each word, and the keys of the events and codes
//! that it names.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    article::Role,
    evidence::Code,
    search::{index::Part, query::Operator},
};

/// The most that an event adds to the score: more than all words together.
pub const EVENT_WEIGHT: f32 = 8.0;

/// The most that an error code adds.
pub const CODE_WEIGHT: f32 = 2.0;

/// A term and its weight.
#[derive(Debug, Clone)]
pub struct WeightedTerm {
    /// As indexed.
    pub term: String,
    /// How many articles have it.
    pub frequency: u32,
    /// Its inverse document frequency.
    pub idf: f32,
    /// For `migrat*`: the terms that begin with it, which count as this one.
    pub others: Vec<String>,
}

impl WeightedTerm {
    /// The term, and the terms that count as it.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.term)
            .chain(&self.others)
            .map(String::as_str)
    }
}

/// Something the query mentions exactly: its keys, each with how well it fits (up to 1).
#[derive(Debug, Clone)]
pub struct Exact {
    /// Keys of the field `evidence`.
    pub keys: Vec<Key>,
    /// How much the best of them adds to the score.
    pub weight: f32,
    /// Whether articles without any of them are excluded.
    pub is_required: bool,
}

/// A key of the field `evidence`.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key as a term of the index.
    pub term: String,
    /// How well it fits what the query means, up to 1.
    pub fit: f32,
    /// What it stands for.
    pub evidence: Evidence,
}

/// Something that a query mentions exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// An event.
    Event {
        /// Its ID.
        id: u32,
        /// Its source as written in the query, if any.
        source: Option<String>,
    },
    /// An error code.
    Code(Code),
}

/// Another name for some words of the query, which an article may have in their place.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The words, as a range of [`Plan::words`].
    pub words: Range<usize>,
    /// The terms of the other name, in sequence.
    pub terms: Vec<WeightedTerm>,
    /// The other name as it is shown.
    pub text: String,
}

/// The position of a key in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyNumber {
    /// Its index in [`Plan::exact`].
    pub exact: usize,
    /// Its index in [`Exact::keys`].
    pub key: usize,
}

/// A query prepared for ranking.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The different terms.
    pub terms: Vec<WeightedTerm>,
    /// The words in order, as indices of `terms`.
    pub words: Vec<usize>,
    /// Names that consist of several words.
    pub names: Vec<WeightedTerm>,
    /// Other names for some of the words.
    pub alternatives: Vec<Alternative>,
    /// Phrases that must appear exactly, as ranges of `words`.
    pub phrases: Vec<Range<usize>>,
    /// What the query mentions exactly.
    pub exact: Vec<Exact>,
    /// The section roles that count; `None` if the whole article does.
    pub sections: Option<Vec<Role>>,
    /// Terms of operators: they do not count in the score, but passages show them.
    pub shown: Vec<WeightedTerm>,
    /// The operators that articles must match, given as the reason for results that have no other.
    pub conditions: Vec<Operator>,
}

impl Plan {
    /// Whether it has no words, so that every article that passes the filter is a result.
    pub fn is_wordless(&self) -> bool {
        self.terms.is_empty() && self.names.is_empty()
    }

    /// Whether all words are in phrases, so that only articles with all of them are results.
    pub fn has_phrases_only(&self) -> bool {
        let is_in_phrase = |word| self.phrases.iter().any(|phrase| phrase.contains(&word));
        (0..self.words.len()).all(is_in_phrase)
    }

    /// Whether matches in `part` count.
    pub fn counts(&self, part: Part) -> bool {
        let among = |roles: &Vec<Role>| roles.iter().any(|role| part == Part::Section(*role));
        self.sections.as_ref().is_none_or(among)
    }

    /// The key with this number.
    pub fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.exact.get(number.exact)?.keys.get(number.key)
    }

    /// The other names with these indices, as they are shown, without duplicates.
    pub fn other_names(&self, numbers: impl Iterator<Item = usize>) -> Vec<String> {
        let numbers: BTreeSet<usize> = numbers.collect();
        let names = numbers
            .iter()
            .filter_map(|number| self.alternatives.get(*number));
        names.map(|alternative| alternative.text.clone()).collect()
    }

    /// Whether articles may have another name for a term.
    pub fn has_alternative(&self, term: usize) -> bool {
        self.alternatives.iter().any(|alternative| {
            let words = self.words.get(alternative.words.clone());
            words.is_some_and(|words| words.contains(&term))
        })
    }
}
