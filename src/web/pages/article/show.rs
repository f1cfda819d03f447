//! Finds the page for an article's address.

use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    address::{Address, parse},
    asked::Asked,
    copy::copy,
    other_format,
    page::page,
};
use crate::{
    evidence::ArticleId,
    web::{error_response::ErrorResponse, pages::missing::nothing_at, turn::Turn},
};

/// `GET /kb/…`
pub async fn show(
    turn: Turn,
    Path(rest): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, ErrorResponse> {
    let Some(address) = parse(&rest, &turn.snapshot.library) else {
        let detail = format!("“{rest}” is not the ID of an article.");
        return nothing_at(&turn, &format!("kb/{rest}"), &detail);
    };
    match address {
        Address::Other(id) => {
            Ok(Redirect::permanent(&turn.portal.paths.article(&id)).into_response())
        }
        Address::Page(id) => match turn.snapshot.library.get(&id) {
            Some(entry) => {
                let asked = Asked::read(query)?;
                let copy = match asked.copy {
                    Some(number) => copy(&turn, &id, entry, number).await?,
                    None => None,
                };
                page(&turn, &id, entry, copy, &asked)
            }
            None => elsewhere(&turn, &id),
        },
        Address::OtherFormat(id, format) => other_format::show(&turn, &id, format),
    }
}

/// If an article is missing: leads to the page that says who cites it, or nowhere.
fn elsewhere(turn: &Turn, id: &ArticleId) -> Result<Response, ErrorResponse> {
    if id.number().is_none() && turn.snapshot.library.cited_by(id).is_empty() {
        return nothing_at(turn, id.as_str(), &format!("There is no article {id}."));
    }
    Ok(Redirect::to(&turn.portal.paths.missing(id)).into_response())
}
