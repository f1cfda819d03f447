//! `GET /-/suggest`: suggestions for the search box.

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::{Method, Operation, OperationResponse, fields_of};
use crate::{
    lookup::{self, Knowledge},
    web::{limits::SEARCH, paths::Paths, turn::Turn},
    wording,
};

/// `GET /-/suggest`
pub const SUGGEST: Operation = Operation {
    method: Method::Get,
    name: "suggest",
    summary: "Suggests what someone may be about to type",
    about: "The search box asks for this after each keystroke: articles, events, sources of events, error codes, guides and products.",
    path: None,
    query: Some(fields_of::<Typed>),
    body: None,
    responses: &[OperationResponse::json::<Suggestions>(
        "What fits, best first.",
    )],
    example: &[("q", "ccmc 6")],
};

/// The typed text.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Typed {
    /// What has been typed so far.
    #[serde(default)]
    q: String,
}

/// What someone may be about to type.
#[derive(Debug, Serialize, JsonSchema)]
struct Suggestions {
    /// The suggestions, best first; empty if nothing fits.
    suggestions: Vec<Suggestion>,
}

/// A page to go to.
#[derive(Debug, Serialize, JsonSchema)]
struct Suggestion {
    /// The kind of page it leads to.
    kind: SuggestionKind,
    /// The text for the box, such as an ID, a code or a name.
    text: String,
    /// A short description.
    note: String,
    /// The address of its page on this server.
    href: String,
}

/// What a suggestion leads to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum SuggestionKind {
    Article,
    Event,
    Source,
    Code,
    Guide,
    Product,
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
            lookup::Suggestion::Article(id, _) => (SuggestionKind::Article, paths.article(id)),
            lookup::Suggestion::Event { source, id, .. } if source.fold.is_empty() => {
                (SuggestionKind::Event, paths.events_with_id(*id))
            }
            lookup::Suggestion::Event { source, id, .. } => {
                (SuggestionKind::Event, paths.event(&source.fold, *id))
            }
            lookup::Suggestion::EventId(id, _) => {
                (SuggestionKind::Event, paths.events_with_id(*id))
            }
            lookup::Suggestion::Source(source) => {
                (SuggestionKind::Source, paths.source(&source.fold))
            }
            lookup::Suggestion::Code(code, _) => (SuggestionKind::Code, paths.code(code)),
            lookup::Suggestion::Guide(guide) => (SuggestionKind::Guide, paths.guide(&guide.id)),
            lookup::Suggestion::Product(product) => {
                (SuggestionKind::Product, paths.product(&product.slug))
            }
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
