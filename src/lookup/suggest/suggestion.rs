//! The kinds of suggestion.

use crate::{
    atlas::Source,
    evidence::{ArticleId, Code},
    guide::Guide,
    library::Product,
};

/// A suggestion, with what it leads to.
#[derive(Debug, Clone)]
pub enum Suggestion<'a> {
    /// An article, with its title.
    Article(&'a ArticleId, &'a str),
    /// An event.
    Event {
        /// Its source; if that has no name, it stands for all sources that articles don't name.
        source: &'a Source,
        /// Its ID.
        id: u32,
        /// How many articles quote it.
        articles: usize,
        /// How many guides claim it.
        guides: usize,
    },
    /// An event ID, and how many sources have such events.
    EventId(u32, usize),
    /// An event source.
    Source(&'a Source),
    /// A code, and how many articles mention it.
    Code(Code, usize),
    /// A guide.
    Guide(&'a Guide),
    /// A product.
    Product(&'a Product),
}

/// The target of a suggestion, for removing duplicates.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target<'a> {
    Article(&'a ArticleId),
    Event(&'a str, u32),
    EventId(u32),
    Source(&'a str),
    Code(String),
    Guide(&'a str),
    Product(&'a str),
}

impl<'a> Suggestion<'a> {
    /// The target of the suggestion.
    pub(super) fn target(&self) -> Target<'a> {
        match self {
            Self::Article(id, _) => Target::Article(id),
            Self::Event { source, id, .. } if source.fold.is_empty() => Target::EventId(*id),
            Self::Event { source, id, .. } => Target::Event(&source.fold, *id),
            Self::EventId(id, _) => Target::EventId(*id),
            Self::Source(source) => Target::Source(&source.fold),
            Self::Code(code, _) => Target::Code(code.key()),
            Self::Guide(guide) => Target::Guide(&guide.id),
            Self::Product(product) => Target::Product(&product.slug),
        }
    }
}
