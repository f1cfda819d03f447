//! The home page: the search box, guides by symptom, new articles, products, folders and event
//! sources; and on the first day, how to add articles.

use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    layer::Layer,
    library::{Node, Tree},
    problem::Problem,
    snapshot::Snapshot,
    web::{
        error_response::ErrorResponse,
        filters,
        page::{Layout, render},
        pages::{
            browse::{FolderLink, folder_links},
            diagnose,
        },
        paths::Paths,
        rows::ArticleRow,
        turn::Turn,
    },
};

/// The most folders that are shown.
const FOLDERS: usize = 24;

/// How many products, and event sources, are shown.
const LISTED: usize = 12;

/// How many new articles are shown.
const NEWEST: usize = 6;

/// How many symptoms of a guide are shown.
const SYMPTOMS: usize = 1;

/// A text that is longer than this, or has several lines, is a pasted event rather than a search.
const LONGEST_SEARCH: usize = 200;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    layout: Layout<'a>,
    articles: usize,
    layers: Vec<String>,
    has_only_builtin: bool,
    /// Examples of searches that find something here.
    examples: Vec<Link>,
    guides: Vec<GuideRow>,
    /// The articles that were changed last.
    newest: Vec<ArticleRow>,
    folders: Vec<FolderLink>,
    products: Vec<Link>,
    sources: Vec<Link>,
    problems: usize,
    /// What to do about folders in which nothing was found.
    empty_folders: Vec<String>,
    /// Whether the desk lists what each staff member opened last.
    lists_opened: bool,
}

/// A link, with the number of articles behind it; 0 if it is not shown.
struct Link {
    name: String,
    href: String,
    articles: usize,
}

/// A guide by what people see.
struct GuideRow {
    title: String,
    href: String,
    symptoms: Vec<String>,
}

/// `GET /`
pub async fn show(turn: Turn) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    let (portal, snapshot) = (&turn.portal, &turn.snapshot);
    let guides = snapshot.guides.iter().map(|guide| GuideRow {
        title: guide.title.clone(),
        href: portal.paths.guide(&guide.id),
        symptoms: guide.symptoms.iter().take(SYMPTOMS).cloned().collect(),
    });
    let products = snapshot
        .library
        .products()
        .iter()
        .take(LISTED)
        .map(|product| Link {
            name: product.name.clone(),
            href: portal.paths.product(&product.slug),
            articles: product.articles,
        });
    let mut sources: Vec<_> = snapshot.atlas.sources().collect();
    sources.sort_by(|a, b| {
        b.articles
            .cmp(&a.articles)
            .then_with(|| a.name.cmp(&b.name))
    });
    let sources = sources.into_iter().take(LISTED).map(|source| Link {
        name: source.name.clone(),
        href: portal.paths.source(&source.fold),
        articles: source.articles,
    });
    let newest = snapshot.library.newest(NEWEST);
    let newest = newest.into_iter();
    let page = HomePage {
        layout: Layout {
            has_search: false,
            ..portal.layout("Find the fix")
        },
        examples: examples(snapshot, &portal.paths),
        newest: newest
            .map(|(id, entry)| ArticleRow::of_entry(id, entry, snapshot, &portal.paths))
            .collect(),
        articles: snapshot.library.len(),
        layers: snapshot.layers.iter().map(Layer::label).collect(),
        has_only_builtin: snapshot.layers == [Layer::Builtin] && portal.is_ready(),
        guides: guides.collect(),
        folders: folders(snapshot, &portal.paths),
        products: products.collect(),
        sources: sources.collect(),
        problems: snapshot.problems.len(),
        empty_folders: empty_folders(snapshot),
        lists_opened: (portal.desk.as_ref()).is_some_and(|desk| desk.uses.are_counted()),
    };
    Ok(render(&page))
}

/// Examples of searches: of the source that most articles mention, the event with the most quotes;
/// the code that most articles mention; and the shortest symptom of a guide.
fn examples(snapshot: &Snapshot, paths: &Paths) -> Vec<Link> {
    let mut queries = Vec::new();
    let sources = snapshot
        .atlas
        .sources()
        .filter(|source| !source.fold.is_empty());
    if let Some(source) = sources.max_by_key(|source| source.articles) {
        let events = snapshot.atlas.events_of(&source.fold);
        if let Some(event) = events.max_by_key(|event| event.quotes.len()) {
            queries.push(format!("event {} {}", event.id, source.name));
        }
    }
    let codes = snapshot.atlas.codes();
    if let Some((code, _)) = codes.max_by_key(|(_, articles)| *articles) {
        queries.push(code.commonest_spelling());
    }
    let symptoms = snapshot.guides.iter().flat_map(|guide| &guide.symptoms);
    queries.extend(symptoms.min_by_key(|symptom| symptom.len()).cloned());
    let link = |query: String| Link {
        href: paths.search_for(&[("q", &query)]),
        name: query,
        articles: 0,
    };
    queries.into_iter().map(link).collect()
}

/// The top folders of the mounted content, if their names say something.
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
        [only] => folder_links(tree, first_branching(tree, only), paths),
        _ => folder_links(tree, root, paths),
    };
    links.truncate(FOLDERS);
    links
}

/// The first node from here down that has more than one child.
fn first_branching<'t>(tree: &'t Tree, node: &'t Node) -> &'t Node {
    tree.only_below(node)
        .map_or(node, |only| first_branching(tree, only))
}

/// Messages about folders with files but without an article.
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
pub async fn open(turn: Turn, Form(opened): Form<Opened>) -> Result<Response, ErrorResponse> {
    let text = opened.text.trim();
    let is_search = text.len() <= LONGEST_SEARCH && !text.contains('\n');
    if is_search {
        return Ok(Redirect::to(&turn.portal.paths.search_for(&[("q", text)])).into_response());
    }
    diagnose::answer(&turn, opened.text).await
}
