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
    web::{fault::Fault, pages::missing::nothing_here, turn::Turn},
};

/// `GET /kb/…`
pub async fn show(
    turn: Turn,
    Path(rest): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let Some(address) = parse(&rest, &turn.snapshot.library) else {
        let detail = format!("“{rest}” is not the ID of an article.");
        return nowhere(&turn, &detail, &rest);
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
        Address::Form(id, form) => form::show(&turn, &id, form),
    }
}

/// Where an article is not here: to the page that says who cites it, or nowhere.
fn elsewhere(turn: &Turn, id: &ArticleId) -> Result<Response, Fault> {
    if id.number().is_none() && turn.snapshot.library.cited_by(id).is_empty() {
        return nowhere(turn, &format!("There is no article {id}."), id.as_str());
    }
    Ok(Redirect::to(&turn.portal.paths.missing(id)).into_response())
}

/// The page with what a search for the address finds; programs are only told.
fn nowhere(turn: &Turn, detail: &str, address: &str) -> Result<Response, Fault> {
    let is_form = [".json", ".md", ".txt"]
        .iter()
        .any(|form| address.ends_with(form));
    match is_form {
        true => Err(Fault::not_found(detail)),
        false => Ok(nothing_here(turn, detail, address)),
    }
}
