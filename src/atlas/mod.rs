//! The atlas: what the library says of events and error codes.
//!
//! An [`AtlasBuilder`] is given every article's [`Sheet`] once; the finished [`Atlas`] answers which articles quote an
//! event of a source, which sources have an event ID, which source a short name means, and which articles
//! name a code. It is kept with the other tables of a snapshot.

mod build;
mod fit;

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

use crate::{
    article::Role,
    evidence::{ArticleId, Code, fold_source},
};

pub use build::{AtlasBuilder, Sheet};
pub use fit::{Fit, Message};

use fit::Lexicon;

/// A word that could mean more sources than this names none.
const MOST_NAMESAKES: usize = 12;

/// What all articles say of events and codes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Atlas {
    /// By folded name; the empty one holds events whose source no article names.
    sources: BTreeMap<String, SourceEntry>,
    codes: BTreeMap<String, Vec<ArticleId>>,
    /// Made when first asked for.
    #[serde(skip)]
    templates: OnceLock<Templates>,
}

/// All quoted messages, ready to be compared with others.
#[derive(Debug)]
struct Templates {
    lexicon: Lexicon,
    /// In the order of [`Atlas::events`], those of their quotes that have a message.
    messages: Vec<Message>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SourceEntry {
    source: Source,
    events: BTreeMap<u32, AtlasEvent>,
}

/// A source of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The name that its spellings share (`msexchangeisprivate`); empty for events without a source.
    pub fold: String,
    /// The commonest spelling.
    pub name: String,
    /// How many of its events articles name.
    pub events: usize,
    /// How many articles name one.
    pub articles: usize,
}

/// One event of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtlasEvent {
    /// The event ID.
    pub id: u32,
    /// What articles say of it, those with a message text first.
    pub quotes: Vec<Quote>,
}

/// What one article says of an event, once a differing message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The article.
    pub article: ArticleId,
    /// The section that names the event; `Body` for the title.
    pub role: Role,
    /// The message text as quoted, with its placeholders.
    pub description: Option<String>,
    /// Type as written (`Error`).
    pub kind: Option<String>,
    /// Category as written.
    pub category: Option<String>,
    /// Does the title name the event?
    pub in_title: bool,
    /// Does the article quote so many events that it explains them rather than mends one?
    pub in_catalogue: bool,
}

/// A message that an article quotes.
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a> {
    /// The event's source.
    pub source: &'a Source,
    /// The event's ID.
    pub id: u32,
    /// The quote.
    pub quote: &'a Quote,
    /// Its message, ready to be compared.
    pub message: &'a Message,
}

impl Atlas {
    /// All named sources, by folded name.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources
            .values()
            .map(|entry| &entry.source)
            .filter(|source| !source.fold.is_empty())
    }

    /// The source of this name in any spelling; the empty name gives the events without a source.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources
            .get(&fold_source(name))
            .map(|entry| &entry.source)
    }

    /// The sources that `name` may mean, those with most articles first: the one of that name, or else
    /// those that end with it (`ccmc`), contain it, have it as initials (`scm`), or differ in one letter.
    /// Empty where it means none, or too many to be a name.
    pub fn sources_named(&self, name: &str) -> Vec<&Source> {
        let fold = fold_source(name);
        if fold.len() < 2 {
            return Vec::new();
        }
        if let Some(entry) = self.sources.get(&fold) {
            return vec![&entry.source];
        }
        let rules: [&dyn Fn(&Source) -> bool; 4] = [
            &|source| fold.len() >= 3 && source.fold.ends_with(&fold),
            &|source| initials(&source.name) == fold,
            &|source| fold.len() >= 3 && source.fold.contains(&fold),
            &|source| fold.len() >= 6 && differ_in_one(&source.fold, &fold),
        ];
        for rule in rules {
            let mut named: Vec<&Source> = self.sources().filter(|source| rule(source)).collect();
            if !named.is_empty() {
                if named.len() > MOST_NAMESAKES {
                    return Vec::new();
                }
                named.sort_by(|a, b| {
                    b.articles
                        .cmp(&a.articles)
                        .then_with(|| a.fold.cmp(&b.fold))
                });
                return named;
            }
        }
        Vec::new()
    }

    /// An event of a source in any spelling of its name.
    pub fn event(&self, source: &str, id: u32) -> Option<&AtlasEvent> {
        self.sources.get(&fold_source(source))?.events.get(&id)
    }

    /// The events of a source in any spelling of its name, by number.
    pub fn events_of(&self, source: &str) -> impl Iterator<Item = &AtlasEvent> {
        self.sources
            .get(&fold_source(source))
            .into_iter()
            .flat_map(|entry| entry.events.values())
    }

    /// The events of this ID with their sources, those with most articles first; last the events whose
    /// source no article names.
    pub fn with_id(&self, id: u32) -> Vec<(&Source, &AtlasEvent)> {
        let mut found: Vec<_> = self
            .sources
            .values()
            .filter_map(|entry| Some((&entry.source, entry.events.get(&id)?)))
            .collect();
        found.sort_by_key(|(source, event)| {
            (
                source.fold.is_empty(),
                std::cmp::Reverse(event.quotes.len()),
                &source.fold,
            )
        });
        found
    }

    /// The articles that name the code of this key (`status:80004005`), by id.
    pub fn articles_for_code(&self, key: &str) -> &[ArticleId] {
        self.codes.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every code that an article names, with how many do, in no particular order.
    pub fn codes(&self) -> impl Iterator<Item = (Code, usize)> {
        let codes = self.codes.iter();
        codes.filter_map(|(key, articles)| Some((Code::from_slug(key)?, articles.len())))
    }

    /// The message read with the weights that words have among all quoted messages.
    pub fn message(&self, text: &str) -> Message {
        self.templates().lexicon.message(text)
    }

    /// Every quoted message, with the event that it is quoted of.
    pub fn messages(&self) -> impl Iterator<Item = Quoted<'_>> {
        let quotes = self.events().flat_map(|(source, event)| {
            let described = event
                .quotes
                .iter()
                .filter(|quote| quote.description.is_some());
            described.map(move |quote| (source, event.id, quote))
        });
        quotes
            .zip(&self.templates().messages)
            .map(|((source, id, quote), message)| Quoted {
                source,
                id,
                quote,
                message,
            })
    }

    fn templates(&self) -> &Templates {
        self.templates.get_or_init(|| {
            let texts = || {
                self.events()
                    .flat_map(|(_, event)| &event.quotes)
                    .filter_map(|quote| quote.description.as_deref())
            };
            let lexicon = Lexicon::of(texts());
            let messages = texts().map(|text| lexicon.message(text)).collect();
            Templates { lexicon, messages }
        })
    }

    /// All events with their sources, those without source first.
    pub fn events(&self) -> impl Iterator<Item = (&Source, &AtlasEvent)> {
        self.sources.values().flat_map(|entry| {
            entry
                .events
                .values()
                .map(move |event| (&entry.source, event))
        })
    }
}

fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() < 2 {
        return String::new();
    }
    words
        .iter()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Are two names one letter apart: one more, one less, another, or two swapped?
fn differ_in_one(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let tail_of = |from: usize, to: usize| {
        one.get(from..).unwrap_or_default() == other.get(to..).unwrap_or_default()
    };
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Greater => tail_of(head + 1, head),
        std::cmp::Ordering::Less => tail_of(head, head + 1),
        std::cmp::Ordering::Equal => {
            let swapped =
                one.get(head) == other.get(head + 1) && one.get(head + 1) == other.get(head);
            tail_of(head + 1, head + 1) || (swapped && tail_of(head + 2, head + 2))
        }
    }
}

#[cfg(test)]
mod tests;
