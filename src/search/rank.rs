//! Orders candidates: reads the places of the query's words in each, and scores what it finds.
//!
//! The score is a sum of tiers, each at most as large as its weight: how much of the query's
//! information (inverse document frequency) stands in the article, how often and where (BM25 over
//! weighted sections), whether it stands together (phrase), in the title, and what the article names
//! exactly (events, codes).

use std::time::Instant;

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term,
    postings::Postings,
    schema::IndexRecordOption,
};

use super::schema::{EVENTS, Fields, GAP, LAYOUT, ORDER, Part};
use crate::article::Role;

/// Of one word in one article no more places than this are looked at.
const MAX_PLACES: usize = 512;

/// An article with more events than this is a catalogue.
const CATALOGUE: u64 = 40;

/// A term and what it is worth.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    /// As indexed.
    pub term: String,
    /// Its inverse document frequency.
    pub idf: f32,
}

/// Something the query names exactly: its keys, each with how well it fits (up to 1).
#[derive(Debug, Clone)]
pub(super) struct Exact {
    /// Keys of the field `evidence`.
    pub keys: Vec<Key>,
    /// What the best of them adds.
    pub weight: f32,
}

/// A key of the field `evidence`.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// The term.
    pub term: String,
    /// How well it is what the query means, up to 1.
    pub fit: f32,
    /// What is shown for it.
    pub name: String,
}

/// A query made ready for ranking.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The different terms.
    pub terms: Vec<Weighted>,
    /// The words in order, as indices of `terms`.
    pub words: Vec<usize>,
    /// Names of several words.
    pub names: Vec<Weighted>,
    /// Phrases that must stand exactly, as ranges of `words`.
    pub phrases: Vec<std::ops::Range<usize>>,
    /// What is named exactly.
    pub exact: Vec<Exact>,
    /// The one section role that counts.
    pub section: Option<Role>,
}

/// What was found in an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The score.
    pub score: f32,
    /// To break ties by id.
    pub order: u64,
    /// The part in which most of the query stands.
    pub part: Option<Part>,
    /// Whether all words stand in it.
    pub all_words: bool,
    /// The best part in which all words stand together, in order.
    pub phrase: Option<Part>,
    /// Whether they stand near one another in one part.
    pub near: Option<Part>,
    /// The names of what was found exactly, and in which part.
    pub exact: Vec<(String, Part)>,
}

/// Weights of the tiers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    pub bm25: f32,
    pub coverage: f32,
    pub all: f32,
    pub near: f32,
    pub phrase: f32,
    pub title: f32,
    pub title_near: f32,
    pub name: f32,
    pub k1: f32,
    pub b: f32,
}

const WEIGHTS: Weights = Weights {
    bm25: 2.0,
    coverage: 2.0,
    all: 0.5,
    near: 1.0,
    phrase: 1.0,
    title: 1.5,
    title_near: 1.0,
    name: 0.3,
    k1: 1.2,
    b: 0.5,
};

static TUNED: std::sync::LazyLock<Weights> = std::sync::LazyLock::new(|| {
    let mut w = WEIGHTS;
    if let Ok(text) = std::env::var("TUNE") {
        for pair in text.split(',') {
            let (name, value) = pair.split_once('=').unwrap();
            let value: f32 = value.parse().unwrap();
            match name { "bm25" => w.bm25 = value, "coverage" => w.coverage = value, "all" => w.all = value, "near" => w.near = value, "phrase" => w.phrase = value, "title" => w.title = value, "title_near" => w.title_near = value, "name" => w.name = value, "k1" => w.k1 = value, "b" => w.b = value, _ => panic!() }
        }
    }
    w
});

fn part_weight(part: Part) -> f32 {
    match part {
        Part::Title => 4.0,
        Part::Cited => 2.0,
        Part::QueryWords => 1.5,
        Part::Section(Role::Symptoms | Role::Summary) => 1.5,
        Part::Section(Role::Cause | Role::Resolution | Role::Workaround) => 1.2,
        Part::Section(Role::Body) => 1.2,
        Part::Section(Role::References) => 0.4,
        Part::Section(_) => 1.0,
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

/// Scores `docs`, ascending, of one segment. Articles that lack a phrase come out as `None`; so do
/// those that were not reached by `deadline`.
pub(super) fn score(
    segment: &SegmentReader,
    fields: &Fields,
    asked: &Asked,
    docs: &[DocId],
    deadline: Instant,
) -> tantivy::Result<(Vec<Option<Found>>, bool)> {
    let mut articles = vec![Seen::default(); docs.len()];
    let index = segment.inverted_index(fields.text)?;
    let norms = segment.get_fieldnorms_reader(fields.text)?;
    let average = index.total_num_tokens() as f32 / segment.max_doc().max(1) as f32;
    let mut timed_out = false;
    let names = asked.names.iter().enumerate().map(|(at, name)| (asked.terms.len() + at, name));
    for (number, weighted) in asked.terms.iter().enumerate().chain(names) {
        if Instant::now() >= deadline {
            timed_out = true;
            break;
        }
        let term = Term::from_field_text(fields.text, &weighted.term);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut postings) = index.read_postings(&term, option)? else { continue };
        let mut places = Vec::new();
        for (doc, seen) in docs.iter().zip(&mut articles) {
            if postings.doc() < *doc && postings.seek(*doc) == TERMINATED {
                break;
            }
            if postings.doc() == *doc {
                postings.positions(&mut places);
                seen.places.extend(places.iter().take(MAX_PLACES).map(|place| (*place, number)));
            }
        }
    }
    let evidence = segment.inverted_index(fields.evidence)?;
    for (number, exact) in asked.exact.iter().enumerate() {
        for (at, key) in exact.keys.iter().enumerate() {
            let term = Term::from_field_text(fields.evidence, &key.term);
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(mut postings) = evidence.read_postings(&term, option)? else { continue };
            let mut places = Vec::new();
            for (doc, seen) in docs.iter().zip(&mut articles) {
                if postings.doc() < *doc && postings.seek(*doc) == TERMINATED {
                    break;
                }
                if postings.doc() == *doc {
                    postings.positions(&mut places);
                    seen.exact.extend(places.iter().map(|place| (number, at, *place)));
                }
            }
        }
    }
    let columns = segment.fast_fields();
    let (layouts, orders, events) = (columns.u64(LAYOUT)?, columns.u64(ORDER)?, columns.u64(EVENTS)?);
    let weights = *TUNED;
    let scored = docs.iter().zip(articles).map(|(doc, seen)| {
        let layout: Vec<_> = layouts.values_for_doc(*doc).map(Part::of_layout).collect();
        let length = norms.fieldnorm(*doc) as f32 / average.max(1.0);
        let mut found = seen.judge(asked, &layout, length, &weights)?;
        found.order = orders.first(*doc).unwrap_or(u64::MAX);
        if events.first(*doc).unwrap_or(0) > CATALOGUE {
            found.score *= 0.6;
        }
        Some(found)
    });
    Ok((scored.collect(), timed_out))
}

/// What stands in one article.
#[derive(Default, Clone)]
struct Seen {
    /// Position and number of each term.
    places: Vec<(u32, usize)>,
    /// Number of what is named exactly, of its key, and the code of the part.
    exact: Vec<(usize, usize, u32)>,
}

/// The best that words stand together in one part.
#[derive(Default, Clone, Copy)]
struct Together {
    near: f32,
    exact: bool,
}

impl Seen {
    fn judge(mut self, asked: &Asked, layout: &[(Part, u32)], length: f32, weights: &Weights) -> Option<Found> {
        self.places.sort_unstable();
        let mut found = Found::default();
        let total: f32 = asked.terms.iter().map(|term| term.idf).sum::<f32>().max(0.001);
        let total_words: f32 = asked.words.iter().filter_map(|w| asked.terms.get(*w)).map(|t| t.idf).sum::<f32>().max(0.001);
        let mut frequency = vec![0.0f32; asked.terms.len() + asked.names.len()];
        let mut title_score = 0.0f32;
        let mut title_near = 0.0f32;
        let mut near = 0.0f32;
        let mut best_part = 0.0f32;
        let mut phrases = vec![false; asked.phrases.len()];
        let mut from = 0;
        for (at, (part, start)) in layout.iter().enumerate() {
            let end = layout.get(at + 1).map_or(u32::MAX, |(_, next)| *next);
            let to = from + self.places.get(from..).unwrap_or_default().partition_point(|(place, _)| *place < end);
            let places = self.places.get(from..to).unwrap_or_default();
            from = to;
            if places.is_empty() || asked.section.is_some_and(|role| *part != Part::Section(role)) {
                continue;
            }
            for (_, number) in places {
                if let Some(frequency) = frequency.get_mut(*number) {
                    *frequency += part_weight(*part);
                }
            }
            let distinct = distinct(places, asked.terms.len());
            let here: f32 = asked.terms.iter().zip(&distinct).filter(|(_, here)| **here).map(|(t, _)| t.idf).sum::<f32>() / total;
            let together = together(places, asked, total_words);
            let emphasis = part_weight(*part).min(1.5);
            if here * emphasis + together.near > best_part {
                best_part = here * emphasis + together.near;
                found.part = Some(*part);
            }
            if let Part::Title | Part::Cited = part {
                let words = end.saturating_sub(*start).saturating_sub(GAP) + 1;
                let mut last = u32::MAX;
                let mut matched = 0u32;
                for (place, number) in places {
                    if *place != last && *number < asked.terms.len() {
                        matched += 1;
                    }
                    last = *place;
                }
                let precision = (matched as f32 / words.max(1) as f32).min(1.0);
                let fit = if here > 0.0 { 2.0 * precision * here / (precision + here) } else { 0.0 };
                let trust = if *part == Part::Title { 1.0 } else { 0.95 };
                title_score = title_score.max(fit * trust);
                title_near = title_near.max(together.near * trust);
            }
            near = near.max(together.near);
            if together.exact && asked.words.len() > 1 && found.phrase.is_none_or(|p| part_weight(p) < part_weight(*part)) {
                found.phrase = Some(*part);
            }
            if together.near > 0.9 && asked.words.len() > 1 && found.near.is_none() {
                found.near = Some(*part);
            }
            for (phrase, stands) in asked.phrases.iter().zip(&mut phrases) {
                *stands |= phrase_stands(places, asked, phrase);
            }
        }
        if phrases.contains(&false) {
            return None;
        }
        let (k1, b) = (weights.k1, weights.b);
        let norm = k1 * (1.0 - b + b * length);
        let saturated = |f: f32| f * (k1 + 1.0) / (f + norm) / (k1 + 1.0);
        let bm25: f32 = asked.terms.iter().zip(&frequency).map(|(t, f)| t.idf * saturated(*f)).sum::<f32>() / total;
        let coverage: f32 = asked.terms.iter().zip(&frequency).filter(|(_, f)| **f > 0.0).map(|(t, _)| t.idf).sum::<f32>() / total;
        let names: f32 = asked.names.iter().zip(frequency.iter().skip(asked.terms.len())).filter(|(_, f)| **f > 0.0).map(|(t, _)| t.idf).sum::<f32>() / total;
        found.all_words = !asked.terms.is_empty() && frequency.iter().take(asked.terms.len()).all(|f| *f > 0.0);
        let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
        let together = if asked.words.len() > 1 { near * weights.near + title_near * weights.title_near } else { 0.0 };
        found.score = weights.bm25 * bm25
            + weights.coverage * coverage
            + weights.all * flag(found.all_words)
            + together
            + weights.phrase * flag(found.phrase.is_some())
            + weights.title * title_score
            + weights.name * names;
        let mut any_exact = false;
        for (number, exact) in asked.exact.iter().enumerate() {
            let mut best = 0.0f32;
            let mut sum = 0.0f32;
            let mut where_found = None;
            for (_, key, place) in self.exact.iter().filter(|(n, ..)| *n == number) {
                let Some(key) = exact.keys.get(*key) else { continue };
                let part = Part::of_code(u8::try_from(*place).unwrap_or(u8::MAX));
                if asked.section.is_some_and(|role| part != Part::Section(role)) {
                    continue;
                }
                let value = key.fit * evidence_weight(part);
                sum += value;
                if value > best {
                    best = value;
                    where_found = Some((key, part));
                }
            }
            if let Some((key, part)) = where_found {
                any_exact = true;
                found.score += exact.weight * (best + 0.05 * (sum - best).min(4.0));
                found.exact.push((key.name.clone(), part));
                found.part = Some(part);
            }
        }
        (any_exact || coverage > 0.0 || names > 0.0).then_some(found)
    }
}

fn distinct(places: &[(u32, usize)], terms: usize) -> Vec<bool> {
    let mut seen = vec![false; terms];
    for (_, number) in places {
        if let Some(seen) = seen.get_mut(*number) {
            *seen = true;
        }
    }
    seen
}

/// How much of the query stands together: each place of a word says where the query would begin; words
/// that agree on that to within a few places stand together.
fn together(places: &[(u32, usize)], asked: &Asked, total: f32) -> Together {
    const SLOP: u32 = 3;
    let mut begins: Vec<(u32, usize)> = Vec::with_capacity(places.len());
    for (place, number) in places {
        for (word, _) in asked.words.iter().enumerate().filter(|(_, term)| *term == number) {
            begins.push((place + 64 - u32::try_from(word).unwrap_or(0).min(64), word));
        }
    }
    begins.sort_unstable();
    begins.dedup();
    let all = 1u64.checked_shl(u32::try_from(asked.words.len()).unwrap_or(64)).map_or(u64::MAX, |bit| bit - 1);
    let mut best = Together::default();
    for (at, (begin, _)) in begins.iter().enumerate() {
        let (mut mask, mut idf) = (0u64, 0.0);
        for (other, word) in begins.iter().skip(at).take(128) {
            if *other > begin + SLOP {
                break;
            }
            let bit = 1u64 << (word & 63);
            if mask & bit == 0 {
                let weight = asked.words.get(*word).and_then(|t| asked.terms.get(*t)).map_or(0.0, |t| t.idf);
                idf += weight * (1.0 - 0.1 * (other - begin) as f32);
                mask |= bit;
                if *other == *begin && mask == all {
                    best.exact = true;
                }
            }
        }
        best.near = best.near.max(idf / total);
    }
    best
}

fn phrase_stands(places: &[(u32, usize)], asked: &Asked, phrase: &std::ops::Range<usize>) -> bool {
    let words = asked.words.get(phrase.clone()).unwrap_or_default();
    let Some(first) = words.first() else { return true };
    places.iter().filter(|(_, number)| number == first).any(|(place, _)| {
        words.iter().zip(*place..).all(|(number, place)| places.binary_search(&(place, *number)).is_ok())
    })
}
