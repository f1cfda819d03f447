//! The page of a number that could mean several things.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::link::title;
use crate::{
    evidence::{ArticleId, SpelledThing},
    snapshot::Snapshot,
    web::{
        filters,
        page::{Area, Layout, render},
        portal::Portal,
    },
};

#[derive(Template)]
#[template(path = "readings.html")]
struct ReadingsPage<'a> {
    layout: Layout<'a>,
    text: String,
    likely: Vec<ReadingView>,
    others: Vec<ReadingView>,
}

struct ReadingView {
    name: String,
    href: String,
    kind: &'static str,
    about: String,
    articles: usize,
}

/// Everything that `text` may mean, each with whether it is likely; status 404 if no article
/// mentions any of it.
pub(super) fn show(
    portal: &Portal,
    snapshot: &Snapshot,
    text: String,
    named: Vec<(SpelledThing, bool)>,
) -> Response {
    let view = |named: &SpelledThing| match named {
        SpelledThing::Event(id) => {
            let events = snapshot.atlas.with_id(*id);
            let sources: Vec<&str> = events
                .iter()
                .map(|(source, _)| source.name.as_str())
                .filter(|name| !name.is_empty())
                .collect();
            let articles: BTreeSet<&ArticleId> = events
                .iter()
                .flat_map(|(_, event)| event.quotes.iter().map(|quote| &quote.article))
                .collect();
            let about = match sources.as_slice() {
                [] => String::new(),
                [first, second, rest @ ..] if rest.len() > 1 => {
                    format!("from {first}, {second} and {} other sources", rest.len())
                }
                few => format!("from {}", few.join(", ")),
            };
            ReadingView {
                name: format!("Event {id}"),
                href: portal.paths.events_with_id(*id),
                kind: "Event ID",
                about,
                articles: articles.len(),
            }
        }
        SpelledThing::Code(code) => ReadingView {
            name: title(code),
            href: portal.paths.code(code),
            kind: code.kind(),
            about: code.meaning().unwrap_or_default().to_owned(),
            articles: snapshot.atlas.articles_by_code_key(&code.key()).len(),
        },
    };
    let all: Vec<(ReadingView, bool)> = named
        .iter()
        .map(|(named, likely)| (view(named), *likely))
        .collect();
    let nobody = all.iter().all(|(reading, _)| reading.articles == 0);
    let (likely, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, likely)| *likely);
    let views =
        |readings: Vec<(ReadingView, bool)>| readings.into_iter().map(|(view, _)| view).collect();
    let page = ReadingsPage {
        layout: portal
            .layout(&format!("What {text} could mean"))
            .in_area(Area::Codes)
            .with_query(&text),
        likely: views(likely),
        others: views(others),
        text,
    };
    let status = if nobody {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    (status, render(&page)).into_response()
}
