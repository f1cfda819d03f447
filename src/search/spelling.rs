//! Corrects slips: words that no article has, or hardly any beside a far commoner neighbour.
//!
//! A neighbour is one letter more, less or other, or two letters the other way round; where an unknown word has none, two
//! such slips behind its first two letters. Words with digits are never touched, nor short ones, nor those in quotes, nor names
//! that have synonyms. Words written together or apart (`outlookexpress`, `pass word`) are looked for the other way as well.

use std::sync::{Arc, LazyLock};

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use tantivy::{InvertedIndexReader, Searcher, schema::Field};

use super::{
    Correction,
    index::Search,
    query::{Query, Word},
    synonyms::{Alternative, Synonyms},
    tokenizer::Tokenizer,
};

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

/// Words of fewer letters have too many neighbours two slips away.
const MIN_LETTERS_FAR: usize = 7;

/// In so many articles a neighbour two slips away stands at least.
const LEAST_FAR: u32 = 50;

/// Words that are compared to find it.
const MAX_COMPARED: usize = 20_000;

/// What knows the words that are two slips away; no letter slips twice.
static FAR: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// In so many articles each half of words written together stands at least.
const LEAST_HALF: u32 = 100;

/// How many words of a query are looked for together or apart at most.
const MAX_COMPOUNDS: usize = 4;

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
    synonyms: &Synonyms,
    tokenizer: &mut Tokenizer,
) -> bool {
    let named = synonyms.alternatives(query);
    let mut done: Vec<(usize, String)> = Vec::new();
    // Words two slips away take long to look for.
    let mut far = match suspects {
        Suspects::Unknown => MAX_CORRECTED,
        Suspects::Rare => 0,
    };
    for (index, word) in query.words.iter().enumerate() {
        let may_be_slip = word.corrected.is_none() && !word.begins;
        let Some(written) = plain(query, index).filter(|_| may_be_slip) else {
            continue;
        };
        if named.iter().any(|name| name.words.contains(&index)) {
            continue;
        }
        let known = frequency(searcher, text, &word.term);
        if known > if suspects == Suspects::Rare { RARE } else { 0 } {
            continue;
        }
        let least = known.saturating_mul(COMMONER).max(1);
        let indexes = indexes(searcher, spelling);
        let better = neighbour(&indexes, &written, least).or_else(|| {
            let is_far = known == 0 && far > 0 && halves(&indexes, &written).is_none();
            far -= usize::from(is_far);
            is_far.then(|| far_neighbour(&indexes, &written))?
        });
        if let Some(better) = better {
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
fn neighbour(indexes: &[Arc<InvertedIndexReader>], word: &str, least: u32) -> Option<String> {
    let mut best: Option<(u64, String)> = None;
    slips(word, &mut |other: &str, likelihood: u64| {
        let frequency = frequency_in(indexes, other);
        let weight = u64::from(frequency) * likelihood;
        if frequency >= least && best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, other.to_owned()));
        }
    });
    best.map(|(_, word)| word)
}

/// The commonest word two slips away from `word` that begins as it does.
fn far_neighbour(indexes: &[Arc<InvertedIndexReader>], word: &str) -> Option<String> {
    let beginning = word.get(..2)?;
    if word.len() < MIN_LETTERS_FAR {
        return None;
    }
    let automaton = FAR.build_dfa(word);
    let mut best: Option<(u32, String)> = None;
    for index in indexes {
        let mut stream = index.terms().range().ge(beginning).into_stream().ok()?;
        for _ in 0..MAX_COMPARED {
            let Some((other, info)) = stream.next() else {
                break;
            };
            let Some(other) = std::str::from_utf8(other)
                .ok()
                .filter(|other| other.starts_with(beginning))
            else {
                break;
            };
            let is_far = || matches!(automaton.eval(other), Distance::AtLeast(_));
            if info.doc_freq == 0 || is_far() {
                continue;
            }
            let frequency = frequency_in(indexes, other);
            if frequency >= LEAST_FAR && best.as_ref().is_none_or(|(most, _)| frequency > *most) {
                best = Some((frequency, other.to_owned()));
            }
        }
    }
    best.map(|(_, word)| word)
}

/// A word of the query in lower case, where it is of letters alone, not in quotes, and neither short nor long.
fn plain(query: &Query, index: usize) -> Option<String> {
    let written = query.words.get(index)?.written.to_ascii_lowercase();
    let quoted = query.phrases.iter().any(|phrase| phrase.contains(&index));
    let letters = written.bytes().all(|b| b.is_ascii_lowercase());
    let is_plain = !quoted && letters && (MIN_LETTERS..=MAX_LETTERS).contains(&written.len());
    is_plain.then_some(written)
}

/// The two words that were written as one, where both are common.
fn halves<'w>(indexes: &[Arc<InvertedIndexReader>], word: &'w str) -> Option<(&'w str, &'w str)> {
    let mut best: Option<(u32, (&str, &str))> = None;
    for at in MIN_LETTERS..=word.len().saturating_sub(MIN_LETTERS) {
        let Some((one, other)) = word.split_at_checked(at) else {
            continue;
        };
        let rarer = frequency_in(indexes, one).min(frequency_in(indexes, other));
        if rarer >= LEAST_HALF && best.is_none_or(|(most, _)| rarer > most) {
            best = Some((rarer, (one, other)));
        }
    }
    best.map(|(_, halves)| halves)
}

impl Search<'_> {
    /// Words of the query that are written together, apart, and the other way round where that is commoner.
    pub(super) fn compounds(&mut self, query: &Query) -> Vec<Alternative> {
        let indexes = indexes(self.searcher, self.index.fields.spelling);
        let mut found = Vec::new();
        for (at, word) in query.words.iter().enumerate() {
            if found.len() == MAX_COMPOUNDS {
                break;
            }
            let Some(one) = plain(query, at).filter(|_| word.corrected.is_none()) else {
                continue;
            };
            let frequency = frequency_in(&indexes, &one);
            if frequency == 0
                && word.parts.is_empty()
                && let Some((first, second)) = halves(&indexes, &one)
            {
                let terms = [first, second].map(|half| self.tokenizer.term(half).to_owned());
                found.push(Alternative {
                    words: at..at + 1,
                    terms: terms.to_vec(),
                    text: format!("{first} {second}"),
                });
            } else if let Some(other) = plain(query, at + 1)
                && is_apart(query, word, at + 1)
            {
                let joined = format!("{one}{other}");
                let together = frequency_in(&indexes, &joined);
                if together > frequency && together > frequency_in(&indexes, &other) {
                    found.push(Alternative {
                        words: at..at + 2,
                        terms: vec![self.tokenizer.term(&joined).to_owned()],
                        text: joined,
                    });
                }
            }
        }
        found
    }
}

/// Whether only blanks stand between a word and the one at `next`.
fn is_apart(query: &Query, word: &Word, next: usize) -> bool {
    let between = query
        .words
        .get(next)
        .and_then(|next| query.text.get(word.span.end..next.span.start));
    between.is_some_and(|between| between.trim().is_empty())
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
    use proptest::prelude::*;

    #[test]
    fn slips_are_one_edit_away() {
        let mut all = Vec::new();
        slips("exhange", &mut |word, _| all.push(word.to_owned()));
        for word in ["exchange", "xehange", "ehange", "exhangs"] {
            assert!(all.iter().any(|other| other == word), "{word}");
        }
        assert!(!all.iter().any(|other| other == "exhange"));
    }

    proptest! {
        #[test]
        fn words_two_slips_away_are_told_from_others(
            (one, other) in ("[abc]{3,8}", "[abc]{3,8}"),
        ) {
            let far = strsim::osa_distance(&one, &other) > 2;
            let distance = FAR.build_dfa(&one).eval(&other);
            prop_assert_eq!(matches!(distance, Distance::AtLeast(_)), far);
        }
    }
}
