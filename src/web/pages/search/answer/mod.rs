//! The answer card: where a query names an event, a code or an article and little else, all that it may mean, each with
//! its articles and guides. Nothing is guessed: what reads in several ways is shown in all of them.

mod code;
mod event;

use std::collections::BTreeSet;

use super::named::Named;
use crate::{
    article::Role,
    evidence::ArticleId,
    search::Hit,
    snapshot::Snapshot,
    web::{
        articles::{ArticleRow, section_name},
        pages::guides::{GuideLink, resting_on},
        portal::Portal,
    },
};

/// Readings that are shown with their articles; the others are links.
const OPEN: usize = 3;
/// Of a bare number, events among them.
const OPEN_EVENTS: usize = 2;
/// Articles of a reading.
const ARTICLES: usize = 3;
/// Links to other readings.
const OTHERS: usize = 12;
/// Events or codes that are offered where no article has the one named.
const NEAR: usize = 5;

/// The answer card.
pub struct Card {
    /// The likeliest readings, with their articles.
    pub open: Vec<Reading>,
    /// Other readings, as links: name, address, articles.
    pub others: Vec<Link>,
    /// The address of all sources with such an event, and how many there are, where not all are shown.
    pub all_sources: Option<(String, usize)>,
    /// Other spellings that it reads as, but that no article names.
    pub unnamed: Vec<String>,
}

/// A thing that the query may mean.
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Its page; empty where it has none.
    pub href: String,
    /// What it is called or means; empty where that is not known.
    pub meaning: String,
    /// Its other spellings.
    pub spellings: Vec<String>,
    /// The first articles.
    pub articles: Vec<AnswerRow>,
    /// How many articles name it.
    pub total: usize,
    /// Guides that take care of it.
    pub guides: Vec<GuideLink>,
    /// Said where no article names it.
    pub nothing: String,
    /// Like things that articles do name, where none names it.
    pub near: Vec<Link>,
}

/// An article of a reading.
pub struct AnswerRow {
    /// The article.
    pub article: ArticleRow,
    /// Where it names the thing.
    pub place: String,
    /// The message that it quotes.
    pub quote: String,
}

/// A link with how much lies behind it.
pub struct Link {
    /// What it leads to.
    pub name: String,
    /// Where.
    pub href: String,
    /// How many articles; 0 where that is not counted.
    pub articles: usize,
}

/// What the readings are made from.
pub struct Answers<'a> {
    /// The content.
    pub snapshot: &'a Snapshot,
    /// Makes the links.
    pub portal: &'a Portal,
    /// The first hits for the query: of a reading's articles they come first.
    pub hits: &'a [Hit],
}

impl Answers<'_> {
    /// The card for what a query names; `None` where nothing is known of it.
    pub fn card(&self, named: &Named) -> Option<Card> {
        let mut unnamed = Vec::new();
        let events: Vec<(bool, Reading)> = (named.events.iter())
            .flat_map(|id| self.events(*id, named))
            .collect();
        let codes = self.codes(named, &mut unnamed);
        let article = named
            .article
            .iter()
            .filter_map(|id| self.article(id, named));
        let article: Vec<Reading> = article.collect();
        if let Some(number) = named.number.filter(|_| events.is_empty()) {
            unnamed.insert(0, format!("Event {number}"));
        }
        let mut open = Vec::new();
        let mut rest = Vec::new();
        let open_events = match codes.is_empty() && article.is_empty() {
            true => OPEN,
            false => OPEN_EVENTS,
        };
        for (is_meant, reading) in events {
            let is_open = is_meant && open.len() < open_events;
            if is_open { &mut open } else { &mut rest }.push(reading);
        }
        for reading in codes.into_iter().chain(article) {
            let is_open = open.len() < OPEN;
            if is_open { &mut open } else { &mut rest }.push(reading);
        }
        if open.is_empty() {
            return None;
        }
        let mut guides = BTreeSet::new();
        for reading in &mut open {
            reading
                .guides
                .retain(|guide| guides.insert(guide.id.clone()));
        }
        let all_sources = match named.events.as_slice() {
            [id] => {
                let all = self.snapshot.atlas.with_id(*id).into_iter();
                let sources = all.filter(|(source, _)| !source.fold.is_empty()).count();
                (sources > 1).then(|| (self.portal.paths.events_with_id(*id), sources))
            }
            _ => None,
        };
        let others = rest.into_iter().take(OTHERS).map(|reading| Link {
            name: reading.name,
            href: reading.href,
            articles: reading.total,
        });
        Some(Card {
            open,
            others: others.collect(),
            all_sources,
            unnamed,
        })
    }

    /// An article that is named by its id: itself, or who cites it.
    fn article(&self, id: &ArticleId, named: &Named) -> Option<Reading> {
        let (library, paths) = (&self.snapshot.library, &self.portal.paths);
        let row = |id: &ArticleId, place: &str| AnswerRow {
            article: ArticleRow::new(id, self.snapshot, paths),
            place: place.to_owned(),
            quote: String::new(),
        };
        if library.get(id).is_some() {
            return Some(Reading {
                articles: vec![row(id, "")],
                total: 1,
                guides: resting_on(self.snapshot, self.portal, id),
                ..Reading::named(format!("Article {id}"), paths.article(id))
            });
        }
        let citing = library.cited_by(id);
        // Words such as `MS-DOS6` look like ids, and most numbers are none.
        if citing.is_empty() && (named.is_bare || id.number().is_none()) {
            return None;
        }
        let nothing = match citing.len() {
            0 => format!("{id} is not in this knowledge base, and no article cites it."),
            1 => format!("{id} is not in this knowledge base. One article cites it:"),
            count => format!("{id} is not in this knowledge base. {count} articles cite it:"),
        };
        let cites = citing.iter().take(ARTICLES);
        Some(Reading {
            nothing,
            articles: cites.map(|id| row(id, "")).collect(),
            total: citing.len(),
            ..Reading::named(format!("Article {id}"), paths.missing(id))
        })
    }
}

impl Card {
    /// Whether a guide stands in it.
    pub fn has_guide(&self, id: &str) -> bool {
        let mut guides = self.open.iter().flat_map(|reading| &reading.guides);
        guides.any(|guide| guide.id == id)
    }
}

impl Reading {
    fn named(name: String, href: String) -> Self {
        Self {
            name,
            href,
            meaning: String::new(),
            spellings: Vec::new(),
            articles: Vec::new(),
            total: 0,
            guides: Vec::new(),
            nothing: String::new(),
            near: Vec::new(),
        }
    }

    /// How many articles are not shown.
    pub fn more(&self) -> usize {
        self.total.saturating_sub(self.articles.len())
    }
}

fn place(in_title: bool, section: Option<Role>) -> String {
    let section = section.map(section_name).unwrap_or_default();
    match (in_title, section.is_empty()) {
        (true, true) => "in the title".to_owned(),
        (true, false) => format!("in the title and in {section}"),
        (false, false) => format!("in {section}"),
        (false, true) => "in the text".to_owned(),
    }
}
