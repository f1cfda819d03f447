//! Synonyms: other names that articles may have for what a query names (`BSOD`, `STOP error`, `blue screen`).
//!
//! They are read from the `synonyms.txt` of a folder of content, a group a line. Nothing of them is in the index: a query
//! whose words are one name of a group also looks for the other names.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use serde::{Deserialize, Serialize};

use super::{
    query::{Query, Word},
    tokenizer::{Kind, Tokenizer},
};
use crate::problem::Problem;

/// The most groups that are read of one file.
const MAX_GROUPS: usize = 1_000;

/// The most problems of one file: what has more was not written as synonyms.
const MAX_PROBLEMS: usize = 50;

/// The most names of a group.
const MAX_NAMES: usize = 8;

/// The most words of a name.
const MAX_WORDS: usize = 4;

/// The most bytes of a name.
const MAX_NAME: usize = 60;

/// The most other names that one query looks for.
const MAX_ALTERNATIVES: usize = 8;

/// Names that mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Names that queries are read by, but that are not looked for.
    only_read: Vec<String>,
    /// Names that queries are read by and that are looked for.
    names: Vec<String>,
}

/// Reads a file of groups; `file` is its name in problems.
pub fn read_synonyms(text: &str, file: &str) -> (Vec<Group>, Vec<Problem>) {
    let (mut groups, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if groups.len() == MAX_GROUPS {
            let message = format!("only the first {MAX_GROUPS} groups are read");
            problems.push(Problem::error(file, number, message).suggest("take some out"));
            break;
        }
        if problems.len() == MAX_PROBLEMS {
            let message = "and more: the file is read no further";
            problems.push(Problem::error(file, number, message).suggest("mend the lines above"));
            break;
        }
        match read_group(line) {
            Ok(group) => groups.push(group),
            Err((message, advice)) => {
                problems.push(Problem::error(file, number, message).suggest(advice));
            }
        }
    }
    (groups, problems)
}

/// Reads `a = b = c` or `a -> b = c`; where it can't be read, says what is wrong and what to do.
fn read_group(line: &str) -> Result<Group, (String, &'static str)> {
    let names = |side: &str| side.split('=').map(|name| name.trim().to_owned()).collect();
    let (only_read, names): (Vec<String>, Vec<String>) = match line.split_once("->") {
        Some((only_read, rest)) => (names(only_read), names(rest)),
        None => (Vec::new(), names(line)),
    };
    let count = only_read.len() + names.len();
    if count < 2 {
        return Err((
            "a group needs two names at least".to_owned(),
            "write them as `BSOD = blue screen`",
        ));
    }
    if count > MAX_NAMES {
        return Err((
            format!("a group has {MAX_NAMES} names at most"),
            "drop the rarest names",
        ));
    }
    let mut seen = HashSet::new();
    for name in only_read.iter().chain(&names) {
        let words = super::tokenizer::words(name).count();
        if words == 0 {
            return Err((
                "a name is empty".to_owned(),
                "write a word on either side of each `=` and `->`",
            ));
        }
        if words > MAX_WORDS || name.len() > MAX_NAME {
            return Err((
                format!("“{name}” is too long for a name"),
                "use four words at most",
            ));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err((
                format!("“{name}” stands here twice"),
                "take one of the two out",
            ));
        }
    }
    Ok(Group { only_read, names })
}

/// All groups, ready for queries.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    /// Each name of each group.
    names: Vec<Name>,
    /// The first term of a name and the names that begin with it.
    by_first: HashMap<String, Vec<usize>>,
    /// For each group the names that are looked for.
    groups: Vec<Vec<usize>>,
}

/// A name of a group.
#[derive(Debug)]
struct Name {
    /// As it is shown.
    text: String,
    /// As indexed.
    terms: Vec<String>,
    /// Whether only words in capitals are it: `IS`, `AV` and the like are words besides.
    in_capitals: bool,
    group: usize,
}

/// Another name for some words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alternative {
    /// The words, as a range of [`Query::words`].
    pub words: Range<usize>,
    /// The terms of the other name.
    pub terms: Vec<String>,
    /// The other name as it is shown.
    pub text: String,
}

impl Synonyms {
    /// Makes groups ready.
    pub(super) fn new(groups: &[Group], tokenizer: &mut Tokenizer) -> Self {
        let mut all = Self::default();
        for (number, group) in groups.iter().enumerate() {
            let mut looked_for = Vec::new();
            for (at, text) in group.only_read.iter().chain(&group.names).enumerate() {
                let mut terms = Vec::new();
                tokenizer.pieces(text, &mut |piece| {
                    if piece.kind == Kind::Word {
                        terms.push(piece.term.to_owned());
                    }
                });
                let Some(first) = terms.first() else { continue };
                let index = all.names.len();
                all.by_first.entry(first.clone()).or_default().push(index);
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

    /// The other names for the words of a query, those in quotes aside. Of names within one another the longer is meant.
    pub(super) fn alternatives(&self, query: &Query) -> Vec<Alternative> {
        let mut found: Vec<Alternative> = Vec::new();
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
                        found.push(Alternative {
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

    /// The names that the words of the query from `at` on are, the longest first.
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
            terms.iter().map(|word| &word.term).eq(&name.terms)
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
    use crate::search::Clauses;
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
    fn a_query_has_the_other_names_of_its_words() {
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

    #[test]
    fn bad_lines_are_named() {
        for (line, said) in [
            ("BSOD", "two names"),
            ("BSOD = ", "empty"),
            ("-> = a", "empty"),
            ("a = b c d e f", "too long"),
            ("a = b = A", "twice"),
            ("a=b=c=d=e=f=g=h=i", "at most"),
        ] {
            let (groups, problems) = read_synonyms(&format!("x = y\n{line}\n"), "synonyms.txt");
            assert_eq!(groups.len(), 1, "{line}");
            let problem = problems.first().unwrap();
            assert!(problem.message.contains(said), "{line}: {problem}");
            assert_eq!((problem.file.as_str(), problem.line), ("synonyms.txt", 2));
        }
    }

    #[test]
    fn a_file_of_bad_lines_is_read_no_further() {
        let text = "a\n".repeat(1_000);
        let (_, problems) = read_synonyms(&text, "synonyms.txt");
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        let last = problems.last().unwrap();
        assert!(last.message.contains("and more"), "{last}");
        assert_eq!(last.line, MAX_PROBLEMS + 1);
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
