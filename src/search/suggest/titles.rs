//! Titles found by the words typed so far.

use foldhash::{HashMap, HashMapExt};

use super::beginnings::Beginnings;
use crate::{
    evidence::ArticleId,
    library::Library,
    search::index::{folded, words},
};

/// The most typed words that are used.
const MAX_WORDS: usize = 12;

/// The most titles that are sorted; if there are more, those that others cite most.
const MAX_COMPARED: usize = 200;

/// An article that more others cite is one that everybody mentions, such as how to get a service
/// pack or a warning about the registry editor. People hardly ever look for it.
const NAMED_BY_ALL: usize = 60;

/// The words of all titles.
#[derive(Debug)]
pub struct Titles {
    /// The articles, those that others cite most first; a number is an index in this list.
    articles: Vec<ArticleId>,
    words: Beginnings,
}

impl Titles {
    /// The words of the titles in a library.
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
        let mut by_word: HashMap<String, Vec<u32>> = HashMap::new();
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

    /// Up to `count` titles that best match the typed text: they have all its words, the last of
    /// which may be incomplete. First those that begin with the text, then those that contain it;
    /// among each, those that others cite most come first.
    pub fn typed<'a>(
        &'a self,
        typed: &str,
        library: &'a Library,
        count: usize,
    ) -> Vec<&'a ArticleId> {
        let typed: Vec<String> = folded_words(typed).take(MAX_WORDS).collect();
        let Some((last, earlier)) = typed.split_last() else {
            return Vec::new();
        };
        let mut found = Numbers::new(self.articles.len());
        for (_, numbers) in self.words.with(last) {
            found.add(numbers);
        }
        for word in earlier {
            let mut having = Numbers::new(self.articles.len());
            having.add(self.words.of(word));
            found.keep(&having);
        }
        let phrase = typed.join(" ");
        let mut ordered: Vec<_> = found
            .iter()
            .take(MAX_COMPARED)
            .filter_map(|number| {
                let id = self.articles.get(number)?;
                Some((fit(&library.get(id)?.title, &phrase), number, id))
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

/// How well a title matches the typed text: whether it has it at its beginning or after its `XADM:`
/// (0), further on (1) or nowhere in sequence (2), and whether the last word is only the beginning
/// of a longer one.
fn fit(title: &str, phrase: &str) -> (u8, bool) {
    let plain = |text: &str| -> String {
        folded_words(text).fold(String::from(" "), |mut plain, word| {
            plain.push_str(&word);
            plain.push(' ');
            plain
        })
    };
    let (whole, after) = (plain(title), title.split_once(": "));
    let after = after.map_or_else(String::new, |(_, rest)| plain(rest));
    let (begun, finished) = (format!(" {phrase}"), format!(" {phrase} "));
    let place = if whole.starts_with(&begun) || after.starts_with(&begun) {
        0
    } else if whole.contains(&begun) {
        1
    } else {
        2
    };
    (place, !whole.contains(&finished))
}

/// The words of a title in lower case and without accents; those of a name like `cc:Mail` also as
/// one.
fn title_words(title: &str) -> Vec<String> {
    let mut all = Vec::new();
    for name in title.split_whitespace() {
        let before = all.len();
        all.extend(folded_words(name));
        if all.len() > before + 1 {
            let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
            all.push(folded(&letters));
        }
    }
    all
}

/// The words of a text in lower case and without accents.
fn folded_words(text: &str) -> impl Iterator<Item = String> {
    words(text).map(|span| folded(text.get(span).unwrap_or_default()))
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
        article::{ArticleTexts, Format, read},
        library::{LibraryBuilder, LibraryCard, Origin},
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
            };
            let article = articles.first().unwrap();
            builder.add(
                &LibraryCard::of(article, &ArticleTexts::of(article)),
                origin,
            );
        }
        builder.finish().library
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
        fn anything_may_be_typed(typed in "(?s).{0,80}") {
            let library = library();
            Titles::of(&library).typed(&typed, &library, 8);
        }
    }
}
