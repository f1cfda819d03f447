//! Whether an article has some words in sequence, in a part that counts.

use tantivy::{
    DocId, SegmentReader, Term,
    postings::{Postings, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use super::{
    plan::{Plan, WeightedTerm},
    terms::has,
};
use crate::search::index::{KeyPlace, Part};

/// A word, or words in sequence, in the articles of a segment. Articles must be requested in
/// ascending order.
pub struct Sequence {
    /// For each word, the postings of its terms.
    words: Vec<Vec<SegmentPostings>>,
    /// Where the sequence begins in an article, and where one of its words is; kept to reuse their
    /// memory.
    starts: Vec<u32>,
    places: Vec<u32>,
    of_term: Vec<u32>,
}

impl Sequence {
    /// Opens the words in a segment.
    pub fn open(
        segment: &SegmentReader,
        field: Field,
        words: &[WeightedTerm],
    ) -> tantivy::Result<Self> {
        let index = segment.inverted_index(field)?;
        let postings = |term: &str| {
            let term = Term::from_field_text(field, term);
            index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
        };
        let of_word = |word: &WeightedTerm| -> std::io::Result<Vec<SegmentPostings>> {
            let found = word
                .terms()
                .map(postings)
                .collect::<std::io::Result<Vec<_>>>()?;
            Ok(found.into_iter().flatten().collect())
        };
        let words = words.iter().map(of_word).collect::<std::io::Result<_>>()?;
        Ok(Self {
            words,
            starts: Vec::new(),
            places: Vec::new(),
            of_term: Vec::new(),
        })
    }

    /// Whether an article has them in a part that counts; `layout` says where its parts begin.
    pub fn is_in(&mut self, doc: DocId, plan: &Plan, layout: &[(Part, u32)]) -> bool {
        let Self {
            words,
            starts,
            places,
            of_term,
        } = self;
        if let [word] = words.as_mut_slice()
            && plan.sections.is_none()
        {
            return word.iter_mut().any(|postings| has(postings, doc));
        }
        for (offset, word) in (0..).zip(words) {
            places.clear();
            for postings in word {
                if has(postings, doc) {
                    postings.positions(of_term);
                    places.extend(of_term.iter().map(|place| place.wrapping_sub(offset)));
                }
            }
            places.sort_unstable();
            match offset {
                0 => std::mem::swap(starts, places),
                _ => starts.retain(|start| places.binary_search(start).is_ok()),
            }
            if starts.is_empty() {
                return false;
            }
        }
        plan.sections.is_none() || starts.iter().any(|place| counts(plan, layout, *place))
    }
}

/// Where the articles of a segment mention something exactly.
pub struct Mentioned(Option<SegmentPostings>);

impl Mentioned {
    /// Opens a key of the field `evidence` in a segment.
    pub fn open(segment: &SegmentReader, field: Field, key: &str) -> tantivy::Result<Self> {
        let term = Term::from_field_text(field, key);
        let index = segment.inverted_index(field)?;
        Ok(Self(index.read_postings(
            &term,
            IndexRecordOption::WithFreqsAndPositions,
        )?))
    }

    /// Whether an article mentions it in a part that counts.
    pub fn is_in(&mut self, doc: DocId, plan: &Plan) -> bool {
        let Some(postings) = self.0.as_mut() else {
            return false;
        };
        if !has(postings, doc) {
            return false;
        }
        let mut places = Vec::new();
        postings.positions(&mut places);
        let mut parts = places.into_iter().map(KeyPlace::of_position);
        parts.any(|place| plan.counts(place.part))
    }
}

/// Whether the part at a position counts.
fn counts(plan: &Plan, layout: &[(Part, u32)], place: u32) -> bool {
    let part = layout.iter().rev().find(|(_, start)| *start <= place);
    part.is_some_and(|(part, _)| plan.counts(*part))
}
