//! Articles as rows of a list.

use super::paths::Paths;
use crate::{evidence::ArticleId, library::Entry, snapshot::Snapshot};

/// What marks an article that only staff may read.
const INTERNAL: &str = "Internal";

/// A row of a list of articles.
pub struct ArticleRow {
    /// The id.
    pub id: ArticleId,
    /// The title.
    pub title: String,
    /// Link to it.
    pub href: String,
    /// Whether no layer has it.
    pub is_missing: bool,
    /// Folder, products and language, for the small print next to it.
    pub about: Vec<String>,
    /// The day of the last change; empty if it is not known.
    pub date: String,
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
                is_missing: true,
                about: Vec::new(),
                date: String::new(),
            },
        }
    }

    /// The row of an article that exists.
    pub fn of_entry(id: &ArticleId, entry: &Entry, snapshot: &Snapshot, paths: &Paths) -> Self {
        let folder = match id.is_path() {
            true => folder_names(id, snapshot),
            false => String::new(),
        };
        let internal = snapshot.is_internal(id).then(|| INTERNAL.to_owned());
        let mut about: Vec<String> = internal.into_iter().chain([folder]).collect();
        about.retain(|folder| !folder.is_empty());
        let products = snapshot
            .library
            .products_of(entry)
            .map(|product| product.name.clone())
            .take(2);
        about.extend(products);
        let language = snapshot.library.other_language(entry);
        about.extend(language.map(|language| language.name().to_owned()));
        Self {
            id: id.clone(),
            title: entry.title.clone(),
            href: paths.article(id),
            is_missing: false,
            about,
            date: entry.modified.clone(),
        }
    }
}

impl ArticleRow {
    /// The same row on a page about something that need not be repeated.
    #[must_use]
    pub fn on_page_of(mut self, name: &str) -> Self {
        self.about.retain(|part| part != name);
        self
    }
}

/// The last two folders that an article is in, as their navigation names them.
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
