//! Topics for events: one per source, since an ID only has a meaning together with its source.

use std::collections::BTreeSet;

use super::types::{ARTICLES, EventSource, Mention, Subject, Topic, TopicArticle};
use crate::{
    atlas::{AtlasEvent, Quote, Source},
    evidence::ArticleId,
    lookup::{
        guides::claiming, knowledge::Knowledge, similar_keys::other_events, subjects::Subjects,
    },
    search::Hit,
};

/// The events with this ID, each with whether the query means it: those of the sources that it
/// names, which come first, or all if it names none.
pub(in crate::lookup) fn events<'a>(
    known: &Knowledge<'a>,
    id: u32,
    named: &Subjects,
    hits: &[Hit],
) -> Vec<(bool, Topic<'a>)> {
    let atlas = known.atlas;
    let is_named = |source: &Source| named.sources.contains(&source.fold);
    let mut found = atlas.with_id(id);
    found.sort_by_key(|(source, _)| !is_named(source));
    let is_known = found.iter().any(|(source, _)| is_named(source));
    let topic = |(source, event): (&'a Source, &'a AtlasEvent)| {
        let is_meant = named.sources.is_empty() || is_named(source);
        (is_meant, quoted(known, source, event, hits))
    };
    let mut topics: Vec<(bool, Topic<'a>)> = found.into_iter().map(topic).collect();
    let missed = match (is_known, named.sources.first()) {
        (false, Some(fold)) => atlas.source(fold),
        _ => None,
    };
    if let Some(source) = missed {
        let topic = Topic {
            near: other_events(known, source, id),
            ..Topic::of(Subject::Event(id, EventSource::Named(source)))
        };
        topics.insert(0, (true, topic));
    } else if topics.is_empty() && !named.is_bare {
        let topic = Topic::of(Subject::Event(id, EventSource::Any));
        topics.push((true, topic));
    }
    topics
}

/// An event that articles quote. The best hits for the query come first, and long lists of events
/// last.
fn quoted<'a>(
    known: &Knowledge<'a>,
    source: &'a Source,
    event: &'a AtlasEvent,
    hits: &[Hit],
) -> Topic<'a> {
    let source_named = match source.fold.is_empty() {
        true => EventSource::Unknown,
        false => EventSource::Named(source),
    };
    let articles: BTreeSet<&ArticleId> = event.quotes.iter().map(|quote| &quote.article).collect();
    let place = |quote: &&Quote| {
        let place = hits.iter().position(|hit| hit.id == quote.article);
        (quote.in_catalog, place.unwrap_or(hits.len()))
    };
    let mut quotes: Vec<&Quote> = event.quotes.iter().collect();
    quotes.sort_by_key(place);
    let mut shown: Vec<TopicArticle<'a>> = Vec::new();
    for quote in quotes {
        if shown.len() < ARTICLES && !shown.iter().any(|one| one.id == quote.article) {
            shown.push(TopicArticle {
                id: quote.article.clone(),
                mention: Some(Mention::new(quote.in_title, quote.role)),
                quote: quote.description.as_deref(),
            });
        }
    }
    Topic {
        total: articles.len(),
        guides: claiming(known, &source.fold, event.id),
        articles: shown,
        ..Topic::of(Subject::Event(event.id, source_named))
    }
}
