//! Puts articles and folders where the navigation of their folder has them.

use std::collections::{HashMap, HashSet};

use super::{growing::Growing, model::Node};
use crate::{
    evidence::ArticleId,
    library::{
        navigation::{Navigation, NavigationItem},
        path::bare_path,
        slug::slug,
    },
};

/// The deepest nesting of navigation files, or of items.
const DEEPEST: usize = 16;

impl Growing<'_> {
    /// Puts articles where navigations have them; articles in no navigation stay in their folder.
    pub(super) fn follow_navigation(&mut self) {
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
            // A folder's own page is not a group in it, and neither is an item without a name.
            let is_here = folder == Some(at) || (item.name.is_empty() && article.is_none());
            if !has_items {
                match (article, folder) {
                    // The first page of a group is about the group.
                    (Some(_), Some(folder)) if !is_here && !self.is_empty_group(at) => {
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

    /// Whether a node is a group that is still empty.
    fn is_empty_group(&self, at: usize) -> bool {
        let group = self.tree.nodes.get(at).filter(|node| node.is_group());
        group.is_some_and(|node| node.articles.is_empty() && node.children.is_empty())
    }

    /// Creates a group of a navigation below a node.
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

    /// Puts a folder below a node, in the order of its navigation, unless the node is inside the
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
}

/// The key by which navigation files are found: their path in lower case, with one extension.
fn file_key(path: &str) -> String {
    let path = path.to_lowercase();
    match path.strip_suffix(".yaml") {
        Some(stem) => format!("{stem}.yml"),
        None => path,
    }
}
