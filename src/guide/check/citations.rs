//! What the check needs to know about articles.

use crate::evidence::ArticleId;

/// Looks up what articles say, for the check.
pub trait Citations {
    /// The plain text of a section; with an empty anchor, of the whole article.
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited;
}

/// What is known about a cited section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// The article is not loaded.
    NoArticle,
    /// The article has no such section, only sections with these anchors.
    NoSection(Vec<String>),
    /// Its plain text.
    Text(String),
}
