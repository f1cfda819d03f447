//! `GET /api/v1/search`

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::super::{
    fault::Fault,
    pages::search::{SearchForm, forbid_keeping, guide_hits},
    portal::Portal,
    turn::Turn,
};
use crate::{
    article::Role,
    search::{Clause, Clauses, Count, Facets, Hit, Operator},
};

/// The most hits of one answer.
const LIMIT: usize = 50;

/// `GET /api/v1/search?q=…&limit=10&page=1`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if !portal.logs_searches() {
        turn.skip_known()?;
    }
    let limit = form.limit.parse().unwrap_or(10).clamp(1, LIMIT);
    let results = form.find(portal, snapshot, limit);
    portal.log_search(&form.q, results.total, &form.filters());
    turn.budget.check()?;
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
        .as_ref()
        .map(|c| json!({ "from": c.from, "to": c.to }));
    let found = json!({
        "hits": results.hits.iter().map(|found| hit(portal, found)).collect::<Value>(),
        "guides": guides,
        "total": results.total,
        "capped": results.is_cut,
        "complete": results.complete,
        "loosened": results.loosened,
        "corrected": corrected,
        "facets": facets(&results.facets),
        "query": read(&form.q),
        "also": results.also,
        "timed_out": results.timed_out,
        "generation": snapshot.generation,
    });
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    let mut response = (fresh, Json(found)).into_response();
    if results.timed_out || portal.logs_searches() {
        forbid_keeping(&mut response);
    }
    Ok(response)
}

fn hit(portal: &Portal, hit: &Hit) -> Value {
    let snippet: String = hit.snippet.iter().map(|(text, _)| text.as_str()).collect();
    json!({
        "id": hit.id,
        "title": hit.title,
        "url": portal.paths.section(&hit.id, hit.anchor.as_deref().unwrap_or_default()),
        "section": hit.section.map(Role::word),
        "snippet": snippet,
        "why": hit.why,
        "missing": hit.missing,
    })
}

/// How all hits are spread; each value is one that the parameter of the same name takes.
fn facets(facets: &Facets) -> Value {
    let counts = |counts: &[Count]| -> Value {
        let count = |count: &Count| json!({ "value": count.value, "hits": count.hits });
        counts.iter().map(count).collect()
    };
    json!({
        "product": counts(&facets.product),
        "type": counts(&facets.issue_type),
        "year": counts(&facets.year),
        "prefix": counts(&facets.prefix),
    })
}

/// The query as it was understood: its operators, and what else there is.
fn read(query: &str) -> Value {
    let clauses = Clauses::read(query);
    let operator = |operator: &Operator| {
        json!({
            "name": operator.condition.name(),
            "value": operator.condition.value(),
            "excludes": operator.excludes,
        })
    };
    let is_other = |clause: &&Clause| !matches!(clause, Clause::Operator(_));
    let words: Vec<String> = clauses
        .iter()
        .filter(is_other)
        .map(Clause::to_string)
        .collect();
    json!({
        "words": words.join(" "),
        "operators": clauses.operators().map(operator).collect::<Value>(),
    })
}
