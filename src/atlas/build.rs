//! Builds the atlas, article by article.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    code::{CodeEntry, CodePlace},
    name::{Usage, initials, typos},
    source::{AtlasEvent, Quote, Source, SourceEntry},
    tables::Atlas,
};
use crate::{
    article::{Article, ArticleTexts, PartText, Role},
    evidence::{ArticleId, EventRecord, fold_source, quoted_among},
};

/// An article that quotes more events than this is a catalog of them.
const CATALOG: usize = 40;
/// The most bytes of a quoted message; longer ones are cut.
const LONGEST_DESCRIPTION: usize = 600;
/// The most events and the most codes that are kept from one article.
const MAX_PER_ARTICLE: usize = 1_000;

/// What the atlas takes from one article; a pure function of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AtlasCard {
    article: ArticleId,
    /// The first mention of each code, by the code's key.
    codes: BTreeMap<String, CodePlace>,
    /// The name of the source (empty if the article mentions none), the event ID, and what is said
    /// about the event.
    quotes: Vec<(String, u32, Quote)>,
}

impl AtlasCard {
    /// Gives the article another ID.
    pub fn rename(&mut self, id: ArticleId) {
        self.article = id;
    }

    /// The card of an article.
    pub fn of(article: &Article, texts: &ArticleTexts) -> Self {
        let quoted = |text: &PartText| {
            let events = &text.mentions.events;
            quoted_among(&text.plain, events.get(..MAX_PER_ARTICLE).unwrap_or(events))
        };
        let in_title: Vec<EventRecord> = quoted(&texts.title);
        let mut in_sections: Vec<(Role, EventRecord)> = Vec::new();
        let mut codes = BTreeMap::new();
        keep_codes(&texts.title, Role::Body, true, &mut codes);
        for (section, text) in article.sections.iter().zip(&texts.sections) {
            keep_codes(text, section.role, false, &mut codes);
            let records = quoted(text).into_iter();
            in_sections.extend(records.map(|record| (section.role, record)));
            in_sections.truncate(MAX_PER_ARTICLE);
        }
        let distinct: BTreeSet<u32> = in_sections
            .iter()
            .filter_map(|(_, quoted)| quoted.id)
            .collect();
        let in_catalog = distinct.len() > CATALOG;
        let title_ids: BTreeSet<u32> = in_title.iter().filter_map(|quoted| quoted.id).collect();
        // A source that is mentioned with an ID anywhere in the article applies wherever that ID is
        // mentioned without one.
        let mut sources: HashMap<u32, String> = HashMap::new();
        for quoted in in_sections
            .iter()
            .map(|(_, quoted)| quoted)
            .chain(&in_title)
        {
            if let (Some(source), Some(id)) = (&quoted.source, quoted.id) {
                sources.entry(id).or_insert_with(|| source.clone());
            }
        }
        let mut quotes = Vec::new();
        for (role, quoted) in in_sections
            .into_iter()
            .chain(in_title.into_iter().map(|q| (Role::Body, q)))
        {
            let Some(id) = quoted.id else { continue };
            let source = quoted.source.as_ref().or_else(|| sources.get(&id));
            let name = source
                .map(|name| plain_name(name).to_owned())
                .filter(|name| is_name(name))
                .unwrap_or_default();
            let quote = Quote {
                article: article.id.clone(),
                role,
                description: quoted.description.map(|text| clipped(&text)),
                kind: quoted.kind,
                category: quoted.category,
                in_title: title_ids.contains(&id),
                in_catalog,
            };
            quotes.push((name, id, quote));
        }
        Self {
            article: article.id.clone(),
            codes,
            quotes,
        }
    }

    /// Whether the article is a catalog of events.
    pub fn is_catalog(&self) -> bool {
        self.quotes.iter().any(|(_, _, quote)| quote.in_catalog)
    }
}

/// Collects what articles say about events and codes. Each article's card is added once.
#[derive(Debug, Default)]
pub struct AtlasBuilder {
    sources: BTreeMap<String, GatheredSource>,
    codes: BTreeMap<String, BTreeMap<ArticleId, CodePlace>>,
}

/// What is known about a source so far.
#[derive(Debug, Default)]
struct GatheredSource {
    spellings: HashMap<String, usize>,
    events: BTreeMap<u32, Vec<Quote>>,
}

impl AtlasBuilder {
    /// Adds the card of an article.
    pub fn add(&mut self, card: AtlasCard) {
        for (code, place) in card.codes {
            let articles = self.codes.entry(code).or_default();
            articles.insert(card.article.clone(), place);
        }
        let mut said: HashMap<(String, u32), HashSet<Option<String>>> = HashMap::new();
        for (name, id, quote) in card.quotes {
            let fold = fold_source(&name);
            let said = said.entry((fold.clone(), id)).or_default();
            let gathered = self.sources.entry(fold).or_default();
            *gathered.spellings.entry(name).or_default() += 1;
            keep(gathered.events.entry(id).or_default(), quote, said);
        }
    }

    /// Moves the events of misspelled names to the names that were meant, and returns the
    /// misspelled names with these.
    fn fold_typos(&mut self) -> BTreeMap<String, String> {
        let names = self.sources.iter().map(|(name, gathered)| {
            let quotes = gathered.events.values().flatten();
            let articles: BTreeSet<&ArticleId> = quotes.map(|quote| &quote.article).collect();
            let spellings = gathered.spellings.keys().map(|spelling| initials(spelling));
            let usage = Usage {
                articles: articles.len(),
                initials: spellings.max().unwrap_or_default(),
            };
            (name.as_str(), usage)
        });
        let typos = typos(&names.collect());
        for (typo, meant) in &typos {
            let Some(gathered) = self.sources.remove(typo) else {
                continue;
            };
            let source = self.sources.entry(meant.clone()).or_default();
            for (id, quotes) in gathered.events {
                source.events.entry(id).or_default().extend(quotes);
            }
        }
        typos
    }

    /// The finished atlas.
    pub fn finish(mut self) -> Atlas {
        let typos = self.fold_typos();
        let mut sources = BTreeMap::new();
        for (fold, gathered) in self.sources {
            let spelling = gathered
                .spellings
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            let events: BTreeMap<u32, AtlasEvent> = gathered
                .events
                .into_iter()
                .map(|(id, mut quotes)| {
                    quotes.sort_by_key(|quote| {
                        (
                            quote.in_catalog,
                            quote.description.is_none(),
                            !quote.in_title,
                        )
                    });
                    (id, AtlasEvent { id, quotes })
                })
                .collect();
            let articles: BTreeSet<&ArticleId> = events
                .values()
                .flat_map(|event| event.quotes.iter().map(|q| &q.article))
                .collect();
            let source = Source {
                name: spelling.map(|(name, _)| name).unwrap_or_default(),
                events: events.len(),
                articles: articles.len(),
                fold: fold.clone(),
            };
            sources.insert(fold, SourceEntry { source, events });
        }
        let codes = self.codes.into_iter();
        let codes = codes.map(|(key, mentions)| (key, CodeEntry::new(mentions)));
        Atlas::new(sources, typos, codes.collect())
    }
}

/// Adds a quote, unless the article says the same already according to `said`; a quote with a
/// message replaces one without.
fn keep(quotes: &mut Vec<Quote>, quote: Quote, said: &mut HashSet<Option<String>>) {
    if said.contains(&quote.description) || (quote.description.is_none() && !said.is_empty()) {
        return;
    }
    // A quote without a message is always the article's first, and so far its only one.
    if said.remove(&None) {
        quotes.pop();
    }
    said.insert(quote.description.clone());
    quotes.push(quote);
}

/// Records where a text mentions each code: the first mention, or a later one whose reading is more
/// certain.
fn keep_codes(
    text: &PartText,
    role: Role,
    in_title: bool,
    places: &mut BTreeMap<String, CodePlace>,
) {
    for mention in &text.mentions.codes {
        if places.len() >= MAX_PER_ARTICLE {
            return;
        }
        for (at, code) in mention.readings.iter().enumerate() {
            if code.is_plain_number() {
                continue;
            }
            let place = CodePlace {
                role,
                in_title,
                is_likeliest: at == 0,
            };
            match places.get_mut(&code.key()) {
                // A title is in no section, so the first section that mentions the code is the one
                // to read.
                Some(known) if known.in_title && known.role == Role::Body => {
                    known.role = role;
                    known.is_likeliest |= place.is_likeliest;
                }
                Some(known) if place.is_likeliest && !known.is_likeliest => {
                    *known = CodePlace {
                        in_title: known.in_title,
                        ..place
                    };
                }
                Some(_) => {}
                None => {
                    places.insert(code.key(), place);
                }
            }
        }
    }
}

/// Whether a text can be the name of a source, rather than a sentence or list that the name was cut
/// from.
fn is_name(text: &str) -> bool {
    text.len() <= 40 && text.split_whitespace().count() <= 5 && !text.contains(['"', '='])
}

/// `SNA Server (or SNA Application)` is filed under `SNA Server`.
fn plain_name(name: &str) -> &str {
    match name.split_once('(') {
        Some((head, _)) if head.trim().len() >= 3 => head.trim(),
        _ => name,
    }
}

fn clipped(text: &str) -> String {
    text.get(..text.floor_char_boundary(LONGEST_DESCRIPTION))
        .unwrap_or_default()
        .to_owned()
}
