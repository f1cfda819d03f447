//! Which files are internal: articles say so for themselves, index pages for their folders, and the
//! desk for what it has made internal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    file::{FileSays, Included},
    file_kind::{FileKind, Skip},
};
use crate::{
    article::Visibility,
    evidence::ArticleId,
    language::Language,
    layer::Layer,
    library::{bare_path, folder_of, name_of, own_folder},
    problem::Problem,
};

/// What to do about an article that includes something internal.
const ADVICE: &str = "make this article internal, too, or move the text for everybody elsewhere";

/// The problem of an empty index page in a layer with internal files.
const EMPTY_PAGE: &str = "this index page is empty, so its folder counts as internal";

/// Which files of all layers are internal.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Internal {
    layers: BTreeMap<usize, Said>,
    /// Files that are internal only because they include an internal file: layer, path and included
    /// path.
    revealing: Vec<(usize, String, String)>,
    /// Empty index pages whose folders count as internal: layers and paths.
    emptied: Vec<(usize, String)>,
}

/// What the files of one layer say about visibility.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// Whether files are internal for which nothing else says anything.
    is_internal: bool,
    /// Visibility that index pages set for their folders.
    folders: BTreeMap<String, Visibility>,
    /// Visibility that articles and included files set for themselves.
    files: BTreeMap<String, Visibility>,
    /// Folders that belong to a single internal article.
    own: BTreeSet<String>,
}

/// Collects what every file says about visibility. The result is only known once all files have
/// been added.
#[derive(Debug, Default)]
pub struct InternalBuilder {
    internal: Internal,
    including: Vec<Including>,
    /// Empty index pages: layers and paths, and whether they are internal anyway.
    empty_pages: Vec<(usize, String, bool)>,
}

/// A file that includes others.
#[derive(Debug)]
struct Including {
    layer: usize,
    path: String,
    /// The paths of everything that it includes, directly or not.
    includes: Vec<String>,
    /// The folder that belongs to its article alone.
    own: Option<String>,
}

impl InternalBuilder {
    /// A builder for files of these layers, some of which are internal as a whole.
    pub fn new(layers: &[Layer]) -> Self {
        let mut builder = Self::default();
        for (layer, _) in (layers.iter().enumerate()).filter(|(_, layer)| layer.is_internal()) {
            builder
                .internal
                .layers
                .entry(layer)
                .or_default()
                .is_internal = true;
        }
        builder
    }

    /// Adds what a file says about its visibility; `ids` are those of its articles.
    pub fn add<'i>(&mut self, says: FileSays<'_>, ids: impl IntoIterator<Item = &'i ArticleId>) {
        let FileSays {
            layer,
            path,
            visibility,
            skipped,
            includes,
            is_made_internal,
        } = says;
        // It may be empty because it is being saved at this moment.
        if skipped == Some(Skip::Empty) && is_index(path) {
            let is_internal = visibility == Some(Visibility::Internal);
            return self.empty_pages.push((layer, path.to_owned(), is_internal));
        }
        if visibility.is_none() && includes.is_empty() && !is_made_internal {
            return;
        }
        let said = self.internal.layers.entry(layer).or_default();
        let folder = folder_of(path);
        let own = ids.into_iter().find_map(|id| own_folder(path, id));
        if let Some(visibility) = visibility {
            said.add_file(path, visibility);
            if is_index(path) {
                let of_folder = said.folders.entry(folder.to_owned()).or_insert(visibility);
                *of_folder = visibility.max(*of_folder);
            }
            if visibility == Visibility::Internal {
                said.own.extend(own.clone());
            }
        }
        // Unlike what an index page says, what an editor decided about it is not about its folder.
        if is_made_internal {
            said.add_file(path, Visibility::Internal);
            said.own.extend(own.clone());
        }
        for included in includes {
            for (path, visibility) in included.paths().zip(included.visibility.iter().cycle()) {
                said.add_file(path, *visibility);
            }
        }
        if !includes.is_empty() {
            let includes = includes.iter().flat_map(Included::paths).cloned();
            self.including.push(Including {
                layer,
                path: path.to_owned(),
                includes: includes.collect(),
                own,
            });
        }
    }

    /// Which files are internal. A file that includes an internal one is internal, too, whatever it
    /// says: its page shows the same text.
    pub fn finish(mut self) -> Internal {
        self.treat_empty_index_pages_as_internal();
        let Self {
            mut internal,
            mut including,
            ..
        } = self;
        loop {
            let mut rest = Vec::with_capacity(including.len());
            let mut is_done = true;
            for one in including {
                let mut includes = one.includes.iter();
                let is_internal = |path: &&String| internal.has(one.layer, path);
                let Some(included) = includes.find(is_internal).cloned() else {
                    rest.push(one);
                    continue;
                };
                // Other files may include a file from this one's own folder.
                is_done = false;
                let was_known = internal.has(one.layer, &one.path);
                let said = internal.layers.entry(one.layer).or_default();
                said.add_file(&one.path, Visibility::Internal);
                said.own.extend(one.own);
                if !was_known {
                    let revealing = (one.layer, one.path, included);
                    internal.revealing.push(revealing);
                }
            }
            if is_done {
                internal.revealing.sort();
                return internal;
            }
            including = rest;
        }
    }

    /// In a layer with other internal files, treats the folder of an empty index page as internal:
    /// the page may be half-saved. In other layers, empty index pages are common and mean nothing,
    /// unless they were written just now.
    fn treat_empty_index_pages_as_internal(&mut self) {
        let layers = self.internal.layers.iter();
        let doubted = layers.filter(|(_, said)| said.has_internal());
        let doubted: BTreeSet<usize> = doubted.map(|(layer, _)| *layer).collect();
        for (layer, path, is_internal) in std::mem::take(&mut self.empty_pages) {
            let is_doubted = doubted.contains(&layer);
            if is_internal || is_doubted {
                let said = self.internal.layers.entry(layer).or_default();
                let folder = folder_of(&path).to_owned();
                said.folders.insert(folder, Visibility::Internal);
                said.add_file(&path, Visibility::Internal);
            }
            if is_doubted {
                self.internal.emptied.push((layer, path));
            }
        }
    }
}

impl Internal {
    /// Whether no file is internal.
    pub fn is_empty(&self) -> bool {
        !self.layers.values().any(Said::has_internal)
    }

    /// Whether a file is internal: by its own visibility, or else by that of the nearest folder
    /// that has one, or of the article whose own folder it is in.
    pub fn has(&self, layer: usize, path: &str) -> bool {
        self.layers.get(&layer).is_some_and(|said| {
            let own = said.files.get(path).copied();
            own.or_else(|| said.of_folder(path)) == Some(Visibility::Internal)
                || own.is_none() && folders(path).any(|folder| said.own.contains(folder))
        })
    }

    /// Problems for the files that are internal only because of what they include, or because they
    /// are empty.
    pub fn problems(&self, layers: &[Layer]) -> Vec<Problem> {
        let problem = |(layer, path, included): &(usize, String, String)| {
            let file = layers.get(*layer)?.shown(path);
            let message =
                format!("this includes `{included}`, which is internal; this counts as internal");
            Some(Problem::error(file, 0, message).suggest(ADVICE))
        };
        let emptied = self.emptied.iter().filter_map(|(layer, path)| {
            let file = layers.get(*layer)?.shown(path);
            Some(Problem::error(file, 0, EMPTY_PAGE).suggest("write it, or delete it"))
        });
        let revealing = self.revealing.iter().filter_map(problem);
        revealing.chain(emptied).collect()
    }
}

impl Said {
    /// Whether anything is internal.
    fn has_internal(&self) -> bool {
        let mut files = self.files.values();
        self.is_internal || files.any(|visibility| *visibility == Visibility::Internal)
    }

    /// Adds the visibility of a file; internal wins over public.
    fn add_file(&mut self, path: &str, visibility: Visibility) {
        let of_file = self.files.entry(path.to_owned()).or_insert(visibility);
        *of_file = visibility.max(*of_file);
    }

    /// The visibility of the nearest folder around a path that has one, or else of the whole layer.
    fn of_folder(&self, path: &str) -> Option<Visibility> {
        let nearest = folders(path).find_map(|folder| self.folders.get(folder).copied());
        nearest.or(self.is_internal.then_some(Visibility::Internal))
    }
}

/// The folders that contain a path, the nearest first, the root of the layer last.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| match *folder {
        "" => None,
        folder => Some(folder_of(folder)),
    })
}

/// Whether the file at a path is an index page, in any language (`index.de.md`). It sets the
/// visibility of its folder, even if none of the files there are articles.
pub(super) fn is_index(path: &str) -> bool {
    let kind = FileKind::of(path);
    let is_page = matches!(
        kind,
        FileKind::Article | FileKind::Include | FileKind::Skipped(Skip::Template)
    );
    is_page && (bare_path(path).1 || bare_path(&without_language(path)).1)
}

/// A path without the tag of a language in the file's name.
fn without_language(path: &str) -> String {
    let name = path.len() - name_of(path).len();
    let mut path = path.to_owned();
    let mut tags = Language::in_path(&path).into_iter().map(|(_, at)| at);
    if let Some(tag) = tags.rfind(|at| at.start >= name) {
        path.replace_range(tag, "");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::LayerFile;

    fn says<'f>(
        layer: usize,
        path: &'f str,
        visibility: Option<Visibility>,
        includes: &'f [Included],
    ) -> FileSays<'f> {
        FileSays {
            layer,
            path,
            visibility,
            includes,
            ..FileSays::default()
        }
    }

    #[test]
    fn what_was_made_internal_is_so_whatever_its_file_says() {
        let id = ArticleId::parse("VPN-1").unwrap();
        let mut builder = InternalBuilder::default();
        for path in ["a/index.md", "b/VPN-1/text.md"] {
            let made = FileSays {
                is_made_internal: true,
                ..says(0, path, Some(Visibility::Public), &[])
            };
            builder.add(made, [&id]);
        }
        let internal = builder.finish();
        for (path, is_internal) in [
            ("a/index.md", true),
            ("a/other.md", false),
            ("b/VPN-1/text.md", true),
            ("b/VPN-1/plan.png", true),
            ("b/other.md", false),
        ] {
            assert_eq!(internal.has(0, path), is_internal, "{path}");
        }
    }

    #[test]
    fn a_layer_is_internal_but_for_what_says_otherwise() {
        use Visibility::Public;
        let folder = crate::layer::Folder {
            internal: true,
            ..std::path::PathBuf::from("wiki").into()
        };
        let layers = [Layer::Builtin, Layer::Folder(folder)];
        let mut builder = InternalBuilder::new(&layers);
        for (path, visibility) in [
            ("a.md", None),
            ("b.md", Some(Public)),
            ("open/index.md", Some(Public)),
            ("open/c.md", None),
        ] {
            builder.add(says(1, path, visibility, &[]), []);
        }
        let internal = builder.finish();
        for (layer, path, is_internal) in [
            (0, "a.md", false),
            (1, "a.md", true),
            (1, "picture.png", true),
            (1, "b.md", false),
            (1, "open/c.md", false),
        ] {
            assert_eq!(internal.has(layer, path), is_internal, "{layer} {path}");
        }
        assert!(internal.has(1, "deep/picture.png"));
    }

    #[test]
    fn the_article_counts_before_its_folder_and_the_nearest_folder_before_others() {
        use Visibility::{Internal as Hidden, Public};
        let mut builder = InternalBuilder::default();
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
            builder.add(says(layer, path, visibility, &[]), [&id]);
        }
        let internal = builder.finish();
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
            (0, "a/pub/VPN-1/other.md", true),
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
            assert_eq!(internal.has(0, path), is_internal, "{path}");
        }
        // A file that includes an internal one, directly or not, is internal whatever it says; its
        // folder is not.
        let included = |path: &str, visibility| Included {
            file: LayerFile {
                path: path.to_owned(),
                size: 0,
                modified: 0,
                identity: 0,
            },
            beyond_links: None,
            visibility,
        };
        let mut builder = InternalBuilder::default();
        builder.add(says(0, "b/says.md", Some(Hidden), &[]), []);
        builder.add(says(0, "z/index.md", Some(Hidden), &[]), []);
        builder.add(says(0, "z/open.md", Some(Public), &[]), []);
        for (path, visibility, includes) in [
            ("1.md", None, included("z/includes/x.md", None)),
            ("2.md", Some(Public), included("z/x.md", None)),
            ("3.md", None, included("b/says.md", None)),
            ("4.md", None, included("includes/x.md", Some(Hidden))),
            ("5.md", None, included("includes/x.md", None)),
            ("6.md", None, included("c/VPN-1/includes/x.md", None)),
            ("c/VPN-1/a.md", None, included("z/code.py", None)),
            ("d/index.md", None, included("z/x.md", None)),
            ("open1.md", None, included("z/open.md", None)),
            ("open2.md", None, included("b/other.md", None)),
            (
                "open3.md",
                None,
                included("z/includes/open.md", Some(Public)),
            ),
            ("z/own.md", None, included("z/x.md", None)),
        ] {
            builder.add(says(0, path, visibility, &[includes]), [&id]);
        }
        let internal = builder.finish();
        for path in [
            "1.md",
            "2.md",
            "3.md",
            "4.md",
            "5.md",
            "6.md",
            "c/VPN-1/a.md",
            "d/index.md",
        ] {
            assert!(internal.has(0, path), "{path}");
        }
        for path in ["open1.md", "open2.md", "open3.md", "d/x.md", "c/x.md"] {
            assert!(!internal.has(0, path), "{path}");
        }
        assert_eq!(internal.problems(&[Layer::folder("kb")]).len(), 8);
        assert!(internal.has(0, "includes/x.md"));
        let mut all_public = InternalBuilder::default();
        all_public.add(says(0, "index.md", Some(Public), &[]), []);
        assert!(all_public.finish().is_empty());
        let mut one_hidden = InternalBuilder::default();
        one_hidden.add(says(0, "index.md", Some(Public), &[]), []);
        one_hidden.add(says(0, "index.html", Some(Hidden), &[]), []);
        assert!(one_hidden.finish().has(0, "x/y.md"));
    }

    #[test]
    fn pages_about_folders_are_recognized_by_their_names() {
        for (path, expect) in [
            ("a/index.md", true),
            ("README.md", true),
            ("a/index.de.md", true),
            ("a/README_pt-BR.md", true),
            ("de/_index.html", true),
            ("includes/index.md", true),
            ("templates/README.md", true),
            ("de/vpn.md", false),
            ("a/vpn.de.md", false),
            ("a/index.old.md", false),
            ("a/index.png", false),
            ("a/index", false),
        ] {
            assert_eq!(is_index(path), expect, "{path}");
        }
    }
}
