//! The tree that people browse: the folders of all layers, named and ordered by their own
//! navigation where they have one.

use std::collections::{HashMap, HashSet};

use super::{
    model::{Entry, Library},
    navigation::{Navigation, NavigationItem},
    path::{bare_path, folder_of, name_of},
    slug::slug,
};
use crate::{article::readable, evidence::ArticleId};

/// The deepest that navigation files may include each other, or items lie in one another.
const DEEPEST: usize = 16;

/// The tree; its root stands for all layers.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    by_address: HashMap<String, usize>,
    /// The articles that a navigation has put somewhere.
    placed: HashMap<ArticleId, usize>,
}

/// A folder, or a group of a navigation.
#[derive(Debug, Default)]
pub struct Node {
    /// Its address below the page of the root, whose address is empty.
    pub address: String,
    /// What it is called.
    pub name: String,
    /// The layer that it is of; `None` for the root.
    pub layer: Option<usize>,
    /// The path of the folder in the layer; `None` for a group and the root.
    pub folder: Option<String>,
    /// The page about it, which is also the first of its articles.
    pub page: Option<ArticleId>,
    /// Articles in it, in order.
    pub articles: Vec<ArticleId>,
    /// How many articles are in it and below it.
    pub total: usize,
    parent: Option<usize>,
    children: Vec<usize>,
    position: Option<i64>,
    /// Its place in a navigation.
    place: Option<usize>,
}

impl Node {
    /// Whether its name is but a number, as of the archive's folders: it says nothing.
    pub fn is_number(&self) -> bool {
        !self.name.is_empty() && self.name.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a group of a navigation, and no folder.
    fn is_group(&self) -> bool {
        self.layer.is_some() && self.folder.is_none()
    }
}

impl Tree {
    /// The tree of a library.
    pub fn of(library: &Library) -> Self {
        let mut growing = Growing::new(library);
        growing.add_articles();
        growing.name_folders();
        growing.follow_navigation();
        growing.finish()
    }

    /// The node at an address.
    pub fn at(&self, address: &str) -> Option<&Node> {
        let at = self.by_address.get(address.trim_matches('/'))?;
        self.nodes.get(*at)
    }

    /// The nodes right below one.
    pub fn below<'t>(&'t self, node: &'t Node) -> impl Iterator<Item = &'t Node> {
        node.children.iter().filter_map(|at| self.nodes.get(*at))
    }

    /// The node right below one, where there is no other.
    pub fn only_below<'t>(&'t self, node: &'t Node) -> Option<&'t Node> {
        let mut below = self.below(node);
        below.next().filter(|_| below.next().is_none())
    }

    /// The nodes around one, from the layer's down to itself.
    pub fn trail<'t>(&'t self, node: &'t Node) -> Vec<&'t Node> {
        let mut trail = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.filter(|node| node.layer.is_some()) {
            trail.push(node);
            next = node.parent.and_then(|at| self.nodes.get(at));
        }
        trail.reverse();
        trail
    }

    /// The node that an article is in.
    pub fn of_article(&self, library: &Library, id: &ArticleId) -> Option<&Node> {
        if let Some(at) = self.placed.get(id) {
            return self.nodes.get(*at);
        }
        let origin = &library.get(id)?.origin;
        let label = library.labels.get(origin.layer)?;
        let (_, is_index) = bare_path(&origin.path);
        let folder = origin.folder();
        let own = self.at(&address(label, folder));
        let is_page = own.is_some_and(|own| own.page.as_ref() == Some(id));
        match is_index && !is_page {
            true => self.at(&address(label, folder_of(folder))),
            false => own,
        }
    }
}

/// The address of a folder of the layer with this label.
fn address(label: &str, folder: &str) -> String {
    match folder {
        "" => label.to_owned(),
        _ => format!("{label}/{folder}"),
    }
}

/// A tree that is being made.
struct Growing<'l> {
    library: &'l Library,
    tree: Tree,
    /// The articles by layer and path, in lower case, with and without extension.
    by_path: HashMap<(usize, String), &'l ArticleId>,
    /// The folders by their pages.
    by_page: HashMap<ArticleId, usize>,
    /// How often an address was wanted.
    numbers: HashMap<String, usize>,
    /// How many places in navigations are taken.
    places: usize,
}

impl<'l> Growing<'l> {
    fn new(library: &'l Library) -> Self {
        let mut tree = Tree::default();
        tree.nodes.push(Node::default());
        tree.by_address.insert(String::new(), 0);
        Self {
            library,
            tree,
            by_path: HashMap::new(),
            by_page: HashMap::new(),
            numbers: HashMap::new(),
            places: 0,
        }
    }

    /// The node of a folder, made where it is missing.
    fn folder(&mut self, layer: usize, folder: &str) -> usize {
        let label = self.library.labels.get(layer).map_or("", String::as_str);
        let address = address(label, folder);
        if let Some(at) = self.tree.by_address.get(&address) {
            return *at;
        }
        let (around, name) = match folder {
            "" => (0, label),
            _ => (self.folder(layer, folder_of(folder)), name_of(folder)),
        };
        self.node(Node {
            name: name.to_owned(),
            layer: Some(layer),
            folder: Some(folder.to_owned()),
            parent: Some(around),
            address,
            ..Node::default()
        })
    }

    /// Adds a node below its parent, at an address of its own.
    fn node(&mut self, mut node: Node) -> usize {
        let at = self.tree.nodes.len();
        let written = node.address.clone();
        while self.tree.by_address.contains_key(&node.address) {
            let number = self.numbers.entry(written.clone()).or_insert(1);
            *number += 1;
            node.address = format!("{written}-{number}");
        }
        self.tree.by_address.insert(node.address.clone(), at);
        if let Some(parent) = node.parent.and_then(|at| self.tree.nodes.get_mut(at)) {
            parent.children.push(at);
        }
        self.tree.nodes.push(node);
        at
    }

    fn entry(&self, id: &ArticleId) -> Option<&'l Entry> {
        self.library.get(id)
    }

    /// Puts each article into its folder. A page about a folder that holds nothing else is an
    /// article of the folder around that.
    fn add_articles(&mut self) {
        let mut busy: HashSet<(usize, &str)> = HashSet::new();
        for entry in self.library.entries.values() {
            let (layer, folder) = (entry.origin.layer, entry.origin.folder());
            let is_index = bare_path(&entry.origin.path).1;
            let mut folder = if is_index { folder_of(folder) } else { folder };
            while busy.insert((layer, folder)) && !folder.is_empty() {
                folder = folder_of(folder);
            }
        }
        for (id, entry) in &self.library.entries {
            let (layer, folder) = (entry.origin.layer, entry.origin.folder());
            let (bare, is_index) = bare_path(&entry.origin.path);
            let bare = (layer, bare.to_lowercase());
            if !is_index {
                self.by_path.insert(bare, id);
            } else {
                self.by_path.entry(bare).or_insert(id);
            }
            let whole = entry.origin.path.to_lowercase();
            self.by_path.insert((layer, whole), id);
            let is_page = is_index && busy.contains(&(layer, folder));
            let folder = match is_index && !is_page {
                true => folder_of(folder),
                false => folder,
            };
            let at = self.folder(layer, folder);
            if let Some(node) = self.tree.nodes.get_mut(at) {
                node.articles.push(id.clone());
                if is_page && node.page.is_none() {
                    node.page = Some(id.clone());
                    self.by_page.insert(id.clone(), at);
                }
            }
        }
    }

    /// Names folders by their pages, or as their navigation says.
    fn name_folders(&mut self) {
        for node in self.tree.nodes.iter_mut().skip(1) {
            let page = node.page.as_ref().and_then(|id| self.library.get(id));
            let is_root = node.folder.as_deref() == Some("");
            if let Some(page) = page.filter(|_| !is_root) {
                node.name.clone_from(&page.title);
            } else if !is_root {
                node.name = readable(&node.name);
            }
        }
        for navigation in &self.library.navigations {
            let label = self.library.labels.get(navigation.layer);
            let address = address(label.map_or("", String::as_str), &navigation.folder);
            let at = self.tree.by_address.get(&address);
            if let Some(node) = at.and_then(|at| self.tree.nodes.get_mut(*at)) {
                if !navigation.name.is_empty() {
                    node.name.clone_from(&navigation.name);
                }
                node.position = navigation.position.or(node.position);
            }
        }
    }

    /// Puts articles where navigations have them; what none has stays in its folder.
    fn follow_navigation(&mut self) {
        let library = self.library;
        let mut navigations: Vec<&Navigation> = library.navigations.iter().collect();
        navigations.retain(|navigation| !navigation.items.is_empty());
        navigations.sort_by_key(|navigation| {
            let parts = navigation.folder.split('/');
            let depth = parts.filter(|part| !part.is_empty()).count();
            (navigation.layer, depth, &navigation.path)
        });
        let mut by_path = HashMap::new();
        for navigation in &navigations {
            by_path.insert((navigation.layer, file_key(&navigation.path)), *navigation);
        }
        let mut used: HashSet<(usize, &str)> = HashSet::new();
        for navigation in navigations {
            if used.insert((navigation.layer, &navigation.path)) {
                let at = self.folder(navigation.layer, &navigation.folder);
                self.place(
                    navigation.layer,
                    &navigation.items,
                    at,
                    &by_path,
                    &mut used,
                    0,
                );
            }
        }
    }

    fn place<'n>(
        &mut self,
        layer: usize,
        items: &'n [NavigationItem],
        at: usize,
        navigations: &HashMap<(usize, String), &'n Navigation>,
        used: &mut HashSet<(usize, &'n str)>,
        depth: usize,
    ) {
        if depth > DEEPEST {
            return;
        }
        for item in items {
            let path = item.path.to_lowercase();
            let bare = || bare_path(&path).0;
            let article = self.by_path.get(&(layer, path.clone()));
            let article = article.or_else(|| self.by_path.get(&(layer, bare())));
            let article = article.copied();
            let included = navigations.get(&(layer, file_key(&item.path))).copied();
            let included = included.filter(|one| used.insert((layer, &one.path)));
            let folder = article.and_then(|id| self.by_page.get(id)).copied();
            let has_items = !item.items.is_empty() || included.is_some();
            // A folder's own page is no group in it, and neither is what has no name.
            let is_here = folder == Some(at) || (item.name.is_empty() && article.is_none());
            if !has_items {
                match (article, folder) {
                    // The first page of a group is the one about it.
                    (Some(_), Some(folder)) if !is_here && !self.begins(at) => {
                        self.put_folder(folder, at, &item.name);
                    }
                    (Some(id), _) => self.put(id, at),
                    (None, _) => {}
                }
                continue;
            }
            let group = match is_here {
                true => at,
                false => self.group(layer, item, article, at),
            };
            if let Some(id) = article {
                self.put(id, group);
            }
            self.place(layer, &item.items, group, navigations, used, depth + 1);
            if let Some(included) = included {
                self.place(layer, &included.items, group, navigations, used, depth + 1);
            }
        }
    }

    /// Whether a node is a group that has nothing yet.
    fn begins(&self, at: usize) -> bool {
        let group = self.tree.nodes.get(at).filter(|node| node.is_group());
        group.is_some_and(|node| node.articles.is_empty() && node.children.is_empty())
    }

    /// Makes a group of a navigation below a node.
    fn group(
        &mut self,
        layer: usize,
        item: &NavigationItem,
        article: Option<&ArticleId>,
        at: usize,
    ) -> usize {
        let name = match (&*item.name, article.and_then(|id| self.entry(id))) {
            ("", Some(entry)) => entry.title.clone(),
            (name, _) => name.to_owned(),
        };
        let around = self.tree.nodes.get(at).map_or("", |node| &node.address);
        let own = Some(slug(&name)).filter(|own| !own.is_empty());
        self.places += 1;
        self.node(Node {
            address: format!("{around}/{}", own.as_deref().unwrap_or("group")),
            name,
            layer: Some(layer),
            parent: Some(at),
            page: article.cloned(),
            place: Some(self.places),
            ..Node::default()
        })
    }

    /// Puts a folder below a node, in the order of its navigation, unless the node is in the
    /// folder.
    fn put_folder(&mut self, folder: usize, at: usize, name: &str) {
        let is_put = self
            .tree
            .nodes
            .get(folder)
            .is_none_or(|node| node.place.is_some());
        if is_put || self.is_within(at, folder) {
            return;
        }
        self.places += 1;
        let Some(node) = self.tree.nodes.get_mut(folder) else {
            return;
        };
        node.place = Some(self.places);
        if !name.is_empty() {
            name.clone_into(&mut node.name);
        }
        let before = node.parent.replace(at);
        if let Some(before) = before.and_then(|at| self.tree.nodes.get_mut(at)) {
            before.children.retain(|child| *child != folder);
        }
        if let Some(around) = self.tree.nodes.get_mut(at) {
            around.children.push(folder);
        }
    }

    /// Whether a node is another or below it.
    fn is_within(&self, node: usize, other: usize) -> bool {
        let mut next = Some(node);
        while let Some(at) = next.filter(|at| *at != other) {
            next = self.tree.nodes.get(at).and_then(|node| node.parent);
        }
        next.is_some()
    }

    /// Puts an article into a node, once.
    fn put(&mut self, id: &ArticleId, at: usize) {
        if self.tree.placed.contains_key(id) {
            return;
        }
        self.tree.placed.insert(id.clone(), at);
        if let Some(node) = self.tree.nodes.get_mut(at) {
            node.articles.push(id.clone());
        }
    }

    /// Takes out what navigations have moved and what is empty then, sorts, and counts.
    fn finish(mut self) -> Tree {
        let placed = &self.tree.placed;
        for (at, node) in self.tree.nodes.iter_mut().enumerate() {
            let is_here = |id: &ArticleId| placed.get(id).is_none_or(|place| *place == at);
            node.articles.retain(is_here);
            let page = node.page.as_ref();
            let page = page.filter(|page| placed.get(*page).is_none_or(|place| *place == at));
            node.page = page.cloned();
            if !placed.is_empty() {
                // The last is where a navigation has put it.
                let mut seen = HashSet::new();
                node.articles.reverse();
                node.articles.retain(|id| seen.insert(id.clone()));
                node.articles.reverse();
            }
        }
        self.sort_articles();
        let mut folders: Vec<_> = self.by_page.drain().collect();
        folders.sort_by_key(|(_, at)| *at);
        for (page, at) in folders {
            self.merge(at, &page);
        }
        self.count();
        for at in 0..self.tree.nodes.len() {
            self.sort_children(at);
        }
        self.tree
    }

    /// Moves what is left of a folder to the group that has its page.
    fn merge(&mut self, at: usize, page: &ArticleId) {
        let group = self.tree.placed.get(page).copied();
        let is_group = |at: &usize| self.tree.nodes.get(*at).is_some_and(Node::is_group);
        let group = group.filter(is_group);
        // A group in the folder can't take what the folder has.
        let Some(group) = group.filter(|group| !self.is_within(*group, at)) else {
            return;
        };
        let Some(node) = self.tree.nodes.get_mut(at) else {
            return;
        };
        let articles = std::mem::take(&mut node.articles);
        let children = std::mem::take(&mut node.children);
        for id in &articles {
            self.tree.placed.insert(id.clone(), group);
        }
        for child in &children {
            if let Some(child) = self.tree.nodes.get_mut(*child) {
                child.parent = Some(group);
            }
        }
        if let Some(group) = self.tree.nodes.get_mut(group) {
            group.articles.extend(articles);
            group.children.extend(children);
        }
    }

    /// Counts the articles in and below each node.
    fn count(&mut self) {
        for at in 0..self.tree.nodes.len() {
            let Some(node) = self.tree.nodes.get(at) else {
                continue;
            };
            let own = node.articles.len();
            let mut next = Some(at);
            while let Some(node) = next.and_then(|at| self.tree.nodes.get_mut(at)) {
                node.total += own;
                next = node.parent;
            }
        }
    }

    /// Sorts the articles that no navigation has put in an order: the page about the folder, then
    /// by the numbers that file names begin with, then by title.
    fn sort_articles(&mut self) {
        let (library, placed) = (self.library, &self.tree.placed);
        for node in &mut self.tree.nodes {
            let page = node.page.clone();
            node.articles.sort_by_cached_key(|id| {
                let is_page = page.as_ref() == Some(id);
                if placed.contains_key(id) {
                    return (!is_page, 0, 0, String::new());
                }
                let entry = library.get(id);
                let path = entry.map_or("", |entry| &entry.origin.path);
                let title = entry.map_or_else(String::new, |entry| entry.title.to_lowercase());
                (!is_page, 1, leading_number(path), title)
            });
        }
    }

    /// Takes out the empty nodes below one, and sorts the folders; groups come first, in the order
    /// of their navigation.
    fn sort_children(&mut self, at: usize) {
        let Some(node) = self.tree.nodes.get_mut(at) else {
            return;
        };
        let mut children = std::mem::take(&mut node.children);
        let nodes = &self.tree.nodes;
        children.retain(|child| nodes.get(*child).is_some_and(|child| child.total > 0));
        children.sort_by_cached_key(|child| {
            let node = nodes.get(*child);
            node.map(|node| {
                if let Some(place) = node.place {
                    let place = i64::try_from(place).unwrap_or(i64::MAX);
                    return (0, place, 0, String::new());
                }
                let path = node.folder.as_deref().unwrap_or_default();
                let position = node.position.unwrap_or(i64::MAX);
                (1, position, leading_number(path), node.name.to_lowercase())
            })
        });
        if let Some(node) = self.tree.nodes.get_mut(at) {
            node.children = children;
        }
    }
}

/// What files of navigation are found by: their paths in lower case, with one extension.
fn file_key(path: &str) -> String {
    let path = path.to_lowercase();
    match path.strip_suffix(".yaml") {
        Some(stem) => format!("{stem}.yml"),
        None => path,
    }
}

/// The number that the last part of a path begins with, as in `02-setup.md`; the largest where
/// there is none.
fn leading_number(path: &str) -> u32 {
    let name = name_of(path);
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let number = name.get(..digits).filter(|digits| digits.len() <= 3);
    number
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::{
        article::{Article, Metadata, Texts},
        library::{Card, LibraryBuilder, Origin},
    };

    fn library(paths: &[&str], navigations: Vec<Navigation>) -> Library {
        let mut builder = LibraryBuilder::default();
        builder.set_labels(vec!["kb".to_owned()]);
        for path in paths {
            let (bare, _) = bare_path(path);
            let article = Article {
                id: ArticleId::of_path(&bare).unwrap(),
                title: format!("About {bare}"),
                meta: Metadata::default(),
                sections: Vec::new(),
            };
            let origin = Origin {
                layer: 0,
                path: (*path).to_owned(),
            };
            let card = Card::of(&article, &Texts::of(&article));
            assert!(builder.add(&card, origin));
        }
        for navigation in navigations {
            builder.add_navigation(Some(navigation));
        }
        builder.finish().library
    }

    fn navigation(path: &str, folder: &str, items: Vec<NavigationItem>) -> Navigation {
        Navigation {
            layer: 0,
            path: path.to_owned(),
            folder: folder.to_owned(),
            name: String::new(),
            position: None,
            items,
        }
    }

    fn item(name: &str, path: &str, items: Vec<NavigationItem>) -> NavigationItem {
        NavigationItem {
            name: name.to_owned(),
            path: path.to_owned(),
            items,
        }
    }

    /// The tree, a line each: names of nodes with their totals, and ids of articles.
    fn drawn(library: &Library) -> Vec<String> {
        fn draw(tree: &Tree, node: &Node, depth: usize, lines: &mut Vec<String>) {
            let indent = "  ".repeat(depth);
            lines.push(format!(
                "{indent}{} {} [{}]",
                node.name, node.total, node.address
            ));
            for id in &node.articles {
                lines.push(format!("{indent}- {id}"));
            }
            tree.below(node)
                .for_each(|node| draw(tree, node, depth + 1, lines));
        }
        let tree = Tree::of(library);
        let mut lines = Vec::new();
        draw(&tree, tree.at("kb").unwrap(), 0, &mut lines);
        lines
    }

    #[test]
    fn folders_are_a_tree() {
        let paths = [
            "start.md",
            "net/02-second.md",
            "net/10-third.md",
            "net/index.md",
            "net/old-printers/a.md",
            "mail/README.md",
            "168/Q168465/README.md",
        ];
        let library = library(&paths, Vec::new());
        assert_eq!(
            drawn(&library),
            [
                "kb 7 [kb]",
                "- mail",
                "- start",
                "  168 1 [kb/168]",
                "  - 168/Q168465",
                "  About net 4 [kb/net]",
                "  - net",
                "  - net/02-second",
                "  - net/10-third",
                "    Old printers 1 [kb/net/old-printers]",
                "    - net/old-printers/a",
            ]
        );
        let tree = Tree::of(&library);
        for (id, around) in [
            ("net", "kb/net"),
            ("net/02-second", "kb/net"),
            ("mail", "kb"),
            ("168/Q168465", "kb/168"),
            ("start", "kb"),
        ] {
            let id = ArticleId::of_path(id).unwrap();
            let node = tree.of_article(&library, &id).unwrap();
            assert_eq!(node.address, around, "{id}");
        }
        let node = tree.at("kb/net/old-printers/").unwrap();
        let names: Vec<&str> = tree.trail(node).iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["kb", "About net", "Old printers"]);
        assert!(tree.at("net").is_none());
    }

    #[test]
    fn a_navigation_names_and_orders() {
        let main = navigation(
            "mkdocs.yml",
            "",
            vec![
                item(
                    "Printing",
                    "",
                    vec![item("", "b.md", vec![]), item("", "a.md", vec![])],
                ),
                item("Mail", "mail/toc.yml", vec![]),
                item("Gone", "gone.md", vec![]),
            ],
        );
        let mail = navigation("mail/toc.yml", "mail", vec![item("", "mail/x.md", vec![])]);
        let mut named = navigation("rest/_category_.json", "rest", Vec::new());
        named.name = "All the rest".to_owned();
        let paths = ["a.md", "b.md", "c.md", "mail/x.md", "rest/y.md"];
        let library = library(&paths, vec![mail, main, named]);
        assert_eq!(
            drawn(&library),
            [
                "kb 5 [kb]",
                "- c",
                "  Printing 2 [kb/printing]",
                "  - b",
                "  - a",
                "  Mail 1 [kb/mail-2]",
                "  - mail/x",
                "  All the rest 1 [kb/rest]",
                "  - rest/y",
            ]
        );
        let id = ArticleId::of_path("mail/x").unwrap();
        let tree = Tree::of(&library);
        assert_eq!(tree.of_article(&library, &id).unwrap().name, "Mail");
    }

    #[test]
    fn what_is_left_of_a_folder_goes_where_its_page_is() {
        let lamps = vec![
            item("", "lamps/index.md", vec![]),
            item("", "lamps/b.md", vec![]),
        ];
        let main = navigation("toc.yml", "", vec![item("Light", "", lamps)]);
        let paths = [
            "lamps/index.md",
            "lamps/a.md",
            "lamps/b.md",
            "lamps/old/c.md",
        ];
        let library = library(&paths, vec![main]);
        assert_eq!(
            drawn(&library),
            [
                "kb 4 [kb]",
                "  Light 4 [kb/light]",
                "  - lamps",
                "  - lamps/b",
                "  - lamps/a",
                "    Old 1 [kb/lamps/old]",
                "    - lamps/old/c",
            ]
        );
        let tree = Tree::of(&library);
        let id = ArticleId::of_path("lamps/a").unwrap();
        let around = tree.of_article(&library, &id).unwrap();
        assert_eq!(around.name, "Light");
        let old = tree.trail(tree.at("kb/lamps/old").unwrap());
        let names: Vec<&str> = old.iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["kb", "Light", "Old"]);
    }

    #[test]
    fn a_page_with_items_in_its_own_folder_is_no_group() {
        let intro = item(
            "Intro",
            "README.md",
            vec![item("", "b.md", vec![]), item("", "a.md", vec![])],
        );
        let lamps = item("Lamps", "index.md", vec![item("", "lamps/c.md", vec![])]);
        let lamps = navigation(
            "lamps/toc.yml",
            "lamps",
            vec![NavigationItem {
                path: "lamps/index.md".to_owned(),
                ..lamps
            }],
        );
        let main = navigation("SUMMARY.md", "", vec![intro]);
        let paths = ["README.md", "a.md", "b.md", "lamps/index.md", "lamps/c.md"];
        let library = library(&paths, vec![main, lamps]);
        assert_eq!(
            drawn(&library),
            [
                "kb 5 [kb]",
                "- README",
                "- b",
                "- a",
                "  About lamps 2 [kb/lamps]",
                "  - lamps",
                "  - lamps/c",
            ]
        );
    }

    #[test]
    fn a_link_to_a_folder_s_page_puts_the_folder_there() {
        let items = vec![
            item("The lamps", "lamps/index.md", vec![]),
            item("", "b.md", vec![]),
            item("", "doors/index.md", vec![]),
            item("", "a.md", vec![]),
        ];
        let main = navigation("_sidebar.md", "", items);
        let paths = [
            "a.md",
            "b.md",
            "doors/index.md",
            "doors/d.md",
            "lamps/index.md",
            "lamps/c.md",
        ];
        let library = library(&paths, vec![main]);
        assert_eq!(
            drawn(&library),
            [
                "kb 6 [kb]",
                "- b",
                "- a",
                "  The lamps 2 [kb/lamps]",
                "  - lamps",
                "  - lamps/c",
                "  About doors 2 [kb/doors]",
                "  - doors",
                "  - doors/d",
            ]
        );
    }

    const PATHS: [&str; 8] = [
        "README.md",
        "a.md",
        "lamps/index.md",
        "lamps/b.md",
        "garden/x/y.md",
        "doors/README.md",
        "doors/c.md",
        "doors/old/index.md",
    ];

    fn items() -> impl Strategy<Value = Vec<NavigationItem>> {
        let path = prop_oneof![
            4 => select(PATHS.to_vec()),
            1 => select(vec!["", "toc.yml", "lamps/TOC.yml", "doors/toc.yml"]),
        ];
        let leaf = (select(vec!["", "A", "Same", "???"]), path);
        let leaf = leaf.prop_map(|(name, path)| item(name, path, Vec::new()));
        let one = leaf.prop_recursive(4, 24, 4, |inner| {
            let path = select(vec!["", "README.md", "lamps/index.md", "doors/README.md"]);
            (path, prop::collection::vec(inner, 0..4))
                .prop_map(|(path, items)| item("Same", path, items))
        });
        prop::collection::vec(one, 0..6)
    }

    proptest! {
        #[test]
        fn whatever_navigations_say_each_article_is_in_one_place(all in [items(), items(), items()]) {
            let files = [("toc.yml", ""), ("lamps/TOC.yml", "lamps"), ("doors/toc.yml", "doors")];
            let navigations = files.iter().zip(all);
            let navigations = navigations.map(|((path, folder), items)| navigation(path, folder, items));
            let library = library(&PATHS, navigations.collect());
            let tree = Tree::of(&library);
            let mut seen = Vec::new();
            let mut open = vec![tree.at("").unwrap()];
            while let Some(node) = open.pop() {
                prop_assert!(seen.len() <= PATHS.len());
                for id in &node.articles {
                    seen.push(id.clone());
                    let around = tree.of_article(&library, id).unwrap();
                    prop_assert_eq!(&around.address, &node.address);
                }
                open.extend(tree.below(node));
            }
            prop_assert_eq!(tree.at("").unwrap().total, PATHS.len());
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), PATHS.len());
        }
    }

    #[test]
    fn navigations_may_include_each_other_in_a_circle() {
        let one = navigation("toc.yml", "", vec![item("Two", "x/toc.yml", vec![])]);
        let two = navigation("x/toc.yml", "x", vec![item("One", "toc.yml", vec![])]);
        let library = library(&["a.md"], vec![one, two]);
        assert_eq!(drawn(&library), ["kb 1 [kb]", "- a"]);
    }

    #[test]
    fn names_of_folders_are_readable() {
        for (name, expect) in [
            ("network-printers", "Network printers"),
            ("02_setup", "Setup"),
            ("168", "168"),
            ("_archive", "Archive"),
            ("ExchangeOnline", "ExchangeOnline"),
            ("Active Directory", "Active Directory"),
            ("", ""),
        ] {
            assert_eq!(readable(name), expect, "{name}");
        }
    }
}
