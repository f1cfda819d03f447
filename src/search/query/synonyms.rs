//! Synonyms: other names that articles may use for what a query mentions (`BSOD`, `STOP error`,
//! `blue screen`).
//!
//! The index contains nothing of them: a query with words that are one name in a group also looks
//! for the other names.

use std::{collections::HashMap, ops::Range};

use super::{
    parse::{Query, Word},
    synonym_file::SynonymGroup,
};
use crate::search::index::{TokenKind, Tokenizer};

/// The most other names that are looked for in one query.
const MAX_ALTERNATIVES: usize = 8;

/// All groups, prepared for queries.
#[derive(Debug, Default)]
pub struct Synonyms {
    /// Each name of each group.
    names: Vec<Name>,
    /// For the first term of a name, the names that begin with it.
    by_first: HashMap<String, Vec<usize>>,
    /// For each group, the names that are looked for.
    groups: Vec<Vec<usize>>,
}

/// A name of a group.
#[derive(Debug)]
struct Name {
    /// As it is shown.
    text: String,
    /// As indexed.
    terms: Vec<Term>,
    /// Whether it matches only in capitals, because `is` is also an ordinary word.
    in_capitals: bool,
    group: usize,
}

/// Another name for some words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherName {
    /// The words, as a range of [`Query::words`].
    pub words: Range<usize>,
    /// The terms of the other name.
    pub terms: Vec<Term>,
    /// The other name as it is shown.
    pub text: String,
}

/// A word as indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its main term.
    pub main: String,
    /// Other terms that count as it: its stems in other languages.
    pub others: Vec<String>,
}

impl Term {
    /// The terms of the words in a text.
    pub fn all_of(text: &str, tokenizer: &mut Tokenizer) -> Vec<Self> {
        let (mut terms, mut others) = (Vec::new(), Vec::new());
        tokenizer.tokens(text, &mut |token| match token.kind {
            TokenKind::Word => terms.push(Self {
                main: token.term.to_owned(),
                others: std::mem::take(&mut others),
            }),
            TokenKind::Other => others.push(token.term.to_owned()),
            TokenKind::Joined | TokenKind::Part | TokenKind::Inner => {}
        });
        terms
    }
}

impl Synonyms {
    /// Prepares groups.
    pub fn new(groups: &[SynonymGroup], tokenizer: &mut Tokenizer) -> Self {
        let mut all = Self::default();
        for (number, group) in groups.iter().enumerate() {
            let mut looked_for = Vec::new();
            for (at, text) in group.only_read.iter().chain(&group.names).enumerate() {
                let terms = Term::all_of(text, tokenizer);
                let Some(first) = terms.first() else { continue };
                let index = all.names.len();
                let of_first = all.by_first.entry(first.main.clone()).or_default();
                of_first.push(index);
                if at >= group.only_read.len() {
                    looked_for.push(index);
                }
                all.names.push(Name {
                    in_capitals: text.len() <= 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
                    text: text.clone(),
                    terms,
                    group: number,
                });
            }
            all.groups.push(looked_for);
        }
        all
    }

    /// The other names for the words of a query, except quoted ones. If one name contains another,
    /// the longer one is meant.
    pub fn alternatives(&self, query: &Query) -> Vec<OtherName> {
        let mut found: Vec<OtherName> = Vec::new();
        let mut at = 0;
        while at < query.words.len() {
            let named = self.named(query, at);
            let length = named.first().map_or(1, |name| name.terms.len());
            let words = at..at + length;
            for name in named.iter().filter(|name| name.terms.len() == length) {
                let group = self.groups.get(name.group).into_iter().flatten();
                for other in group.filter_map(|other| self.names.get(*other)) {
                    let is_new = !found
                        .iter()
                        .any(|known| known.words == words && known.terms == other.terms);
                    if other.terms != name.terms && is_new && found.len() < MAX_ALTERNATIVES {
                        found.push(OtherName {
                            words: words.clone(),
                            terms: other.terms.clone(),
                            text: other.text.clone(),
                        });
                    }
                }
            }
            at += length;
        }
        found
    }

    /// The names that the words of the query from `at` on form, the longest first.
    fn named(&self, query: &Query, at: usize) -> Vec<&Name> {
        let Some(first) = query.words.get(at) else {
            return Vec::new();
        };
        let names = self.by_first.get(&first.term).into_iter().flatten();
        let is_capital = |word: &Word| word.written.bytes().all(|b| b.is_ascii_uppercase());
        let all_capitals = !query.text.bytes().any(|b| b.is_ascii_lowercase());
        let is_here = |name: &&Name| {
            let words = at..at + name.terms.len();
            let quoted =
                |phrase: &Range<usize>| phrase.start < words.end && words.start < phrase.end;
            let terms = query.words.get(words.clone()).unwrap_or_default();
            let main = name.terms.iter().map(|term| &term.main);
            terms.iter().map(|word| &word.term).eq(main)
                && !query.phrases.iter().any(quoted)
                && (!name.in_capitals || (terms.iter().all(is_capital) && !all_capitals))
        };
        let names = names.filter_map(|name| self.names.get(*name));
        let mut names: Vec<&Name> = names.filter(is_here).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.terms.len()));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::{Clauses, read_synonyms};
    use proptest::prelude::*;

    const GROUPS: &str = "\
# A comment, and a blank line.

BSOD = STOP error = blue screen
NDR = non-delivery report
IS -> information store
report = account
BSOD = system halt
";

    fn alternatives(query: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::new();
        let (groups, problems) = read_synonyms(GROUPS, "synonyms.txt");
        assert_eq!(problems, []);
        let synonyms = Synonyms::new(&groups, &mut tokenizer);
        let query = Query::parse(&Clauses::read(query), &mut tokenizer);
        let found = synonyms.alternatives(&query).into_iter();
        found
            .map(|one| format!("{:?} {}", one.words, one.text))
            .collect()
    }

    #[test]
    fn a_query_gets_the_other_names_of_its_words() {
        for (query, expect) in [
            (
                "bsod on start",
                vec!["0..1 STOP error", "0..1 blue screen", "0..1 system halt"],
            ),
            (
                "a Blue Screens appears",
                vec!["1..3 BSOD", "1..3 STOP error"],
            ),
            ("blue letters", vec![]),
            ("non-delivery reports", vec!["0..3 NDR"]),
            ("a report", vec!["1..2 account"]),
            ("\"bsod\"", vec![]),
            ("the IS stops", vec!["1..2 information store"]),
            ("what is it", vec![]),
            ("WHAT IS IT", vec![]),
            ("information store", vec![]),
        ] {
            assert_eq!(alternatives(query), expect, "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_file_and_any_query_are_read(file in "(?s).{0,200}", query in "(?s).{0,100}") {
            let mut tokenizer = Tokenizer::new();
            let (groups, _) = read_synonyms(&file, "synonyms.txt");
            let synonyms = Synonyms::new(&groups, &mut tokenizer);
            let query = Query::parse(&Clauses::read(&query), &mut tokenizer);
            for one in synonyms.alternatives(&query) {
                prop_assert!(one.words.end <= query.words.len() && !one.terms.is_empty());
            }
        }
    }
}
