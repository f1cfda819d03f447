//! Finds the articles that are worth ranking in the wide search by going over all that have a word
//! or a related one. With so many words, this is faster than skipping articles that can't be among
//! the best.

use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::Postings,
    schema::{Field, IndexRecordOption},
};

use super::{
    plan::{WidePlan, WideWord},
    score::{IN_TEXT, IN_TITLE, norm},
};
use crate::search::find::{context::Context, filter::ResultFilter, plan::WeightedTerm};

/// The most articles that are found.
const MAX_CANDIDATES: usize = 120;

/// Words in more articles than this are not looked for.
const MAX_ARTICLES: u32 = 20_000;

/// The articles that have most of a query or of words related to it.
pub(super) fn candidates(
    context: &mut Context<'_>,
    plan: &WidePlan,
    filter: &ResultFilter,
) -> Vec<DocAddress> {
    let mut best: Vec<(f32, DocAddress)> = Vec::new();
    for (ordinal, segment) in (0..).zip(context.reader.searcher.segment_readers()) {
        let Ok(sums) = sums(context, segment, plan) else {
            continue;
        };
        let passing = filter.passing(context, segment);
        for ((doc, sum), passes) in (0..).zip(sums).zip(passing) {
            if sum > 0.0 && passes && !segment.is_deleted(doc) {
                best.push((sum, DocAddress::new(ordinal, doc)));
            }
        }
    }
    context.timed_out |= !context.has_time();
    if best.len() > MAX_CANDIDATES {
        best.select_nth_unstable_by(MAX_CANDIDATES, |(a, one), (b, other)| {
            b.total_cmp(a).then(one.cmp(other))
        });
        best.truncate(MAX_CANDIDATES);
    }
    best.into_iter().map(|(_, address)| address).collect()
}

/// The approximate worth of each article of a segment, by its number.
fn sums(
    context: &Context<'_>,
    segment: &SegmentReader,
    plan: &WidePlan,
) -> tantivy::Result<Vec<f32>> {
    let fields = &context.reader.fields;
    let count = segment.max_doc() as usize;
    let mut slots = Slots {
        norms: segment.get_fieldnorms_reader(fields.text)?,
        of_norm: Vec::new(),
        had: vec![0.0; count],
        touched: Vec::new(),
    };
    let text = segment.inverted_index(fields.text)?;
    let title = segment.inverted_index(fields.titles_and_keywords)?;
    let average = text.total_num_tokens() as f32 / count.max(1) as f32;
    slots.of_norm = (0..=u8::MAX)
        .map(|id| norm(FieldNormReader::id_to_fieldnorm(id) as f32 / average.max(1.0)))
        .collect();
    let mut sums = vec![0.0f32; count];
    for word in &plan.words {
        if !context.has_time() {
            break;
        }
        for (term, share) in terms(word) {
            slots.add(&text, fields.text, term, &|times| {
                (share, IN_TEXT * times as f32)
            })?;
            slots.add(&title, fields.titles_and_keywords, term, &|times| {
                (share, IN_TEXT + IN_TITLE * times as f32)
            })?;
        }
        for doc in slots.touched.drain(..) {
            let place = doc as usize;
            if let (Some(had), Some(sum)) = (slots.had.get_mut(place), sums.get_mut(place)) {
                *sum += word.worth * std::mem::take(had);
            }
        }
    }
    Ok(sums)
}

/// A word and its related ones, each with its share of the word's worth.
fn terms(word: &WideWord) -> impl Iterator<Item = (&str, f32)> {
    let is_rare = |term: &WeightedTerm| (1..MAX_ARTICLES).contains(&term.frequency);
    let own = is_rare(&word.term).then(|| word.term.terms().map(|term| (term, 1.0)));
    let related = word.related.iter().filter(move |(term, _)| is_rare(term));
    let related = related.map(|(term, share)| (term.term.as_str(), *share));
    own.into_iter().flatten().chain(related)
}

/// How much each article of a segment has of one word.
struct Slots {
    norms: FieldNormReader,
    /// The norm of an article's length, by the number that the length is stored as.
    of_norm: Vec<f32>,
    /// How much each article has of the word, up to 1.
    had: Vec<f32>,
    /// The articles that have the word or a related one.
    touched: Vec<DocId>,
}

impl Slots {
    /// Adds a term: from how often an article has it, `weigh` computes its share, and its weight
    /// there.
    fn add(
        &mut self,
        index: &InvertedIndexReader,
        field: Field,
        term: &str,
        weigh: &dyn Fn(u32) -> (f32, f32),
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(field, term);
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            let (share, weight) = weigh(postings.term_freq());
            let norm = self.norms.fieldnorm_id(doc);
            let norm = self.of_norm.get(usize::from(norm)).copied();
            let value = share * weight / (weight + norm.unwrap_or(1.0));
            if let Some(had) = self.had.get_mut(doc as usize) {
                if *had == 0.0 {
                    self.touched.push(doc);
                }
                *had = had.max(value);
            }
            doc = postings.advance();
        }
        Ok(())
    }
}
