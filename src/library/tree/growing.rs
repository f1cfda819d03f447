//! A tree that is being built: folders, and the articles in them.

use std::collections::{HashMap, HashSet};

use super::model::{Node, Tree, address};
use crate::{
    article::readable,
    evidence::ArticleId,
    library::{
        model::{Entry, Library},
        path::{bare_path, folder_of, name_of},
    },
};

/// A tree that is being built.
pub(super) struct Growing<'l> {
    pub(super) library: &'l Library,
    pub(super) tree: Tree,
    /// The articles by layer and path, in lower case, with and without extension.
    pub(super) by_path: HashMap<(usize, String), &'l ArticleId>,
    /// The folders by their pages.
    pub(super) by_page: HashMap<ArticleId, usize>,
    /// How often an address was requested.
    pub(super) numbers: HashMap<String, usize>,
    /// How many positions in navigations are used.
    pub(super) places: usize,
}

impl<'l> Growing<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
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

    /// The node of a folder, which is created if it is missing.
    pub(super) fn folder(&mut self, layer: usize, folder: &str) -> usize {
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

    /// Adds a node below its parent, with a unique address.
    pub(super) fn node(&mut self, mut node: Node) -> usize {
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

    pub(super) fn entry(&self, id: &ArticleId) -> Option<&'l Entry> {
        self.library.get(id)
    }

    /// Puts each article into its folder. An index page that is alone in its folder is put into the
    /// parent folder.
    pub(super) fn add_articles(&mut self) {
        // The folders that have more in them than their own index page.
        let mut filled: HashSet<(usize, &str)> = HashSet::new();
        for entry in self.library.entries.values() {
            let (layer, folder) = (entry.origin.layer, entry.origin.folder());
            let is_index = bare_path(&entry.origin.path).1;
            let mut folder = if is_index { folder_of(folder) } else { folder };
            while filled.insert((layer, folder)) && !folder.is_empty() {
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
            let is_page = is_index && filled.contains(&(layer, folder));
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

    /// Names folders after their pages, or as their navigation says.
    pub(super) fn name_folders(&mut self) {
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

    /// Whether a node is the other one, or below it.
    pub(super) fn is_within(&self, node: usize, other: usize) -> bool {
        let mut next = Some(node);
        while let Some(at) = next.filter(|at| *at != other) {
            next = self.tree.nodes.get(at).and_then(|node| node.parent);
        }
        next.is_some()
    }

    /// Puts an article into a node, once.
    pub(super) fn put(&mut self, id: &ArticleId, at: usize) {
        if self.tree.placed.contains_key(id) {
            return;
        }
        self.tree.placed.insert(id.clone(), at);
        if let Some(node) = self.tree.nodes.get_mut(at) {
            node.articles.push(id.clone());
        }
    }

    /// Removes articles from places that navigations have moved them away from, removes empty
    /// nodes, sorts, and counts.
    pub(super) fn finish(mut self) -> Tree {
        let placed = &self.tree.placed;
        for (at, node) in self.tree.nodes.iter_mut().enumerate() {
            let is_here = |id: &ArticleId| placed.get(id).is_none_or(|place| *place == at);
            node.articles.retain(is_here);
            let page = node.page.as_ref();
            let page = page.filter(|page| placed.get(*page).is_none_or(|place| *place == at));
            node.page = page.cloned();
            if !placed.is_empty() {
                // The last place is the one from a navigation.
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

    /// Moves the rest of a folder to the group that has its page.
    fn merge(&mut self, at: usize, page: &ArticleId) {
        let group = self.tree.placed.get(page).copied();
        let is_group = |at: &usize| self.tree.nodes.get(*at).is_some_and(Node::is_group);
        let group = group.filter(is_group);
        // A group inside the folder can't take the folder's contents.
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

    /// Sorts the articles that no navigation has put in order: the index page first, then by the
    /// numbers at the beginning of file names, then by title.
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

    /// Removes the empty nodes below one, and sorts the folders; groups come first, in the order of
    /// their navigation.
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

/// The number at the beginning of the last part of a path, as in `02-setup.md`; without one, the
/// largest number.
fn leading_number(path: &str) -> u32 {
    let name = name_of(path);
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let number = name.get(..digits).filter(|digits| digits.len() <= 3);
    number
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(u32::MAX)
}
