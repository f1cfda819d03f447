//! Browsing: the folders of all layers as their own navigation names them, and the list of all
//! articles.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};

use super::products::Paging;
use crate::{
    evidence::ArticleId,
    library::{Node, Tree},
    search::is_filter,
    snapshot::Snapshot,
    web::{
        crumbs::{Crumb, crumbs},
        fault::Fault,
        filters,
        page::{Layout, render},
        paths::Paths,
        rows::ArticleRow,
        turn::Turn,
    },
};

/// Articles on one page of a list.
const PAGE: usize = 200;

/// A folder in a list of folders.
pub struct FolderLink {
    /// Its name, or the names of folders that hold nothing but each other.
    pub name: String,
    /// Link to it.
    pub href: String,
    /// Articles in it and below it.
    pub articles: usize,
}

#[derive(Template)]
#[template(path = "browse.html")]
struct BrowsePage<'a> {
    layout: Layout<'a>,
    name: String,
    crumbs: Vec<Crumb>,
    /// The folder to search in; empty where it is none.
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
    /// What it begins with.
    name: String,
    href: String,
    is_current: bool,
}

/// `GET /browse?page=`
pub async fn root(turn: Turn, Query(paging): Query<Paging>) -> Result<Response, Fault> {
    page(&turn, "", paging)
}

/// `GET /browse/{path}?page=`
pub async fn show(
    turn: Turn,
    Path(address): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    page(&turn, &address, paging)
}

fn page(turn: &Turn, address: &str, paging: Paging) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let tree = snapshot.tree();
    let gone = || Fault::not_found("There is no folder at this address.");
    let node = tree.at(address).ok_or_else(gone)?;
    let link = |page| portal.paths.browse_page(&node.address, page);
    let titles = node.articles.iter().map(|id| title(snapshot, id));
    let shown = paging.page.max(1);
    let list = ArticleList::new(&titles.collect::<Vec<_>>(), shown, link, |at| {
        let id = node.articles.get(at)?;
        Some(ArticleRow::of_entry(
            id,
            snapshot.library.get(id)?,
            snapshot,
            &portal.paths,
        ))
    })?;
    turn.skip_known()?;
    let name = match node.layer {
        None => "Browse".to_owned(),
        Some(_) => node.name.clone(),
    };
    Ok(render(&BrowsePage {
        layout: portal.layout(&name),
        name,
        crumbs: crumbs(above(&tree.trail(node)), &portal.paths),
        folder: node
            .folder
            .clone()
            .filter(|path| is_filter(path))
            .unwrap_or_default(),
        total: node.total,
        folders: folder_links(tree, node, &portal.paths),
        list,
    }))
}

/// `GET /kb?page=`
pub async fn all(turn: Turn, Query(paging): Query<Paging>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let mut entries: Vec<_> = snapshot.library.iter().collect();
    entries.sort_by_cached_key(|(_, entry)| sort_key(&entry.title));
    let titles: Vec<&str> = entries.iter().map(|(_, entry)| &*entry.title).collect();
    let link = |page| portal.paths.all_articles_page(page);
    let shown = paging.page.max(1);
    let list = ArticleList::new(&titles, shown, link, |at| {
        let (id, entry) = entries.get(at)?;
        ArticleRow::of_entry(id, entry, snapshot, &portal.paths).into()
    })?;
    turn.skip_known()?;
    Ok(render(&AllArticlesPage {
        layout: portal.layout("All articles"),
        total: entries.len(),
        list,
    }))
}

/// The folders right below one. A folder that holds nothing but another is passed over.
pub fn folder_links(tree: &Tree, node: &Node, paths: &Paths) -> Vec<FolderLink> {
    let link = |node: &Node| {
        let (mut node, mut name) = (node, node.name.clone());
        loop {
            let mut below = tree.below(node);
            match (below.next(), below.next()) {
                (Some(only), None) if node.articles.is_empty() => {
                    node = only;
                    name = format!("{name} › {}", only.name);
                }
                _ => break,
            }
        }
        FolderLink {
            name,
            href: paths.browse(&node.address),
            articles: node.total,
        }
    };
    tree.below(node).map(link).collect()
}

/// A trail without its end.
fn above<'t>(trail: &'t [&'t Node]) -> &'t [&'t Node] {
    trail.split_last().map_or(&[], |(_, above)| above)
}

fn title<'s>(snapshot: &'s Snapshot, id: &ArticleId) -> &'s str {
    snapshot.library.get(id).map_or("", |entry| &entry.title)
}

/// What titles are sorted by: their letters and digits, whatever quotes they begin with.
fn sort_key(title: &str) -> String {
    let start = title.find(char::is_alphanumeric).unwrap_or(0);
    title.get(start..).unwrap_or_default().to_lowercase()
}

/// The first letters of what a title is sorted by: `Err` for `"Error 5"`.
fn beginning(title: &str) -> String {
    let key = sort_key(title);
    let mut chars = key.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.take(2)).collect()
}

impl ArticleList {
    /// A page, from 1, of the articles with these titles, in order; `row` makes the one at a place.
    fn new(
        titles: &[&str],
        page: usize,
        link: impl Fn(usize) -> String,
        row: impl Fn(usize) -> Option<ArticleRow>,
    ) -> Result<Self, Fault> {
        let first = (page - 1).saturating_mul(PAGE);
        let last = titles.len().min(first.saturating_add(PAGE));
        if first >= titles.len() && page > 1 {
            return Err(Fault::not_found("This list does not have that many pages."));
        }
        let count = titles.len().div_ceil(PAGE);
        let name = |page: usize| {
            let title = titles.get((page - 1) * PAGE).copied().unwrap_or_default();
            beginning(title)
        };
        let pages = (1..=count).map(|number| PageLink {
            name: name(number),
            href: link(number),
            is_current: number == page,
        });
        Ok(Self {
            articles: (first..last).filter_map(row).collect(),
            pages: if count > 1 {
                pages.collect()
            } else {
                Vec::new()
            },
            earlier: (page > 1).then(|| link(page - 1)),
            later: (last < titles.len()).then(|| link(page + 1)),
        })
    }
}
