//! The result of diagnosing one event.

use super::{collapse::Spread, reason::Reason};
use crate::evidence::{ArticleId, EventRecord};

/// An event, and the articles for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The first event of its kind.
    pub event: EventRecord,
    /// How many events are alike, without recovered ones.
    pub count: usize,
    /// What else is known about those events.
    pub spread: Spread,
    /// The articles for it, by relation, the best of each first.
    pub articles: Vec<FoundArticle>,
}

/// An article for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundArticle {
    /// The article.
    pub id: ArticleId,
    /// How it relates to the event.
    pub relation: Relation,
    /// The message that it quotes, with its placeholders, if that is like the event's.
    pub quoted: Option<String>,
    /// Why it is listed.
    pub why: Vec<Reason>,
}

/// How an article relates to an event, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It quotes this message.
    SameMessage,
    /// It mentions the event.
    Event,
    /// It mentions an error code of the message.
    Code,
    /// It quotes the message, or a similar one, as that of another event.
    OtherMessage,
    /// It mentions an event with the same ID, from another source or without one.
    OtherEvent,
    /// It has words of the message.
    Words,
}
