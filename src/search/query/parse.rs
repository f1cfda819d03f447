//! Reads what a person types; the size is limited, and reading never fails.
//!
//! `"several words"` must appear exactly; `-word` must not appear at all; `name:value` says what
//! the article must be or mention; everything else is words; `word*` stands for all words that
//! begin with it. What the words mention exactly (events, codes, article IDs) is found in the text
//! by the same functions that read the articles.

use std::ops::Range;

use super::{
    article_numbers::article_numbers,
    clauses::{Clause, Clauses},
    left_out::{LeftOut, Limit, leave_out},
    operator::Operator,
};
use crate::{
    evidence::{
        ArticleId, Code, CodeMention, article_ids, codes, events, fold_source, is_event_label,
        query_article_id,
    },
    search::index::{NOT, TokenKind, Tokenizer, is_unspaced},
};

/// The fewest letters of a word that stands for all words that begin with it.
const MIN_BEGINNING: usize = 3;

/// The most such words in a query.
const MAX_BEGINNINGS: usize = 4;

/// A query that asks for an article ID has at most this many other words.
const MAX_BESIDE_ID: usize = 2;

/// A query as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// The text that was read: the query, cut to the number of bytes that are read.
    pub text: String,
    /// Its words in order, including those of phrases.
    pub words: Vec<Word>,
    /// Names that consist of several words (`ccmdirexp`), with the index of their first word.
    pub names: Vec<(usize, String)>,
    /// Words in quotes, as ranges of `words`.
    pub phrases: Vec<Range<usize>>,
    /// Words that the article must not have.
    pub excluded: Vec<Excluded>,
    /// Event IDs that are marked as such, and other small numbers, which may be event IDs.
    pub numbers: Vec<Number>,
    /// Error codes, each with all its readings.
    pub codes: Vec<CodeMention>,
    /// Article IDs, in order, each with its place.
    pub ids: Vec<(Range<usize>, ArticleId)>,
    /// What the articles must or must not be or have.
    pub operators: Vec<Operator>,
    /// The parts beyond the limits.
    pub left_out: Vec<LeftOut>,
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub written: String,
    /// Where it is in the query's text.
    pub span: Range<usize>,
    /// What a typo was corrected to.
    pub corrected: Option<String>,
    /// As indexed.
    pub term: String,
    /// Other terms that count as it: its stems in other languages.
    pub others: Vec<String>,
    /// The terms of its parts (`MSExchangeCCMC`), in case no article has the whole word.
    pub parts: Vec<String>,
    /// Whether it stands for all words that begin with it (`connec*`).
    pub is_prefix: bool,
}

/// A word that the article must not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excluded {
    /// Given by its terms.
    AnyOf(Vec<String>),
    /// Given by the pairs of its characters, in sequence.
    Pairs(Vec<String>),
    /// Given by a character: all terms that begin with it.
    Beginning(String),
}

/// A number that may be an event ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its value, at most 65535.
    pub value: u32,
    /// Whether the query marks it as an event.
    pub is_labeled: bool,
    /// Where it is in the query, including the word that marks it.
    pub span: Range<usize>,
}

impl Query {
    /// Reads a query.
    pub fn parse(clauses: &Clauses, tokenizer: &mut Tokenizer) -> Self {
        let mut read = Self {
            text: clauses.text().to_owned(),
            operators: clauses.operators().cloned().collect(),
            left_out: clauses.left_out().to_vec(),
            ..Self::default()
        };
        for (clause, span) in clauses.placed() {
            match clause {
                Clause::Words(_) => read.add_words(span, tokenizer),
                Clause::Phrase(_) => {
                    let first = read.words.len();
                    read.add_words(span, tokenizer);
                    for (at, word) in read.words.iter_mut().enumerate().skip(first) {
                        word.is_prefix = is_single_character(&word.written);
                        if let Some(exact) = exact_term(&read.names, at, word) {
                            word.term = exact;
                        }
                    }
                    if read.words.len() > first {
                        read.phrases.push(first..read.words.len());
                    }
                }
                Clause::Without(word) => read.exclude(word, tokenizer),
                Clause::Operator(_) => {}
            }
        }
        // Outside quotes, it makes no difference how words that are read as one (`shut down`) are
        // written.
        let words = &read.words;
        let is_one_word = |at: usize| {
            let word = words.get(at).map_or("", |word| word.written.as_str());
            word.chars().all(char::is_alphanumeric)
        };
        read.names.retain(|(at, _)| is_one_word(*at));
        let prefixes = read.words.iter_mut().filter(|word| word.is_prefix);
        prefixes
            .skip(MAX_BEGINNINGS)
            .for_each(|word| word.is_prefix = false);
        let text = clauses.without_operators();
        read.find_ids(&text);
        read.find_codes(&text);
        read.find_numbers(&text);
        read.join_left_out();
        read
    }

    /// Adds the words in a range of the text.
    fn add_words(&mut self, stretch: Range<usize>, tokenizer: &mut Tokenizer) {
        let Self {
            text,
            words,
            names,
            left_out,
            ..
        } = self;
        let Some(written) = text.get(stretch.clone()) else {
            return;
        };
        let first = words.len();
        let (mut parts, mut others) = (Vec::new(), Vec::new());
        tokenizer.tokens(written, &mut |token| {
            let index = first + token.position as usize;
            if index >= Limit::Words.most() {
                if token.kind == TokenKind::Word {
                    let word = written.get(token.span).unwrap_or_default();
                    leave_out(left_out, Limit::Words, word);
                }
                return;
            }
            let (term, span) = (token.term.to_owned(), token.span);
            match token.kind {
                TokenKind::Part | TokenKind::Inner => parts.push(term),
                TokenKind::Other => others.push(term),
                TokenKind::Joined => names.push((index, term)),
                TokenKind::Word => {
                    // `C++` does not match the many articles that have a `c`.
                    if term.ends_with(['+', '#']) || term.starts_with('.') {
                        parts.clear();
                    }
                    let word = written.get(span.clone()).unwrap_or_default();
                    words.push(Word {
                        is_prefix: is_beginning(word, written.get(span.end..).unwrap_or_default())
                            || is_single_character(word),
                        written: word.to_owned(),
                        span: stretch.start + span.start..stretch.start + span.end,
                        corrected: None,
                        term,
                        others: std::mem::take(&mut others),
                        parts: std::mem::take(&mut parts),
                    });
                }
            }
        });
    }

    /// Adds a word that the article must not have.
    fn exclude(&mut self, word: &str, tokenizer: &mut Tokenizer) {
        let (mut whole, mut first, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let mut inner = Vec::new();
        tokenizer.tokens(word, &mut |token| match token.kind {
            TokenKind::Word if is_unspaced(word.get(token.span).unwrap_or_default()) => {
                pairs.push(token.term.to_owned());
            }
            TokenKind::Joined if token.position == 0 => whole.push(token.term.to_owned()),
            // A negation is excluded as it is written.
            TokenKind::Inner if token.position == 0 => inner.push(token.term.to_owned()),
            TokenKind::Word if token.term == NOT => first.append(&mut inner),
            TokenKind::Word | TokenKind::Other if token.position == 0 => {
                first.push(token.term.to_owned());
            }
            _ => {}
        });
        let terms = if whole.is_empty() { first } else { whole };
        let excluded = match terms.is_empty() {
            true if pairs.len() == 1 && is_single_character(word) => {
                pairs.pop().map(Excluded::Beginning)
            }
            true => (!pairs.is_empty()).then_some(Excluded::Pairs(pairs)),
            false => Some(Excluded::AnyOf(terms)),
        };
        match excluded {
            Some(_) if self.excluded.len() >= Limit::Exclusions.most() => {
                leave_out(&mut self.left_out, Limit::Exclusions, &format!("-{word}"));
            }
            excluded => self.excluded.extend(excluded),
        }
    }

    /// Finds article IDs; `text` is the query without operators.
    fn find_ids(&mut self, text: &str) {
        let whole = query_article_id(text).map(|id| (0..text.len(), id));
        let all = whole
            .into_iter()
            .chain(article_numbers(text))
            .chain(article_ids(text));
        for (span, id) in all {
            if self.ids.iter().any(|(_, known)| *known == id) {
                continue;
            }
            if self.ids.len() < Limit::Articles.most() {
                self.ids.push((span, id));
            } else {
                leave_out(&mut self.left_out, Limit::Articles, id.as_str());
            }
        }
    }

    /// Finds error codes; `text` is the query without operators.
    fn find_codes(&mut self, text: &str) {
        let mut readings = 0;
        for mention in codes(text) {
            readings += mention.readings.len();
            if self.codes.is_empty() || readings <= Limit::Codes.most() {
                self.codes.push(mention);
            } else {
                let written = text.get(mention.span).unwrap_or_default();
                leave_out(&mut self.left_out, Limit::Codes, written);
            }
        }
    }

    /// Finds numbers that may be event IDs; `text` is the query without operators.
    fn find_numbers(&mut self, text: &str) {
        let mut numbers: Vec<Number> = Vec::new();
        let mentions = events(text).into_iter().map(|mention| Number {
            value: mention.id,
            is_labeled: true,
            span: mention.span,
        });
        let is_label = |word: &Word| word.written.len() > 2 && is_event_label(&word.written);
        let is_labeled = self.words.len() == 2 && self.words.iter().any(is_label);
        let bare = self.words.iter().filter_map(|word| {
            let value = word.written.parse().ok()?;
            let is_small = value <= 0xffff && word.written.len() <= 5;
            is_small.then(|| Number {
                value,
                is_labeled,
                span: if is_labeled {
                    0..text.len()
                } else {
                    word.span.clone()
                },
            })
        });
        for number in mentions.chain(bare) {
            if numbers.iter().any(|known| known.value == number.value) {
                continue;
            }
            if numbers.len() < Limit::Events.most() {
                numbers.push(number);
            } else if number.is_labeled {
                leave_out(&mut self.left_out, Limit::Events, &number.value.to_string());
            }
        }
        // Among several bare numbers, none is more likely than the others.
        if numbers.iter().filter(|number| !number.is_labeled).count() > 1 {
            numbers.retain(|number| number.is_labeled);
        }
        self.numbers = numbers;
    }

    /// Counts the part of a long query that is not read as further words.
    fn join_left_out(&mut self) {
        let is_of = |limit: Limit| move |one: &LeftOut| one.limit == limit;
        if !self.left_out.iter().any(is_of(Limit::Words)) {
            return;
        }
        let bytes = self.left_out.iter().position(is_of(Limit::Bytes));
        let bytes = bytes.map(|at| self.left_out.remove(at));
        for text in bytes.iter().flat_map(|bytes| &bytes.written) {
            for word in text.split_whitespace() {
                leave_out(&mut self.left_out, Limit::Words, word);
            }
        }
    }

    /// All readings of the error codes, the likeliest first.
    pub fn code_readings(&self) -> impl Iterator<Item = &Code> {
        let readings = self.codes.iter().flat_map(|mention| &mention.readings);
        readings.take(Limit::Codes.most())
    }

    /// Words that may name an event's source: folded, and as written.
    pub fn source_words(&self) -> Vec<(String, &str)> {
        self.words
            .iter()
            .map(|word| (fold_source(&word.written), word.written.as_str()))
            .filter(|(word, _)| !word.is_empty() && !is_event_label(word))
            .collect()
    }

    /// Moves the positions of names and phrases from the word `from` on by some number of words.
    pub fn move_places(&mut self, from: usize, by: isize) {
        let moved = |place: usize| match place >= from {
            true => place.saturating_add_signed(by),
            false => place,
        };
        for (place, _) in &mut self.names {
            *place = moved(*place);
        }
        for phrase in &mut self.phrases {
            *phrase = moved(phrase.start)..moved(phrase.end);
        }
    }

    /// Whether the query is an article ID and hardly anything else.
    pub fn is_id(&self) -> bool {
        let others = self.words.iter().filter(|word| !self.is_of_id(word));
        !self.ids.is_empty() && others.count() <= MAX_BESIDE_ID
    }

    /// Whether a word is part of an article ID, or announces one.
    pub fn is_of_id(&self, word: &Word) -> bool {
        let mut ids = self.ids.iter();
        ids.any(|(span, _)| span.start < word.span.end && word.span.start < span.end)
    }
}

/// The term for quoted words that are read as one, which matches only these words; `None` for other
/// words.
fn exact_term(names: &[(usize, String)], at: usize, word: &Word) -> Option<String> {
    if word.term == NOT && word.parts.len() == 1 {
        return word.parts.first().cloned();
    }
    let mut names = names.iter();
    let exact = names.find(|(of, name)| *of == at && name.contains('+'));
    exact.map(|(_, name)| name.clone())
}

/// Whether a word is one character of a script whose characters are indexed in pairs.
fn is_single_character(word: &str) -> bool {
    is_unspaced(word) && word.chars().count() == 1
}

/// Whether a word stands for all words that begin with it, because a star follows.
fn is_beginning(word: &str, after: &str) -> bool {
    let ends = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    word.chars().count() >= MIN_BEGINNING && after.strip_prefix('*').is_some_and(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(query: &str) -> Query {
        Query::parse(&Clauses::read(query), &mut Tokenizer::new())
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
            (
                "\"post office\" event:68 down",
                "post offic down",
                vec![0..2],
                "",
            ),
            ("-cc:mail", "", vec![], "ccmail"),
            ("a - b", "a b", vec![], ""),
        ] {
            let read = parse(query);
            let got: Vec<_> = read.words.iter().map(|word| word.term.as_str()).collect();
            assert_eq!(got.join(" "), words, "{query}");
            assert_eq!(read.phrases, phrases, "{query}");
            let terms = read.excluded.iter().map(|word| match word {
                Excluded::AnyOf(terms) | Excluded::Pairs(terms) => terms.join(" "),
                Excluded::Beginning(term) => format!("{term}*"),
            });
            assert_eq!(terms.collect::<Vec<_>>().join(" "), excluded, "{query}");
        }
    }

    #[test]
    fn sees_what_may_be_an_event() {
        for (query, expect) in [
            ("event 68", vec![(68, true)]),
            ("Event ID: 68 CCMC", vec![(68, true)]),
            ("68 MSExchangeCCMC", vec![(68, false)]),
            ("port 70000", vec![]),
            ("event:68 CCMC", vec![]),
            ("event 68 year:1999", vec![(68, true)]),
            ("Event ID:68 Source:CCMC", vec![(68, true)]),
        ] {
            let read = parse(query);
            let got: Vec<_> = read
                .numbers
                .iter()
                .map(|n| (n.value, n.is_labeled))
                .collect();
            assert_eq!(got, expect, "{query}");
        }
    }

    #[test]
    fn what_is_beyond_a_limit_is_recorded() {
        let numbered = |count: usize, say: &dyn Fn(usize) -> String| {
            let all: Vec<String> = (1..=count).map(say).collect();
            all.join(" ")
        };
        let word = |number: usize| format!("w{number}");
        for (query, limit, expect) in [
            (numbered(32, &word), None, ""),
            (numbered(34, &word), Some(Limit::Words), "w33 w34"),
            (
                format!("\"{}\" tail", numbered(32, &word)),
                Some(Limit::Words),
                "tail",
            ),
            (
                numbered(40, &|number| format!("{number}{}", "x".repeat(11))),
                Some(Limit::Words),
                &numbered(40, &|number| format!("{number}{}", "x".repeat(11)))
                    [numbered(32, &|number| format!("{number}{}", "x".repeat(11))).len() + 1..],
            ),
            (
                format!("{} {}", "y".repeat(500), "z".repeat(20)),
                Some(Limit::Bytes),
                &"z".repeat(20),
            ),
            (
                numbered(10, &|number| format!("-w{number}")),
                Some(Limit::Exclusions),
                "-w9 -w10",
            ),
            (
                numbered(10, &|number| format!("event {number}")),
                Some(Limit::Events),
                "9 10",
            ),
            (
                numbered(9, &|number| format!("Q1000{number}")),
                Some(Limit::Articles),
                "Q10009",
            ),
            (
                numbered(17, &|number| format!("year:{}", 2000 + number)),
                Some(Limit::Operators),
                "year:2017",
            ),
        ] {
            let read = parse(&query);
            let got = read.left_out.first();
            assert_eq!(got.map(|left| left.limit), limit, "{query}");
            let written = got.map(|left| left.written.join(" "));
            assert_eq!(written.unwrap_or_default(), expect, "{query}");
            assert!(read.left_out.len() <= 1, "{query}: {:?}", read.left_out);
        }
        let codes = numbered(9, &|number| format!("0x8004011{number}"));
        let left = parse(&codes).left_out;
        assert_eq!(left.first().map(|left| left.limit), Some(Limit::Codes));
        assert!(
            left[0].written.contains(&"0x80040119".to_owned()),
            "{left:?}"
        );
    }

    #[test]
    fn a_star_after_three_letters_stands_for_the_rest() {
        for (query, expect) in [
            ("connec*", "connec"),
            ("con* err* off", "con err"),
            ("co* *ing a*b c", ""),
            ("0x8004*", "0x8004"),
            ("\"mail*\"", ""),
            ("mail**", "mail"),
        ] {
            let read = parse(query);
            let begun = read.words.iter().filter(|word| word.is_prefix);
            let got: Vec<&str> = begun.map(|word| word.written.as_str()).collect();
            assert_eq!(got.join(" "), expect, "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_query_is_read_within_bounds(query in "(?s).{0,700}") {
            let read = parse(&query);
            prop_assert!(read.text.len() <= 512);
            prop_assert!(read.words.len() <= Limit::Words.most());
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
