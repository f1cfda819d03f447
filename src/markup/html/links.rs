//! How the HTML writer asks where the things in a text are found, which only its caller knows.

use std::ops::Range;

use crate::evidence::ArticleId;

/// Where the things that a text mentions are found. All addresses come back unescaped.
pub trait Links {
    /// The page of an article; `None` if there should be no link.
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink>;
    /// Where a path or the name of a page leads that is written in the article; `None` if there
    /// is nothing.
    fn path(&self, target: &str) -> Option<PathTo>;
    /// The page of an event; `None` if nothing is known about it.
    fn event(&self, source: Option<&str>, id: u32) -> Option<String>;
    /// Whether a heading ends with a link to itself, for whoever passes its address on.
    fn has_heading_links(&self) -> bool {
        false
    }
    /// What else a running text links to: where its words are, in order, and the address.
    fn places(&self, _text: &str) -> Vec<(Range<usize>, String)> {
        Vec::new()
    }
}

/// What a path leads to.
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
    /// The article's title, shown when pointed at.
    pub title: String,
    /// Whether the article is cited but not loaded.
    pub missing: bool,
}
