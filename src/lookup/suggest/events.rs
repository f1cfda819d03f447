//! Suggests events and their sources.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{
    suggestion::Suggestion,
    typed::{Typed, TypedEvent},
};
use crate::{
    atlas::{AtlasEvent, Source},
    evidence::{ArticleId, fold_source},
    lookup::knowledge::Knowledge,
};

/// The most events, and sources, that are shown.
const EVENTS: usize = 4;
const SOURCES: usize = 2;
/// The fewest letters of a source's name: shorter ones are part of too many names.
const SHORTEST_NAME: usize = 3;

/// The events with the typed number, from the sources whose names are typed next to it. The number
/// may be incomplete if the text says that it is an event ID.
pub(super) fn events<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let TypedEvent {
        is_labeled,
        number,
        name,
    } = TypedEvent::read(typed.text);
    let Some(number) = number else {
        return Vec::new();
    };
    let known = &typed.known;
    let may_go_on = is_labeled || !name.is_empty();
    let mut found: Vec<(&Source, &AtlasEvent)> = (known.atlas.events())
        .filter(|(source, _)| name.iter().all(|word| source.fold.contains(word.as_str())))
        .filter(|(_, event)| {
            let id = event.id.to_string();
            id == number || (may_go_on && id.starts_with(&number))
        })
        .collect();
    found.sort_by_cached_key(|(source, event)| {
        (
            event.id.to_string() != number,
            source.fold.is_empty(),
            Reverse(articles(event)),
            Reverse(guides(known, source, event)),
            event.id,
            &source.fold,
        )
    });
    let is_exact = |(_, event): &&(&Source, &AtlasEvent)| event.id.to_string() == number;
    let sources = found.iter().filter(is_exact).count();
    let shown = found.into_iter().take(EVENTS);
    let mut shown: Vec<Suggestion<'a>> = shown
        .map(|(source, one)| event(known, source, one))
        .collect();
    if let Ok(id) = number.parse::<u32>()
        && sources > EVENTS
    {
        shown.push(Suggestion::EventId(id, sources));
    }
    shown
}

/// Event sources by their names: those that have exactly this name or end with it, as short names
/// do, the first of them with its events; and those that begin with it or contain it.
pub(super) fn sources<'a>(typed: &Typed<'_, 'a>) -> (Vec<Suggestion<'a>>, Vec<Suggestion<'a>>) {
    let name = TypedEvent::read(typed.text).name.concat();
    if name.len() < SHORTEST_NAME {
        return (Vec::new(), Vec::new());
    }
    let rank = |source: &Source| match &source.fold {
        fold if *fold == name => Some(0),
        fold if fold.ends_with(&name) => Some(1),
        fold if fold.starts_with(&name) => Some(2),
        fold => fold.contains(&name).then_some(3),
    };
    let known = &typed.known;
    let mut found: Vec<(i32, &Source)> = (known.atlas.sources())
        .filter_map(|source| Some((rank(source)?, source)))
        .collect();
    found.sort_by_key(|(rank, source)| (*rank, Reverse(source.articles), &source.fold));
    let (near, far) = found.split_at(found.partition_point(|(rank, _)| *rank < 2));
    let shown = |sources: &[(i32, &'a Source)]| -> Vec<Suggestion<'a>> {
        let most = sources.iter().take(SOURCES);
        most.map(|(_, source)| Suggestion::Source(source)).collect()
    };
    let mut first = shown(near);
    if let Some((_, source)) = near.first() {
        let mut events: Vec<&AtlasEvent> = known.atlas.events_of(&source.fold).collect();
        events.sort_by_key(|event| {
            let is_titled = event.quotes.iter().any(|quote| quote.in_title);
            (!is_titled, Reverse(articles(event)), event.id)
        });
        let most = events.into_iter().take(EVENTS - first.len());
        first.extend(most.map(|one| event(known, source, one)));
    }
    (first, shown(far))
}

fn event<'a>(known: &Knowledge<'a>, source: &'a Source, event: &'a AtlasEvent) -> Suggestion<'a> {
    Suggestion::Event {
        source,
        id: event.id,
        articles: articles(event),
        guides: guides(known, source, event),
    }
}

/// How many guides claim an event.
fn guides(known: &Knowledge<'_>, source: &Source, event: &AtlasEvent) -> usize {
    let claims = |name: &str| fold_source(name) == source.fold;
    let guides = known.guides.iter();
    guides
        .filter(|guide| guide.start_with_event(claims, event.id, None).is_some())
        .count()
}

/// How many articles quote an event.
fn articles(event: &AtlasEvent) -> usize {
    let all: BTreeSet<&ArticleId> = event.quotes.iter().map(|quote| &quote.article).collect();
    all.len()
}
