//! Events as readings: one a source, since an ID means something only together with its source.

use std::collections::BTreeSet;

use super::{super::named::Named, ARTICLES, AnswerRow, Answers, Link, NEAR, Reading, place};
use crate::{
    article::Role,
    atlas::{AtlasEvent, Quote, Source},
    evidence::ArticleId,
    web::{
        articles::ArticleRow,
        pages::{events::beginning, guides::claiming},
    },
};

impl Answers<'_> {
    /// The events of this ID, each with whether the query means it: those of the sources that it names, which come
    /// first, or all where it names none.
    pub(super) fn events(&self, id: u32, named: &Named) -> Vec<(bool, Reading)> {
        let atlas = &self.snapshot.atlas;
        let is_named = |source: &Source| named.sources.contains(&source.fold);
        let mut found = atlas.with_id(id);
        found.sort_by_key(|(source, _)| !is_named(source));
        let is_known = found.iter().any(|(source, _)| is_named(source));
        let reading = |(source, event): (&Source, &AtlasEvent)| {
            let is_meant = named.sources.is_empty() || is_named(source);
            (is_meant, self.event(source, event))
        };
        let mut readings: Vec<(bool, Reading)> = found.into_iter().map(reading).collect();
        let missed = match (is_known, named.sources.first()) {
            (false, Some(fold)) => atlas.source(fold),
            _ => None,
        };
        if let Some(source) = missed {
            readings.insert(0, (true, self.missed(id, source)));
        } else if readings.is_empty() && !named.is_bare {
            let nothing = Reading {
                nothing: format!("No article quotes an event {id}."),
                ..Reading::named(format!("Event {id}"), String::new())
            };
            readings.push((true, nothing));
        }
        readings
    }

    fn event(&self, source: &Source, event: &AtlasEvent) -> Reading {
        let paths = &self.portal.paths;
        let (name, href) = if source.fold.is_empty() {
            let href = paths.events_with_id(event.id);
            (format!("Event {}, source not named", event.id), href)
        } else {
            let href = paths.event(&source.fold, event.id);
            (format!("Event {} of {}", event.id, source.name), href)
        };
        let articles: BTreeSet<&ArticleId> =
            event.quotes.iter().map(|quote| &quote.article).collect();
        let place = |quote: &&Quote| {
            let mut hits = self.hits.iter();
            let place = hits.position(|hit| hit.id == quote.article);
            (quote.in_catalogue, place.unwrap_or(self.hits.len()))
        };
        let mut quotes: Vec<&Quote> = event.quotes.iter().collect();
        quotes.sort_by_key(place);
        let mut shown: Vec<&Quote> = Vec::new();
        for quote in quotes {
            if shown.len() < ARTICLES && !shown.iter().any(|one| one.article == quote.article) {
                shown.push(quote);
            }
        }
        Reading {
            total: articles.len(),
            guides: claiming(self.snapshot, self.portal, &source.fold, event.id),
            articles: shown.into_iter().map(|quote| self.quoting(quote)).collect(),
            ..Reading::named(name, href)
        }
    }

    fn quoting(&self, quote: &Quote) -> AnswerRow {
        let section = match quote.role {
            Role::Body if quote.in_title => None,
            role => Some(role),
        };
        AnswerRow {
            article: ArticleRow::new(&quote.article, self.snapshot, &self.portal.paths),
            place: place(quote.in_title, section),
            quote: beginning(quote.description.as_deref().unwrap_or_default()),
        }
    }

    /// An event that no article quotes of its source, with those that some do.
    fn missed(&self, id: u32, source: &Source) -> Reading {
        let href = self.portal.paths.source(&source.fold);
        Reading {
            nothing: format!("No article quotes an event {id} of {}.", source.name),
            near: self.other_events(id, source),
            ..Reading::named(format!("Event {id} of {}", source.name), href)
        }
    }

    /// The events of a source that articles quote: those with the nearest numbers, and all of them.
    pub fn other_events(&self, id: u32, source: &Source) -> Vec<Link> {
        let paths = &self.portal.paths;
        let mut events: Vec<&AtlasEvent> = self.snapshot.atlas.events_of(&source.fold).collect();
        events.sort_by_key(|event| event.id.abs_diff(id));
        let near = events.iter().take(NEAR).map(|event| Link {
            name: format!("Event {}", event.id),
            href: paths.event(&source.fold, event.id),
            articles: 0,
        });
        let all = Link {
            name: match source.events {
                1 => format!("The event of {}", source.name),
                events => format!("All {events} events of {}", source.name),
            },
            href: paths.source(&source.fold),
            articles: 0,
        };
        near.chain([all]).collect()
    }
}
