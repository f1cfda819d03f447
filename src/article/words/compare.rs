//! Compares the words that a source shows with those of the article read from it.
//!
//! Each word of the source must be in the article, as often as in the source and in the same order.
//! The article may have more words: from included files, labels of notes, addresses.

use std::collections::HashMap;

use super::shown::{JOINT, Shown};
use crate::{
    article::Article,
    markup::text::{TextPiece, pieces},
};

/// The most parts of a word that has markup in it.
const MAX_PARTS: usize = 8;

/// How many words are quoted before and after a lost one.
const SURROUNDINGS: usize = 4;

/// A word of a source.
struct Word<'t> {
    word: &'t str,
    /// Where it begins in the text that is shown.
    at: usize,
    /// Whether only markup is between it and the word before, so that the two may be one word.
    is_joined: bool,
    /// Whether it may be anywhere in the article.
    is_loose: bool,
}

/// The line of the first lost word, and a sentence about it.
pub(super) fn lost(shown: &Shown, article: &Article) -> Option<(usize, String)> {
    let source = source_words(shown, article);
    let read = article_words(article);
    let (at, what) = missing(&source, &read)
        .map(|at| (at, "is missing in the article"))
        .or_else(|| moved(&source, &read).map(|at| (at, "has moved in the article")))?;
    let word = source.get(at)?;
    let from = at.saturating_sub(SURROUNDINGS);
    let around = source.iter().skip(from).take(2 * SURROUNDINGS + 1);
    let around: Vec<&str> = around.map(|word| word.word).collect();
    let before = shown.text.get(..word.at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let around = around.join(" ");
    Some((
        line,
        format!("the word `{}` in `{around}` {what}", word.word),
    ))
}

/// Whether a character is part of a word: letters and digits, but no superscripts or subscripts,
/// since `10<sup>6</sup>` may be read as `10⁶`.
fn is_of_word(c: char) -> bool {
    let is_raised = matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}');
    c.is_alphanumeric() && !is_raised
}

/// The words of the source without headings that repeat the title, which is shown only once.
fn source_words<'t>(shown: &'t Shown, article: &Article) -> Vec<Word<'t>> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let titles: Vec<String> = article.titles().map(letters).collect();
    let is_title = |range: &&std::ops::Range<usize>| {
        let heading = shown.text.get((*range).clone()).unwrap_or_default();
        titles.contains(&letters(heading))
    };
    let mut titles = shown.headings.iter().filter(is_title).peekable();
    let mut loose = shown.loose.iter().peekable();
    let mut words = Vec::new();
    let mut only_joints = false;
    let mut rest = shown.text.as_str();
    while let Some(c) = rest.chars().next() {
        let at = shown.text.len() - rest.len();
        if !is_of_word(c) {
            only_joints &= c == JOINT || "*_~`[]=^".contains(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        while titles.next_if(|range| range.end <= at).is_some() {}
        while loose.next_if(|range| range.end <= at).is_some() {}
        let is_in_title = titles.peek().is_some_and(|range| range.start <= at);
        if !is_in_title {
            words.push(Word {
                word,
                at,
                is_joined: only_joints,
                is_loose: loose.peek().is_some_and(|range| range.start <= at),
            });
        }
        only_joints = !is_in_title;
    }
    words
}

fn article_words(article: &Article) -> Vec<&str> {
    let mut words = Vec::new();
    let mut add = |text| {
        let apart = str::split(text, |c| !is_of_word(c));
        words.extend(apart.filter(|word| !word.is_empty()));
    };
    for section in &article.sections {
        add(&section.heading);
        pieces(&section.blocks, &mut |piece| {
            if let TextPiece::Text(text) = piece {
                add(text);
            }
        });
    }
    words
}

/// How many words, counted from the first, may be one, because only markup is between them.
fn parts(words: &[Word]) -> usize {
    let joined = words.iter().skip(1).take_while(|word| word.is_joined);
    1 + joined.take(MAX_PARTS - 1).count()
}

/// The position of the rarest word that the source has more often than the article.
fn missing(source: &[Word], read: &[&str]) -> Option<usize> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in read {
        *left.entry(word).or_default() += 1;
    }
    let mut at = 0;
    let mut missing = Vec::new();
    while let Some(words) = source.get(at..).filter(|words| !words.is_empty()) {
        let found = take(words, &mut left);
        if found == 0 {
            missing.push(at);
        }
        at += found.max(1);
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in source {
        *counts.entry(word.word).or_default() += 1;
    }
    let count = |at: &usize| source.get(*at).and_then(|word| counts.get(word.word));
    missing.into_iter().min_by_key(count)
}

/// Takes the first words out of the article's remaining words: each by itself, or else as many of
/// them as form one word there. Returns how many were taken; 0 if the first is missing.
fn take(words: &[Word], left: &mut HashMap<&str, usize>) -> usize {
    let words = words.get(..parts(words)).unwrap_or(words);
    let take_one = |left: &mut HashMap<&str, usize>, word: &str| match left.get_mut(word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let apart = words.iter().take_while(|word| take_one(left, word.word));
    let apart = apart.count();
    if apart == words.len() {
        return apart;
    }
    for word in words.iter().take(apart) {
        if let Some(count) = left.get_mut(word.word) {
            *count += 1;
        }
    }
    let whole = |parts: &usize| -> String {
        let words = words.iter().take(*parts);
        words.map(|word| word.word).collect()
    };
    let parts = (1..=words.len()).rev();
    parts
        .into_iter()
        .find(|parts| take_one(left, &whole(parts)))
        .unwrap_or(0)
}

/// The position of the first word that has no match in the article after the words before it.
fn moved(source: &[Word], read: &[&str]) -> Option<usize> {
    let mut at = 0;
    for read in read {
        while source.get(at).is_some_and(|word| word.is_loose) {
            at += 1;
        }
        let words = source.get(at..).filter(|words| !words.is_empty());
        let words = words?;
        at += matching(words, read);
    }
    let rest = source.get(at..).unwrap_or_default();
    rest.iter()
        .position(|word| !word.is_loose)
        .map(|rest| at + rest)
}

/// How many of the source's words make up a word of the article; 0 if it is a different word.
fn matching(words: &[Word], read: &str) -> usize {
    let mut rest = read;
    for (count, word) in words.iter().take(parts(words)).enumerate() {
        match rest.strip_prefix(word.word) {
            Some("") => return count + 1,
            Some(after) => rest = after,
            None => return 0,
        }
    }
    0
}
