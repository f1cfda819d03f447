//! What the places of the query's words say about one article.
//!
//! The weights of the tiers were found by coordinate ascent on one half of some thousand retrieval cases
//! and checked on the other half.

use std::ops::Range;

use super::{
    super::schema::{GAP, Part},
    Asked, Found,
};
use crate::article::Role;

/// How often and where the words stand.
const BM25: f32 = 1.2;
/// BM25's saturation and length normalisation.
const K1: f32 = 1.2;
const B: f32 = 0.8;
/// How much of the query's information stands in the article.
const COVERAGE: f32 = 1.2;
/// All words stand in it.
const ALL_WORDS: f32 = 0.3;
/// They stand near one another in one part, in the order of the query.
const NEAR: f32 = 1.0;
/// The same in a title.
const NEAR_IN_TITLE: f32 = 1.0;
/// They stand in one part word for word.
const PHRASE: f32 = 1.6;
/// That part says nothing else.
const FOCUS: f32 = 3.0;
/// Title and query have the same words.
const TITLE: f32 = 0.9;
/// Names of several words stand as one.
const NAME: f32 = 0.3;
/// Of each further part that names an event or a code, this much of its weight counts.
const REPEATED: f32 = 0.05;

/// An article in which less than this of the query's information stands is no hit.
const LEAST: f32 = 0.35;

/// Words up to this many places from where the query would have them stand near.
const SLOP: u32 = 3;

/// Places that are looked at from one place on.
const MAX_NEAR: usize = 128;

/// How much a word counts that stands in `part`.
fn part_weight(part: Part) -> f32 {
    match part {
        Part::Title => 4.0,
        Part::Cited => 2.0,
        Part::QueryWords => 1.5,
        Part::Section(Role::Symptoms | Role::Summary) => 1.5,
        Part::Section(Role::Cause | Role::Resolution | Role::Workaround | Role::Body) => 1.2,
        Part::Section(Role::References) => 0.4,
        Part::Section(_) => 1.0,
        Part::End => 0.0,
    }
}

/// How much an event or a code says about the article when it stands in `part`.
fn evidence_weight(part: Part) -> f32 {
    match part {
        Part::Title => 1.0,
        Part::Section(Role::Symptoms) => 0.9,
        Part::Section(Role::Summary | Role::Body) => 0.8,
        Part::Section(Role::Cause) => 0.7,
        Part::Section(Role::References) => 0.3,
        _ => 0.55,
    }
}

/// What stands in one article.
#[derive(Default, Clone)]
pub(super) struct Seen {
    /// Position, and number of the term or name: names count on from the terms.
    pub(super) places: Vec<(u32, usize)>,
    /// Number of what is named exactly, number of its key, and where it stands.
    pub(super) exact: Vec<(usize, usize, Part)>,
}

/// What the parts of an article add up to.
struct Sum {
    /// Of each term and name, the weighted number of places.
    frequency: Vec<f32>,
    /// Which phrases stand in some part.
    phrases: Vec<bool>,
    near: f32,
    near_in_title: f32,
    title: f32,
    focus: f32,
    best_part: f32,
}

impl Seen {
    /// What was found, or `None` where it is no hit. `layout` says where the parts begin, `length` how
    /// long the article is beside the average.
    pub(super) fn judge(
        mut self,
        asked: &Asked,
        layout: &[(Part, u32)],
        length: f32,
    ) -> Option<Found> {
        self.places.sort_unstable();
        let mut found = Found::default();
        let mut sum = Sum {
            frequency: vec![0.0; asked.terms.len() + asked.names.len()],
            phrases: vec![false; asked.phrases.len()],
            near: 0.0,
            near_in_title: 0.0,
            title: 0.0,
            focus: 0.0,
            best_part: 0.0,
        };
        let mut rest = self.places.as_slice();
        for ((part, start), next) in layout.iter().zip(layout.iter().skip(1)) {
            let here = rest.partition_point(|(place, _)| *place < next.1);
            let (places, after) = rest.split_at_checked(here).unwrap_or((rest, &[]));
            rest = after;
            if !places.is_empty() && counts(asked, *part) {
                let words = next.1.saturating_sub(*start).saturating_sub(GAP) + 1;
                sum.add(asked, *part, words, places, &mut found);
            }
        }
        if sum.phrases.contains(&false) {
            return None;
        }
        let total = information(asked, |_| true).max(f32::MIN_POSITIVE);
        let stands = |number: usize| sum.frequency.get(number).is_some_and(|f| *f > 0.0);
        found.coverage = information(asked, stands) / total;
        found.all_words = !asked.terms.is_empty() && (0..asked.terms.len()).all(stands);
        let norm = K1 * (1.0 - B + B * length);
        let terms = asked.terms.iter().zip(&sum.frequency);
        let bm25: f32 = terms.map(|(term, f)| term.idf * f / (f + norm)).sum();
        let names = asked
            .names
            .iter()
            .zip(sum.frequency.iter().skip(asked.terms.len()));
        let names: f32 = names
            .filter(|(_, f)| **f > 0.0)
            .map(|(name, _)| name.idf)
            .sum();
        let several = asked.words.len() > 1;
        found.score = BM25 * bm25 / total
            + COVERAGE * found.coverage
            + if found.all_words { ALL_WORDS } else { 0.0 }
            + if several {
                NEAR * sum.near + NEAR_IN_TITLE * sum.near_in_title
            } else {
                0.0
            }
            + if found.phrase.is_some() { PHRASE } else { 0.0 }
            + FOCUS * sum.focus
            + TITLE * sum.title
            + NAME * names / total;
        self.add_exact(asked, &mut found);
        (!found.exact.is_empty() || found.coverage >= LEAST || names > 0.0).then_some(found)
    }

    /// Adds what the article names exactly.
    fn add_exact(&self, asked: &Asked, found: &mut Found) {
        for (number, exact) in asked.exact.iter().enumerate() {
            let named = self.exact.iter().filter(|(other, ..)| *other == number);
            let named = named.filter(|(.., part)| counts(asked, *part));
            let values = named.filter_map(|(_, key, part)| {
                let key = exact.keys.get(*key)?;
                Some((key.fit * evidence_weight(*part), key, *part))
            });
            let values: Vec<_> = values.collect();
            let Some((best, key, part)) = values.iter().max_by(|a, b| a.0.total_cmp(&b.0)) else {
                continue;
            };
            let others = values.iter().map(|(value, ..)| value).sum::<f32>() - best;
            found.score += exact.weight * (best + REPEATED * others.min(4.0));
            found.exact.push((key.name.clone(), *part));
            found.part = Some(*part);
        }
    }
}

impl Sum {
    /// Adds a part with `words` words, in which the query's words stand at `places`.
    fn add(
        &mut self,
        asked: &Asked,
        part: Part,
        words: u32,
        places: &[(u32, usize)],
        found: &mut Found,
    ) {
        let mut present = vec![false; asked.terms.len()];
        for (_, number) in places {
            if let Some(frequency) = self.frequency.get_mut(*number) {
                *frequency += part_weight(part);
            }
            if let Some(present) = present.get_mut(*number) {
                *present = true;
            }
        }
        let total = information(asked, |_| true).max(f32::MIN_POSITIVE);
        let coverage = information(asked, |number| present.get(number) == Some(&true)) / total;
        let together = together(places, asked);
        self.near = self.near.max(together.near);
        let value = coverage * part_weight(part).min(1.5) + together.near;
        if value > self.best_part {
            self.best_part = value;
            found.part = Some(part);
        }
        if let Part::Title | Part::Cited = part {
            let trust = if part == Part::Title { 1.0 } else { 0.95 };
            self.title = self
                .title
                .max(likeness(places, words, coverage, asked.terms.len()) * trust);
            self.near_in_title = self.near_in_title.max(together.near * trust);
        }
        if together.exact {
            let share = asked.words.len() as f32 / words.max(1) as f32;
            self.focus = self.focus.max(share.min(1.0).sqrt());
        }
        if asked.words.len() > 1 {
            let better = |other: Part| part_weight(other) < part_weight(part);
            if together.exact && found.phrase.is_none_or(better) {
                found.phrase = Some(part);
            }
            if together.near > 0.9 && found.near.is_none_or(better) {
                found.near = Some(part);
            }
        }
        for (phrase, stands) in asked.phrases.iter().zip(&mut self.phrases) {
            *stands |= phrase_stands(places, asked, phrase);
        }
    }
}

fn counts(asked: &Asked, part: Part) -> bool {
    asked.section.is_none_or(|role| part == Part::Section(role))
}

/// The information of the terms, by number, that `stands` is true of.
fn information(asked: &Asked, stands: impl Fn(usize) -> bool) -> f32 {
    let terms = asked
        .terms
        .iter()
        .enumerate()
        .filter(|(number, _)| stands(*number));
    terms.map(|(_, term)| term.idf).sum()
}

/// How alike a title of `words` words and the query are, up to 1: the harmonic mean of how much of the
/// query the title has (`coverage`) and how much of the title the query has.
fn likeness(places: &[(u32, usize)], words: u32, coverage: f32, terms: usize) -> f32 {
    let mut matched: Vec<u32> = places
        .iter()
        .filter(|(_, number)| *number < terms)
        .map(|(place, _)| *place)
        .collect();
    matched.dedup();
    let precision = (matched.len() as f32 / words.max(1) as f32).min(1.0);
    if precision + coverage > 0.0 {
        2.0 * precision * coverage / (precision + coverage)
    } else {
        0.0
    }
}

/// How words stand together in one part.
#[derive(Default, Clone, Copy)]
struct Together {
    /// How much of the query's information stands together, up to 1.
    near: f32,
    /// Whether the whole query stands there word for word.
    exact: bool,
}

/// Each place of a word says where the query would begin; words that agree on that stand together.
fn together(places: &[(u32, usize)], asked: &Asked) -> Together {
    let weight = |word: usize| {
        asked
            .words
            .get(word)
            .and_then(|term| asked.terms.get(*term))
            .map_or(0.0, |term| term.idf)
    };
    let total: f32 = (0..asked.words.len())
        .map(weight)
        .sum::<f32>()
        .max(f32::MIN_POSITIVE);
    let mut begins: Vec<(u32, u32)> = Vec::with_capacity(places.len());
    for (place, number) in places {
        for (word, term) in (0u32..64).zip(&asked.words) {
            if term == number {
                begins.push((place + 64 - word, word));
            }
        }
    }
    begins.sort_unstable();
    begins.dedup();
    let words = u32::try_from(asked.words.len()).unwrap_or(u32::MAX);
    let all = 1u64.checked_shl(words).map_or(u64::MAX, |bit| bit - 1);
    let mut best = Together::default();
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
                near += weight(*word as usize) * (1.0 - 0.1 * apart as f32);
                best.exact |= apart == 0 && seen == all;
            }
        }
        best.near = best.near.max(near / total);
    }
    best
}

/// Whether the words `phrase` of the query stand word for word; `places` are sorted.
fn phrase_stands(places: &[(u32, usize)], asked: &Asked, phrase: &Range<usize>) -> bool {
    let words = asked.words.get(phrase.clone()).unwrap_or_default();
    let Some(first) = words.first() else {
        return true;
    };
    places
        .iter()
        .filter(|(_, number)| number == first)
        .any(|(place, _)| {
            let mut expected = words.iter().zip(*place..);
            expected.all(|(number, place)| places.binary_search(&(place, *number)).is_ok())
        })
}
