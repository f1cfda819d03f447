//! Orders candidates: reads the places of the query's words in each, and scores what it finds.
//!
//! The score is a sum of tiers, each at most as large as its weight: how much of the query's
//! information (inverse document frequency) stands in the article, how often and where (BM25 over
//! weighted sections), whether it stands together (phrase), in the title, and what the article names
//! exactly (events, codes).

use std::{collections::BTreeSet, ops::Range, time::Instant};

use tantivy::{
    DocId, DocSet, SegmentReader, Term,
    columnar::Column,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::{
    Operator,
    schema::{EVENTS, Fields, LAYOUT, ORDER, Part, Place},
};
use crate::{article::Role, evidence::Code};

mod judge;
mod other_names;

use judge::{Judge, merge};
use other_names::{borrowed, starts_in};

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
    /// Terms that count as this one: of a word that stands for all that begin with it, those.
    pub others: Vec<String>,
}

impl Weighted {
    /// The term and those that count as it.
    pub(super) fn terms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.term)
            .chain(&self.others)
            .map(String::as_str)
    }
}

/// Something the query names exactly: its keys, each with how well it fits (up to 1).
#[derive(Debug, Clone)]
pub(super) struct Exact {
    /// Keys of the field `evidence`.
    pub keys: Vec<Key>,
    /// What the best of them adds.
    pub weight: f32,
    /// Whether an article that names none of them is no hit.
    pub required: bool,
}

/// A key of the field `evidence`.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// The term.
    pub term: String,
    /// How well it is what the query means, up to 1.
    pub fit: f32,
    /// What it stands for.
    pub evidence: Evidence,
}

/// Something that a query names exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// An event.
    Event {
        /// Its ID.
        id: u32,
        /// Its source as the query writes it, where it does.
        source: Option<String>,
    },
    /// An error code.
    Code(Code),
}

/// Another name for some words of the query, which an article may have instead of them.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    /// The words, as a range of [`Asked::words`].
    pub words: Range<usize>,
    /// The terms of the other name, which stand one after the other.
    pub terms: Vec<Weighted>,
    /// The other name as it is shown.
    pub text: String,
}

/// Which key of what the query names exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyNumber {
    /// Its index in [`Asked::exact`].
    pub exact: usize,
    /// Its index in [`Exact::keys`].
    pub key: usize,
}

/// A key, and where it stands.
type Stands = (KeyNumber, Place);

/// A query made ready for ranking.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The different terms.
    pub terms: Vec<Weighted>,
    /// The words in order, as indices of `terms`.
    pub words: Vec<usize>,
    /// Names of several words.
    pub names: Vec<Weighted>,
    /// Other names for some of the words.
    pub alternatives: Vec<Alternative>,
    /// Phrases that must stand exactly, as ranges of `words`.
    pub phrases: Vec<Range<usize>>,
    /// What is named exactly.
    pub exact: Vec<Exact>,
    /// The section roles that count; `None` where the whole article does.
    pub sections: Option<Vec<Role>>,
    /// Terms that no score counts, but that a passage shows: those of operators.
    pub shown: Vec<Weighted>,
    /// The operators that articles must fulfil, the reason for a hit that has no other.
    pub conditions: Vec<Operator>,
}

impl Asked {
    /// Whether it asks for no words, so that every article that it is narrowed to is a hit.
    pub(super) fn is_wordless(&self) -> bool {
        self.terms.is_empty() && self.names.is_empty()
    }

    /// Whether what stands in `part` counts.
    pub(super) fn counts(&self, part: Part) -> bool {
        let among = |roles: &Vec<Role>| roles.iter().any(|role| part == Part::Section(*role));
        self.sections.as_ref().is_none_or(among)
    }

    /// The key of this number.
    pub(super) fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.exact.get(number.exact)?.keys.get(number.key)
    }

    /// The other names that some of the articles found have, as they are shown.
    pub(super) fn also<'f>(&self, all: impl Iterator<Item = &'f Found>) -> Vec<String> {
        let used: BTreeSet<usize> = all.flat_map(|found| &found.alternatives).copied().collect();
        let used = used
            .iter()
            .filter_map(|number| self.alternatives.get(*number));
        used.map(|alternative| alternative.text.clone()).collect()
    }

    /// Whether articles may have another name for a term.
    pub(super) fn has_alternative(&self, term: usize) -> bool {
        self.alternatives.iter().any(|alternative| {
            let words = self.words.get(alternative.words.clone());
            words.is_some_and(|words| words.contains(&term))
        })
    }
}

/// What was found in an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The score.
    pub score: f32,
    /// The bytes of its id as numbers, to break ties.
    pub order: Order,
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
    /// The other names by which it has words that it has not themselves, as indices of [`Asked::alternatives`].
    pub alternatives: Vec<usize>,
}

/// The bytes of an id, which has 40 at most, as numbers of eight bytes each.
pub(super) type Order = [u64; 5];

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

    /// What an article is ordered by among those that are worth the same.
    pub(super) fn order(&self, doc: DocId) -> Order {
        let mut order = Order::default();
        for (place, number) in order.iter_mut().zip(self.order.values_for_doc(doc)) {
            *place = number;
        }
        order
    }

    /// The parts of an article and where they begin.
    pub(super) fn layout(&self, doc: DocId) -> &[(Part, u32)] {
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
    let terms = (0..).zip(asked.terms.iter().chain(&asked.names));
    let terms =
        terms.flat_map(|(number, weighted)| weighted.terms().map(move |term| (number, term)));
    let mut postings = terms
        .map(|(number, term)| {
            let term = Term::from_field_text(fields.text, term);
            let postings = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions);
            Ok((number, postings?))
        })
        .collect::<std::io::Result<Vec<_>>>()?;
    let read = |alternative: &Alternative| -> std::io::Result<Vec<_>> {
        let terms = alternative.terms.iter().map(|weighted| {
            let term = Term::from_field_text(fields.text, &weighted.term);
            index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
        });
        terms.collect()
    };
    let mut alternatives = asked
        .alternatives
        .iter()
        .map(read)
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
        for (number, postings) in &mut postings {
            if places_in(postings, *doc, &mut places_of_term) {
                more.clear();
                let kept = places_of_term.iter().take(MAX_PLACES);
                more.extend(kept.map(|place| (*place, *number)));
                merge(&mut places, &more);
            }
        }
        let others = asked.alternatives.iter().zip(&mut alternatives);
        for (number, (alternative, postings)) in others.enumerate() {
            let starts = starts_in(postings, *doc, &mut places_of_term);
            let words = asked.words.get(alternative.words.clone());
            more.clear();
            for start in starts.iter().take(MAX_PLACES) {
                let words = (*start..).zip(words.into_iter().flatten());
                more.extend(words.map(|(place, term)| (place, borrowed(number, *term))));
            }
            more.sort_unstable();
            merge(&mut places, &more);
        }
        let here = exact.partition_point(|(other, _)| other <= doc);
        let (exact_here, after) = exact.split_at_checked(here).unwrap_or_default();
        exact = after;
        let length = norms.fieldnorm(*doc) as f32 / average.max(1.0);
        let found = judge.article(&places, exact_here, columns.layout(*doc), length);
        scored.push(found.map(|mut found| {
            found.order = columns.order(*doc);
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
    let mut positions = Vec::new();
    for (exact, Exact { keys, .. }) in asked.exact.iter().enumerate() {
        for (number, key) in keys.iter().enumerate() {
            let term = Term::from_field_text(fields.evidence, &key.term);
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = index.read_postings(&term, option)?;
            for doc in docs {
                if places_in(&mut postings, *doc, &mut positions) {
                    let key = KeyNumber { exact, key: number };
                    let places = positions.iter().copied().map(Place::of_position);
                    found.extend(places.map(|place| (*doc, (key, place))));
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
