//! The types that topics are made of.

use crate::{
    article::Role,
    atlas::Source,
    evidence::{ArticleId, Code},
    lookup::{guides::GuideStart, similar_keys::SimilarKey},
};

/// The most articles of a topic.
pub(super) const ARTICLES: usize = 3;

/// Something that a text may mean.
#[derive(Debug, Clone)]
pub enum Subject<'a> {
    /// An event ID.
    Event(u32, EventSource<'a>),
    /// A code, and the typed number if it was read as hexadecimal (`1645` as 0x1645).
    Code(Code, Option<u32>),
    /// An article.
    Article(ArticleId),
    /// An article that doesn't exist here.
    Missing(ArticleId),
}

/// The source of an event ID.
#[derive(Debug, Clone, Copy)]
pub enum EventSource<'a> {
    /// Of this source.
    Named(&'a Source),
    /// Of a source that the articles quoting it don't name.
    Unknown,
    /// Of any source.
    Any,
}

/// A subject, and what is known about it.
#[derive(Debug, Clone)]
pub struct Topic<'a> {
    /// What it is.
    pub subject: Subject<'a>,
    /// The first of its articles: those that mention it; for a missing article, those that cite it.
    pub articles: Vec<TopicArticle<'a>>,
    /// How many articles there are.
    pub total: usize,
    /// Guides that claim it.
    pub guides: Vec<GuideStart<'a>>,
    /// If no article mentions it, similar things that articles mention.
    pub near: Vec<SimilarKey<'a>>,
}

/// An article of a topic.
#[derive(Debug, Clone)]
pub struct TopicArticle<'a> {
    /// The article.
    pub id: ArticleId,
    /// Where it mentions the subject; `None` if it is the subject, or only cites it.
    pub mention: Option<Mention>,
    /// The message that it quotes.
    pub quote: Option<&'a str>,
}

/// Where an article mentions something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Whether its title mentions it.
    pub in_title: bool,
    /// The section, if it is not just the title.
    pub section: Option<Role>,
}

impl Mention {
    /// A mention in a section with this role, and perhaps in the title: a title is read as part of
    /// the body.
    pub(super) fn new(in_title: bool, role: Role) -> Self {
        let is_title = in_title && role == Role::Body;
        Self {
            in_title,
            section: (!is_title).then_some(role),
        }
    }
}

impl<'a> Topic<'a> {
    /// A topic about which nothing is known.
    pub(super) fn of(subject: Subject<'a>) -> Self {
        Self {
            subject,
            articles: Vec::new(),
            total: 0,
            guides: Vec::new(),
            near: Vec::new(),
        }
    }
}
