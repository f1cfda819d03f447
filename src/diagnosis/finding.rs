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
    /// What else is known of those events.
    pub spread: Spread,
    /// The articles for it, the best first, at most ten.
    pub articles: Vec<FoundArticle>,
}

/// An article for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundArticle {
    /// The article.
    pub id: ArticleId,
    /// Whether it only mentions an event of the same number, of another source, while others are
    /// about this very event, its message or its codes.
    pub is_of_other: bool,
    /// Why it is named.
    pub why: Vec<Reason>,
}
