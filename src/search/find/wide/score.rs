//! Scores articles in the wide search: BM25 over weighted parts, where a word that an article lacks
//! may be replaced by the most related one that it has.

use tantivy::{
    DocId, InvertedIndexReader, SegmentReader, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use super::plan::{WidePlan, WideWord};
use crate::{
    article::Role,
    search::{
        find::{
            plan::WeightedTerm,
            rank::{B, K1},
            terms::has,
        },
        index::{Columns, Fields, Part},
    },
};

/// A related word is counted without checking where it is: this much in the text, and this much
/// more in a title or among the keywords.
pub(super) const IN_TEXT: f32 = 0.7;
pub(super) const IN_TITLE: f32 = 2.0;

/// How much the best word counts.
const SCALE: f32 = 1.2;

/// BM25's norm of an article with this length relative to the average.
pub(super) fn norm(length: f32) -> f32 {
    K1 * (1.0 - B + B * length)
}

/// The bonus for having all words, in an article no longer than average, is this divided by the
/// logarithm of the number of articles: long articles have any words, and among very many articles,
/// some do, too.
const COVERAGE: f32 = 1.6;

/// The weight of a word in `part`.
fn part_weight(part: Part) -> f32 {
    match part {
        Part::Title => 4.0,
        Part::Cited | Part::Keywords => 1.5,
        Part::Section(Role::Symptoms | Role::Summary) => 1.5,
        Part::Section(Role::Cause) => 1.0,
        Part::Section(_) => 0.7,
        Part::End => 0.0,
    }
}

/// What the wide search found in an article.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    /// Its score.
    pub(super) score: f32,
    /// The words for which it has only related ones, as bits.
    pub(super) related: u64,
}

/// The results for `docs`, ascending, of one segment.
pub(super) fn found_in(
    segment: &SegmentReader,
    columns: &Columns,
    fields: &Fields,
    plan: &WidePlan,
    docs: &[DocId],
) -> tantivy::Result<Vec<Found>> {
    let text = segment.inverted_index(fields.text)?;
    let average = text.total_num_tokens() as f32 / segment.max_doc().max(1) as f32;
    let reader = SegmentScorer {
        title: segment.inverted_index(fields.titles_and_keywords)?,
        norms: segment.get_fieldnorms_reader(fields.text)?,
        average: average.max(1.0),
        text,
        fields,
        columns,
        docs,
    };
    let mut all = vec![Found::default(); docs.len()];
    let coverage = COVERAGE / (1.0 + segment.max_doc() as f32).ln().max(1.0);
    let lengths: Vec<f32> = docs
        .iter()
        .map(|doc| reader.length(*doc).max(1.0))
        .collect();
    for (number, word) in (0..).zip(&plan.words) {
        let (own, had) = reader.word(word)?;
        let each = all.iter_mut().zip(&lengths).zip(own).zip(had);
        for (((found, length), own), had) in each {
            let covers = if own > 0.0 { coverage / length } else { 0.0 };
            found.score += word.worth * (SCALE * had + covers) / plan.total;
            if own == 0.0 && had > 0.0 {
                found.related |= 1u64.checked_shl(number).unwrap_or(0);
            }
        }
    }
    Ok(all)
}

/// The articles of a segment with what was read about them.
struct SegmentScorer<'a> {
    text: std::sync::Arc<InvertedIndexReader>,
    title: std::sync::Arc<InvertedIndexReader>,
    norms: FieldNormReader,
    /// The average length of the articles.
    average: f32,
    fields: &'a Fields,
    columns: &'a Columns,
    docs: &'a [DocId],
}

impl SegmentScorer<'_> {
    /// How much each article has of the word itself, up to 1; and the same including related words.
    fn word(&self, word: &WideWord) -> tantivy::Result<(Vec<f32>, Vec<f32>)> {
        let mut own = vec![0.0f32; self.docs.len()];
        self.own(&word.term, &mut own)?;
        let mut had = own.clone();
        for (term, share) in &word.related {
            self.related(term, *share, &mut had)?;
        }
        Ok((own, had))
    }

    fn own(&self, term: &WeightedTerm, had: &mut [f32]) -> tantivy::Result<()> {
        let mut places = Vec::new();
        for term in term.terms() {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = read(&self.text, self.fields.text, term, option)?;
            for (doc, had) in self.docs.iter().zip(had.iter_mut()) {
                if let Some(postings) = at(&mut postings, *doc) {
                    postings.positions(&mut places);
                    *had = had.max(self.saturated(*doc, self.weight(*doc, &places)));
                }
            }
        }
        Ok(())
    }

    fn related(&self, term: &WeightedTerm, share: f32, had: &mut [f32]) -> tantivy::Result<()> {
        let option = IndexRecordOption::WithFreqs;
        let mut text = read(&self.text, self.fields.text, &term.term, option)?;
        let mut title = read(
            &self.title,
            self.fields.titles_and_keywords,
            &term.term,
            option,
        )?;
        for (doc, had) in self.docs.iter().zip(had.iter_mut()) {
            // The share is the most that it can count.
            if *had >= share {
                continue;
            }
            if let Some(text) = at(&mut text, *doc) {
                let titles = at(&mut title, *doc).map_or(0, |title| title.term_freq());
                let weight = IN_TEXT * text.term_freq() as f32 + IN_TITLE * titles as f32;
                *had = had.max(share * self.saturated(*doc, weight));
            }
        }
        Ok(())
    }

    /// The weight of a word at these positions, ascending.
    fn weight(&self, doc: DocId, places: &[u32]) -> f32 {
        let mut parts = self.columns.layout(doc).iter().peekable();
        let (mut weight, mut here) = (0.0, 0.0);
        for place in places {
            while let Some((part, _)) = parts.next_if(|(_, start)| start <= place) {
                here = part_weight(*part);
            }
            weight += here;
        }
        weight
    }

    /// The length of an article relative to the average.
    fn length(&self, doc: DocId) -> f32 {
        self.norms.fieldnorm(doc) as f32 / self.average
    }

    fn saturated(&self, doc: DocId, weight: f32) -> f32 {
        weight / (weight + norm(self.length(doc)))
    }
}

fn read(
    index: &InvertedIndexReader,
    field: Field,
    term: &str,
    option: IndexRecordOption,
) -> tantivy::Result<Option<SegmentPostings>> {
    Ok(index.read_postings(&Term::from_field_text(field, term), option)?)
}

/// The postings at `doc`, if it has the term. Documents must be requested in ascending order.
fn at(postings: &mut Option<SegmentPostings>, doc: DocId) -> Option<&mut SegmentPostings> {
    let postings = postings.as_mut()?;
    has(postings, doc).then_some(postings)
}
