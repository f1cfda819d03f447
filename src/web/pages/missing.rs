//! The page of an article that is cited but not loaded: who cites it, and the nearest articles by
//! number.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    evidence::ArticleId,
    web::{
        fault::Fault,
        page::{Layout, render},
        rows::ArticleRow,
        turn::Turn,
    },
};

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage<'a> {
    layout: Layout<'a>,
    id: ArticleId,
    cited_by: Vec<ArticleRow>,
    neighbors: Vec<ArticleRow>,
}

/// `GET /missing/{id}`: a page with status 404, or a redirect where the article is there after all.
pub async fn show(turn: Turn, Path(id): Path<String>) -> Result<Response, Fault> {
    let id = ArticleId::parse(&id).ok_or_else(|| Fault::not_found("That is not an article ID."))?;
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if snapshot.library.get(&id).is_some() {
        return Ok(Redirect::to(&portal.paths.article(&id)).into_response());
    }
    let row = |id: &ArticleId| ArticleRow::new(id, snapshot, &portal.paths);
    let page = MissingPage {
        layout: portal.layout(&format!("{id} is not in this knowledge base")),
        cited_by: snapshot
            .library
            .cited_by(&id)
            .iter()
            .take(100)
            .map(row)
            .collect(),
        neighbors: snapshot
            .library
            .neighbors(&id, 6)
            .into_iter()
            .map(|(id, _)| row(id))
            .collect(),
        id,
    };
    Ok((StatusCode::NOT_FOUND, render(&page)).into_response())
}
