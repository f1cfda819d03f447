//! The page of all sources, the busiest first and then by letter.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    address::parse_id,
    with_id::{self, WithId},
};
use crate::web::{
    error_response::ErrorResponse,
    filters,
    page::{Area, Layout, render},
    turn::Turn,
};

/// How many sources are named above the list of all.
const BUSIEST: usize = 12;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    layout: Layout<'a>,
    /// What was typed instead of an event ID.
    wrong: &'a str,
    busiest: Vec<SourceRow>,
    letters: Vec<Letter>,
    total: usize,
}

/// The sources with the same initial.
struct Letter {
    /// In upper case; `#` for names that begin with a digit or a symbol.
    initial: char,
    /// The ID of its heading.
    anchor: String,
    sources: Vec<SourceRow>,
}

#[derive(Clone)]
struct SourceRow {
    name: String,
    href: String,
    events: usize,
    articles: usize,
}

/// `GET /events`, `GET /events?id=68`
pub async fn list(turn: Turn, Query(with): Query<WithId>) -> Result<Response, ErrorResponse> {
    let mut wrong = "";
    if let Some(typed) = with.given() {
        match parse_id(typed) {
            Ok(id) => return with_id::page(&turn, id),
            Err(_) => wrong = typed,
        }
    }
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if wrong.is_empty() {
        turn.stop_if_client_has_page()?;
    }
    let mut sources: Vec<SourceRow> = snapshot
        .atlas
        .sources()
        .map(|source| SourceRow {
            name: source.name.clone(),
            href: portal.paths.source(&source.fold),
            events: source.events,
            articles: source.articles,
        })
        .collect();
    sources.sort_by_key(|source| source.name.to_lowercase());
    let mut busiest = sources.clone();
    busiest.sort_by_key(|source| std::cmp::Reverse(source.articles));
    busiest.truncate(BUSIEST);
    let (title, status) = match wrong {
        "" => ("Events", StatusCode::OK),
        _ => ("Error: Events", StatusCode::BAD_REQUEST),
    };
    let page = render(&SourcesPage {
        layout: portal.layout(title).in_area(Area::Events),
        wrong,
        busiest,
        total: sources.len(),
        letters: by_letter(sources),
    });
    Ok((status, page).into_response())
}

/// Sources in the order of their names, by initial; those without a letter come first.
fn by_letter(sources: Vec<SourceRow>) -> Vec<Letter> {
    let mut letters: BTreeMap<char, Vec<SourceRow>> = BTreeMap::new();
    for source in sources {
        let first = source.name.chars().find(|c| c.is_alphanumeric());
        let initial = first
            .filter(|c| c.is_alphabetic())
            .and_then(|c| c.to_uppercase().next());
        letters
            .entry(initial.unwrap_or('#'))
            .or_default()
            .push(source);
    }
    letters
        .into_iter()
        .map(|(initial, sources)| Letter {
            initial,
            anchor: match initial {
                '#' => "sources-other".to_owned(),
                letter => format!("sources-{}", letter.to_lowercase()),
            },
            sources,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_listed_under_their_initials() {
        let row = |name: &str| SourceRow {
            name: name.to_owned(),
            href: String::new(),
            events: 1,
            articles: 1,
        };
        let letters = by_letter(
            ["8042prt", "<msfile>", "cirrus", "ClusSvc"]
                .map(row)
                .to_vec(),
        );
        let shown: Vec<_> = letters
            .iter()
            .map(|letter| (letter.anchor.as_str(), letter.sources.len()))
            .collect();
        assert_eq!(
            shown,
            [("sources-other", 1), ("sources-c", 2), ("sources-m", 1)]
        );
    }
}
