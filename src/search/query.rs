//! Reads what a person types, within bounds and without ever failing.
//!
//! `"several words"` must stand so; `-word` must not stand at all; everything else is words. What the
//! words name exactly (events, codes, article ids) is drawn from the text by the functions that
//! read the articles.

use std::ops::Range;

use super::tokenizer::{Kind, Tokenizer};
use crate::evidence::{ArticleId, Code, article_ids, codes, events, fold_source, query_article_id};

/// The most bytes that are read of a query.
pub(super) const MAX_BYTES: usize = 512;

/// The most words that are read of a query.
pub(super) const MAX_WORDS: usize = 32;

/// The most names, codes and the like that are read of a query.
const MAX_EVIDENCE: usize = 8;

/// A query as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Query {
    /// The text that was read: the query, cut to [`MAX_BYTES`].
    pub text: String,
    /// Its words in order, those of phrases too.
    pub words: Vec<Word>,
    /// Names of several words (`ccmdirexp`) and the index of their first word.
    pub names: Vec<(usize, String)>,
    /// Words in quotes, as ranges of `words`.
    pub phrases: Vec<Range<usize>>,
    /// Terms that must not stand in the article.
    pub excluded: Vec<String>,
    /// Event IDs that are called so, and other small numbers, which may be event IDs.
    pub numbers: Vec<Number>,
    /// Error codes, in all their readings.
    pub codes: Vec<Code>,
    /// Article ids, in order.
    pub ids: Vec<ArticleId>,
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As written.
    pub written: String,
    /// Where it stands in the query's text.
    pub span: Range<usize>,
    /// What it was taken for, where it is a slip.
    pub corrected: Option<String>,
    /// As indexed.
    pub term: String,
    /// The terms of its parts (`MSExchangeCCMC`), for where nobody writes it whole.
    pub parts: Vec<String>,
}

/// A number that may be an event ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value, at most 65535.
    pub value: u32,
    /// Whether the query calls it an event.
    pub labelled: bool,
}

/// Words that only say that a number is an event ID.
const LABELS: [&str; 5] = ["event", "eventid", "id", "evt", "source"];

impl Query {
    /// Reads a query.
    pub(super) fn parse(query: &str, tokenizer: &mut Tokenizer) -> Self {
        let end = (0..=MAX_BYTES.min(query.len()))
            .rev()
            .find(|at| query.is_char_boundary(*at));
        let text = query.get(..end.unwrap_or(0)).unwrap_or_default();
        let mut read = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let stretch =
                Stretch::first_of(rest, at == 0 || text[..at].ends_with(char::is_whitespace));
            let length = stretch.length();
            read.add(stretch, at, rest, tokenizer);
            at += length.max(1);
        }
        read.ids = query_article_id(text)
            .into_iter()
            .chain(article_ids(text).into_iter().map(|(_, id)| id))
            .take(MAX_EVIDENCE)
            .collect();
        read.ids.dedup();
        let mentions = codes(text);
        let readings = mentions.into_iter().flat_map(|mention| mention.readings);
        read.codes = readings.take(MAX_EVIDENCE).collect();
        read.numbers = read.find_numbers();
        read
    }

    fn add(&mut self, stretch: Stretch, at: usize, rest: &str, tokenizer: &mut Tokenizer) {
        let Some(text) = rest.get(stretch.inner()) else {
            return;
        };
        let start = at + stretch.inner().start;
        if let Stretch::Excluded { .. } = stretch {
            let (mut whole, mut word) = (None, None);
            tokenizer.pieces(text, &mut |piece| match piece.kind {
                Kind::Joined if whole.is_none() => whole = Some(piece.term.to_owned()),
                Kind::Word if word.is_none() => word = Some(piece.term.to_owned()),
                _ => {}
            });
            if self.excluded.len() < MAX_EVIDENCE {
                self.excluded.extend(whole.or(word));
            }
            return;
        }
        let first = self.words.len();
        let mut parts = Vec::new();
        tokenizer.pieces(text, &mut |piece| {
            let index = first + piece.position as usize;
            if index >= MAX_WORDS {
                return;
            }
            let (term, span) = (piece.term.to_owned(), piece.span);
            match piece.kind {
                Kind::Part => parts.push(term),
                Kind::Joined => self.names.push((index, term)),
                Kind::Word => self.words.push(Word {
                    written: text.get(span.clone()).unwrap_or_default().to_owned(),
                    span: start + span.start..start + span.end,
                    corrected: None,
                    term,
                    parts: std::mem::take(&mut parts),
                }),
            }
        });
        if let Stretch::Quoted { .. } = stretch
            && self.words.len() > first
        {
            self.phrases.push(first..self.words.len());
        }
    }

    fn find_numbers(&self) -> Vec<Number> {
        let mentions = events(&self.text);
        let mut numbers: Vec<Number> = mentions
            .into_iter()
            .take(MAX_EVIDENCE)
            .map(|mention| Number {
                value: mention.id,
                labelled: true,
            })
            .collect();
        let label = |word: &Word| LABELS.contains(&word.written.to_ascii_lowercase().as_str());
        let labelled = self
            .words
            .iter()
            .any(|word| label(word) && word.written.len() > 2);
        for word in &self.words {
            let value = word.written.parse().ok().filter(|value| *value <= 0xffff);
            let known = |value| numbers.iter().any(|number: &Number| number.value == value);
            if let Some(value) = value
                && !known(value)
                && numbers.len() < MAX_EVIDENCE
                && word.written.len() <= 5
            {
                numbers.push(Number {
                    value,
                    labelled: labelled && self.words.len() == 2,
                });
            }
        }
        // Of several bare numbers none is likelier than another.
        if numbers.iter().filter(|number| !number.labelled).count() > 1 {
            numbers.retain(|number| number.labelled);
        }
        numbers
    }

    /// Words that may name an event's source: folded, and as written.
    pub(super) fn source_words(&self) -> Vec<(String, &str)> {
        self.words
            .iter()
            .map(|word| (fold_source(&word.written), word.written.as_str()))
            .filter(|(word, _)| !word.is_empty() && !LABELS.contains(&word.as_str()))
            .filter(|(word, _)| !word.bytes().all(|b| b.is_ascii_digit()))
            .collect()
    }

    /// Whether the query is an article id and hardly more.
    pub(super) fn is_id(&self) -> bool {
        !self.ids.is_empty() && self.words.len() <= 3
    }
}

/// A stretch of a query, with its length in bytes.
enum Stretch {
    Plain { length: usize },
    Quoted { inner: usize },
    Excluded { length: usize },
}

impl Stretch {
    /// `start_of_word`: whether the character before `rest` is a blank or nothing.
    fn first_of(rest: &str, start_of_word: bool) -> Self {
        if let Some(inner) = rest.strip_prefix('"').and_then(|inner| inner.find('"')) {
            return Self::Quoted { inner };
        }
        let excludes = |text: &str| {
            let mut chars = text.chars();
            chars.next() == Some('-') && chars.next().is_some_and(char::is_alphabetic)
        };
        if start_of_word && excludes(rest) {
            return Self::Excluded {
                length: rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
        }
        let mut before = rest.chars().next().unwrap_or_default();
        let end = rest.char_indices().skip(1).find(|(at, c)| {
            let blank = std::mem::replace(&mut before, *c).is_whitespace();
            *c == '"' || (blank && rest.get(*at..).is_some_and(excludes))
        });
        Self::Plain {
            length: end.map_or(rest.len(), |(at, _)| at),
        }
    }

    fn length(&self) -> usize {
        match self {
            Self::Plain { length } | Self::Excluded { length } => *length,
            Self::Quoted { inner } => inner + 2,
        }
    }

    fn inner(&self) -> Range<usize> {
        match self {
            Self::Plain { length } => 0..*length,
            Self::Excluded { length } => 1..*length,
            Self::Quoted { inner } => 1..1 + inner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(query: &str) -> Query {
        Query::parse(query, &mut Tokenizer::new())
    }

    #[test]
    #[expect(
        clippy::single_range_in_vec_init,
        reason = "a list of ranges with one in it"
    )]
    fn reads_phrases_and_exclusions() {
        for (query, words, phrases, excluded) in [
            ("post office", "post offic", vec![], ""),
            ("\"post office\" down", "post offic down", vec![0..2], ""),
            ("mail -exchange", "mail", vec![], "exchang"),
            ("mail -cc:mail server", "mail server", vec![], "ccmail"),
            ("error -1018", "error 1018", vec![], ""),
            ("auto-reply", "auto repli", vec![], ""),
            ("an \"unfinished phrase", "an unfinish phrase", vec![], ""),
            ("\"\" -", "", vec![], ""),
            ("a - b", "a b", vec![], ""),
        ] {
            let read = parse(query);
            let got: Vec<_> = read.words.iter().map(|word| word.term.as_str()).collect();
            assert_eq!(got.join(" "), words, "{query}");
            assert_eq!(read.phrases, phrases, "{query}");
            assert_eq!(read.excluded.join(" "), excluded, "{query}");
        }
    }

    #[test]
    fn sees_what_may_be_an_event() {
        for (query, expect) in [
            ("event 68", vec![(68, true)]),
            ("Event ID: 68 CCMC", vec![(68, true)]),
            ("68 MSExchangeCCMC", vec![(68, false)]),
            ("port 70000", vec![]),
        ] {
            let read = parse(query);
            let got: Vec<_> = read.numbers.iter().map(|n| (n.value, n.labelled)).collect();
            assert_eq!(got, expect, "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_query_is_read_within_bounds(query in "(?s).{0,700}") {
            let read = parse(&query);
            prop_assert!(read.text.len() <= MAX_BYTES);
            prop_assert!(read.words.len() <= MAX_WORDS);
            prop_assert!(read.phrases.iter().all(|phrase| phrase.end <= read.words.len()));
            prop_assert!(read.names.iter().all(|(word, _)| *word < read.words.len()));
            for word in &read.words {
                prop_assert_eq!(read.text.get(word.span.clone()), Some(word.written.as_str()));
            }
        }

        #[test]
        fn queries_of_operators_are_read(query in "[-\" a1é(]{0,60}") {
            parse(&query);
        }
    }
}
