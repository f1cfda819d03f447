//! Articles as rows of a list.

use super::paths::Paths;
use crate::{evidence::ArticleId, library::Entry, snapshot::Snapshot};

/// A row of a list of articles.
pub struct ArticleRow {
    /// The id.
    pub id: ArticleId,
    /// The title.
    pub title: String,
    /// Link to it.
    pub href: String,
    /// Whether no layer has it.
    pub missing: bool,
    /// Product and date, for the small line below.
    pub about: String,
}

impl ArticleRow {
    /// The row of an article that may be missing.
    pub fn new(id: &ArticleId, snapshot: &Snapshot, paths: &Paths) -> Self {
        match snapshot.library.get(id) {
            Some(entry) => Self::of_entry(id, entry, snapshot, paths),
            None => Self {
                id: id.clone(),
                title: String::new(),
                href: paths.missing(id),
                missing: true,
                about: String::new(),
            },
        }
    }

    /// The row of an article that is there.
    pub fn of_entry(id: &ArticleId, entry: &Entry, snapshot: &Snapshot, paths: &Paths) -> Self {
        let mut about: Vec<&str> = snapshot
            .library
            .products_of(entry)
            .map(|product| product.name.as_str())
            .take(2)
            .collect();
        if !entry.modified.is_empty() {
            about.push(&entry.modified);
        }
        Self {
            id: id.clone(),
            title: entry.title.clone(),
            href: paths.article(id),
            missing: false,
            about: about.join(" · "),
        }
    }
}
