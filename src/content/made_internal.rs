//! What was made internal at the desk, whatever its files say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::evidence::ArticleId;

/// The articles and guides that were made internal at the desk, by their IDs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeInternal {
    /// The articles.
    pub articles: BTreeSet<ArticleId>,
    /// The guides.
    pub guides: BTreeSet<String>,
}

impl MadeInternal {
    /// Whether one of these articles, or this guide, was made internal.
    pub fn has<'i>(
        &self,
        articles: impl IntoIterator<Item = &'i ArticleId>,
        guide: Option<&str>,
    ) -> bool {
        let mut articles = articles.into_iter();
        guide.is_some_and(|guide| self.guides.contains(guide))
            || articles.any(|id| self.articles.contains(id))
    }

    /// Adds everything to a digest.
    pub fn add_to(&self, hasher: &mut blake3::Hasher) {
        for id in &self.articles {
            hasher
                .update(b"article\0")
                .update(id.as_str().as_bytes())
                .update(&[0]);
        }
        for id in &self.guides {
            hasher.update(b"guide\0").update(id.as_bytes()).update(&[0]);
        }
    }

    /// Whether everything in `other` is in this, too.
    pub fn covers(&self, other: &Self) -> bool {
        other.articles.is_subset(&self.articles) && other.guides.is_subset(&self.guides)
    }
}
