//! What was made internal at the desk, whatever its files say.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::evidence::ArticleId;

/// The articles and guides that were made internal at the desk, by their IDs, with the paths that
/// their files had then. A file is internal if it has one of these IDs or, in whatever folder, one
/// of these paths: its ID may change, also because of the names of other files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeInternal {
    /// The articles.
    pub articles: BTreeMap<ArticleId, BTreeSet<String>>,
    /// The guides.
    pub guides: BTreeMap<String, BTreeSet<String>>,
}

impl MadeInternal {
    /// Whether a file is made internal: by its articles, its guide, or its path.
    pub fn has<'i>(
        &self,
        articles: impl IntoIterator<Item = &'i ArticleId>,
        guide: Option<&str>,
        path: &str,
    ) -> bool {
        let mut articles = articles.into_iter();
        let mut all = self.articles.values().chain(self.guides.values());
        guide.is_some_and(|guide| self.guides.contains_key(guide))
            || articles.any(|id| self.articles.contains_key(id))
            || all.any(|paths| paths.contains(path))
    }

    /// Adds everything to a digest.
    pub fn add_to(&self, hasher: &mut blake3::Hasher) {
        for (id, paths) in &self.articles {
            add(hasher, b"article", id.as_str(), paths);
        }
        for (id, paths) in &self.guides {
            add(hasher, b"guide", id, paths);
        }
    }

    /// Whether everything in `other` is in this, too.
    pub fn covers(&self, other: &Self) -> bool {
        let mut articles = other.articles.keys();
        let mut guides = other.guides.keys();
        articles.all(|id| self.articles.contains_key(id))
            && guides.all(|id| self.guides.contains_key(id))
    }

    /// Adds what `kept` has and the store has never heard of: another store, or an older backup,
    /// must not publish anything. `unmade` is what the store says is no longer internal.
    #[must_use]
    pub fn with_unknown(mut self, kept: Self, unmade: &Self) -> Self {
        for (id, paths) in kept.articles {
            if !unmade.articles.contains_key(&id) {
                self.articles.entry(id).or_insert(paths);
            }
        }
        for (id, paths) in kept.guides {
            if !unmade.guides.contains_key(&id) {
                self.guides.entry(id).or_insert(paths);
            }
        }
        self
    }
}

fn add(hasher: &mut blake3::Hasher, kind: &[u8], id: &str, paths: &BTreeSet<String>) {
    hasher.update(kind).update(&[0]).update(id.as_bytes());
    for path in paths {
        hasher.update(&[0]).update(path.as_bytes());
    }
    hasher.update(&[0, 0]);
}
