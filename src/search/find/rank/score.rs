//! Reads the positions of the query's words in each candidate of a segment, and scores it.

use std::time::Instant;

use tantivy::{DocId, SegmentReader, Term, schema::IndexRecordOption};

use super::{
    occurrences::{merge, places_in},
    other_names::{borrowed, starts_in},
    scorer::Scorer,
};
use crate::search::{
    find::{
        matched::{KeyMatch, Match},
        plan::{Alternative, Exact, KeyNumber, Plan},
    },
    index::{Columns, Fields, KeyPlace},
};

/// The share of its score that a catalog, which mentions very many events, keeps.
const CATALOG_WEIGHT: f32 = 0.6;

/// The most positions of one word in one article that are read.
const MAX_PLACES: usize = 512;

/// Scores `docs`, ascending, of one segment. For articles that lack a phrase or were not reached
/// before `deadline`, the result is `None`.
pub(super) fn score(
    segment: &SegmentReader,
    columns: &Columns,
    fields: &Fields,
    plan: &Plan,
    mut scorer: Scorer<'_>,
    docs: &[DocId],
    deadline: Instant,
) -> tantivy::Result<(Vec<Option<Match>>, bool)> {
    let index = segment.inverted_index(fields.text)?;
    let norms = segment.get_fieldnorms_reader(fields.text)?;
    let average = index.total_num_tokens() as f32 / segment.max_doc().max(1) as f32;
    let terms = (0..).zip(plan.terms.iter().chain(&plan.names));
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
    let mut alternatives = plan
        .alternatives
        .iter()
        .map(read)
        .collect::<std::io::Result<Vec<_>>>()?;
    let exact = exact_places(segment, fields, plan, docs)?;
    let mut exact = exact.as_slice();
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
        let others = plan.alternatives.iter().zip(&mut alternatives);
        for (number, (alternative, postings)) in others.enumerate() {
            let starts = starts_in(postings, *doc, &mut places_of_term);
            let words = plan.words.get(alternative.words.clone());
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
        let found = scorer.article(&places, exact_here, columns.layout(*doc), length);
        scored.push(found.map(|mut found| {
            found.id_order = columns.id_order(*doc);
            if columns.is_catalog(*doc) {
                found.score *= CATALOG_WEIGHT;
            }
            found
        }));
    }
    let timed_out = scored.len() < docs.len();
    scored.resize(docs.len(), None);
    Ok((scored, timed_out))
}

/// Where `docs` have the keys of what the query mentions exactly, ordered by document.
fn exact_places(
    segment: &SegmentReader,
    fields: &Fields,
    plan: &Plan,
    docs: &[DocId],
) -> tantivy::Result<Vec<(DocId, KeyMatch)>> {
    let index = segment.inverted_index(fields.evidence)?;
    let mut found = Vec::new();
    let mut positions = Vec::new();
    for (exact, Exact { keys, .. }) in plan.exact.iter().enumerate() {
        for (number, key) in keys.iter().enumerate() {
            let term = Term::from_field_text(fields.evidence, &key.term);
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = index.read_postings(&term, option)?;
            for doc in docs {
                if places_in(&mut postings, *doc, &mut positions) {
                    let key = KeyNumber { exact, key: number };
                    let places = positions.iter().copied().map(KeyPlace::of_position);
                    found.extend(places.map(|place| (*doc, (key, place))));
                }
            }
        }
    }
    found.sort_by_key(|(doc, _)| *doc);
    Ok(found)
}
