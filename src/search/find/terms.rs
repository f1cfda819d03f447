//! The terms of the index: how many articles have each, and which start with given letters.

use std::sync::Arc;

use tantivy::{
    DocId, DocSet, InvertedIndexReader, Searcher, postings::SegmentPostings, schema::Field,
};

use super::context::Context;

/// How many articles contain a term.
pub fn frequency(searcher: &Searcher, field: Field, term: &str) -> u32 {
    frequency_in(&indexes(searcher, field), term)
}

/// The indexes of a field, one per segment.
pub fn indexes(searcher: &Searcher, field: Field) -> Vec<Arc<InvertedIndexReader>> {
    let segments = searcher.segment_readers().iter();
    segments
        .filter_map(|segment| segment.inverted_index(field).ok())
        .collect()
}

/// How many articles of these indexes contain a term.
pub fn frequency_in(indexes: &[Arc<InvertedIndexReader>], term: &str) -> u32 {
    let found = indexes
        .iter()
        .filter_map(|index| index.terms().get(term).ok()?);
    found.map(|info| info.doc_freq).sum()
}

/// Moves on to an article; returns whether it contains the term. Articles must be requested in
/// ascending order.
pub fn has(postings: &mut SegmentPostings, doc: DocId) -> bool {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    postings.doc() == doc
}

/// Calls `each` with the first terms of a field, up to `most` of each segment, that start with
/// `beginning`, and with how many articles of the segment have them. Stops when time runs out.
pub fn each_term(
    context: &Context<'_>,
    field: Field,
    beginning: &str,
    most: usize,
    each: &mut dyn FnMut(&str, u32),
) {
    for segment in context.reader.searcher.segment_readers() {
        let Ok(index) = segment.inverted_index(field) else {
            continue;
        };
        let Ok(mut stream) = index.terms().range().ge(beginning).into_stream() else {
            continue;
        };
        for number in 0..most {
            if number % 256 == 255 && !context.has_time() {
                return;
            }
            let Some((term, info)) = stream.next() else {
                break;
            };
            match std::str::from_utf8(term) {
                Ok(term) if term.starts_with(beginning) => each(term, info.doc_freq),
                _ => break,
            }
        }
    }
}
