//! The page of a source, with its events.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

use super::address::redirect;
use crate::{
    atlas::Source,
    evidence::fold_source,
    lookup::{Knowledge, claiming},
    web::{
        error_response::ErrorResponse,
        filters,
        limits::SEARCH,
        page::{Area, Layout, render},
        turn::Turn,
    },
};

/// The most characters of a message in a list.
const SHORT_MESSAGE: usize = 140;

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage<'a> {
    layout: Layout<'a>,
    source: &'a Source,
    events: Vec<EventRow>,
}

/// An event in the list of its source.
struct EventRow {
    id: u32,
    href: String,
    articles: usize,
    has_guide: bool,
    /// The beginning of a message that an article quotes.
    message: String,
}

/// `GET /events/{source}`
pub async fn show_source(turn: Turn, Path(name): Path<String>) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let fold = fold_source(&name);
    let Some(source) = snapshot
        .atlas
        .source(&fold)
        .filter(|source| !source.fold.is_empty())
    else {
        if let Ok(id) = name.parse() {
            return Ok(Redirect::to(&portal.paths.events_with_id(id)).into_response());
        }
        return Err(ErrorResponse::not_found(format!(
            "No article mentions an event source “{name}”."
        )));
    };
    if source.fold != name {
        return Ok(redirect(&fold, source, &portal.paths.source(&source.fold)));
    }
    turn.stop_if_client_has_page()?;
    let events = snapshot
        .atlas
        .events_of(&source.fold)
        .map(|event| {
            let articles: BTreeSet<_> = event.quotes.iter().map(|quote| &quote.article).collect();
            let message = event
                .quotes
                .iter()
                .find_map(|quote| quote.description.as_deref());
            EventRow {
                id: event.id,
                href: portal.paths.event(&source.fold, event.id),
                articles: articles.len(),
                has_guide: !claiming(&Knowledge::of(snapshot, SEARCH), &source.fold, event.id)
                    .is_empty(),
                message: beginning(message.unwrap_or_default()),
            }
        })
        .collect();
    let page = SourcePage {
        layout: portal
            .layout(&source.name)
            .in_area(Area::Events)
            .with_query(&source.name),
        source,
        events,
    };
    Ok(render(&page))
}

/// The beginning of a message, to the end of a word.
pub fn beginning(message: &str) -> String {
    let Some((end, _)) = message.char_indices().nth(SHORT_MESSAGE) else {
        return message.to_owned();
    };
    let head = message.get(..end).unwrap_or_default();
    let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{head} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_between_words() {
        let long = "word ".repeat(60);
        let cut = beginning(&long);
        assert!(
            cut.ends_with("word …") && cut.chars().count() <= SHORT_MESSAGE + 2,
            "{cut}"
        );
        assert_eq!(beginning("short"), "short");
    }
}
