//! The finished atlas and its look-ups.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

use super::{
    code::{CodeEntry, CodeInArticle},
    fit::{Lexicon, Message},
    name::{differ_in_one, has_initials},
    source::{AtlasEvent, Quote, Source, SourceEntry},
};
use crate::evidence::{ArticleId, Code, fold_source};

/// The most sources that a name can stand for.
const MAX_NAMESAKES: usize = 12;

/// What all articles say about events and codes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Atlas {
    /// By folded name; the empty one holds events whose source no article mentions.
    sources: BTreeMap<String, SourceEntry>,
    /// Folded names that are typos, with the source that is meant.
    typos: BTreeMap<String, String>,
    /// By key.
    codes: BTreeMap<String, CodeEntry>,
    /// Made on first use.
    #[serde(skip)]
    quoted: OnceLock<QuotedMessages>,
}

/// All quoted messages, ready to be compared with others.
#[derive(Debug)]
struct QuotedMessages {
    lexicon: Lexicon,
    /// In the order of [`Atlas::events`], one for each quote that has a message.
    messages: Vec<Message>,
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
    /// The atlas of these tables; see the fields.
    pub(super) fn new(
        sources: BTreeMap<String, SourceEntry>,
        typos: BTreeMap<String, String>,
        codes: BTreeMap<String, CodeEntry>,
    ) -> Self {
        let quoted = OnceLock::new();
        Self {
            sources,
            typos,
            codes,
            quoted,
        }
    }

    /// All named sources, by folded name.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources
            .values()
            .map(|entry| &entry.source)
            .filter(|source| !source.fold.is_empty())
    }

    /// The source of this name in any spelling, even a typo; the empty name gives the events
    /// without a source.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.entry(name).map(|entry| &entry.source)
    }

    fn entry(&self, name: &str) -> Option<&SourceEntry> {
        let fold = fold_source(name);
        let fold = self.typos.get(&fold).unwrap_or(&fold);
        self.sources.get(fold)
    }

    /// The sources that `name` may mean, those with the most articles first. The first of these
    /// rules that finds any decides: the source with exactly that name; those that end with it
    /// (`ccmc`); those that have it as initials (`scm`); those that contain it; those that differ
    /// in one letter; and last, the same for what is before ` - `. A name that is cut off
    /// (`Service Control M...`) means the source that begins with it, if there is only one. Empty
    /// if nothing is found, or too many sources for a name.
    pub fn sources_named(&self, name: &str) -> Vec<&Source> {
        let fold = fold_source(name);
        if fold.len() < 2 {
            return Vec::new();
        }
        if let Some(source) = self.source(&fold) {
            return vec![source];
        }
        // Tables cut off long names.
        if name.trim_end().ends_with("...") {
            let mut whole = self
                .sources()
                .filter(|source| source.fold.starts_with(&fold));
            return match (whole.next(), whole.next()) {
                (Some(only), None) => vec![only],
                _ => Vec::new(),
            };
        }
        let rules: [&dyn Fn(&Source) -> bool; 4] = [
            &|source| fold.len() >= 3 && source.fold.ends_with(&fold),
            &|source| has_initials(&source.name, &fold),
            &|source| fold.len() >= 3 && source.fold.contains(&fold),
            &|source| fold.len() >= 6 && differ_in_one(&source.fold, &fold),
        ];
        for rule in rules {
            let mut found: Vec<&Source> = self.sources().filter(|source| rule(source)).collect();
            if !found.is_empty() {
                if found.len() > MAX_NAMESAKES {
                    return Vec::new();
                }
                found.sort_by(|a, b| {
                    b.articles
                        .cmp(&a.articles)
                        .then_with(|| a.fold.cmp(&b.fold))
                });
                return found;
            }
        }
        // `MSExchangeMTA - Interface` is a part of `MSExchangeMTA`.
        let head = name.split_once(" - ").map(|(head, _)| head);
        head.map(|head| self.sources_named(head))
            .unwrap_or_default()
    }

    /// An event of a source in any spelling of its name.
    pub fn event(&self, source: &str, id: u32) -> Option<&AtlasEvent> {
        self.entry(source)?.events.get(&id)
    }

    /// The events of a source in any spelling of its name, by ID.
    pub fn events_of(&self, source: &str) -> impl Iterator<Item = &AtlasEvent> {
        self.entry(source)
            .into_iter()
            .flat_map(|entry| entry.events.values())
    }

    /// The events with this ID and their sources, those with the most quotes first; events whose
    /// source no article mentions come last.
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

    /// Reads a message, using the weights that its words have among all quoted messages.
    pub fn message(&self, text: &str) -> Message {
        self.quoted().lexicon.message(text)
    }

    /// Every quoted message, with the event that it belongs to.
    pub fn messages(&self) -> impl Iterator<Item = Quoted<'_>> {
        let quotes = self.events().flat_map(|(source, event)| {
            let described = event
                .quotes
                .iter()
                .filter(|quote| quote.description.is_some());
            described.map(move |quote| (source, event.id, quote))
        });
        quotes
            .zip(&self.quoted().messages)
            .map(|((source, id, quote), message)| Quoted {
                source,
                id,
                quote,
                message,
            })
    }

    fn quoted(&self) -> &QuotedMessages {
        self.quoted.get_or_init(|| {
            let texts = || {
                self.events()
                    .flat_map(|(_, event)| &event.quotes)
                    .filter_map(|quote| quote.description.as_deref())
            };
            let lexicon = Lexicon::of(texts());
            let messages = texts().map(|text| lexicon.message(text)).collect();
            QuotedMessages { lexicon, messages }
        })
    }

    /// All events with their sources; those without a source come first.
    pub fn events(&self) -> impl Iterator<Item = (&Source, &AtlasEvent)> {
        self.sources.values().flat_map(|entry| {
            entry
                .events
                .values()
                .map(move |event| (&entry.source, event))
        })
    }

    /// The articles that mention the code with this key (`status:80004005`), by ID.
    pub fn articles_by_code_key(&self, key: &str) -> &[ArticleId] {
        self.codes.get(key).map_or(&[], CodeEntry::articles)
    }

    /// The mentions of a code, one for each article: first those where this code is the likeliest
    /// reading; of these, first those in the title; then by section and ID.
    pub fn code_mentions(&self, code: &Code) -> Vec<CodeInArticle<'_>> {
        let entry = self.codes.get(&code.key());
        entry.map(CodeEntry::mentions).unwrap_or_default()
    }

    /// Every code that is the likeliest reading in some article, with the number of all articles
    /// that may mention it; in no particular order.
    pub fn codes(&self) -> impl Iterator<Item = (Code, usize)> {
        self.codes.iter().filter_map(|(key, entry)| {
            let code = Code::from_slug(key).filter(|_| entry.is_likely())?;
            Some((code, entry.articles().len()))
        })
    }
}
