//! Scores one article by the positions of the query's words in it.

use std::ops::Range;

use tantivy::DocId;

use super::{
    occurrences::Occurrence,
    other_names::{ByOtherName, bit},
    proximity::ProximityScorer,
    weights::{
        ALL_WORDS, ALTERNATIVE, B, BM25, CITED_TITLE, COVERAGE, FOCUS, K1, MAX_OF_BEST_PART, NAME,
        NEAR, NEAR_IN_TITLE, PHRASE, REPEATED, TITLE, evidence_weight, in_record, part_weight,
    },
};
use crate::search::{
    find::{
        matched::{KeyMatch, Match},
        plan::{KeyNumber, Plan},
    },
    index::{GAP, Part},
};

/// Scores one article after another for a query.
pub(super) struct Scorer<'a> {
    plan: &'a Plan,
    /// An article that has less than this share of the query's information is not a result, unless
    /// it has something that the query names.
    least: f32,
    /// The information of all terms.
    total: f32,
    proximity: ProximityScorer,
    /// The sum over the parts of an article; kept to reuse its memory.
    sum: Sum,
    /// The positions in a part, with other names counted as the words that they replace; kept to
    /// reuse its memory.
    settled: Vec<Occurrence>,
}

/// The sum over the parts of an article.
#[derive(Default)]
struct Sum {
    /// For each term and name, the weighted number of occurrences.
    frequency: Vec<f32>,
    /// Which phrases occur in some part.
    phrases: Vec<bool>,
    near: f32,
    near_in_title: f32,
    title: f32,
    focus: f32,
    best_part: f32,
    best_section: f32,
    by_other_name: ByOtherName,
}

impl Sum {
    /// Prepares for the next article.
    fn begin(&mut self, plan: &Plan) {
        let Self {
            mut frequency,
            mut phrases,
            mut by_other_name,
            ..
        } = std::mem::take(self);
        by_other_name.clear();
        frequency.clear();
        frequency.resize(plan.terms.len() + plan.names.len(), 0.0);
        phrases.clear();
        phrases.resize(plan.phrases.len(), false);
        *self = Self {
            frequency,
            phrases,
            by_other_name,
            ..Self::default()
        };
    }
}

impl<'a> Scorer<'a> {
    pub(super) fn new(plan: &'a Plan, least: f32) -> Self {
        Self {
            plan,
            least,
            total: information(plan, |_| true).max(f32::MIN_POSITIVE),
            proximity: ProximityScorer::new(plan),
            sum: Sum::default(),
            settled: Vec::new(),
        }
    }

    /// What was found in an article, or `None` if it is not a result. `exact` is what it mentions
    /// exactly, `layout` says where its parts begin, `length` is its length relative to the
    /// average.
    pub(super) fn article(
        &mut self,
        places: &[Occurrence],
        exact: &[(DocId, KeyMatch)],
        layout: &[(Part, u32)],
        length: f32,
    ) -> Option<Match> {
        let mut sum = std::mem::take(&mut self.sum);
        sum.begin(self.plan);
        let mut found = Match::default();
        self.add_parts(places, layout, &mut sum, &mut found);
        let scored = self.score(&sum, exact, length, found);
        self.sum = sum;
        scored
    }

    /// Adds all parts that count.
    fn add_parts(
        &mut self,
        places: &[Occurrence],
        layout: &[(Part, u32)],
        sum: &mut Sum,
        found: &mut Match,
    ) {
        let mut rest = places;
        for ((part, start), next) in layout.iter().zip(layout.iter().skip(1)) {
            let here = rest.partition_point(|(place, _)| *place < next.1);
            let (places, after) = rest.split_at_checked(here).unwrap_or((rest, &[]));
            rest = after;
            if !places.is_empty() && self.plan.counts(*part) {
                let words = next.1.saturating_sub(*start).saturating_sub(GAP) + 1;
                if self.plan.alternatives.is_empty() {
                    self.add(*part, words, places, sum, found);
                } else {
                    let mut settled = std::mem::take(&mut self.settled);
                    sum.by_other_name.settle(places, &mut settled);
                    self.add(*part, words, &settled, sum, found);
                    self.settled = settled;
                }
            }
        }
    }

    /// Scores the sum over the parts.
    fn score(
        &self,
        sum: &Sum,
        exact: &[(DocId, KeyMatch)],
        length: f32,
        mut found: Match,
    ) -> Option<Match> {
        let plan = self.plan;
        if sum.phrases.contains(&false) {
            return None;
        }
        let total = self.total;
        let is_present = |number: usize| sum.frequency.get(number).is_some_and(|f| *f > 0.0);
        found.coverage = information(plan, is_present) / total;
        found.has_all_words = !plan.terms.is_empty() && (0..plan.terms.len()).all(is_present);
        let norm = K1 * (1.0 - B + B * length);
        let terms = plan.terms.iter().zip(&sum.frequency);
        let bm25: f32 = terms.map(|(term, f)| term.idf * f / (f + norm)).sum();
        let names = plan
            .names
            .iter()
            .zip(sum.frequency.iter().skip(plan.terms.len()));
        let names: f32 = names
            .filter(|(_, f)| **f > 0.0)
            .map(|(name, _)| name.idf)
            .sum();
        let several = plan.words.len() > 1;
        found.score = BM25 * bm25 / total
            + COVERAGE * found.coverage
            + if found.has_all_words { ALL_WORDS } else { 0.0 }
            + if several {
                NEAR * sum.near + NEAR_IN_TITLE * sum.near_in_title
            } else {
                0.0
            }
            + if found.phrase.is_some() { PHRASE } else { 0.0 }
            + FOCUS * sum.focus
            + TITLE * sum.title
            + NAME * names / total;
        lower_for_other_names(plan, &sum.by_other_name, total, &mut found);
        let has_required = add_exact(plan, exact, &mut found);
        let has_words = found.coverage >= self.least || names > 0.0 || plan.is_wordless();
        // A key that an operator requires does not make up for missing words next to it.
        let is_required = |key: &KeyNumber| {
            plan.exact
                .get(key.exact)
                .is_some_and(|exact| exact.is_required)
        };
        let has_named = found.exact.iter().any(|(key, _)| !is_required(key));
        (has_required && (has_named || has_words)).then_some(found)
    }

    /// Adds a part of `words` words that has the query's words at `places`.
    fn add(
        &mut self,
        part: Part,
        words: u32,
        places: &[Occurrence],
        sum: &mut Sum,
        found: &mut Match,
    ) {
        let plan = self.plan;
        let weight = part_weight(part);
        // A query has no more than 64 words, and so no more terms.
        let mut present = 0u64;
        for (_, number) in places {
            if let Some(frequency) = sum.frequency.get_mut(*number as usize) {
                *frequency += weight;
            }
            present |= bit(*number);
        }
        let coverage = information(plan, |number| present >> number & 1 == 1) / self.total;
        let together = self.proximity.of(places, present);
        sum.near = sum.near.max(together.share);
        let value = coverage * weight.min(MAX_OF_BEST_PART) + together.share;
        if value > sum.best_part {
            sum.best_part = value;
            found.part = Some(part);
        }
        if let Part::Section(role) = part
            && value > sum.best_section
        {
            sum.best_section = value;
            found.section = Some(role);
        }
        if let Part::Title | Part::Cited = part {
            let trust = if part == Part::Title {
                1.0
            } else {
                CITED_TITLE
            };
            sum.title = sum
                .title
                .max(likeness(places, words, coverage, plan.terms.len()) * trust);
            sum.near_in_title = sum.near_in_title.max(together.share * trust);
        }
        if together.is_exact {
            let share = plan.words.len() as f32 / words.max(1) as f32;
            sum.focus = sum.focus.max(share.min(1.0).sqrt());
        }
        if plan.words.len() > 1 {
            let better = |other: Part| part_weight(other) < weight;
            if together.is_exact && found.phrase.is_none_or(better) {
                found.phrase = Some(part);
            }
            if together.share > 0.9 && together.has_several_words && found.near.is_none_or(better) {
                found.near = Some(part);
            }
        }
        for (phrase, has_phrase) in plan.phrases.iter().zip(&mut sum.phrases) {
            *has_phrase |= has_words(places, plan, phrase);
        }
    }
}

/// Lowers the score for words that the article has only by another name, and records the names.
fn lower_for_other_names(plan: &Plan, by_other_name: &ByOtherName, total: f32, found: &mut Match) {
    let terms = by_other_name.only_by_other_name(&mut found.alternatives);
    let by_name = information(plan, |number| terms >> number & 1 == 1);
    let all = (found.coverage * total).max(f32::MIN_POSITIVE);
    found.score *= 1.0 - (1.0 - ALTERNATIVE) * (by_name / all).min(1.0);
}

/// Adds what the article mentions exactly; returns whether it mentions everything it must.
fn add_exact(plan: &Plan, places: &[(DocId, KeyMatch)], found: &mut Match) -> bool {
    let mut has_required = true;
    for (number, exact) in plan.exact.iter().enumerate() {
        let (mut best, mut all): (Option<(f32, KeyMatch)>, f32) = (None, 0.0);
        for (_, (key, place)) in places {
            if key.exact != number || !plan.counts(place.part) {
                continue;
            }
            let fit = plan.key(*key).map_or(0.0, |key| key.fit);
            let more = if place.in_record && fit >= 1.0 {
                in_record(plan.words.len())
            } else {
                0.0
            };
            let value = fit * (evidence_weight(place.part) + more);
            all += value;
            if best.is_none_or(|(most, _)| value >= most) {
                best = Some((value, (*key, *place)));
            }
        }
        let Some((best, found_key)) = best else {
            has_required &= !exact.is_required;
            continue;
        };
        found.score += exact.weight * (best + REPEATED * (all - best).min(4.0));
        found.exact.push(found_key);
        found.part = Some(found_key.1.part);
    }
    has_required
}

/// The information of the terms whose number `is_present` accepts.
fn information(plan: &Plan, is_present: impl Fn(usize) -> bool) -> f32 {
    let terms = plan
        .terms
        .iter()
        .enumerate()
        .filter(|(number, _)| is_present(*number));
    terms.map(|(_, term)| term.idf).sum()
}

/// How similar the query and a title of `words` words are, up to 1: the harmonic mean of the share
/// of the query that the title has (`coverage`) and the share of the title that the query has.
fn likeness(places: &[Occurrence], words: u32, coverage: f32, terms: usize) -> f32 {
    let (mut matched, mut last) = (0u32, None);
    for (place, number) in places {
        if (*number as usize) < terms && last.replace(*place) != Some(*place) {
            matched += 1;
        }
    }
    let precision = (matched as f32 / words.max(1) as f32).min(1.0);
    if precision + coverage > 0.0 {
        2.0 * precision * coverage / (precision + coverage)
    } else {
        0.0
    }
}

/// Whether a part has the words `phrase` of the query word for word; `places` are sorted.
fn has_words(places: &[Occurrence], plan: &Plan, phrase: &Range<usize>) -> bool {
    let words = plan.words.get(phrase.clone()).unwrap_or_default();
    let Some(first) = words.first() else {
        return true;
    };
    let has = |place: u32, term: usize| {
        u32::try_from(term).is_ok_and(|number| places.binary_search(&(place, number)).is_ok())
    };
    places
        .iter()
        .filter(|(_, number)| *number as usize == *first)
        .any(|(place, _)| words.iter().zip(*place..).all(|(term, at)| has(at, *term)))
}
