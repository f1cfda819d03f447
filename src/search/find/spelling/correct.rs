//! Corrects misspelled words: those that no article has, or hardly any compared with a similar
//! word.
//!
//! A neighbor of a word is one letter longer, shorter or different, or has two letters swapped. If
//! an unknown word has no neighbor, words with two such typos after the first two letters are
//! tried. Words with digits are never changed, and neither are short words, quoted words, names,
//! and words with synonyms. If articles are in several languages, words of the query's own language
//! are preferred.

use tantivy::{
    DocSet, TERMINATED, Term as IndexTerm, postings::Postings, schema::IndexRecordOption,
};

use super::{
    compounds::halves,
    names::is_name,
    typos::{far_neighbor, neighbor},
    vocabulary::{Vocabulary, plain},
};
use crate::search::{
    find::{
        context::Context,
        terms::{frequency, has},
        wide::is_word,
    },
    index::IndexReader,
    query::{Query, Term},
};

/// The most words of a query that are corrected.
const MAX_CORRECTED: usize = 4;

/// A word in no more articles than this may be a typo.
const RARE: u32 = 30;

/// How many times more common the neighbor of a rare word must be.
const COMMONER: u32 = 40;

/// A neighbor of an unknown word must be in one of [`LEAST_SHARE`] articles, or in [`MAX_LEAST`] if
/// that is fewer: a rarer word is no more likely than the typed one.
const LEAST_SHARE: u64 = 1_000;
const MAX_LEAST: u64 = 40;

/// Which words are suspected to be typos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspects {
    /// Words that no article has.
    Unknown,
    /// Words that are typos even in articles: the articles with such a word also have the similar,
    /// correct one.
    Slips,
    /// Words that hardly any article has.
    Rare,
}

/// Corrects the words of `query` in place; returns whether any was corrected.
pub fn correct(context: &mut Context<'_>, query: &mut Query, suspects: Suspects) -> bool {
    let searcher = &context.reader.searcher;
    let text = context.reader.fields.text;
    // Most queries have no word that may be a typo.
    let mut vocabulary = None;
    let named = context.synonyms.alternatives(query);
    let mut done: Vec<(usize, String)> = Vec::new();
    // Words two typos away take a long time to find.
    let mut far = match suspects {
        Suspects::Unknown => MAX_CORRECTED,
        Suspects::Slips | Suspects::Rare => 0,
    };
    for (index, word) in query.words.iter().enumerate() {
        let may_be_typo = word.corrected.is_none() && !word.is_prefix;
        let Some(written) = plain(query, index).filter(|_| may_be_typo) else {
            continue;
        };
        if named.iter().any(|name| name.words.contains(&index)) {
            continue;
        }
        let terms = std::iter::once(&word.term).chain(&word.others);
        let known: u32 = terms.map(|term| frequency(searcher, text, term)).sum();
        let may_be_suspect = match suspects {
            Suspects::Unknown => known == 0,
            Suspects::Slips => (1..=RARE).contains(&known),
            Suspects::Rare => known <= RARE,
        };
        let is_right = is_name(&written) || (known == 0 && is_word(&word.term));
        if !may_be_suspect || is_right {
            continue;
        }
        let vocabulary = vocabulary.get_or_insert_with(|| Vocabulary::of(context, query));
        let share = context.reader.len() / LEAST_SHARE;
        let least = known
            .saturating_mul(COMMONER)
            .max(share.clamp(1, MAX_LEAST) as u32);
        let better = neighbor(vocabulary, &written, least).or_else(|| {
            let is_far = known == 0 && far > 0 && halves(&vocabulary.indexes, &written).is_none();
            far -= usize::from(is_far);
            is_far.then(|| far_neighbor(vocabulary, &written))?
        });
        let better = better.map(|better| vocabulary.as_written(&better));
        // A word that the query's language lacks may belong to another.
        let better = better.or_else(|| {
            let is_foreign = known == 0 && vocabulary.language.is_some();
            let all = is_foreign.then(|| vocabulary.unrestricted())?;
            neighbor(&all, &written, least).map(|better| all.as_written(&better))
        });
        let better = better.filter(|better| {
            suspects != Suspects::Slips || {
                let term = context.tokenizer.term(better);
                is_typo_in_articles(context.reader, &word.term, term)
            }
        });
        if let Some(better) = better {
            done.push((index, better));
            if done.len() == MAX_CORRECTED {
                break;
            }
        }
    }
    let corrected: Vec<usize> = done.iter().map(|(index, _)| *index).collect();
    for (index, better) in done {
        let Some(word) = query.words.get_mut(index) else {
            continue;
        };
        let term = Term::all_of(&better, &mut context.tokenizer)
            .into_iter()
            .next();
        if let Some(Term { main, others }) = term {
            (word.term, word.others) = (main, others);
        }
        word.corrected = Some(better);
        word.parts.clear();
    }
    let touched = |word: usize| {
        let mut corrected = corrected.iter();
        corrected.any(|index| (word..word + 4).contains(index))
    };
    query.names.retain(|(first, _)| !touched(*first));
    !corrected.is_empty()
}

/// Whether a rare word is a typo in the articles that have it: most have it only once, and have the
/// better word as well.
fn is_typo_in_articles(reader: &IndexReader, rare: &str, better: &str) -> bool {
    let field = reader.fields.text;
    let (mut slips, mut all) = (0, 0);
    for segment in reader.searcher.segment_readers() {
        let Ok(index) = segment.inverted_index(field) else {
            continue;
        };
        let read = |term: &str, option| {
            let term = IndexTerm::from_field_text(field, term);
            index.read_postings(&term, option).ok().flatten()
        };
        let Some(mut rare) = read(rare, IndexRecordOption::WithFreqs) else {
            continue;
        };
        let mut better = read(better, IndexRecordOption::Basic);
        while rare.doc() != TERMINATED {
            let has_better = better
                .as_mut()
                .is_some_and(|better| has(better, rare.doc()));
            all += 1;
            slips += u32::from(has_better && rare.term_freq() == 1);
            rare.advance();
        }
    }
    2 * slips > all
}
