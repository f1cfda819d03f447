//! What a reader knows about a file besides its bytes.

use crate::evidence::ArticleId;

/// What the place or the name of a file suggests of an article that does not say it itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Its id.
    pub id: Option<&'a ArticleId>,
    /// The name that its title may be made of: the file's without extension, or the folder's for
    /// the page that stands for a folder; empty if it says nothing.
    pub name: &'a str,
    /// Whether the file is one of MDX.
    pub is_mdx: bool,
}

impl Hints<'_> {
    /// The name that a title may be made of; where nothing says one, the last part of the id.
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
