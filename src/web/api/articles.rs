//! `GET /api/v1/articles/{id}`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use super::super::{fault::Fault, portal::Portal};
use crate::{evidence::ArticleId, snapshot::Snapshot};

/// `GET /api/v1/articles/Q168465`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Fault> {
    let id = ArticleId::parse(&id).ok_or_else(|| Fault::not_found("That is not an article id."))?;
    let found = portal
        .read({
            let id = id.clone();
            move |portal, snapshot| document(portal, snapshot, &id)
        })
        .await?;
    found
        .map(Json)
        .ok_or_else(|| Fault::not_found(format!("There is no article {id}.")))
}

/// The article as JSON, with what it cites, what cites it and what is similar.
pub fn document(portal: &Portal, snapshot: &Snapshot, id: &ArticleId) -> Option<Value> {
    let entry = snapshot.library.get(id)?;
    let format = snapshot.source(id)?.0;
    let article = snapshot.article(id)?;
    Some(json!({
        "id": article.id,
        "title": article.title,
        "url": portal.paths.article(id),
        "format": format.word(),
        "meta": article.meta,
        "sections": article.sections,
        "cites": entry.cites,
        "cited_by": snapshot.library.cited_by(id),
        "similar": snapshot.similar(id),
        "generation": snapshot.generation,
    }))
}
