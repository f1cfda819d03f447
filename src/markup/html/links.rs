//! How the HTML writer asks its caller for addresses, which only the caller knows.

use std::ops::Range;

use crate::evidence::ArticleId;

/// Gives the addresses of things that a text mentions. All addresses are returned unescaped.
pub trait Links {
    /// The page of an article; `None` if there should be no link.
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink>;
    /// The target of a path or page name that is written in the article; `None` if there is none.
    fn path(&self, target: &str) -> Option<PathTo>;
    /// The page of an event; `None` if nothing is known about it.
    fn event(&self, source: Option<&str>, id: u32) -> Option<String>;
    /// Whether a heading ends with a link to itself, so that people can pass on its address.
    fn has_heading_links(&self) -> bool {
        false
    }

    /// Other links in a running text: the range of the linked words, in order, and the address.
    fn other_links(&self, _text: &str) -> Vec<(Range<usize>, String)> {
        Vec::new()
    }
}

/// The target of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathTo {
    /// An article, or a part of it.
    Article(ArticleLink),
    /// A file, by its address.
    File(String),
    /// A page elsewhere, by its address.
    Web(String),
}

/// A link to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleLink {
    /// The address.
    pub href: String,
    /// The article's title, shown when the pointer is over the link.
    pub title: String,
    /// Whether the article is cited but not loaded.
    pub is_missing: bool,
}
