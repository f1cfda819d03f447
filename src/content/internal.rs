//! Which files are internal, by what articles say of themselves and index pages of their folders.

use std::collections::{BTreeMap, BTreeSet};

use super::file_kind::FileKind;
use crate::{
    article::Visibility,
    evidence::ArticleId,
    library::{bare_path, folder_of, is_own_folder},
};

/// What the files of all layers say about who may read them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Internal {
    layers: BTreeMap<usize, Said>,
}

/// What the files of one layer say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    /// Index pages, of their folders.
    folders: BTreeMap<String, Visibility>,
    /// Articles, of themselves.
    files: BTreeMap<String, Visibility>,
    /// The folders that internal articles have of their own.
    own: BTreeSet<String>,
}

impl Internal {
    /// Adds what a file of a layer says; `ids` are those of its articles.
    pub fn add<'i>(
        &mut self,
        layer: usize,
        path: &str,
        visibility: Option<Visibility>,
        ids: impl IntoIterator<Item = &'i ArticleId>,
    ) {
        let Some(visibility) = visibility else {
            return;
        };
        let said = self.layers.entry(layer).or_default();
        let folder = folder_of(path);
        said.files.insert(path.to_owned(), visibility);
        if is_index(path) {
            let of_folder = said.folders.entry(folder.to_owned()).or_insert(visibility);
            *of_folder = visibility.max(*of_folder);
        }
        let mut ids = ids.into_iter();
        if visibility == Visibility::Internal && ids.any(|id| is_own_folder(folder, id)) {
            said.own.insert(folder.to_owned());
        }
    }

    /// Whether nothing is internal.
    pub fn is_empty(&self) -> bool {
        let mut said = self.layers.values().flat_map(|said| said.files.values());
        said.all(|visibility| *visibility == Visibility::Public)
    }

    /// Whether a file that is read is internal: by what it says, or else by the nearest folder of
    /// which anything is said.
    pub fn has(&self, layer: usize, path: &str) -> bool {
        let Some(said) = self.layers.get(&layer) else {
            return false;
        };
        let own = said.files.get(path).copied();
        own.or_else(|| said.of_folder(path)) == Some(Visibility::Internal)
    }

    /// Whether a file that articles may link to is internal.
    pub fn has_attachment(&self, layer: usize, path: &str) -> bool {
        self.layers.get(&layer).is_some_and(|said| {
            said.of_folder(path) == Some(Visibility::Internal)
                || folders(path).any(|folder| said.own.contains(folder))
        })
    }
}

impl Said {
    /// What is said of the nearest folder around a path of which anything is said.
    fn of_folder(&self, path: &str) -> Option<Visibility> {
        folders(path).find_map(|folder| self.folders.get(folder).copied())
    }
}

/// The folders that a path lies in, the nearest first, the root of the layer last.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| match *folder {
        "" => None,
        folder => Some(folder_of(folder)),
    })
}

/// Whether the file at a path is a page about its folder.
pub(super) fn is_index(path: &str) -> bool {
    FileKind::of(path) == FileKind::Article && bare_path(path).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_counts_before_its_folder_and_the_nearest_folder_before_others() {
        use Visibility::{Internal as Hidden, Public};
        let mut internal = Internal::default();
        let id = ArticleId::parse("VPN-1").unwrap();
        for (layer, path, visibility) in [
            (0, "open.md", Some(Public)),
            (0, "a/b.md", None),
            (0, "a/index.md", Some(Hidden)),
            (0, "a/open.md", Some(Public)),
            (0, "a/pub/README.md", Some(Public)),
            (0, "a/pub/VPN-1/text.md", Some(Hidden)),
            (0, "both/README.md", Some(Public)),
            (0, "both/index.md", Some(Hidden)),
        ] {
            internal.add(layer, path, visibility, [&id]);
        }
        assert!(!internal.is_empty());
        for (layer, path, is_internal) in [
            (0, "open.md", false),
            (0, "x.md", false),
            (0, "ab/x.md", false),
            (0, "a/b.md", true),
            (0, "a/index.md", true),
            (0, "a/open.md", false),
            (0, "a/deep/er/x.toml", true),
            (0, "a/pub/x.md", false),
            (0, "a/pub/deep/x.md", false),
            (0, "a/pub/VPN-1/text.md", true),
            (0, "a/pub/VPN-1/other.md", false),
            (0, "both/README.md", false),
            (0, "both/x.md", true),
            (1, "a/b.md", false),
        ] {
            assert_eq!(internal.has(layer, path), is_internal, "{layer} {path}");
        }
        for (path, is_internal) in [
            ("a/plan.png", true),
            ("plan.png", false),
            ("a/pub/plan.png", false),
            ("a/pub/VPN-1/img/plan.png", true),
        ] {
            assert_eq!(internal.has_attachment(0, path), is_internal, "{path}");
        }
        let mut all_public = Internal::default();
        all_public.add(0, "index.md", Some(Public), []);
        assert!(all_public.is_empty());
        all_public.add(0, "index.html", Some(Hidden), []);
        assert!(all_public.has(0, "x/y.md"));
    }
}
