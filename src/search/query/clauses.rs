//! Splits a query into its clauses: words, phrases, excluded words, operators. Anything that is
//! none of the others is words.

use std::{fmt, ops::Range};

use super::{
    left_out::{LeftOut, Limit, leave_out},
    operator::{Condition, Operator},
};

/// Quotation marks, as people and programs write them.
const QUOTES: [char; 7] = [
    '"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{ab}', '\u{bb}',
];

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// Words, as written.
    Words(String),
    /// Words that must appear exactly: the text between the quotes.
    Phrase(String),
    /// A word that the article must not have, without its minus sign.
    Without(String),
    /// What the article must or must not be or have.
    Operator(Operator),
}

/// A query split into clauses, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clauses {
    /// The text that was read: the query, cut to the number of bytes that are read.
    text: String,
    clauses: Vec<PlacedClause>,
    /// The parts that are not read, or not as meant.
    left_out: Vec<LeftOut>,
}

/// A clause, its position in the text, and the position of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PlacedClause {
    clause: Clause,
    span: Range<usize>,
    inner: Range<usize>,
}

impl Clauses {
    /// Reads a query; every text is a valid one.
    pub fn read(query: &str) -> Self {
        Self::cut(query, true)
    }

    /// Reads a text that was not typed as a query: `code:14` in it is not an operator.
    pub fn of_text(text: &str) -> Self {
        Self::cut(text, false)
    }

    fn cut(query: &str, operators: bool) -> Self {
        let (text, behind) = split(query);
        let mut read = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        if !behind.trim().is_empty() {
            leave_out(&mut read.left_out, Limit::Bytes, behind.trim());
        }
        let (mut at, mut words_from, mut starts_word) = (0, 0, true);
        let mut left = if operators {
            Limit::Operators.most()
        } else {
            0
        };
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let found = clause(rest, starts_word, operators);
            let is_operator = matches!(found, Some((Clause::Operator(_), ..)));
            let found = match found {
                Some((_, length, _)) if is_operator && left == 0 => {
                    let written = rest.get(..length).unwrap_or_default();
                    leave_out(&mut read.left_out, Limit::Operators, written);
                    clause(rest, starts_word, false)
                }
                found => found,
            };
            if let Some((clause, length, inner)) = found {
                left -= usize::from(matches!(clause, Clause::Operator(_)));
                read.add_words(words_from..at);
                read.clauses.push(PlacedClause {
                    clause,
                    span: at..at + length,
                    inner: at + inner.start..at + inner.end,
                });
                at += length;
                (words_from, starts_word) = (at, true);
            } else {
                let next = rest.chars().next().unwrap_or_default();
                at += next.len_utf8();
                starts_word = next.is_whitespace();
            }
        }
        read.add_words(words_from..text.len());
        read
    }

    fn add_words(&mut self, span: Range<usize>) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        if !written.trim().is_empty() {
            self.clauses.push(PlacedClause {
                clause: Clause::Words(written.trim().to_owned()),
                inner: span.clone(),
                span,
            });
        }
    }

    /// The text that was read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The parts that are not read, or not as meant.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The clauses, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().map(|placed| &placed.clause)
    }

    /// The operators, in order.
    pub fn operators(&self) -> impl Iterator<Item = &Operator> {
        self.iter().filter_map(|clause| match clause {
            Clause::Operator(operator) => Some(operator),
            _ => None,
        })
    }

    /// The clauses that narrow the search, in order: operators and excluded words.
    pub fn narrowing(&self) -> impl Iterator<Item = &Clause> {
        self.iter().filter(|clause| clause.narrows())
    }

    /// The clauses, and where in the text their values are.
    pub(super) fn placed(&self) -> impl Iterator<Item = (&Clause, Range<usize>)> {
        let clauses = self.clauses.iter();
        clauses.map(|placed| (&placed.clause, placed.inner.clone()))
    }

    /// The text with spaces in place of operators, so that everything else keeps its position.
    pub(super) fn without_operators(&self) -> String {
        self.blanked(|clause| matches!(clause, Clause::Operator(_)))
    }

    /// The text with spaces in place of exclusions.
    pub fn wanted(&self) -> String {
        self.blanked(|clause| match clause {
            Clause::Without(_) => true,
            Clause::Operator(operator) => operator.excludes,
            Clause::Words(_) | Clause::Phrase(_) => false,
        })
    }

    /// The query with its phrases split into single words; `None` if it has no phrase.
    pub fn without_quotes(&self) -> Option<String> {
        let is_phrase = |clause: &Clause| matches!(clause, Clause::Phrase(_));
        self.iter().any(is_phrase).then(|| {
            self.joined(|clause| match clause {
                Clause::Phrase(words) => words.clone(),
                other => other.to_string(),
            })
        })
    }

    /// The query with one space between its clauses, and without empty clauses.
    pub fn tidy(&self) -> String {
        self.joined(|clause| match clause {
            Clause::Phrase(words) if words.trim().is_empty() => String::new(),
            other => other.to_string(),
        })
    }

    fn joined(&self, say: impl Fn(&Clause) -> String) -> String {
        let said: Vec<String> = self.iter().map(say).collect();
        let said = said.iter().flat_map(|clause| clause.split(' '));
        said.filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn blanked(&self, is_out: impl Fn(&Clause) -> bool) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for placed in &self.clauses {
            if is_out(&placed.clause) {
                text.push_str(self.text.get(at..placed.span.start).unwrap_or_default());
                text.extend(std::iter::repeat_n(' ', placed.span.len()));
                at = placed.span.end;
            }
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        text
    }

    /// The query without one of the clauses that narrow it, counted as in [`Clauses::narrowing`];
    /// everything else stays as typed.
    pub fn without(&self, number: usize) -> String {
        let narrows = |placed: &&PlacedClause| placed.clause.narrows();
        let span = self.clauses.iter().filter(narrows).nth(number);
        let span = span.map_or(0..0, |placed| placed.span.clone());
        let before = self.text.get(..span.start).unwrap_or_default();
        let after = self.text.get(span.end..).unwrap_or_default();
        // If it was between two spaces, one is enough.
        let after = match before.is_empty() || before.ends_with(char::is_whitespace) {
            true => after.trim_start(),
            false => after,
        };
        format!("{before}{after}").trim().to_owned()
    }
}

impl Clause {
    fn narrows(&self) -> bool {
        matches!(self, Self::Operator(_) | Self::Without(_))
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Phrase(words) => write!(f, "\"{words}\""),
            Self::Without(word) => write!(f, "-{word}"),
            Self::Operator(operator) => operator.fmt(f),
        }
    }
}

/// The length of the quotation mark at the beginning of `text`, and the text after it.
fn split_quote(text: &str) -> Option<(usize, &str)> {
    let mark = text.chars().next().filter(|c| QUOTES.contains(c))?;
    Some((mark.len_utf8(), text.get(mark.len_utf8()..)?))
}

/// The part of a query that is read, which ends at a space if possible; and the rest.
fn split(query: &str) -> (&str, &str) {
    let end = query.floor_char_boundary(Limit::Bytes.most());
    let (read, rest) = query.split_at_checked(end).unwrap_or((query, ""));
    if rest.is_empty() || rest.starts_with(char::is_whitespace) {
        return (read, rest);
    }
    // Half a word would be another word.
    let end = read.rfind(char::is_whitespace).unwrap_or(end);
    query.split_at_checked(end).unwrap_or((query, ""))
}

/// The clause at the beginning of `rest`, its length in bytes, and the range of them with its
/// content; `None` if it is only a letter of a word. `starts_word` says whether no word continues
/// here, `operators` whether there are any operators.
fn clause(rest: &str, starts_word: bool, operators: bool) -> Option<(Clause, usize, Range<usize>)> {
    if let Some((open, after)) = split_quote(rest) {
        let length = after.find(QUOTES)?;
        let words = after.get(..length).unwrap_or_default().to_owned();
        let close = split_quote(after.get(length..)?)?.0;
        return Some((
            Clause::Phrase(words),
            open + length + close,
            open..open + length,
        ));
    }
    if !starts_word {
        return None;
    }
    let after = rest.strip_prefix('-');
    let (named, minus) = (
        after.unwrap_or(rest),
        rest.len() - after.unwrap_or(rest).len(),
    );
    if operators
        && let Some((condition, length)) = condition(named)
        && (minus == 0 || condition.can_exclude())
    {
        let operator = Operator {
            condition,
            excludes: minus > 0,
        };
        let length = minus + length;
        return Some((Clause::Operator(operator), length, 0..length));
    }
    let word = after.filter(|word| word.starts_with(char::is_alphabetic))?;
    let length = word.find(char::is_whitespace).unwrap_or(word.len());
    // A single letter is a switch of a command: `nbtstat -a`.
    if length == 1 {
        return None;
    }
    let word = word.get(..length).unwrap_or_default().to_owned();
    Some((Clause::Without(word), 1 + length, 1..1 + length))
}

/// The condition at the beginning of `text`, and its length in bytes.
fn condition(text: &str) -> Option<(Condition, usize)> {
    let name = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, after) = text.split_at_checked(name)?;
    let after = after.strip_prefix(':')?;
    let (value, length) = match after.strip_prefix('"') {
        Some(quoted) => {
            let end = quoted.find('"')?;
            (quoted.get(..end)?, end + 2)
        }
        None => {
            let ends = |c: char| c.is_whitespace() || c == '"';
            let end = after.find(ends).unwrap_or(after.len());
            (after.get(..end)?, end)
        }
    };
    let condition = Condition::read(name, value)?;
    Some((condition, name.len() + 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The clauses as a list that shows where each begins and ends, with words separated by single
    /// spaces.
    fn shown(clauses: &Clauses) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        for clause in clauses.iter() {
            let (is_words, text) = match clause {
                Clause::Words(words) => {
                    let words: Vec<&str> = words.split_whitespace().collect();
                    (true, words.join(" "))
                }
                other => (false, format!("[{other}]")),
            };
            match shown.last_mut() {
                Some(last) if is_words && !last.starts_with('[') => {
                    last.push(' ');
                    last.push_str(&text);
                }
                _ => shown.push(text),
            }
        }
        shown
    }

    #[test]
    fn queries_are_cut_into_clauses() {
        for (query, expect) in [
            ("post office", "post office"),
            ("event:68 source:CCMC down", "[event:68] [source:CCMC] down"),
            (
                "mail product:\"exchange server\" is full",
                "mail [product:\"exchange server\"] is full",
            ),
            (
                "-event:68 -type:bug -mail",
                "[-event:68] [-type:bug] [-mail]",
            ),
            ("-section:cause", "[-section:cause]"),
            ("\"post office\"down", "[\"post office\"] down"),
            ("\u{201e}post office\u{201c} down", "[\"post office\"] down"),
            ("a \u{ab}post office\u{bb}", "a [\"post office\"]"),
            ("nbtstat -a host -x", "nbtstat -a host -x"),
            ("\"post office\"-down", "[\"post office\"] [-down]"),
            (
                "event:abc foo:bar year: section:nowhere",
                "event:abc foo:bar year: section:nowhere",
            ),
            ("Event:68 Source:CCMC", "Event:68 Source:CCMC"),
            ("http://host:80 xevent:68", "http://host:80 xevent:68"),
            (
                "product:\"unfinished exchange",
                "product:\"unfinished exchange",
            ),
            ("event:\"68\"", "[event:68]"),
            ("event: 68", "event: 68"),
            ("code:80004005, again", "[code:80004005] again"),
            ("-", "-"),
            ("", ""),
        ] {
            assert_eq!(shown(&Clauses::read(query)).join(" "), expect, "{query}");
        }
        let no_section = Clauses::read("-section:cause");
        assert_eq!(no_section.operators().count(), 0);
    }

    #[test]
    fn one_operator_is_taken_out() {
        for (query, operator, rest) in [
            ("event:68 mail  server", 0, "mail  server"),
            ("a event:68 b year:1999", 0, "a b year:1999"),
            ("a event:68 b year:1999", 1, "a event:68 b"),
            ("\"x\"event:68\"y\"", 0, "\"x\"\"y\""),
            ("a type:problem", 3, "a type:problem"),
            ("mail -exchange", 0, "mail"),
            ("-bb a type:problem -cc", 1, "-bb a -cc"),
            ("-bb a type:problem -cc", 2, "-bb a type:problem"),
        ] {
            assert_eq!(Clauses::read(query).without(operator), rest, "{query}");
        }
    }

    #[test]
    fn a_query_is_put_into_words_without_exclusions_or_quotes() {
        for (query, wanted, unquoted, tidy) in [
            ("-event:68 dirsync", "dirsync", None, "-event:68 dirsync"),
            ("mail -dirsync", "mail", None, "mail -dirsync"),
            (
                "\"post office\" \"address book\"",
                "\"post office\" \"address book\"",
                Some("post office address book"),
                "\"post office\" \"address book\"",
            ),
            (
                "product:\"exchange server\" \"post office\" \"\"",
                "product:\"exchange server\" \"post office\" \"\"",
                Some("product:\"exchange server\" post office"),
                "product:\"exchange server\" \"post office\"",
            ),
        ] {
            let read = Clauses::read(query);
            assert_eq!(read.wanted().trim(), wanted, "{query}");
            assert_eq!(read.without_quotes().as_deref(), unquoted, "{query}");
            assert_eq!(read.tidy(), tidy, "{query}");
        }
    }

    #[test]
    fn no_more_operators_are_read_than_there_is_time_for() {
        let query = "year:1999 ".repeat(50);
        let read = Clauses::read(&query);
        assert_eq!(read.operators().count(), Limit::Operators.most());
        let [left_out] = read.left_out() else {
            panic!("{:?}", read.left_out())
        };
        assert_eq!(left_out.limit, Limit::Operators);
        assert_eq!(left_out.written, vec!["year:1999"; 34]);
    }

    #[test]
    fn no_word_is_cut_in_two() {
        let words = "abcdefg ".repeat(70);
        let read = Clauses::read(&words);
        assert_eq!(read.text().trim_end(), "abcdefg ".repeat(64).trim_end());
        assert_eq!(read.left_out()[0].written, ["abcdefg ".repeat(6).trim()]);
        let one = "é".repeat(300);
        let read = Clauses::read(&one);
        assert_eq!(
            (read.text().len(), read.left_out()[0].written[0].len()),
            (512, 88)
        );
        assert!(Clauses::read(&"a".repeat(512)).left_out().is_empty());
    }

    /// Queries made of the parts of operators.
    fn queries() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-z\"é ]{0,4}",
            Just(" ".to_owned()),
            Just("\"".to_owned()),
            Just(" -".to_owned()),
            Just(" event:68".to_owned()),
            Just("event:a".to_owned()),
            Just(" source:\"a b\"".to_owned()),
            Just("-type:bug".to_owned()),
            Just(" year:>1998 ".to_owned()),
            Just("code:0x1e,".to_owned()),
            Just("product:\"".to_owned()),
            Just(" section:cause\"".to_owned()),
        ];
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    /// How many operators before this one are the same.
    fn same_before(read: &Clauses, number: usize) -> usize {
        let operators: Vec<&Operator> = read.operators().collect();
        let same = |other: &&&Operator| **other == operators[number];
        operators[..number].iter().filter(same).count()
    }

    proptest! {
        #[test]
        fn any_text_is_cut_in_order(query in "(?s)(.{0,600}|[a-z:\"\\- ]{0,80})") {
            let read = Clauses::read(&query);
            prop_assert!(read.text.len() <= Limit::Bytes.most() && query.starts_with(&read.text));
            let mut end = 0;
            for placed in &read.clauses {
                prop_assert!(end <= placed.span.start && placed.span.end <= read.text.len());
                prop_assert!(read.text.get(placed.inner.clone()).is_some());
                end = placed.span.end;
            }
            prop_assert_eq!(read.without_operators().len(), read.text.len());
        }

        #[test]
        fn clauses_spelled_again_are_the_same_query(query in queries()) {
            let read = Clauses::read(&query);
            let spelled: Vec<String> = read.iter().map(Clause::to_string).collect();
            prop_assert_eq!(shown(&Clauses::read(&spelled.join(" "))), shown(&read));
        }

        #[test]
        fn an_operator_taken_out_or_put_in_leaves_the_rest(query in queries()) {
            let read = Clauses::read(&query);
            let narrowing = read.narrowing().enumerate();
            let operators = narrowing.filter_map(|(number, clause)| match clause {
                Clause::Operator(operator) => Some((number, operator)),
                _ => None,
            });
            for (at, (number, operator)) in operators.enumerate() {
                let mut seen = 0..;
                let mut rest: Vec<String> = shown(&read);
                let is_it = |text: &String| *text == format!("[{operator}]") && seen.next() == Some(same_before(&read, at));
                let at = rest.iter().position(is_it);
                prop_assert!(at.is_some());
                rest.remove(at.unwrap_or_default());
                let left = shown(&Clauses::read(&read.without(number)));
                prop_assert_eq!(left.join(" "), rest.join(" "), "{} without {}", query, operator);
            }
            let more = Clauses::read(&format!("event:70 {query}"));
            let mut expect = shown(&read);
            expect.insert(0, "[event:70]".to_owned());
            prop_assert_eq!(shown(&more), expect);
        }
    }
}
