//! What a person may be about to type: titles by their words, and other texts by how they begin.
//!
//! Both are found in a [`Beginnings`], a sorted list of texts in one string, small enough to be kept in memory. No word is
//! stemmed here: whoever is still typing has not come to its ending.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use super::tokenizer::words;
use crate::{
    evidence::{ArticleId, Code, Family},
    library::Library,
};

/// The most words of what is typed that are looked at.
const MAX_WORDS: usize = 12;

/// Titles that are put in order; of more, those that others cite most.
const MAX_COMPARED: usize = 200;

/// An article that more others cite than this is one that everybody names: how to get a service pack, what a registry
/// editor may break. It is hardly ever the one that is looked for.
const NAMED_BY_ALL: usize = 60;

/// Spellings of codes that are put in order.
const MAX_SPELLINGS: usize = 2_000;

/// What a person may be about to type.
#[derive(Debug)]
pub struct Completions {
    /// The words of all titles.
    pub titles: Titles,
    /// The spellings of all codes.
    pub codes: Codes,
}

/// Texts in order, each with the numbers of what it belongs to.
#[derive(Debug, Default)]
pub struct Beginnings {
    texts: String,
    /// Where each text ends in `texts`, and its numbers in `numbers`.
    ends: Vec<(u32, u32)>,
    numbers: Vec<u32>,
}

impl Beginnings {
    /// From texts and their numbers.
    pub fn new(all: BTreeMap<String, Vec<u32>>) -> Self {
        let mut made = Self::default();
        for (text, mut numbers) in all {
            numbers.sort_unstable();
            numbers.dedup();
            made.texts.push_str(&text);
            made.numbers.append(&mut numbers);
            // 4 GB of titles don't fit into memory anyway; what is behind that is not found.
            let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            made.ends
                .push((end(made.texts.len()), end(made.numbers.len())));
        }
        made.texts.shrink_to_fit();
        made.ends.shrink_to_fit();
        made.numbers.shrink_to_fit();
        made
    }

    /// The texts that begin with `beginning`, in order, with their numbers, ascending.
    pub fn with<'a>(&'a self, beginning: &str) -> impl Iterator<Item = (&'a str, &'a [u32])> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.text(middle) < beginning {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.ends.len())
            .map(|at| (self.text(at), self.numbers(at)))
            .take_while(move |(text, _)| text.starts_with(beginning))
    }

    /// The numbers of one text.
    fn of(&self, text: &str) -> &[u32] {
        let first = self.with(text).next();
        first
            .filter(|(found, _)| *found == text)
            .map_or(&[], |(_, numbers)| numbers)
    }

    fn end(&self, at: usize) -> (usize, usize) {
        let end = self.ends.get(at).copied().unwrap_or_default();
        (end.0 as usize, end.1 as usize)
    }

    fn start(&self, at: usize) -> (usize, usize) {
        at.checked_sub(1).map_or((0, 0), |before| self.end(before))
    }

    fn text(&self, at: usize) -> &str {
        let range = self.start(at).0..self.end(at).0;
        self.texts.get(range).unwrap_or_default()
    }

    fn numbers(&self, at: usize) -> &[u32] {
        let range = self.start(at).1..self.end(at).1;
        self.numbers.get(range).unwrap_or_default()
    }
}

/// The words of all titles.
#[derive(Debug)]
pub struct Titles {
    /// The articles, those first that others cite most; a number is a place in this list.
    articles: Vec<ArticleId>,
    words: Beginnings,
}

impl Titles {
    /// Those of a library.
    pub fn of(library: &Library) -> Self {
        let mut all: Vec<_> = library
            .iter()
            .map(|(id, entry)| {
                let cited = library.cited_by(id).len();
                (
                    if cited > NAMED_BY_ALL { 0 } else { cited },
                    id,
                    &entry.title,
                )
            })
            .collect();
        all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let mut by_word: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, (_, _, title)) in (0..).zip(&all) {
            for word in title_words(title) {
                match by_word.get_mut(&word) {
                    Some(numbers) => numbers.push(number),
                    None => drop(by_word.insert(word, vec![number])),
                }
            }
        }
        Self {
            articles: all.into_iter().map(|(_, id, _)| id.clone()).collect(),
            words: Beginnings::new(by_word),
        }
    }

    /// The `count` titles that go best with what is typed: they have all its words, the last one perhaps not finished. First
    /// those that begin with it, then those in which it stands so, each time those first that others cite most.
    pub fn typed<'a>(
        &'a self,
        typed: &str,
        library: &'a Library,
        count: usize,
    ) -> Vec<&'a ArticleId> {
        let typed = typed.to_lowercase();
        let spans: Vec<Range<usize>> = words(&typed).take(MAX_WORDS).collect();
        let word = |span: &Range<usize>| typed.get(span.clone()).unwrap_or_default();
        let Some((last, earlier)) = spans.split_last() else {
            return Vec::new();
        };
        let mut found = Numbers::new(self.articles.len());
        for (_, numbers) in self.words.with(word(last)) {
            found.add(numbers);
        }
        for span in earlier {
            let mut having = Numbers::new(self.articles.len());
            having.add(self.words.of(word(span)));
            found.keep(&having);
        }
        let all: Vec<&str> = spans.iter().map(word).collect();
        let phrase = all.join(" ");
        let mut ordered: Vec<_> = found
            .iter()
            .take(MAX_COMPARED)
            .filter_map(|number| {
                let id = self.articles.get(number)?;
                Some((place(&library.get(id)?.title, &phrase), number, id))
            })
            .collect();
        ordered.sort_unstable();
        ordered
            .into_iter()
            .take(count)
            .map(|(_, _, id)| id)
            .collect()
    }
}

/// The spellings of error codes.
#[derive(Debug)]
pub struct Codes {
    codes: Vec<Code>,
    spellings: Beginnings,
}

impl Codes {
    /// Of these codes, each given once.
    pub fn of(codes: impl Iterator<Item = Code>) -> Self {
        let codes: Vec<Code> = codes.collect();
        let mut spellings: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, code) in (0..).zip(&codes) {
            let mut all: Vec<String> = code.spellings().iter().map(|one| plain_code(one)).collect();
            if code.family == Family::Stop {
                all.push(format!("stop 0x{}", code.value));
                let short: Vec<String> = all
                    .iter()
                    .filter_map(|one| one.strip_prefix("stop 0x"))
                    .map(|digits| format!("0x{digits}"))
                    .collect();
                all.extend(short);
            }
            for spelling in all {
                spellings.entry(spelling).or_default().push(number);
            }
        }
        Self {
            codes,
            spellings: Beginnings::new(spellings),
        }
    }

    /// The `count` codes of which a spelling begins with what is typed: first those that are typed whole, then those with most
    /// articles. None where only words are typed.
    pub fn typed(&self, typed: &str, articles: &dyn Fn(&Code) -> usize, count: usize) -> Vec<Code> {
        let typed = plain_code(typed);
        let is_code = typed.len() > 1 && typed.bytes().any(|b| b.is_ascii_digit() || b == b'_');
        if !is_code {
            return Vec::new();
        }
        let mut found: BTreeMap<u32, bool> = BTreeMap::new();
        for (spelling, numbers) in self.spellings.with(&typed).take(MAX_SPELLINGS) {
            for number in numbers {
                *found.entry(*number).or_default() |= spelling == typed;
            }
        }
        let mut ordered: Vec<_> = found
            .into_iter()
            .filter_map(|(number, is_whole)| {
                let code = self.codes.get(number as usize)?;
                Some((!is_whole, Reverse(articles(code)), code))
            })
            .collect();
        ordered.sort_unstable();
        ordered
            .into_iter()
            .take(count)
            .map(|(_, _, code)| code.clone())
            .collect()
    }
}

/// A code's spelling as people agree on it: `STOP: 0x1E` and `Stop error 0x1e` are one.
fn plain_code(text: &str) -> String {
    let text = text.to_lowercase();
    let separates =
        |c: char| c.is_whitespace() || matches!(c, ':' | '\'' | '"' | '#' | '(' | ')' | ',');
    let mut plain = String::with_capacity(text.len());
    for word in text.split(separates).filter(|word| !word.is_empty()) {
        let is_said_besides = matches!(word, "code" | "number" | "message" | "no")
            || (word == "error" && plain == "stop");
        if is_said_besides {
            continue;
        }
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(if word == "err" { "error" } else { word });
    }
    plain
}

/// Where a title has words side by side, of which the last one may go on: 0 at its beginning or behind its `XADM:`, 1 further
/// on, 2 nowhere.
fn place(title: &str, phrase: &str) -> u8 {
    let plain = |text: &str| -> String {
        let text = text.to_lowercase();
        let all: Vec<&str> = words(&text).filter_map(|span| text.get(span)).collect();
        all.join(" ")
    };
    let behind = title.split_once(": ").map_or("", |(_, rest)| rest);
    let whole = plain(title);
    if whole.starts_with(phrase) || plain(behind).starts_with(phrase) {
        0
    } else if whole.contains(&format!(" {phrase}")) {
        1
    } else {
        2
    }
}

/// The words of a title in lower case, and those of a name like `cc:Mail` as one.
fn title_words(title: &str) -> Vec<String> {
    let title = title.to_lowercase();
    let mut all = Vec::new();
    for name in title.split_whitespace() {
        let before = all.len();
        all.extend(
            words(name)
                .filter_map(|span| name.get(span))
                .map(str::to_owned),
        );
        if all.len() > before + 1 {
            all.push(name.chars().filter(|c| c.is_alphanumeric()).collect());
        }
    }
    all
}

/// A set of numbers below a bound.
struct Numbers(Vec<u64>);

impl Numbers {
    fn new(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    fn add(&mut self, numbers: &[u32]) {
        for number in numbers {
            if let Some(bits) = self.0.get_mut(*number as usize / 64) {
                *bits |= 1 << (number % 64);
            }
        }
    }

    fn keep(&mut self, others: &Self) {
        for (bits, others) in self.0.iter_mut().zip(&others.0) {
            *bits &= others;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let ones = |bits: u64| (0..64).filter(move |bit| bits >> bit & 1 == 1);
        let all = self.0.iter().enumerate().filter(|(_, bits)| **bits != 0);
        all.flat_map(move |(at, bits)| ones(*bits).map(move |bit| at * 64 + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Format, read},
        library::{Card, LibraryBuilder, Origin},
    };
    use proptest::prelude::*;

    fn library() -> Library {
        let mut builder = LibraryBuilder::default();
        for (number, (title, cites)) in [
            ("XADM: Mail Waits in the Queue", ""),
            ("Mail Queue of the cc:Mail Connector Grows", ""),
            ("The Queue of Mail Grows", "LAMP-1"),
            ("Mailbox Is Full", "LAMP-1"),
            ("Printer 95 Stops", "LAMP-2"),
        ]
        .iter()
        .enumerate()
        {
            let source =
                format!("---\nid: LAMP-{number}\ntitle: \"{title}\"\n---\n\nSee {cites}.\n");
            let (articles, problems) = read(Format::Own, source.as_bytes(), "sample.md", None);
            assert_eq!(problems, []);
            let origin = Origin {
                layer: 0,
                path: number.to_string(),
                files: Vec::new(),
            };
            builder.add(&Card::of(articles.first().unwrap()), origin);
        }
        builder.finish().0
    }

    #[test]
    fn codes_are_found_by_any_spelling() {
        let keys = [
            "status:80004005",
            "status:80004002",
            "stop:1e",
            "stop:19",
            "jet:-1018",
            "win32:1018",
        ];
        let codes = Codes::of(keys.into_iter().filter_map(Code::from_key));
        let articles = |code: &Code| if code.value == "80004005" { 9 } else { 1 };
        for (typed, expect) in [
            ("0x8000", "status:80004005 status:80004002"),
            ("E_FA", "status:80004005"),
            ("-21474672", "status:80004005"),
            ("stop 1", "stop:19 stop:1e"),
            ("STOP: 0x1e", "stop:1e"),
            ("stop error 0x0000001", "stop:1e stop:19"),
            ("0x1e", "stop:1e"),
            ("-101", "jet:-1018"),
            ("error 1018", "win32:1018"),
            ("stop", ""),
            ("error", ""),
            ("", ""),
        ] {
            let found = codes.typed(typed, &articles, 8);
            let mut found: Vec<_> = found.iter().map(Code::key).collect();
            let mut expect: Vec<&str> = expect.split_whitespace().collect();
            if typed.starts_with("stop") {
                // No article tells them apart.
                found.sort();
                expect.sort();
            }
            assert_eq!(found, expect, "{typed}");
        }
    }

    #[test]
    fn titles_have_all_words_and_the_best_come_first() {
        let library = library();
        let titles = Titles::of(&library);
        for (typed, expect) in [
            ("mail", vec!["LAMP-1", "LAMP-0", "LAMP-3", "LAMP-2"]),
            ("Mail Q", vec!["LAMP-1", "LAMP-2", "LAMP-0"]),
            ("queue of mail", vec!["LAMP-2", "LAMP-1"]),
            ("mai queue", vec![]),
            ("ccma", vec!["LAMP-1"]),
            ("cc:mail conn", vec!["LAMP-1"]),
            ("printer 9", vec!["LAMP-4"]),
            ("", vec![]),
            ("?!", vec![]),
        ] {
            let found: Vec<_> = titles
                .typed(typed, &library, 8)
                .iter()
                .map(|id| id.as_str())
                .collect();
            assert_eq!(found, expect, "{typed}");
        }
        assert_eq!(titles.typed("mail", &library, 2).len(), 2);
    }

    proptest! {
        #[test]
        fn what_begins_so_is_found_as_by_looking_at_each(
            texts in proptest::collection::btree_map("[ab0é]{1,4}", proptest::collection::vec(0u32..9, 1..4), 0..12),
            beginning in "[ab0é]{0,3}",
        ) {
            let made = Beginnings::new(texts.clone());
            let found: Vec<&str> = made.with(&beginning).map(|(text, _)| text).collect();
            let expect: Vec<&str> = texts.keys().filter(|text| text.starts_with(&beginning)).map(String::as_str).collect();
            prop_assert_eq!(found, expect);
            for (text, numbers) in &texts {
                prop_assert!(numbers.iter().all(|number| made.of(text).contains(number)));
            }
        }

        #[test]
        fn anything_may_be_typed(typed in "(?s).{0,80}") {
            let library = library();
            Titles::of(&library).typed(&typed, &library, 8);
        }
    }
}
