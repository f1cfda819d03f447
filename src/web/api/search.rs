//! `GET /api/v1/search`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::super::{
    fault::Fault,
    pages::search::{SearchForm, forbid_keeping, guide_hits},
    portal::Portal,
};
use crate::article::Role;

/// The most hits of one answer.
const LIMIT: usize = 50;

/// `GET /api/v1/search?q=…&limit=10&page=1`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Query(form): Query<SearchForm>,
) -> Result<Response, Fault> {
    portal
        .read(move |portal, snapshot| {
            let limit = form.limit.parse().unwrap_or(10).clamp(1, LIMIT);
            let results = form.find(portal, snapshot, limit);
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
            let guides: Vec<Value> = guide_hits(snapshot, portal, &form.q, &results)
                .iter()
                .map(|guide| {
                    json!({
                        "id": guide.id,
                        "title": guide.title,
                        "url": guide.href,
                        "step": guide.step,
                        "text": guide.text,
                        "why": guide.why,
                    })
                })
                .collect();
            let corrected = results
                .corrected
                .map(|c| json!({ "from": c.from, "to": c.to }));
            let found = json!({
                "hits": hits,
                "guides": guides,
                "total": results.total,
                "corrected": corrected,
                "timed_out": results.timed_out,
                "generation": snapshot.generation,
            });
            let fresh = [(header::CACHE_CONTROL, "no-cache")];
            let mut response = (fresh, Json(found)).into_response();
            if results.timed_out || portal.logs_searches() {
                forbid_keeping(&mut response);
            }
            response
        })
        .await
}
