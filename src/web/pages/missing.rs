//! Pages for missing content: an article that is cited but not loaded, with who cites it and the
//! nearest articles by number; and any other address, with the results of a search for its words.

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    evidence::ArticleId,
    lookup::{Knowledge, named_article},
    search::{Request, Results},
    web::{
        error_body::is_for_programs,
        error_response::ErrorResponse,
        limits::SEARCH,
        page::{Layout, render},
        rows::ArticleRow,
        turn::Turn,
    },
};

/// How many articles are shown for the words of an address.
const ARTICLES: usize = 5;

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage<'a> {
    layout: Layout<'a>,
    id: ArticleId,
    cited_by: Vec<ArticleRow>,
    neighbors: Vec<ArticleRow>,
}

/// `GET /missing/{id}`: a page with status 404, or a redirect if the article exists after all.
pub async fn show(turn: Turn, Path(id): Path<String>) -> Result<Response, ErrorResponse> {
    let id = ArticleId::parse(&id)
        .ok_or_else(|| ErrorResponse::not_found("That is not an article ID."))?;
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

#[derive(Template)]
#[template(path = "nothing_here.html")]
struct NothingHere<'a> {
    layout: Layout<'a>,
    detail: String,
    /// The words of the address.
    words: String,
    /// The first results of a search for them.
    articles: Vec<ArticleRow>,
}

/// `GET` for any address that no other route has.
pub async fn elsewhere(
    turn: Turn,
    Path(rest): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorResponse> {
    if is_for_programs(&format!("/{rest}")) || rest.starts_with("-/") {
        return Err(ErrorResponse::not_found("There is no such page."));
    }
    let bare = rest.trim_end_matches('/');
    let paths = &turn.portal.paths;
    let here = format!("{}/{bare}", paths.prefix());
    if paths.lists().contains(&here) {
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        return Ok(Redirect::permanent(&format!("{here}{query}")).into_response());
    }
    nothing_at(&turn, bare, "There is no page at this address.")
}

/// The response to an unknown address: a redirect to the article that it names, or else a page that
/// says so and searches for its words. Programs only get the error.
pub fn nothing_at(turn: &Turn, address: &str, detail: &str) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let known = Knowledge::of(snapshot, SEARCH);
    let named = || named_article(&known, address);
    if let Some(id) = (snapshot.library.find(address).cloned()).or_else(named) {
        return Ok(Redirect::to(&portal.paths.article(&id)).into_response());
    }
    if [".json", ".md", ".txt"]
        .iter()
        .any(|form| address.ends_with(form))
    {
        return Err(ErrorResponse::not_found(detail));
    }
    let words = words_of(address);
    let request = Request {
        query: &words,
        limit: ARTICLES,
        ..Request::default()
    };
    let results = match words.is_empty() {
        true => Results::default(),
        false => portal.search(snapshot, &request),
    };
    let hits = results.hits.iter();
    let page = NothingHere {
        layout: portal.layout("Not found").with_query(&words),
        detail: detail.to_owned(),
        articles: hits
            .map(|hit| ArticleRow::new(&hit.id, snapshot, &portal.paths))
            .collect(),
        words,
    };
    Ok((StatusCode::NOT_FOUND, render(&page)).into_response())
}

/// The words of an address, without a file's extension.
fn words_of(address: &str) -> String {
    let bare = match address.rsplit_once('.') {
        Some((bare, extension)) if (2..=4).contains(&extension.len()) => bare,
        _ => address,
    };
    let words = bare.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn an_address_has_words() {
        for (address, words) in [
            (
                "help/exchange-backup_fails.html",
                "help exchange backup fails",
            ),
            ("release-notes-1.13", "release notes 1"),
            ("événement", "événement"),
            ("-/.", ""),
        ] {
            assert_eq!(words_of(address), words, "{address}");
        }
    }
}
