//! `GET /api/v1/search`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde_json::{Value, json};

use super::super::{fault::Fault, pages::search::SearchForm, portal::Portal};
use crate::article::Role;

/// The most hits of one answer.
const LIMIT: usize = 50;

/// `GET /api/v1/search?q=…&limit=10&page=1`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Query(form): Query<SearchForm>,
) -> Result<Json<Value>, Fault> {
    portal
        .read(move |portal, snapshot| {
            let limit = form.limit.parse().unwrap_or(10).clamp(1, LIMIT);
            let results = form.find(snapshot, limit);
            portal.log_search(&form.q, results.total, &form.filters());
            let hits: Vec<Value> = results
            .hits
            .iter()
            .map(|hit| {
                let snippet: String = hit.snippet.iter().map(|(text, _)| text.as_str()).collect();
                json!({
                    "id": hit.id,
                    "title": hit.title,
                    "url": portal.paths.section(&hit.id, hit.anchor.as_deref().unwrap_or_default()),
                    "section": hit.section.map(Role::word),
                    "snippet": snippet,
                    "why": hit.why,
                })
            })
            .collect();
            let corrected = results
                .corrected
                .map(|c| json!({ "from": c.from, "to": c.to }));
            Json(json!({
                "hits": hits,
                "total": results.total,
                "corrected": corrected,
                "timed_out": results.timed_out,
                "generation": snapshot.generation,
            }))
        })
        .await
}
