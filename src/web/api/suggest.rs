//! `GET /-/suggest`: what a person may be about to type, for the search box.

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use crate::{
    lookup::{self, Knowledge},
    web::{limits::SEARCH, paths::Paths, turn::Turn},
    wording,
};

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// The answer.
#[derive(Debug, Serialize)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// Something to go to.
#[derive(Debug, Serialize)]
struct Suggestion {
    /// `article`, `event`, `source`, `code`, `guide` or `product`.
    kind: &'static str,
    text: String,
    note: String,
    href: String,
}

/// `GET /-/suggest?q=…`
pub async fn show(turn: Turn, Query(typed): Query<Typed>) -> Response {
    let snapshot = &turn.snapshot;
    let known = Knowledge::of(snapshot, SEARCH);
    let found = lookup::suggest(&known, snapshot.completions(), typed.q.trim());
    let suggestions = found
        .iter()
        .map(|one| Suggestion::new(one, &turn.portal.paths));
    let answer = Suggestions {
        suggestions: suggestions.collect(),
    };
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    (fresh, Json(answer)).into_response()
}

impl Suggestion {
    fn new(found: &lookup::Suggestion<'_>, paths: &Paths) -> Self {
        let (kind, href) = match found {
            lookup::Suggestion::Article(id, _) => ("article", paths.article(id)),
            lookup::Suggestion::Event { source, id, .. } if source.fold.is_empty() => {
                ("event", paths.events_with_id(*id))
            }
            lookup::Suggestion::Event { source, id, .. } => {
                ("event", paths.event(&source.fold, *id))
            }
            lookup::Suggestion::EventId(id, _) => ("event", paths.events_with_id(*id)),
            lookup::Suggestion::Source(source) => ("source", paths.source(&source.fold)),
            lookup::Suggestion::Code(code, _) => ("code", paths.code(code)),
            lookup::Suggestion::Guide(guide) => ("guide", paths.guide(&guide.id)),
            lookup::Suggestion::Product(product) => ("product", paths.product(&product.slug)),
        };
        let (text, note) = wording::suggestion(found);
        Self {
            kind,
            text,
            note,
            href,
        }
    }
}
