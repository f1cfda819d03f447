//! Articles as rows of a list.

use super::paths::Paths;
use crate::{evidence::ArticleId, language::Language, library::Entry, snapshot::Snapshot};

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
    /// Folder, products, language and date, for the small line below.
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
        let folder = match id.is_path() {
            true => folder_names(id, snapshot),
            false => String::new(),
        };
        let mut about = vec![folder.as_str()];
        about.retain(|folder| !folder.is_empty());
        let products = snapshot
            .library
            .products_of(entry)
            .map(|product| product.name.as_str())
            .take(2);
        about.extend(products);
        about.extend(snapshot.library.other_language(entry).map(Language::name));
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

/// The last two folders that an article lies in, as their navigation names them.
fn folder_names(id: &ArticleId, snapshot: &Snapshot) -> String {
    let tree = snapshot.tree();
    let Some(node) = tree.of_article(&snapshot.library, id) else {
        return String::new();
    };
    let trail = tree.trail(node);
    let folders = trail.get(1..).unwrap_or_default();
    let last = folders.len().saturating_sub(2);
    let names = folders.iter().skip(last).map(|node| node.name.as_str());
    names.collect::<Vec<_>>().join(" › ")
}
