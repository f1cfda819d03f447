//! Orders candidates: reads the places of the query's words in each, and scores what it finds.
//!
//! The score is a sum of tiers, each at most as large as its weight: how much of the query's
//! information (inverse document frequency) stands in the article, how often and where (BM25 over
//! weighted sections), whether it stands together (phrase), in the title, and what the article names
//! exactly (events, codes).

use std::{ops::Range, time::Instant};

use tantivy::{
    DocId, DocSet, SegmentReader, Term,
    columnar::Column,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::schema::{EVENTS, Fields, LAYOUT, ORDER, Part};
use crate::article::Role;

mod judge;

use judge::{Judge, merge};

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
    /// In how many articles it stands.
    pub frequency: u32,
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

/// Which key of what the query names exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyNumber {
    /// Its index in [`Asked::exact`].
    pub exact: usize,
    /// Its index in [`Exact::keys`].
    pub key: usize,
}

/// A key, and a part in which it stands.
type Stands = (KeyNumber, Part);

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

impl Asked {
    /// The key of this number.
    pub(super) fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.exact.get(number.exact)?.keys.get(number.key)
    }
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
    /// What was found exactly, and in which part.
    pub exact: Vec<Stands>,
}

/// What ranking reads of the articles of a segment, opened once.
pub(super) struct Columns {
    /// The parts of all articles, one article after the other, and where they begin.
    layout: Vec<(Part, u32)>,
    /// Where in `layout` each article begins, and behind the last of them its end.
    starts: Vec<usize>,
    order: Column,
    events: Column,
}

impl Columns {
    /// Opens those of a segment.
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let written = columns.u64(LAYOUT)?;
        let (mut layout, mut starts) = (Vec::new(), vec![0]);
        for doc in 0..segment.max_doc() {
            layout.extend(written.values_for_doc(doc).map(Part::of_layout));
            starts.push(layout.len());
        }
        layout.shrink_to_fit();
        Ok(Self {
            layout,
            starts,
            order: columns.u64(ORDER)?,
            events: columns.u64(EVENTS)?,
        })
    }

    /// The parts of an article and where they begin.
    fn layout(&self, doc: DocId) -> &[(Part, u32)] {
        let mut ends = self.starts.iter().skip(doc as usize);
        let (start, end) = (ends.next(), ends.next());
        let layout = start
            .zip(end)
            .and_then(|(start, end)| self.layout.get(*start..*end));
        layout.unwrap_or_default()
    }
}

/// Scores `docs`, ascending, of one segment. Articles that lack a phrase come out as `None`; so do
/// those that were not reached by `deadline`.
pub(super) fn score(
    segment: &SegmentReader,
    columns: &Columns,
    fields: &Fields,
    asked: &Asked,
    docs: &[DocId],
    deadline: Instant,
) -> tantivy::Result<(Vec<Option<Found>>, bool)> {
    let index = segment.inverted_index(fields.text)?;
    let norms = segment.get_fieldnorms_reader(fields.text)?;
    let average = index.total_num_tokens() as f32 / segment.max_doc().max(1) as f32;
    let terms = asked.terms.iter().chain(&asked.names);
    let mut postings = terms
        .map(|weighted| {
            let term = Term::from_field_text(fields.text, &weighted.term);
            index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
        })
        .collect::<std::io::Result<Vec<_>>>()?;
    let exact = exact_places(segment, fields, asked, docs)?;
    let mut exact = exact.as_slice();
    let mut judge = Judge::new(asked);
    let mut scored = Vec::with_capacity(docs.len());
    let (mut places, mut more, mut places_of_term) = (Vec::new(), Vec::new(), Vec::new());
    for (at, doc) in docs.iter().enumerate() {
        if at % 32 == 0 && Instant::now() >= deadline {
            break;
        }
        places.clear();
        for (number, postings) in (0..).zip(&mut postings) {
            if places_in(postings, *doc, &mut places_of_term) {
                more.clear();
                let kept = places_of_term.iter().take(MAX_PLACES);
                more.extend(kept.map(|place| (*place, number)));
                merge(&mut places, &more);
            }
        }
        let here = exact.partition_point(|(other, _)| other <= doc);
        let (exact_here, after) = exact.split_at_checked(here).unwrap_or_default();
        exact = after;
        let length = norms.fieldnorm(*doc) as f32 / average.max(1.0);
        let found = judge.article(&places, exact_here, columns.layout(*doc), length);
        scored.push(found.map(|mut found| {
            found.order = columns.order.first(*doc).unwrap_or(u64::MAX);
            if columns.events.first(*doc).unwrap_or(0) > CATALOGUE {
                found.score *= CATALOGUE_WEIGHT;
            }
            found
        }));
    }
    let timed_out = scored.len() < docs.len();
    scored.resize(docs.len(), None);
    Ok((scored, timed_out))
}

/// Where in `docs` the keys of what is named exactly stand, by document.
fn exact_places(
    segment: &SegmentReader,
    fields: &Fields,
    asked: &Asked,
    docs: &[DocId],
) -> tantivy::Result<Vec<(DocId, Stands)>> {
    let index = segment.inverted_index(fields.evidence)?;
    let mut found = Vec::new();
    let mut codes = Vec::new();
    for (exact, Exact { keys, .. }) in asked.exact.iter().enumerate() {
        for (number, key) in keys.iter().enumerate() {
            let term = Term::from_field_text(fields.evidence, &key.term);
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = index.read_postings(&term, option)?;
            for doc in docs {
                if places_in(&mut postings, *doc, &mut codes) {
                    let part = |code: &u32| Part::of_code(u8::try_from(*code).unwrap_or(u8::MAX));
                    let key = KeyNumber { exact, key: number };
                    found.extend(codes.iter().map(|code| (*doc, (key, part(code)))));
                }
            }
        }
    }
    found.sort_by_key(|(doc, _)| *doc);
    Ok(found)
}

/// Reads the places of a term in `doc`, where it has it. Documents are asked for in ascending order.
fn places_in(postings: &mut Option<SegmentPostings>, doc: DocId, places: &mut Vec<u32>) -> bool {
    let Some(postings) = postings else {
        return false;
    };
    if postings.doc() < doc {
        postings.seek(doc);
    }
    let has_it = postings.doc() == doc;
    if has_it {
        postings.positions(places);
    }
    has_it
}
