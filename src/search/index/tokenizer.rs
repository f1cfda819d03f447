//! Splits text into terms, on which the index and a query meet.
//!
//! A word is a run of letters and digits and takes one position, so a phrase matches whatever is
//! between its words. Technical names match as a whole and in part: `CCMDIR.EXP` gives `ccmdir`,
//! `exp` and, at the position of the first, `ccmdirexp`; `MSExchangeCCMC` gives itself and, at its
//! position, `ms`, `exchange` and `ccmc`; `0x0000001E` gives itself, `0x1e` and `1e`. Words of
//! letters alone are reduced to their stem in the language of the text, without accents.
//!
//! An article is read in its language, a query in the languages of all articles. If a word may have
//! several stems (in several languages, or with and without accents), it gives all of them, so that
//! an article and a query need to agree only on one.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::{
    letters::{as_umlauts, lower, without_accents},
    stems::Stems,
    units::{NOT, Unit, UnitWord, joined, unit, unit_of_number},
    words::{continues_unspaced, is_unspaced, second_of, words},
};
use crate::language::Language;

/// The most bytes of a term; only this much of a longer word is kept.
pub const MAX_TERM: usize = 64;

/// The most words that are joined into one name (`a.b.c.d`).
const MAX_JOINED: usize = 4;

/// A shorter stem is marked with its language, since a word in another language often has the same
/// stem.
const LEAST_SHARED: usize = 4;

/// Separates such a stem from its language.
const MARK: char = '\u{1}';

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the text; only words advance the position.
    Word,
    /// Another term of the word at the same position; it comes before the word's main term.
    Other,
    /// Several words that are written as one name, at the position of the first.
    Joined,
    /// A part of the word at the same position.
    Part,
    /// One of several words that are read as the one word at the same position.
    Inner,
}

/// A term of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it stands for.
    pub kind: TokenKind,
    /// The term: lower case, stemmed, at most [`MAX_TERM`] bytes.
    pub term: &'a str,
    /// The index of its word in the text, from 0.
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

/// A tokenizer with a cache of stems.
pub struct Tokenizer {
    /// The stems of every language in which it has read text.
    stems: Vec<Stems>,
    /// The languages that it currently reads text in, as indices of `stems`, the main one first.
    reading: Vec<usize>,
    /// The last word in lower case, with its accents and without.
    lower: String,
    folded: String,
    /// The terms of the last word, the main one first.
    terms: Vec<String>,
    /// The words of a text; kept to reuse its memory.
    spans: Vec<Range<usize>>,
}

impl Tokenizer {
    /// A tokenizer for English text; one per thread.
    pub fn new() -> Self {
        Self::of(&[Language::ENGLISH])
    }

    /// A tokenizer for text in any of these languages, the first of which is the main one; one per
    /// thread.
    pub fn of(languages: &[Language]) -> Self {
        let mut tokenizer = Self {
            stems: Vec::new(),
            reading: Vec::new(),
            lower: String::new(),
            folded: String::new(),
            terms: Vec::new(),
            spans: Vec::new(),
        };
        tokenizer.read_in(languages);
        tokenizer
    }

    /// Reads text in these languages from now on; the first is the main one.
    pub fn read_in(&mut self, languages: &[Language]) {
        self.reading.clear();
        for language in languages {
            let known = |stems: &Stems| stems.language() == *language;
            let at = self.stems.iter().position(known).unwrap_or_else(|| {
                self.stems.push(Stems::of(*language));
                self.stems.len() - 1
            });
            self.reading.push(at);
        }
    }

    /// Passes all terms of `text` to `give` in the order of their positions; returns how many words
    /// the text has.
    pub fn tokens(&mut self, text: &str, give: &mut impl FnMut(Token<'_>)) -> u32 {
        let mut all = std::mem::take(&mut self.spans);
        all.clear();
        all.extend(words(text));
        let (mut at, mut named, mut position) = (0, 0, 0u32);
        while let Some(spans) = all.get(at..).filter(|spans| !spans.is_empty()) {
            let unit = unit(text, spans);
            let next = at + unit.as_ref().map_or(1, |unit| unit.words);
            // A name that begins inside a unit is at the unit's position.
            while named < next {
                let name = name_at(text, &all, named);
                let is_unit = unit.is_some() && (named, named + name.len()) == (at, next);
                if !is_unit {
                    self.join(text, name, position, give);
                }
                named += name.len().max(1);
            }
            let spans = spans.get(..next - at).unwrap_or(spans);
            match (unit, spans) {
                (Some(unit), _) => self.unit(text, spans, &unit, position, give),
                (None, [span, ..]) => self.word(text, span, position, give),
                (None, []) => {}
            }
            position = position.saturating_add(1);
            at = next;
        }
        let words = u32::try_from(all.len()).unwrap_or(u32::MAX);
        self.spans = all;
        words
    }

    /// Passes on several words that are read as one.
    fn unit(
        &mut self,
        text: &str,
        words: &[Range<usize>],
        unit: &Unit,
        position: u32,
        give: &mut impl FnMut(Token<'_>),
    ) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let span = first.start..last.end;
        let stands_for = unit.stands_for(text, &span);
        if words.len() > 1 {
            let exact = exact(text, words);
            give(Token::new(
                TokenKind::Joined,
                &exact,
                position,
                span.clone(),
            ));
        }
        for word in words {
            let written = text.get(word.clone()).unwrap_or_default();
            if written != stands_for {
                self.give(written, (TokenKind::Inner, position, word), give);
            }
        }
        if unit.word == UnitWord::Not {
            give(Token::new(TokenKind::Word, NOT, position, span));
        } else {
            self.give(&stands_for, (TokenKind::Word, position, &span), give);
        }
    }

    /// The main term of one word as written.
    pub fn term(&mut self, word: &str) -> &str {
        if self.is_plain(word) {
            return self.plain_term(word);
        }
        self.find_terms(word);
        self.terms.first().map_or("", String::as_str)
    }

    /// The first result of `find` for the terms of a word as written, from the main one on.
    pub fn find_term<R>(
        &mut self,
        word: &str,
        mut find: impl FnMut(&str) -> Option<R>,
    ) -> Option<R> {
        if self.is_plain(word) {
            return find(self.plain_term(word));
        }
        self.find_terms(word);
        self.terms.iter().find_map(|term| find(term))
    }

    /// Whether a word has only one term, which can be found quickly: most words are English.
    fn is_plain(&self, word: &str) -> bool {
        let is_english = |at: &usize| {
            let stems = self.stems.get(*at);
            stems.is_some_and(|stems| stems.language() == Language::ENGLISH)
        };
        word.is_ascii() && self.reading.len() == 1 && self.reading.first().is_some_and(is_english)
    }

    /// The term of a word of ASCII letters and digits in the main language.
    fn plain_term(&mut self, word: &str) -> &str {
        self.lower.clear();
        self.lower.push_str(word);
        self.lower.make_ascii_lowercase();
        without_commas(&mut self.lower);
        truncate(&mut self.lower);
        match self.reading.first().and_then(|at| self.stems.get_mut(*at)) {
            Some(stems) if is_stemmed(&self.lower) => stems.stem(&self.lower),
            _ => &self.lower,
        }
    }

    /// Puts the terms of a word into `terms`.
    fn find_terms(&mut self, word: &str) {
        let Self {
            stems,
            reading,
            lower: one_case,
            folded,
            terms,
            ..
        } = self;
        terms.clear();
        one_case.clear();
        folded.clear();
        lower(word, one_case);
        without_accents(one_case, folded);
        without_commas(folded);
        truncate(one_case);
        truncate(folded);
        let mut add = |term: &str| {
            if !term.is_empty() && !terms.iter().any(|known| known == term) {
                terms.push(term.to_owned());
            }
        };
        if !is_stemmed(folded) {
            return add(folded);
        }
        for at in reading {
            let Some(stems) = stems.get_mut(*at) else {
                continue;
            };
            let language = stems.language();
            if language == Language::ENGLISH {
                add(stems.stem(folded));
                continue;
            }
            let mut add_stem = |word: &str| {
                let mut stem = String::new();
                without_accents(stems.stem(word), &mut stem);
                let is_short = stem.chars().count() < LEAST_SHARED;
                if !is_short || stem == *folded {
                    add(&stem);
                }
                if is_short {
                    // German `ändern` is not English `and`.
                    add(&format!("{stem}{MARK}{}", language.tag()));
                }
            };
            if one_case != folded {
                add_stem(one_case);
            }
            add_stem(folded);
            if language == Language::GERMAN
                && let Some(folded) = as_umlauts(folded)
            {
                add_stem(&folded);
            }
        }
    }

    /// Passes on the terms for a word or a part of one, the main term with `kind`.
    fn give(
        &mut self,
        word: &str,
        (kind, position, span): (TokenKind, u32, &Range<usize>),
        give: &mut impl FnMut(Token<'_>),
    ) {
        if self.is_plain(word) {
            return give(Token::new(
                kind,
                self.plain_term(word),
                position,
                span.clone(),
            ));
        }
        self.find_terms(word);
        let Some((main, others)) = self.terms.split_first() else {
            return;
        };
        let of_others = match kind {
            TokenKind::Word => TokenKind::Other,
            kind => kind,
        };
        for other in others {
            give(Token::new(of_others, other, position, span.clone()));
        }
        give(Token::new(kind, main, position, span.clone()));
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
                let written = word.get(part.clone()).unwrap_or_default();
                let span = span.start + part.start..span.start + part.end;
                self.give(written, (TokenKind::Part, position, &span), &mut |token| {
                    if token.term != term {
                        give(token);
                    }
                });
            }
        }
        if is_unspaced(word) && !continues_unspaced(text.get(span.end..).unwrap_or_default()) {
            self.last_character(word, position, span, give);
        }
        if matches!(word.as_bytes(), [b'0', b'x' | b'X', ..]) {
            let term = self.term(word);
            if let Some(digits) = hexadecimal(term) {
                for short in [&format!("0x{digits}"), digits] {
                    if short != term {
                        give(Token::new(TokenKind::Part, short, position, span.clone()));
                    }
                }
            }
        }
        if let Some(signed) = with_sign(text, span) {
            self.give(word, (TokenKind::Part, position, span), give);
            let term = text.get(signed.clone()).unwrap_or_default().to_lowercase();
            return give(Token::new(TokenKind::Word, &term, position, signed));
        }
        if word.contains(',') {
            let mut start = span.start;
            for group in word.split(',') {
                let span = start..start + group.len();
                start = span.end + 1;
                self.give(group, (TokenKind::Inner, position, &span), give);
            }
        }
        if let Some(unit) = unit_of_number(word) {
            for part in [0..unit, unit..word.len()] {
                let written = word.get(part.clone()).unwrap_or_default();
                let span = span.start + part.start..span.start + part.end;
                self.give(written, (TokenKind::Inner, position, &span), give);
            }
        }
        self.give(word, (TokenKind::Word, position, span), give);
    }

    /// How many words at `spans` are read as one, its main term, and the term of the words as
    /// written; `None` if they aren't read as one.
    pub fn unit_terms(
        &mut self,
        text: &str,
        spans: &[Range<usize>],
    ) -> Option<(usize, [String; 2])> {
        let unit = unit(text, spans)?;
        let (first, last) = (spans.first()?, spans.get(unit.words - 1)?);
        let word = unit.stands_for(text, &(first.start..last.end));
        let term = match unit.word {
            UnitWord::Not => NOT.to_owned(),
            _ => self.term(&word).to_owned(),
        };
        let exact = exact(text, spans.get(..unit.words)?);
        Some((unit.words, [term, exact]))
    }

    /// Passes on the last character of a run of pairs: the other characters are found as the
    /// beginnings of pairs.
    fn last_character(
        &mut self,
        pair: &str,
        position: u32,
        span: &Range<usize>,
        give: &mut impl FnMut(Token<'_>),
    ) {
        if let Some(last) = second_of(pair) {
            let span = span.end - last.len()..span.end;
            self.give(last, (TokenKind::Part, position, &span), give);
        }
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
        self.give(
            &joined(text, &span),
            (TokenKind::Joined, position, &span),
            give,
        );
    }
}

/// Whether a word in lower case is stemmed: it consists of letters alone, and is not short.
fn is_stemmed(lower: &str) -> bool {
    match lower.is_ascii() {
        true => lower.len() >= 3 && lower.bytes().all(|b| b.is_ascii_lowercase()),
        false => {
            let is_letter = |c: char| c.is_alphabetic() || is_combining_mark(c);
            lower.chars().count() >= 3 && !is_unspaced(lower) && lower.chars().all(is_letter)
        }
    }
}

/// The words from `at` on that are written as one name.
fn name_at<'s>(text: &str, spans: &'s [Range<usize>], at: usize) -> &'s [Range<usize>] {
    let rest = spans.get(at..).unwrap_or_default();
    let pairs = rest.iter().zip(rest.iter().skip(1));
    let length = pairs
        .take_while(|(one, other)| are_joined(text, one.end, other.start))
        .count();
    rest.get(..length + 1).unwrap_or(rest)
}

/// A word including characters that belong to it: those of programming languages (`C++`, `C#`), and
/// the point of `.NET`.
pub fn with_sign(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let after = text.get(span.end..)?;
    if span.len() == 1 && after.starts_with(['+', '#']) {
        let signs = ["++", "#"].into_iter();
        let mut signs = signs.filter(|sign| after.strip_prefix(sign).is_some_and(ends));
        let is_letter = text.as_bytes().get(span.start)?.is_ascii_alphabetic();
        return signs
            .next()
            .filter(|_| is_letter)
            .map(|sign| span.start..span.end + sign.len());
    }
    let is_net = span.len() == 3 && text.get(span.clone())?.eq_ignore_ascii_case("net");
    let before = is_net.then(|| text.get(..span.start)?.strip_suffix('.'))??;
    (!before.ends_with(char::is_alphanumeric)).then(|| span.start - 1..span.end)
}

/// Whether two words are joined by a single connecting character; one ends at `end`, the next
/// begins at `start`.
fn are_joined(text: &str, end: usize, start: usize) -> bool {
    let between = text.get(end..start);
    matches!(between, Some("." | ":" | "-" | "_" | "&" | "'" | "/"))
}

/// The parts of a word in mixed case (`MSExchangeCCMC` → `MS`, `Exchange`, `CCMC`); none if it has
/// only one. Parts of one character are left out.
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
    // Asked of every word of a passage.
    let is_marked = matches!(term.as_bytes(), [b'0', b'x', _, ..]);
    let digits = term.get(2..).filter(|_| is_marked)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let short = digits.trim_start_matches('0');
    Some(if short.is_empty() { "0" } else { short })
}

/// The term of several words that are read as one, exactly as written. It can't be mistaken for a
/// word, since no word has a plus between letters.
fn exact(text: &str, words: &[Range<usize>]) -> String {
    let words = words.iter().filter_map(|word| text.get(word.clone()));
    let mut exact = words.collect::<Vec<&str>>().join("+").to_lowercase();
    truncate(&mut exact);
    exact
}

/// Removes the commas from a number (`65,535`).
fn without_commas(word: &mut String) {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        word.retain(|c| c != ',');
    }
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
            (
                "can't open",
                vec![("can+t", 0), ("can", 0), ("t", 0), ("n't", 0), ("open", 1)],
            ),
            ("not", vec![("not", 0), ("n't", 0)]),
            (
                "logging in now",
                vec![
                    ("logging+in", 0),
                    ("log", 0),
                    ("in", 0),
                    ("login", 0),
                    ("now", 1),
                ],
            ),
            (
                "log-in",
                vec![("log+in", 0), ("log", 0), ("in", 0), ("login", 0)],
            ),
            ("login", vec![("login", 0)]),
            ("4 GB", vec![("4+gb", 0), ("4", 0), ("gb", 0), ("4gb", 0)]),
            ("4GB", vec![("4", 0), ("gb", 0), ("4gb", 0)]),
            (
                "C++ and c",
                vec![("c", 0), ("c++", 0), ("and", 1), ("c", 2)],
            ),
            ("a .NET", vec![("a", 0), ("net", 1), (".net", 1)]),
            ("x.net", vec![("xnet", 0), ("x", 0), ("net", 1)]),
            ("65,535", vec![("65", 0), ("535", 0), ("65535", 0)]),
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
