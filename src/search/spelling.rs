//! Corrects slips: words that no article has, or hardly any beside a far commoner neighbour.
//!
//! A neighbour is one letter more, less or other, or two letters the other way round. Words with
//! digits are never touched, nor short ones.

use std::sync::Arc;

use tantivy::{InvertedIndexReader, Searcher, schema::Field};

use super::Correction;
use super::query::Query;
use super::tokenizer::Tokenizer;

/// Words of fewer letters have too many neighbours.
const MIN_LETTERS: usize = 4;

/// Longer words are names of something.
const MAX_LETTERS: usize = 24;

/// How many words of a query are corrected at most.
const MAX_CORRECTED: usize = 4;

/// A word that stands in no more articles than this may be a slip.
const RARE: u32 = 30;

/// How much commoner the neighbour of a rare word must be.
const COMMONER: u32 = 40;

/// Which words are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspects {
    /// Those that no article has.
    Unknown,
    /// Those that hardly any article has.
    Rare,
}

/// Corrects the words of `query` in place, and says whether there were any.
pub(super) fn correct(
    query: &mut Query,
    suspects: Suspects,
    searcher: &Searcher,
    spelling: Field,
    text: Field,
    tokenizer: &mut Tokenizer,
) -> bool {
    let mut done: Vec<(usize, String)> = Vec::new();
    for (index, word) in query.words.iter().enumerate() {
        let written = word.written.to_ascii_lowercase();
        let quoted = query.phrases.iter().any(|phrase| phrase.contains(&index));
        let letters = written.bytes().all(|b| b.is_ascii_lowercase());
        if quoted
            || word.corrected.is_some()
            || word.begins
            || !letters
            || !(MIN_LETTERS..=MAX_LETTERS).contains(&written.len())
        {
            continue;
        }
        let known = frequency(searcher, text, &word.term);
        if known > if suspects == Suspects::Rare { RARE } else { 0 } {
            continue;
        }
        let least = known.saturating_mul(COMMONER).max(1);
        if let Some(better) = neighbour(searcher, spelling, &written, least) {
            done.push((index, better));
            if done.len() == MAX_CORRECTED {
                break;
            }
        }
    }
    for (index, better) in &done {
        let Some(word) = query.words.get_mut(*index) else {
            continue;
        };
        word.term = tokenizer.term(better).to_owned();
        word.corrected = Some(better.clone());
        word.parts.clear();
    }
    let touched = |word: usize| {
        done.iter()
            .any(|(index, _)| (word..word + 4).contains(index))
    };
    query.names.retain(|(first, _)| !touched(*first));
    !done.is_empty()
}

/// What was corrected in `query`; `None` where nothing was.
pub(super) fn correction(query: &Query) -> Option<Correction> {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    let mut text = String::new();
    let mut end = 0;
    for word in &query.words {
        let Some(better) = &word.corrected else {
            continue;
        };
        from.push(word.written.as_str());
        to.push(better.as_str());
        text.push_str(query.text.get(end..word.span.start).unwrap_or_default());
        text.push_str(better);
        end = word.span.end;
    }
    text.push_str(query.text.get(end..).unwrap_or_default());
    let correction = Correction {
        from: from.join(", "),
        to: to.join(", "),
        query: text,
    };
    (!from.is_empty()).then_some(correction)
}

/// In how many articles a term stands.
pub(super) fn frequency(searcher: &Searcher, field: Field, term: &str) -> u32 {
    frequency_in(&indexes(searcher, field), term)
}

/// The indexes of a field, one a segment.
fn indexes(searcher: &Searcher, field: Field) -> Vec<Arc<InvertedIndexReader>> {
    let segments = searcher.segment_readers().iter();
    segments
        .filter_map(|segment| segment.inverted_index(field).ok())
        .collect()
}

fn frequency_in(indexes: &[Arc<InvertedIndexReader>], term: &str) -> u32 {
    let found = indexes
        .iter()
        .filter_map(|index| index.terms().get(term).ok()?);
    found.map(|info| info.doc_freq).sum()
}

/// The commonest word one slip away from `word` that stands in at least `least` articles.
fn neighbour(searcher: &Searcher, spelling: Field, word: &str, least: u32) -> Option<String> {
    let indexes = indexes(searcher, spelling);
    let mut best: Option<(u64, String)> = None;
    slips(word, &mut |other: &str, likelihood: u64| {
        let frequency = frequency_in(&indexes, other);
        let weight = u64::from(frequency) * likelihood;
        if frequency >= least && best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, other.to_owned()));
        }
    });
    best.map(|(_, word)| word)
}

/// Calls `each` with every word one slip away from `word`, which is lower-case letters, and how likely
/// that slip is.
fn slips(word: &str, each: &mut impl FnMut(&str, u64)) {
    let letters: Vec<char> = word.chars().collect();
    let spell = |letters: &[char]| letters.iter().collect::<String>();
    for at in 0..=letters.len() {
        let likelihood = if at == 0 { 1 } else { 4 };
        if at + 1 < letters.len() && letters.get(at) != letters.get(at + 1) {
            let mut other = letters.clone();
            other.swap(at, at + 1);
            each(&spell(&other), 2 * likelihood);
        }
        if at < letters.len() {
            let mut other = letters.clone();
            other.remove(at);
            each(&spell(&other), likelihood);
        }
        for letter in 'a'..='z' {
            let mut other = letters.clone();
            other.insert(at, letter);
            each(&spell(&other), likelihood);
            if letters.get(at).is_some_and(|own| *own != letter) {
                let mut other = letters.clone();
                if let Some(own) = other.get_mut(at) {
                    *own = letter;
                }
                each(&spell(&other), likelihood);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_one_edit_away() {
        let mut all = Vec::new();
        slips("exhange", &mut |word, _| all.push(word.to_owned()));
        for word in ["exchange", "xehange", "ehange", "exhangs"] {
            assert!(all.iter().any(|other| other == word), "{word}");
        }
        assert!(!all.iter().any(|other| other == "exhange"));
    }
}
