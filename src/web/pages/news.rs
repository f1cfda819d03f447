//! The articles that were changed last, by their own dates: as a page and as an Atom feed.

use askama::Template;
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    evidence::ArticleId,
    library::Entry,
    web::{
        error_response::ErrorResponse,
        page::{Layout, render},
        paging::Paging,
        rows::ArticleRow,
        turn::Turn,
    },
};

/// How many articles are on one page of the list.
const PAGE: usize = 100;

/// How many articles are in the feed.
const FEED: usize = 50;

#[derive(Template)]
#[template(path = "news.html")]
struct NewsPage<'a> {
    layout: Layout<'a>,
    days: Vec<Day>,
    earlier: Option<String>,
    later: Option<String>,
}

/// Articles that were changed on the same day.
struct Day {
    date: String,
    articles: Vec<ArticleRow>,
}

#[derive(Template)]
#[template(path = "news.xml")]
struct Feed {
    /// The address of the page.
    page: String,
    /// The address of the feed.
    own: String,
    updated: String,
    articles: Vec<FeedEntry>,
}

struct FeedEntry {
    title: String,
    href: String,
    updated: String,
    about: String,
}

/// `GET /new?page=`
pub async fn list(turn: Turn, Query(paging): Query<Paging>) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let entries = snapshot.library.newest(usize::MAX);
    let shown = paging.of(entries.len(), PAGE)?;
    turn.stop_if_client_has_page()?;
    let mut days: Vec<Day> = Vec::new();
    for (id, entry) in entries.get(shown.items.clone()).unwrap_or_default() {
        let mut row = ArticleRow::of_entry(id, entry, snapshot, &portal.paths);
        // The date is the heading.
        row.date.clear();
        match days.last_mut().filter(|day| day.date == entry.modified) {
            Some(day) => day.articles.push(row),
            None => days.push(Day {
                date: entry.modified.clone(),
                articles: vec![row],
            }),
        }
    }
    let (earlier, later) = shown.around(|page| portal.paths.news_page(page));
    Ok(render(&NewsPage {
        layout: portal.layout("New and changed articles"),
        days,
        earlier,
        later,
    }))
}

/// `GET /new.atom`
pub async fn feed(turn: Turn) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    turn.stop_if_client_has_page()?;
    let newest = snapshot.library.newest(FEED);
    let articles = newest.into_iter().map(|(id, entry)| FeedEntry {
        title: without_controls(&named(id, entry)),
        href: portal.absolute(&portal.paths.article(id)),
        updated: instant(&entry.modified),
        about: without_controls(
            &ArticleRow::of_entry(id, entry, snapshot, &portal.paths)
                .about
                .join(" · "),
        ),
    });
    let articles: Vec<FeedEntry> = articles.collect();
    let feed = Feed {
        page: portal.absolute(&portal.paths.news()),
        own: portal.absolute(&portal.paths.feed()),
        updated: articles
            .first()
            .map_or_else(|| instant("1970-01-01"), |newest| newest.updated.clone()),
        articles,
    };
    let xml = feed.render().map_err(ErrorResponse::internal)?;
    let described = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((described, xml).into_response())
}

/// The title, with the ID if that says something.
fn named(id: &ArticleId, entry: &Entry) -> String {
    match id.is_path() {
        true => entry.title.clone(),
        false => format!("{id}: {}", entry.title),
    }
}

/// The first moment of a day, in RFC 3339.
fn instant(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// A text without characters that XML doesn't allow.
fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
