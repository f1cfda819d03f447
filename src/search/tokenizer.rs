//! Cuts text into the terms that the index and a query meet on.
//!
//! A word is a run of letters and digits; each takes one position, so that a phrase matches whatever
//! stands between its words. Technical names match whole and by part: `CCMDIR.EXP` gives `ccmdir`,
//! `exp` and, at the place of the first, `ccmdirexp`; `MSExchangeCCMC` gives itself and, at its place,
//! `ms`, `exchange` and `ccmc`; `0x0000001E` gives itself, `0x1e` and `1e`. Words of letters alone are
//! reduced to their English stem.

use std::{collections::HashMap, ops::Range};

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

/// The longest term in bytes; of a longer word only this much is kept.
pub(super) const MAX_TERM: usize = 64;

/// The most words that are joined into one name (`a.b.c.d`).
const MAX_JOINED: usize = 4;

/// How many stems a tokenizer remembers.
const MAX_STEMS: usize = 100_000;

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of the text; words alone count up positions.
    Word,
    /// Several words that are written as one name, at the position of the first.
    Joined,
    /// A part of the word at the same position.
    Part,
}

/// A term of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it stands for.
    pub kind: Kind,
    /// The term: lower case, stemmed, at most [`MAX_TERM`] bytes.
    pub term: String,
    /// Which word of the text it is, from 0.
    pub position: u32,
    /// Where it stands in the text.
    pub span: Range<usize>,
}

/// A tokenizer with a memory of the stems that it has seen.
pub(super) struct Tokenizer {
    stemmer: TextAnalyzer,
    stems: HashMap<String, String>,
}

impl Tokenizer {
    /// A tokenizer for English text; one a thread.
    pub(super) fn new() -> Self {
        let stemmer =
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English));
        Self {
            stemmer: stemmer.build(),
            stems: HashMap::new(),
        }
    }

    /// All terms of `text` in order of position.
    pub(super) fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(text.len() / 5);
        let mut name = Name::default();
        for (position, span) in words(text).enumerate() {
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            if !name.goes_on(text, &span) {
                self.join(text, &mut pieces, &name);
                name = Name {
                    span: span.start..span.start,
                    first: pieces.len(),
                    position,
                    words: 0,
                };
            }
            name.span.end = span.end;
            name.words += 1;
            self.word(text, span, position, &mut pieces);
        }
        self.join(text, &mut pieces, &name);
        pieces
    }

    /// The term of one word as it is written.
    pub(super) fn term(&mut self, word: &str) -> String {
        let mut lower = word.to_lowercase();
        truncate(&mut lower);
        if lower.len() < 3 || !lower.bytes().all(|b| b.is_ascii_lowercase()) {
            return lower;
        }
        if let Some(stem) = self.stems.get(&lower) {
            return stem.clone();
        }
        let mut stream = self.stemmer.token_stream(&lower);
        let stem = if stream.advance() {
            stream.token().text.clone()
        } else {
            lower.clone()
        };
        drop(stream);
        if self.stems.len() < MAX_STEMS {
            self.stems.insert(lower, stem.clone());
        }
        stem
    }

    fn word(&mut self, text: &str, span: Range<usize>, position: u32, pieces: &mut Vec<Piece>) {
        let Some(word) = text.get(span.clone()) else {
            return;
        };
        let term = self.term(word);
        for part in parts(word) {
            let Some(part_text) = word.get(part.clone()) else {
                continue;
            };
            let part_term = self.term(part_text);
            if part_term != term {
                let span = span.start + part.start..span.start + part.end;
                pieces.push(Piece {
                    kind: Kind::Part,
                    term: part_term,
                    position,
                    span,
                });
            }
        }
        if let Some(digits) = hexadecimal(&term) {
            for short in [format!("0x{digits}"), digits.to_owned()] {
                if short != term {
                    let span = span.clone();
                    pieces.push(Piece {
                        kind: Kind::Part,
                        term: short,
                        position,
                        span,
                    });
                }
            }
        }
        pieces.push(Piece {
            kind: Kind::Word,
            term,
            position,
            span,
        });
    }

    fn join(&mut self, text: &str, pieces: &mut Vec<Piece>, name: &Name) {
        if !(2..=MAX_JOINED).contains(&name.words) || name.span.len() > MAX_TERM {
            return;
        }
        let Some(written) = text.get(name.span.clone()) else {
            return;
        };
        let joined: String = written.chars().filter(|c| c.is_alphanumeric()).collect();
        let piece = Piece {
            kind: Kind::Joined,
            term: self.term(&joined),
            position: name.position,
            span: name.span.clone(),
        };
        pieces.insert(name.first.min(pieces.len()), piece);
    }
}

/// Words joined by one connecting character each.
#[derive(Default)]
struct Name {
    span: Range<usize>,
    /// Index of its first piece.
    first: usize,
    position: u32,
    words: usize,
}

impl Name {
    fn goes_on(&self, text: &str, next: &Range<usize>) -> bool {
        let between = text.get(self.span.end..next.start);
        self.words > 0 && matches!(between, Some("." | ":" | "-" | "_" | "&" | "'" | "/"))
    }
}

/// The spans of the words of `text`: runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = chars
            .by_ref()
            .find(|(_, c)| c.is_alphanumeric())
            .map(|(at, c)| (at, c.len_utf8()))?;
        let mut end = start.0 + start.1;
        while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric()) {
            end = at + c.len_utf8();
        }
        Some(start.0..end)
    })
}

/// The parts of a word in mixed case (`MSExchangeCCMC` → `MS`, `Exchange`, `CCMC`); none where it has
/// only one. Parts of one character are left out.
pub(super) fn parts(word: &str) -> Vec<Range<usize>> {
    let bytes = word.as_bytes();
    let lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let is_start = |at: &usize| {
        let at = *at;
        upper(at) && (lower(at - 1) || (upper(at - 1) && lower(at + 1)))
    };
    let mut found = Vec::new();
    let mut start = 0;
    for at in (1..bytes.len()).filter(is_start).chain([bytes.len()]) {
        if at - start >= 2 && (start, at) != (0, bytes.len()) {
            found.push(start..at);
        }
        start = at;
    }
    found
}

/// The digits of `0x0000001e` without leading zeros.
pub(super) fn hexadecimal(term: &str) -> Option<&str> {
    let digits = term.strip_prefix("0x").filter(|d| !d.is_empty())?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let short = digits.trim_start_matches('0');
    Some(if short.is_empty() { "0" } else { short })
}

fn truncate(word: &mut String) {
    if word.len() > MAX_TERM {
        let end = (0..=MAX_TERM)
            .rev()
            .find(|at| word.is_char_boundary(*at))
            .unwrap_or(0);
        word.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<(String, u32)> {
        let pieces = Tokenizer::new().pieces(text);
        pieces
            .into_iter()
            .map(|piece| (piece.term, piece.position))
            .collect()
    }

    #[test]
    fn names_match_whole_and_by_part() {
        for (text, expect) in [
            (
                "CCMDIR.EXP",
                vec![("ccmdirexp", 0), ("ccmdir", 0), ("exp", 1)],
            ),
            (
                "MSExchangeCCMC",
                vec![
                    ("ms", 0),
                    ("exchang", 0),
                    ("ccmc", 0),
                    ("msexchangeccmc", 0),
                ],
            ),
            (
                "a cc:Mail box",
                vec![("a", 0), ("ccmail", 1), ("cc", 1), ("mail", 2), ("box", 3)],
            ),
            (
                "0x0000001E",
                vec![("0x1e", 0), ("1e", 0), ("0x0000001e", 0)],
            ),
            ("Printing printers.", vec![("print", 0), ("printer", 1)]),
            ("end. Begin", vec![("end", 0), ("begin", 1)]),
            ("", vec![]),
        ] {
            let expect: Vec<_> = expect.into_iter().map(|(t, p)| (t.to_owned(), p)).collect();
            assert_eq!(terms(text), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_bounded_terms_in_order(text in ".{0,300}") {
            let pieces = Tokenizer::new().pieces(&text);
            prop_assert!(pieces.windows(2).all(|pair| pair[0].position <= pair[1].position));
            for piece in pieces {
                prop_assert!(!piece.term.is_empty() && piece.term.len() <= MAX_TERM);
                prop_assert!(text.get(piece.span).is_some());
            }
        }
    }
}
