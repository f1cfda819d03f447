//! An event as the pages show it.

use crate::{
    atlas::{AtlasEvent, Source},
    lookup::{Knowledge, claiming},
    snapshot::Snapshot,
    web::{
        limits::SEARCH, links::EventLink, pages::guides::GuideLink, portal::Portal,
        rows::ArticleRow, sections::section_name,
    },
};

use super::address::event_address;

/// The most articles of an event that is one of many on a page.
const FEW: usize = 5;

/// An event as the pages show it.
pub struct EventView {
    /// Its name and link.
    pub link: EventLink,
    /// What articles quote about it.
    pub quotes: Vec<QuoteView>,
    /// How many more articles are on its own page.
    pub more: usize,
    /// Guides that claim it, each starting with the event already known.
    pub guides: Vec<GuideLink>,
}

/// What one article says about an event.
pub struct QuoteView {
    /// The article.
    pub article: ArticleRow,
    /// The section that quotes it; empty if the article has no sections.
    pub section: String,
    /// The message text it quotes.
    pub description: String,
}

impl EventView {
    /// The view of an event of a source.
    pub fn new(source: &Source, event: &AtlasEvent, snapshot: &Snapshot, portal: &Portal) -> Self {
        let mut quotes: Vec<QuoteView> = Vec::new();
        for quote in &event.quotes {
            let description = quote.description.clone().unwrap_or_default();
            match quotes
                .iter_mut()
                .find(|one| one.article.id == quote.article)
            {
                Some(known) if known.description.is_empty() => known.description = description,
                Some(_) => {}
                None => quotes.push(QuoteView {
                    article: ArticleRow::new(&quote.article, snapshot, &portal.paths),
                    section: section_name(quote.role),
                    description,
                }),
            }
        }
        Self {
            link: EventLink {
                source: source.name.clone(),
                id: event.id,
                href: event_address(portal, source, event.id),
            },
            quotes,
            more: 0,
            guides: GuideLink::all(
                &claiming(&Knowledge::of(snapshot, SEARCH), &source.fold, event.id),
                &portal.paths,
            ),
        }
    }

    /// The event with only a few of its articles.
    pub fn in_short(mut self) -> Self {
        self.more = self.quotes.len().saturating_sub(FEW);
        self.quotes.truncate(FEW);
        self
    }
}

/// The events with this ID from other sources.
pub(super) fn of_other_sources(
    portal: &Portal,
    snapshot: &Snapshot,
    fold: &str,
    id: u32,
) -> Vec<EventLink> {
    let others = snapshot.atlas.with_id(id).into_iter();
    others
        .filter(|(other, _)| other.fold != fold && !other.fold.is_empty())
        .map(|(other, _)| EventLink {
            source: other.name.clone(),
            id,
            href: portal.paths.event(&other.fold, id),
        })
        .collect()
}
