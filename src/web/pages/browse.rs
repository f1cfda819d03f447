//! Browsing: the folders of all layers, as their own navigation names them, and the list of all
//! articles.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};

use crate::{
    evidence::ArticleId,
    library::{Entry, Library, Node, Tree},
    search::folder_filter,
    snapshot::Snapshot,
    web::{
        crumbs::{Crumb, crumbs},
        error_response::ErrorResponse,
        filters,
        page::{Area, Layout, render},
        paging::{ListPage, Paging},
        paths::Paths,
        rows::ArticleRow,
        turn::Turn,
    },
};

/// How many articles are on one page of a list.
const PAGE: usize = 200;

/// A folder in a list of folders.
pub struct FolderLink {
    /// Its name, or the names of folders that hold nothing but each other.
    pub name: String,
    /// Link to it.
    pub href: String,
    /// The number of articles in it and its subfolders.
    pub articles: usize,
}

#[derive(Template)]
#[template(path = "browse.html")]
struct BrowsePage<'a> {
    layout: Layout<'a>,
    name: String,
    crumbs: Vec<Crumb>,
    /// The folder to search in; empty if it is not a folder.
    folder: String,
    total: usize,
    folders: Vec<FolderLink>,
    list: ArticleList,
}

#[derive(Template)]
#[template(path = "all_articles.html")]
struct AllArticlesPage<'a> {
    layout: Layout<'a>,
    total: usize,
    list: ArticleList,
}

/// A page of a list of articles, and links to the others.
struct ArticleList {
    articles: Vec<ArticleRow>,
    pages: Vec<PageLink>,
    earlier: Option<String>,
    later: Option<String>,
}

/// A link to a page of a list.
struct PageLink {
    /// The beginning of its first title.
    name: String,
    href: String,
    is_current: bool,
}

/// `GET /browse?page=`
pub async fn root(turn: Turn, Query(paging): Query<Paging>) -> Result<Response, ErrorResponse> {
    page(&turn, "", paging)
}

/// `GET /browse/{path}?page=`
pub async fn show(
    turn: Turn,
    Path(address): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ErrorResponse> {
    page(&turn, &address, paging)
}

fn page(turn: &Turn, address: &str, paging: Paging) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let tree = snapshot.tree();
    let gone = || ErrorResponse::not_found("There is no folder at this address.");
    let node = tree.at(address).ok_or_else(gone)?;
    let shown = paging.of(node.articles.len(), PAGE)?;
    turn.stop_if_client_has_page()?;
    let articles = node.articles.iter();
    let entries: Vec<_> = (articles.filter_map(|id| snapshot.library.entry(id))).collect();
    let link = |page| portal.paths.browse_page(&node.address, page);
    let list = ArticleList::new(&entries, &shown, link, snapshot, &portal.paths);
    let name = match node.layer {
        None => "Browse".to_owned(),
        Some(_) => node.name.clone(),
    };
    let trail = tree.trail(node);
    Ok(render(&BrowsePage {
        layout: portal.layout(&name).in_area(Area::Browse),
        name,
        crumbs: crumbs(
            trail.split_last().map_or(&[], |(_, above)| above),
            &portal.paths,
        ),
        folder: filter_of(node, &snapshot.library).unwrap_or_default(),
        total: node.total,
        folders: folder_links(tree, node, &portal.paths),
        list,
    }))
}

/// The filter for searching in a folder, if the node is one.
fn filter_of(node: &Node, library: &Library) -> Option<String> {
    folder_filter(library.label(node.layer?), node.folder.as_deref()?)
}

/// `GET /kb?page=`
pub async fn all(turn: Turn, Query(paging): Query<Paging>) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let shown = paging.of(snapshot.library.len(), PAGE)?;
    turn.stop_if_client_has_page()?;
    let mut entries: Vec<_> = snapshot.library.iter().collect();
    entries.sort_by_cached_key(|(_, entry)| sort_key(&entry.title));
    let link = |page| portal.paths.all_articles_page(page);
    let list = ArticleList::new(&entries, &shown, link, snapshot, &portal.paths);
    Ok(render(&AllArticlesPage {
        layout: portal.layout("All articles").in_area(Area::Browse),
        total: entries.len(),
        list,
    }))
}

/// The folders directly below one. A folder that contains only another is skipped.
pub fn folder_links(tree: &Tree, node: &Node, paths: &Paths) -> Vec<FolderLink> {
    let link = |node: &Node| {
        let (mut node, mut name) = (node, node.name.clone());
        while let Some(only) = tree.only_below(node).filter(|_| node.articles.is_empty()) {
            name = format!("{name} › {}", only.name);
            node = only;
        }
        FolderLink {
            name,
            href: paths.browse(&node.address),
            articles: node.total,
        }
    };
    tree.below(node).map(link).collect()
}

/// The sort key of a title: its letters and digits, ignoring quotes at its beginning.
fn sort_key(title: &str) -> String {
    let start = title.find(char::is_alphanumeric).unwrap_or(0);
    title.get(start..).unwrap_or_default().to_lowercase()
}

/// The most letters of a title that name the page it begins.
const NAME: usize = 24;

/// The first words of a title, as many as tell it from the title before: `Error` for `"Error 5"`
/// after `Ensure`, `Error 5` after `Error 4`.
fn beginning(title: &str, before: Option<&str>) -> String {
    let (key, before) = (sort_key(title), before.map(sort_key).unwrap_or_default());
    let same = key.chars().zip(before.chars());
    let same = same.take_while(|(one, other)| one == other).count();
    let start = title.find(char::is_alphanumeric).unwrap_or(0);
    let letters = title.get(start..).unwrap_or_default().chars().enumerate();
    let words = letters.take_while(|(at, letter)| *at <= same || !letter.is_whitespace());
    let name: String = words.take(NAME).map(|(_, letter)| letter).collect();
    name.trim_end().to_owned()
}

impl ArticleList {
    /// A page of a list of articles.
    fn new(
        entries: &[(&ArticleId, &Entry)],
        shown: &ListPage,
        link: impl Fn(usize) -> String,
        snapshot: &Snapshot,
        paths: &Paths,
    ) -> Self {
        let articles = entries.get(shown.items.clone()).unwrap_or_default().iter();
        let firsts = (0..entries.len()).step_by(PAGE);
        let pages = (1..).zip(firsts).filter(|_| entries.len() > PAGE);
        let title = |at: usize| entries.get(at).map(|(_, entry)| entry.title.as_str());
        let pages = pages.map(|(number, first)| PageLink {
            name: beginning(
                title(first).unwrap_or_default(),
                first.checked_sub(1).and_then(title),
            ),
            href: link(number),
            is_current: number == shown.number,
        });
        let (earlier, later) = shown.around(&link);
        Self {
            articles: articles
                .map(|(id, entry)| ArticleRow::of_entry(id, entry, snapshot, paths))
                .collect(),
            pages: pages.collect(),
            earlier,
            later,
        }
    }
}
