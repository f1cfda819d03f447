//! What a reader knows about a file besides its bytes.

use crate::evidence::ArticleId;

/// What the path of a file suggests about an article that doesn't say it itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Its ID.
    pub id: Option<&'a ArticleId>,
    /// The name that a title can be made from: the file name without its extension, or the folder's
    /// name for a page that stands for its folder; empty if it says nothing.
    pub name: &'a str,
    /// Whether it is an MDX file.
    pub is_mdx: bool,
}

impl Hints<'_> {
    /// The name that a title can be made from; without one, the last part of the ID.
    pub(super) fn title_name(&self) -> &str {
        match (self.name, self.id) {
            ("", Some(id)) => id.as_str().rsplit('/').next().unwrap_or_default(),
            (name, _) => name,
        }
    }
}

impl<'a> From<Option<&'a ArticleId>> for Hints<'a> {
    fn from(id: Option<&'a ArticleId>) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }
}
