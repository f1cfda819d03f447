//! The targets of the relative links in articles: other articles, or files in their folder.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    names::OtherNames,
    path::{bare_path, folder_of, join, name_of},
};
use crate::{evidence::ArticleId, markup::WIKI};

/// Folders that site generators leave out of addresses.
const ROOTS: [&str; 6] = ["docs", "content", "source", "src", "pages", "static"];

/// The longest link target that is looked up, in bytes.
const LONGEST_TARGET: usize = 2048;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An article.
    Article(ArticleId),
    /// A file of the same layer, by its path.
    File(String),
}

/// The articles and the other files of all layers by their paths.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Places {
    layers: Vec<LayerPlaces>,
}

/// The articles and files of one layer.
#[derive(Debug, Default, Serialize, Deserialize)]
struct LayerPlaces {
    /// Articles by their path without extension, folded.
    articles: BTreeMap<String, ArticleId>,
    /// Articles by the last part of that path.
    stems: OtherNames,
    /// The paths of the other files, in order.
    paths: Vec<String>,
    /// The same files by their folded path; only one of those with the same folded path.
    files: BTreeMap<String, String>,
    /// The same files by their folded name; of those with the same name, the first by path.
    file_names: BTreeMap<String, String>,
}

impl Places {
    /// Adds the article of a file.
    pub(super) fn add(&mut self, layer: usize, path: &str, id: &ArticleId) {
        let places = self.layer(layer);
        let (bare, _) = bare_path(path);
        let bare = fold(&bare);
        places.stems.add(name_of(&bare), id);
        places.articles.entry(bare).or_insert_with(|| id.clone());
    }

    /// Sets the other files of a layer.
    pub(super) fn set_files(&mut self, layer: usize, paths: &[String]) {
        let places = self.layer(layer);
        paths.clone_into(&mut places.paths);
        let folded = paths.iter().map(|path| (fold(path), path.clone()));
        places.files = folded.collect();
        // In reverse, so that the first by path is the one that stays.
        let named = places.paths.iter().rev();
        let named = named.map(|path| (fold(name_of(path)), path.clone()));
        places.file_names = named.collect();
    }

    /// The other files of all layers, layer by layer, in order.
    pub(super) fn files(&self) -> impl Iterator<Item = &[String]> {
        self.layers.iter().map(|places| places.paths.as_slice())
    }

    fn layer(&mut self, layer: usize) -> &mut LayerPlaces {
        if self.layers.len() <= layer {
            self.layers.resize_with(layer + 1, LayerPlaces::default);
        }
        &mut self.layers[layer]
    }

    /// The paths of the files of a layer in a folder.
    pub(super) fn files_in<'p>(
        &'p self,
        layer: usize,
        folder: &str,
    ) -> impl Iterator<Item = &'p str> + use<'p> {
        let prefix = fold(&format!("{folder}/"));
        let files = self.layers.get(layer).map(|places| &places.files);
        let files = files.into_iter().flat_map(move |files| {
            let here = files.range(prefix.clone()..);
            let prefix = prefix.clone();
            here.take_while(move |(path, _)| path.starts_with(&prefix))
        });
        files.map(|(_, path)| path.as_str())
    }

    /// The target of a link in the article of the file at `from`; `None` if there is none.
    pub(super) fn resolve(&self, layer: usize, from: &str, target: &str) -> Option<Destination> {
        let places = self
            .layers
            .get(layer)
            .filter(|_| target.len() <= LONGEST_TARGET)?;
        if let Some(page) = target.strip_prefix(WIKI) {
            return places.page(from, &decoded(page));
        }
        let target = decoded(target).replace('\\', "/");
        let folder = folder_of(from);
        if let Some(rooted) = target.strip_prefix('/') {
            return places.rooted(rooted);
        }
        let direct = join(folder, &target).and_then(|path| places.at(&path));
        // Sites that give each page its own folder resolve its links from there.
        let inside = || places.at(&join(&bare_path(from).0, &target)?);
        direct.or_else(inside)
    }
}

impl LayerPlaces {
    /// The target of a path, written with the extension of the source or of the page, or without
    /// one.
    fn at(&self, path: &str) -> Option<Destination> {
        let path = path.trim_matches('/');
        let folded = fold(path);
        if let Some(file) = self.files.get(&folded) {
            return Some(Destination::File(file.clone()));
        }
        let bare = fold(&bare_path(path).0);
        let found = self
            .articles
            .get(&folded)
            .or_else(|| self.articles.get(&bare));
        found.cloned().map(Destination::Article)
    }

    /// The target of a root-relative link. The root of the site may be this layer's folder, one in
    /// it, or one above it.
    fn rooted(&self, path: &str) -> Option<Destination> {
        let under = |root: &str| self.at(&format!("{root}/{path}"));
        let mut rest = path;
        let mut found = self
            .at(path)
            .or_else(|| ROOTS.iter().find_map(|root| under(root)));
        while found.is_none() {
            (_, rest) = rest.split_once('/')?;
            found = self.at(rest);
        }
        found
    }

    /// The page or file of a wiki link, by its path or just by its name.
    fn page(&self, from: &str, page: &str) -> Option<Destination> {
        let folder = folder_of(from);
        let near = join(folder, page).and_then(|path| self.at(&path));
        let by_path = near.or_else(|| self.at(page.trim_start_matches('/')));
        by_path.or_else(|| {
            let name = fold(name_of(page));
            let bare = fold(&bare_path(&name).0);
            let stems = [
                name.clone(),
                bare,
                name.replace(' ', "-"),
                name.replace('-', " "),
            ];
            let article = stems.iter().find_map(|stem| self.stems.get(stem)).cloned();
            let file = || self.file_names.get(&name).cloned();
            article
                .map(Destination::Article)
                .or_else(|| file().map(Destination::File))
        })
    }
}

/// A target without its query and fragment, percent-decoded.
pub fn decoded(target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    percent_decode_str(target).decode_utf8_lossy().into_owned()
}

/// A path in lower case and in Unicode form NFC: some systems store names decomposed.
fn fold(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_articles_and_files() {
        let mut places = Places::default();
        for path in [
            "docs/net/vpn-1.md",
            "docs/net/VPN-2.md",
            "docs/net/index.md",
            "docs/mail/How to.md",
            "docs/mail/sub/deep.html.md.erb",
        ] {
            let id = ArticleId::of_path(&bare_path(path).0).unwrap();
            places.add(0, path, &id);
        }
        let files = ["docs/media/a.png", "docs/net/a b.PNG", "docs/img/shot.png"];
        places.set_files(0, &files.map(str::to_owned));
        let article = |id: &str| Some(Destination::Article(ArticleId::of_path(id).unwrap()));
        let file = |path: &str| Some(Destination::File(path.to_owned()));
        let from = "docs/net/vpn-1.md";
        for (target, expect) in [
            ("VPN-2.md", article("docs/net/VPN-2")),
            ("vpn-2.md#cause", article("docs/net/VPN-2")),
            ("vpn-2", article("docs/net/VPN-2")),
            ("./vpn-2.html?x=1", article("docs/net/VPN-2")),
            ("../mail/How%20to.md", article("docs/mail/How to")),
            ("../mail/sub/deep.html", article("docs/mail/sub/deep")),
            ("../net/", article("docs/net")),
            ("../VPN-2/", article("docs/net/VPN-2")),
            ("/net/vpn-2", article("docs/net/VPN-2")),
            ("/site/docs/net/vpn-2/", article("docs/net/VPN-2")),
            ("wiki:How to#x", article("docs/mail/How to")),
            ("wiki:how-to", article("docs/mail/How to")),
            ("wiki:shot.png", file("docs/img/shot.png")),
            ("../media/a.png", file("docs/media/a.png")),
            ("a%20b.png", file("docs/net/a b.PNG")),
            ("../../../x.md", None),
            ("nothing.md", None),
            ("/", None),
        ] {
            assert_eq!(places.resolve(0, from, target), expect, "{target}");
        }
        assert_eq!(places.resolve(1, from, "VPN-2.md"), None);
        let here: Vec<&str> = places.files_in(0, "docs/net").collect();
        assert_eq!(here, ["docs/net/a b.PNG"]);
    }
}
