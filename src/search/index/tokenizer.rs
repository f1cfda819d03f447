//! Cuts text into the terms that the index and a query meet on.
//!
//! A word is a run of letters and digits; each takes one position, so that a phrase matches
//! whatever is between its words. Technical names match whole and by part: `CCMDIR.EXP` gives
//! `ccmdir`, `exp` and, at the place of the first, `ccmdirexp`; `MSExchangeCCMC` gives itself and,
//! at its place, `ms`, `exchange` and `ccmc`; `0x0000001E` gives itself, `0x1e` and `1e`. Words of
//! letters alone are reduced to their English stem.

use std::{hash::BuildHasher, ops::Range};

use foldhash::fast::RandomState;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

/// The longest term in bytes; of a longer word only this much is kept.
pub const MAX_TERM: usize = 64;

/// The most words that are joined into one name (`a.b.c.d`).
const MAX_JOINED: usize = 4;

/// How many stems a tokenizer remembers.
const STEMS: usize = 1 << 14;

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the text; words alone count up positions.
    Word,
    /// Several words that are written as one name, at the position of the first.
    Joined,
    /// A part of the word at the same position.
    Part,
}

/// A term of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it stands for.
    pub kind: TokenKind,
    /// The term: lower case, stemmed, at most [`MAX_TERM`] bytes.
    pub term: &'a str,
    /// Which word of the text it is, from 0.
    pub position: u32,
    /// Where it is in the text.
    pub span: Range<usize>,
}

impl<'a> Token<'a> {
    fn new(kind: TokenKind, term: &'a str, position: u32, span: Range<usize>) -> Self {
        Self {
            kind,
            term,
            position,
            span,
        }
    }
}

/// A tokenizer with a memory of the stems that it has seen.
pub struct Tokenizer {
    stemmer: TextAnalyzer,
    /// Words and their stems. The hash of a word says the one place where it may be; a word that
    /// comes later takes it over, so that the memory is bounded and common words soon are back.
    stems: Vec<(Box<str>, Box<str>)>,
    hasher: RandomState,
    /// The last word in lower case.
    lower: String,
}

impl Tokenizer {
    /// A tokenizer for English text; one per thread.
    pub fn new() -> Self {
        let stemmer =
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English));
        Self {
            stemmer: stemmer.build(),
            stems: vec![Default::default(); STEMS],
            hasher: RandomState::default(),
            lower: String::new(),
        }
    }

    /// Gives all terms of `text` in order of position.
    pub fn tokens(&mut self, text: &str, give: &mut impl FnMut(Token<'_>)) {
        let mut spans = words(text).peekable();
        let mut position = 0;
        let mut name: Vec<Range<usize>> = Vec::new();
        while let Some(span) = spans.next() {
            name.clear();
            name.push(span);
            while let Some(end) = name.last().map(|last| last.end)
                && let Some(next) = spans.next_if(|next| are_joined(text, end, next.start))
            {
                name.push(next);
            }
            self.join(text, &name, position, give);
            for span in &name {
                self.word(text, span, position, give);
                position = position.saturating_add(1);
            }
        }
    }

    /// The term of one word as it is written.
    pub fn term(&mut self, word: &str) -> &str {
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.push_str(&word.to_lowercase());
        }
        truncate(&mut self.lower);
        if self.lower.len() < 3 || !self.lower.bytes().all(|b| b.is_ascii_lowercase()) {
            return &self.lower;
        }
        self.stem()
    }

    /// The stem of `lower`.
    fn stem(&mut self) -> &str {
        let at = self.hasher.hash_one(self.lower.as_str()) as usize % STEMS;
        let Some((word, stem)) = self.stems.get_mut(at) else {
            return &self.lower;
        };
        if **word != *self.lower {
            let mut stream = self.stemmer.token_stream(&self.lower);
            *stem = match stream.advance() {
                true => stream.token().text.as_str().into(),
                false => self.lower.as_str().into(),
            };
            *word = self.lower.as_str().into();
        }
        stem
    }

    fn word(
        &mut self,
        text: &str,
        span: &Range<usize>,
        position: u32,
        give: &mut impl FnMut(Token<'_>),
    ) {
        let Some(word) = text.get(span.clone()) else {
            return;
        };
        let parts = mixed_case_parts(word);
        if !parts.is_empty() {
            let term = self.term(word).to_owned();
            for part in parts {
                let part_term = self.term(word.get(part.clone()).unwrap_or_default());
                if part_term != term {
                    let span = span.start + part.start..span.start + part.end;
                    give(Token::new(TokenKind::Part, part_term, position, span));
                }
            }
        }
        let term = self.term(word);
        if let Some(digits) = hexadecimal(term) {
            for short in [&format!("0x{digits}"), digits] {
                if short != term {
                    give(Token::new(TokenKind::Part, short, position, span.clone()));
                }
            }
        }
        give(Token::new(TokenKind::Word, term, position, span.clone()));
    }

    fn join(
        &mut self,
        text: &str,
        name: &[Range<usize>],
        position: u32,
        give: &mut impl FnMut(Token<'_>),
    ) {
        let (Some(first), Some(last)) = (name.first(), name.last()) else {
            return;
        };
        let span = first.start..last.end;
        if !(2..=MAX_JOINED).contains(&name.len()) || span.len() > MAX_TERM {
            return;
        }
        let written = text.get(span.clone()).unwrap_or_default();
        let joined: String = written.chars().filter(|c| c.is_alphanumeric()).collect();
        give(Token::new(
            TokenKind::Joined,
            self.term(&joined),
            position,
            span,
        ));
    }
}

/// Whether two words, of which one ends at `end` and the next begins at `start`, are joined by one
/// connecting character.
fn are_joined(text: &str, end: usize, start: usize) -> bool {
    let between = text.get(end..start);
    matches!(between, Some("." | ":" | "-" | "_" | "&" | "'" | "/"))
}

/// The spans of the words of `text`: runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = run_end(text, at, false);
        at = run_end(text, start, true);
        (start < at).then_some(start..at)
    })
}

/// Where the run of letters and digits, or of everything else, ends that begins at `start`.
fn run_end(text: &str, start: usize, alphanumeric: bool) -> usize {
    let mut at = start;
    loop {
        // Nearly all letters are ASCII.
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let goes_on =
            |byte: &u8| byte.is_ascii() && ALPHANUMERIC[usize::from(*byte)] == alphanumeric;
        at += rest.iter().take_while(|byte| goes_on(byte)).count();
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        match next {
            Some(c) if !c.is_ascii() && c.is_alphanumeric() == alphanumeric => at += c.len_utf8(),
            _ => break at,
        }
    }
}

/// Which bytes are ASCII letters and digits.
const ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The parts of a word in mixed case (`MSExchangeCCMC` → `MS`, `Exchange`, `CCMC`); none where it
/// has only one. Parts of one character are left out.
pub fn mixed_case_parts(word: &str) -> Vec<Range<usize>> {
    let bytes = word.as_bytes();
    if !bytes.iter().skip(1).any(u8::is_ascii_uppercase) {
        return Vec::new();
    }
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
pub fn hexadecimal(term: &str) -> Option<&str> {
    let digits = term.strip_prefix("0x").filter(|d| !d.is_empty())?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let short = digits.trim_start_matches('0');
    Some(if short.is_empty() { "0" } else { short })
}

fn truncate(word: &mut String) {
    word.truncate(word.floor_char_boundary(MAX_TERM));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<(String, u32)> {
        let mut terms = Vec::new();
        Tokenizer::new().tokens(text, &mut |token| {
            terms.push((token.term.to_owned(), token.position));
        });
        terms
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
            let mut position = 0;
            Tokenizer::new().tokens(&text, &mut |token| {
                assert!(position <= token.position);
                position = token.position;
                assert!(!token.term.is_empty() && token.term.len() <= MAX_TERM);
                assert!(text.get(token.span).is_some());
            });
        }
    }
}
