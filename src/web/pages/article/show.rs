//! Finds what an article's address leads to.

use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    address::{Address, parse},
    asked::Asked,
    copy::copy,
    form,
    page::page,
};
use crate::{
    evidence::ArticleId,
    snapshot::Snapshot,
    web::{fault::Fault, portal::Portal, turn::Turn},
};

/// `GET /kb/…`
pub async fn show(
    turn: Turn,
    Path(rest): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let nothing = || {
        Fault::not_found(format!(
            "“{rest}” is not an article ID. Try searching for it."
        ))
    };
    match parse(&rest, &turn.snapshot.library).ok_or_else(nothing)? {
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
            None => elsewhere(&turn.portal, &turn.snapshot, &id),
        },
        Address::Form(id, form) => form::show(&turn, &id, form),
    }
}

/// Where an article is not here: to the page that says who cites it, or nowhere.
fn elsewhere(portal: &Portal, snapshot: &Snapshot, id: &ArticleId) -> Result<Response, Fault> {
    if id.number().is_none() && snapshot.library.cited_by(id).is_empty() {
        return Err(Fault::not_found(format!(
            "There is no article {id}. Try searching for it."
        )));
    }
    Ok(Redirect::to(&portal.paths.missing(id)).into_response())
}
