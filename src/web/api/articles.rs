//! `GET /api/v1/articles/{id}`

use std::io::{self, Write};

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::operation::{Method, Operation, OperationResponse, fields_of, one_of};
use crate::{
    article::{Format, Metadata, Section},
    budget::Budget,
    evidence::ArticleId,
    markup::html::OUTPUT_LIMIT,
    web::{error_response::ErrorResponse, turn::Turn},
};

/// `GET /api/v1/articles/{id}`
pub const ARTICLE: Operation = Operation {
    method: Method::Get,
    name: "article",
    summary: "Returns an article",
    about: "Its text comes in sections of blocks, so that nothing has to be parsed.",
    path: Some(fields_of::<ArticlePath>),
    query: None,
    body: None,
    responses: &[
        OperationResponse::json::<ArticleDocument<'static>>("The article."),
        OperationResponse::error(404, "There is no such article."),
        OperationResponse::error(
            406,
            "The article is larger than 16 MB as JSON. Its Markdown and its source are smaller.",
        ),
    ],
    example: &[("id", "Q168465")],
};

/// `GET /kb/{id}.json`
pub const ARTICLE_JSON: Operation = Operation {
    name: "articleJson",
    summary: "Returns an article, at the address of its page",
    about: "Returns the same as `/api/v1/articles/{id}`. `.md` and `.txt` return the article as Markdown and as it was written.",
    ..ARTICLE
};

/// The requested article.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ArticlePath {
    /// The article's ID, in any letter case.
    id: String,
}

/// An article with what it cites, what cites it and what is similar.
#[derive(Serialize, JsonSchema)]
struct ArticleDocument<'a> {
    /// Its ID.
    id: &'a ArticleId,
    /// Its title.
    title: &'a str,
    /// The address of its page on this server.
    url: String,
    /// The format of its source.
    #[schemars(schema_with = "formats")]
    format: &'static str,
    /// Its other metadata.
    meta: &'a Metadata,
    /// Its text.
    sections: &'a [Section],
    /// The articles that it cites.
    cites: &'a [ArticleId],
    /// The articles that cite it.
    cited_by: &'a [ArticleId],
    /// Similar articles, the most similar first.
    similar: Vec<&'a ArticleId>,
    /// The name of the content being served; it changes whenever the content does.
    generation: &'a str,
}

fn formats(_: &mut SchemaGenerator) -> Schema {
    one_of(Format::ALL.iter().map(|format| format.word()))
}

/// `GET /api/v1/articles/Q168465`
pub async fn show(
    turn: Turn,
    Path(ArticlePath { id }): Path<ArticlePath>,
) -> Result<Response, ErrorResponse> {
    let id = turn
        .snapshot
        .library
        .find(&id)
        .cloned()
        .or_else(|| ArticleId::parse(&id))
        .ok_or_else(|| ErrorResponse::not_found("That is not an article ID."))?;
    document(&turn, &id)
}

/// The article as JSON.
///
/// # Errors
///
/// 404 if there is no such article; 406 if it is larger than a page may be, which is known only
/// once it has been made.
pub fn document(turn: &Turn, id: &ArticleId) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let nothing = || ErrorResponse::not_found(format!("There is no article {id}."));
    let entry = snapshot.library.get(id).ok_or_else(nothing)?;
    let (format, _) = snapshot.source(id).ok_or_else(nothing)?;
    let article = snapshot.article(id).ok_or_else(nothing)?;
    let document = ArticleDocument {
        id: &article.id,
        title: &article.title,
        url: portal.paths.article(id),
        format: format.word(),
        meta: &article.meta,
        sections: &article.sections,
        cites: &entry.cites,
        cited_by: snapshot.library.cited_by(id),
        similar: snapshot.similar(id),
        generation: &snapshot.generation,
    };
    let mut page = Page::new(turn.budget);
    match serde_json::to_writer(&mut page, &document) {
        Ok(()) => Ok(([(header::CONTENT_TYPE, "application/json")], page.bytes).into_response()),
        Err(_) if turn.budget.is_spent() => Err(ErrorResponse::timed_out()),
        Err(_) => Err(ErrorResponse::new(
            StatusCode::NOT_ACCEPTABLE,
            format!(
                "{id} is larger as JSON than the {} MB that an answer may have. Its Markdown and its source are smaller.",
                OUTPUT_LIMIT >> 20
            ),
        )),
    }
}

/// Collects a page; fails if it gets too large or takes too long.
struct Page {
    bytes: Vec<u8>,
    budget: Budget,
    /// The number of bytes at which the budget is checked again.
    next_look: usize,
}

/// Bytes between two checks of the budget.
const STRIDE: usize = 64 << 10;

impl Page {
    fn new(budget: Budget) -> Self {
        Self {
            bytes: Vec::new(),
            budget,
            next_look: STRIDE,
        }
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > OUTPUT_LIMIT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if self.bytes.len() >= self.next_look {
            self.budget.check().map_err(io::Error::other)?;
            self.next_look = self.bytes.len() + STRIDE;
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_page_ends_at_its_limit_and_with_its_time() {
        let mut page = Page::new(Budget::of(Duration::from_secs(3600)));
        assert!(page.write_all(&vec![b'a'; OUTPUT_LIMIT]).is_ok());
        assert!(page.write_all(b"a").is_err());
        let mut page = Page::new(Budget::of(Duration::ZERO));
        let written = (0..3).try_for_each(|_| page.write_all(&[b'a'; STRIDE]));
        assert!(written.is_err());
        assert!(page.bytes.len() <= 2 * STRIDE);
    }
}
