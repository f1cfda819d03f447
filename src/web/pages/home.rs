//! The home page: one box, guides, products, the busiest event sources; and on the first day, how
//! to add articles.

use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    layer::Layer,
    library::{Node, Tree},
    number::counted,
    problem::Problem,
    snapshot::Snapshot,
    web::{
        fault::Fault,
        filters,
        page::{Layout, render},
        pages::{
            browse::{FolderLink, folder_links},
            diagnose,
        },
        paths::Paths,
        turn::Turn,
    },
};

/// The maximum number of folders that are shown.
const FOLDERS: usize = 24;

/// A text longer than this, or of several lines, is a pasted event rather than a search.
const LONGEST_SEARCH: usize = 200;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    layout: Layout<'a>,
    articles: usize,
    layers: Vec<String>,
    only_builtin: bool,
    guides: Vec<Tile>,
    folders: Vec<FolderLink>,
    products: Vec<Tile>,
    sources: Vec<Tile>,
    problems: usize,
    /// What to do about folders in which nothing was found.
    empty_folders: Vec<String>,
}

struct Tile {
    name: String,
    href: String,
    detail: String,
}

/// `GET /`
pub async fn show(turn: Turn) -> Result<Response, Fault> {
    turn.stop_if_client_has_page()?;
    let (portal, snapshot) = (&turn.portal, &turn.snapshot);
    let guides = snapshot.guides.iter().map(|guide| Tile {
        name: guide.title.clone(),
        href: portal.paths.guide(&guide.id),
        detail: guide.symptoms.first().cloned().unwrap_or_default(),
    });
    let products = snapshot
        .library
        .products()
        .iter()
        .take(12)
        .map(|product| Tile {
            name: product.name.clone(),
            href: portal.paths.product(&product.slug),
            detail: counted(product.articles, "article"),
        });
    let mut sources: Vec<_> = snapshot.atlas.sources().collect();
    sources.sort_by(|a, b| {
        b.articles
            .cmp(&a.articles)
            .then_with(|| a.name.cmp(&b.name))
    });
    let sources = sources.into_iter().take(12).map(|source| Tile {
        name: source.name.clone(),
        href: portal.paths.source(&source.fold),
        detail: counted(source.articles, "article"),
    });
    let page = HomePage {
        layout: portal.layout("Find the fix"),
        articles: snapshot.library.len(),
        layers: snapshot.layers.iter().map(Layer::label).collect(),
        only_builtin: snapshot.layers == [Layer::Builtin] && portal.is_ready(),
        guides: guides.collect(),
        folders: folders(snapshot, &portal.paths),
        products: products.collect(),
        sources: sources.collect(),
        problems: snapshot.problems.len(),
        empty_folders: empty_folders(snapshot),
    };
    Ok(render(&page))
}

/// The first folders of what is mounted, where their names say something.
fn folders(snapshot: &Snapshot, paths: &Paths) -> Vec<FolderLink> {
    let tree = snapshot.tree();
    let is_mounted = |node: &&Node| {
        let layer = node.layer.and_then(|at| snapshot.layers.get(at));
        layer.is_some_and(|layer| *layer != Layer::Builtin)
    };
    let Some(root) = tree.at("") else {
        return Vec::new();
    };
    let mounted: Vec<&Node> = tree.below(root).filter(is_mounted).collect();
    let says_something = tree.below(root).flat_map(|node| tree.below(node));
    let says_something = says_something
        .filter(is_mounted)
        .any(|node| !node.is_number());
    let mut links = match mounted.as_slice() {
        _ if !says_something => Vec::new(),
        [only] => folder_links(tree, first_shelf(tree, only), paths),
        _ => folder_links(tree, root, paths),
    };
    links.truncate(FOLDERS);
    links
}

/// The first node from here down that has more than one node below it.
fn first_shelf<'t>(tree: &'t Tree, node: &'t Node) -> &'t Node {
    tree.only_below(node)
        .map_or(node, |only| first_shelf(tree, only))
}

/// The messages about folders with files but without an article.
fn empty_folders(snapshot: &Snapshot) -> Vec<String> {
    let folders = snapshot.layers.iter().zip(&snapshot.counts);
    let problems = folders.filter_map(|(layer, counts)| counts.nothing_found(&layer.label()));
    let messages = problems.map(|problem| {
        let Problem {
            file,
            message,
            suggestion,
            ..
        } = problem;
        format!("{file}: {message}. To fix this, {suggestion}.")
    });
    messages.collect()
}

/// The home page's box.
#[derive(Debug, Deserialize)]
pub struct Opened {
    /// What was typed or pasted.
    #[serde(default)]
    text: String,
}

/// `POST /open`: a few words go to the search, an event or a log to the diagnosis.
pub async fn open(turn: Turn, Form(opened): Form<Opened>) -> Result<Response, Fault> {
    let text = opened.text.trim();
    let is_search = text.len() <= LONGEST_SEARCH && !text.contains('\n');
    if is_search {
        return Ok(Redirect::to(&turn.portal.paths.search_for(&[("q", text)])).into_response());
    }
    diagnose::answer(&turn, opened.text).await
}
