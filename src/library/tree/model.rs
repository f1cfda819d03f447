//! The tree that people browse: the folders of all layers, named and ordered by their own
//! navigation if they have one.

use std::collections::HashMap;

use crate::{
    evidence::ArticleId,
    library::{
        model::Library,
        path::{bare_path, folder_of},
    },
};

/// The tree; its root stands for all layers.
#[derive(Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) by_address: HashMap<String, usize>,
    /// The nodes of the articles that a navigation has placed.
    pub(super) placed: HashMap<ArticleId, usize>,
}

/// A folder, or a group of a navigation.
#[derive(Debug, Default)]
pub struct Node {
    /// Its address below the page of the root, whose address is empty.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its layer; `None` for the root.
    pub layer: Option<usize>,
    /// The path of the folder in the layer; `None` for a group and the root.
    pub folder: Option<String>,
    /// Its index page, which is also the first of its articles.
    pub page: Option<ArticleId>,
    /// Articles in it, in order.
    pub articles: Vec<ArticleId>,
    /// How many articles are in it and below it.
    pub total: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    pub(super) position: Option<i64>,
    /// Its position in a navigation.
    pub(super) place: Option<usize>,
}

impl Node {
    /// Whether its name is only a number, like those of the archive's folders.
    pub fn is_number(&self) -> bool {
        !self.name.is_empty() && self.name.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a group of a navigation rather than a folder.
    pub(super) fn is_group(&self) -> bool {
        self.layer.is_some() && self.folder.is_none()
    }
}

impl Tree {
    /// The node at an address.
    pub fn at(&self, address: &str) -> Option<&Node> {
        let at = self.by_address.get(address.trim_matches('/'))?;
        self.nodes.get(*at)
    }

    /// The children of a node.
    pub fn below<'t>(&'t self, node: &'t Node) -> impl Iterator<Item = &'t Node> {
        node.children.iter().filter_map(|at| self.nodes.get(*at))
    }

    /// The only child of a node, if it has exactly one.
    pub fn only_below<'t>(&'t self, node: &'t Node) -> Option<&'t Node> {
        let mut below = self.below(node);
        below.next().filter(|_| below.next().is_none())
    }

    /// The nodes from the layer's down to a given one.
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
pub(super) fn address(label: &str, folder: &str) -> String {
    match folder {
        "" => label.to_owned(),
        _ => format!("{label}/{folder}"),
    }
}
