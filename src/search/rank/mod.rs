//! Orders candidates: reads the places of the query's words in each, and scores what it finds.
//!
//! The score is a sum of tiers, each at most as large as its weight: how much of the query's
//! information (inverse document frequency) stands in the article, how often and where (BM25 over
//! weighted sections), whether it stands together (phrase), in the title, and what the article names
//! exactly (events, codes).

use std::{ops::Range, time::Instant};

use tantivy::{
    DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term, postings::Postings,
    schema::IndexRecordOption,
};

use super::schema::{EVENTS, Fields, LAYOUT, ORDER, Part};
use crate::article::Role;

mod judge;

use judge::Seen;

/// What an event adds at most: more than all words together.
pub(super) const EVENT: f32 = 8.0;

/// What an error code adds at most.
pub(super) const CODE: f32 = 2.0;

/// A catalogue's score is worth this much of another's.
const CATALOGUE_WEIGHT: f32 = 0.6;

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
    pub phrases: Vec<Range<usize>>,
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
    /// How much of the query's information stands in it, up to 1.
    pub coverage: f32,
    /// Whether all words stand in it.
    pub all_words: bool,
    /// The best part in which all words stand together, in order.
    pub phrase: Option<Part>,
    /// Whether they stand near one another in one part.
    pub near: Option<Part>,
    /// The names of what was found exactly, and in which part.
    pub exact: Vec<(String, Part)>,
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
    for (number, weighted) in asked.terms.iter().chain(&asked.names).enumerate() {
        if Instant::now() >= deadline {
            timed_out = true;
            break;
        }
        let term = Term::from_field_text(fields.text, &weighted.term);
        read_places(&index, &term, docs, |at, places| {
            if let Some(seen) = articles.get_mut(at) {
                seen.places
                    .extend(places.iter().take(MAX_PLACES).map(|place| (*place, number)));
            }
        })?;
    }
    let index = segment.inverted_index(fields.evidence)?;
    for (number, exact) in asked.exact.iter().enumerate() {
        for (key_number, key) in exact.keys.iter().enumerate() {
            let term = Term::from_field_text(fields.evidence, &key.term);
            read_places(&index, &term, docs, |at, places| {
                if let Some(seen) = articles.get_mut(at) {
                    let parts = places
                        .iter()
                        .map(|code| Part::of_code(u8::try_from(*code).unwrap_or(u8::MAX)));
                    seen.exact
                        .extend(parts.map(|part| (number, key_number, part)));
                }
            })?;
        }
    }
    let columns = segment.fast_fields();
    let (layouts, orders, events) = (
        columns.u64(LAYOUT)?,
        columns.u64(ORDER)?,
        columns.u64(EVENTS)?,
    );
    let scored = docs.iter().zip(articles).map(|(doc, seen)| {
        let layout: Vec<_> = layouts.values_for_doc(*doc).map(Part::of_layout).collect();
        let length = norms.fieldnorm(*doc) as f32 / average.max(1.0);
        let mut found = seen.judge(asked, &layout, length)?;
        found.order = orders.first(*doc).unwrap_or(u64::MAX);
        if events.first(*doc).unwrap_or(0) > CATALOGUE {
            found.score *= CATALOGUE_WEIGHT;
        }
        Some(found)
    });
    Ok((scored.collect(), timed_out))
}

/// Gives the places of `term` in each of `docs`, ascending, that has it, with the index of the document.
fn read_places(
    index: &InvertedIndexReader,
    term: &Term,
    docs: &[DocId],
    mut give: impl FnMut(usize, &[u32]),
) -> tantivy::Result<()> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let Some(mut postings) = index.read_postings(term, option)? else {
        return Ok(());
    };
    let mut places = Vec::new();
    for (at, doc) in docs.iter().enumerate() {
        if postings.doc() < *doc && postings.seek(*doc) == TERMINATED {
            break;
        }
        if postings.doc() == *doc {
            postings.positions(&mut places);
            give(at, &places);
        }
    }
    Ok(())
}
