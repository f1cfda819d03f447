//! Newer articles on the events that an article is about.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{
    article::is_day, atlas::Quote, evidence::ArticleId, library::Entry, snapshot::Snapshot,
    web::links::EventLink,
};

/// The most of them that are listed.
const MAX_NEWER: usize = 5;

/// The articles that mention an event that this one mentions, too, and that were changed later, the
/// newest first. Lists of many events are not about any of them, and an event without a source may
/// belong to another program.
pub(super) fn newer_on_events<'s>(
    id: &ArticleId,
    entry: &Entry,
    events: &[EventLink],
    snapshot: &'s Snapshot,
) -> Vec<&'s ArticleId> {
    let is_own = |quote: &&Quote| quote.article == *id;
    let events = events.iter().filter(|event| !event.source.is_empty());
    let events = events.filter_map(|event| snapshot.atlas.event(&event.source, event.id));
    let quotes = events.map(|event| event.quotes.iter().filter(|quote| !quote.in_catalog));
    let quotes = quotes.filter(|quotes| quotes.clone().any(|quote| is_own(&quote)));
    let mut newer = BTreeSet::new();
    for quote in quotes.flatten() {
        let other = snapshot.library.get(&quote.article);
        if let Some(other) = other.filter(|other| is_newer(other, entry)) {
            newer.insert((Reverse(&other.modified), &quote.article));
        }
    }
    let newer = newer.into_iter().map(|(_, id)| id);
    newer.take(MAX_NEWER).collect()
}

/// Whether an article was changed after another in its language, and is still valid.
fn is_newer(article: &Entry, than: &Entry) -> bool {
    let days = [&article.modified, &than.modified];
    days.iter().all(|day| is_day(day))
        && article.modified > than.modified
        && article.language == than.language
        && article.status != "retired"
}
