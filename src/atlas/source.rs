//! Event sources, their events, and what articles say about each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{article::Role, evidence::ArticleId};

/// A source with its events, by ID.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SourceEntry {
    pub(super) source: Source,
    pub(super) events: BTreeMap<u32, AtlasEvent>,
}

/// A source of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The folded name, which all its spellings share (`msexchangeisprivate`); empty for events
    /// without a source.
    pub fold: String,
    /// The most common spelling.
    pub name: String,
    /// How many of its events are mentioned in articles.
    pub events: usize,
    /// How many articles mention one of its events.
    pub articles: usize,
}

/// One event of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtlasEvent {
    /// The event ID.
    pub id: u32,
    /// What articles say about it, those with a message text first.
    pub quotes: Vec<Quote>,
}

/// What one article says about an event; one quote per message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The article.
    pub article: ArticleId,
    /// The section that mentions the event; `Body` for the title.
    pub role: Role,
    /// The message text as quoted, with its placeholders.
    pub description: Option<String>,
    /// The type as written (`Error`).
    pub kind: Option<String>,
    /// The category as written.
    pub category: Option<String>,
    /// Whether the title mentions the event.
    pub in_title: bool,
    /// Whether the article quotes so many events that it lists them rather than fixes one.
    pub in_catalog: bool,
}
