//! An article, in every form and under every spelling of its address.

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    article::{Article, write_own},
    evidence::{ArticleId, query_article_id},
    library::{Entry, Origin, slug},
    lookup::resting_on,
    snapshot::Snapshot,
    web::{
        api,
        fault::Fault,
        limits::SEARCH,
        links::{EventLink, PageLinks, events_of},
        page::{Layout, render},
        pages::{guides::GuideLink, ticket::ticket_text},
        portal::Portal,
        rows::ArticleRow,
        sections::SectionView,
        turn::Turn,
    },
};

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    layout: Layout<'a>,
    article: &'a Article,
    href: String,
    products: Vec<(String, String)>,
    fields: Vec<(&'static str, String)>,
    sections: Vec<SectionView>,
    events: Vec<EventLink>,
    guides: Vec<GuideLink>,
    cites: Vec<ArticleRow>,
    cited_by: Vec<ArticleRow>,
    cited_by_more: usize,
    similar: Vec<ArticleRow>,
    originals: Vec<(String, String)>,
    layer: String,
    is_original: bool,
    superseded_by: Option<ArticleRow>,
    ticket: String,
    ticket_section: String,
    forms: Vec<(&'static str, String)>,
    edit: Option<String>,
    feedback: Option<String>,
}

/// How long a turn waits for a copy that is read from its folder.
const COPY: Duration = Duration::from_secs(1);

/// Articles shown below “cited by”.
const CITED_BY: usize = 30;

/// `?copy=1`: which of the copies that the article stands in for.
#[derive(Debug, Deserialize)]
pub struct WhichCopy {
    copy: Option<usize>,
}

/// What an address below `/kb/` means.
#[derive(Debug, PartialEq, Eq)]
enum Address {
    /// The article's page at its canonical address.
    Page(ArticleId),
    /// Another form of it.
    Form(ArticleId, Form),
    /// Another spelling of an address; the canonical id.
    Other(ArticleId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Source,
    Json,
}

/// Reads the part of the path after `/kb/`.
fn parse(rest: &str) -> Option<Address> {
    if let Some((stem, extension)) = rest.rsplit_once('.') {
        let form = match extension {
            "md" => Form::Markdown,
            "txt" => Form::Source,
            "json" => Form::Json,
            _ => return None,
        };
        return Some(Address::Form(ArticleId::parse(stem)?, form));
    }
    let trimmed = rest.trim_end_matches('/');
    let last = match trimmed.rsplit_once('/') {
        // The archive's own addresses: 168/Q168465/.
        Some((folder, last)) if folder.bytes().all(|byte| byte.is_ascii_digit()) => last,
        Some(_) => return None,
        None => trimmed,
    };
    match ArticleId::parse(last) {
        Some(id) if id.as_str() == rest => Some(Address::Page(id)),
        Some(id) => Some(Address::Other(id)),
        None => query_article_id(last).map(Address::Other),
    }
}

/// `GET /kb/…`
pub async fn show(
    turn: Turn,
    Path(rest): Path<String>,
    Query(which): Query<WhichCopy>,
) -> Result<Response, Fault> {
    let nothing = || {
        Fault::not_found(format!(
            "“{rest}” is not the id of an article. Try the search."
        ))
    };
    match parse(&rest).ok_or_else(nothing)? {
        Address::Other(id) => {
            Ok(Redirect::permanent(&turn.portal.paths.article(&id)).into_response())
        }
        Address::Page(id) => match turn.snapshot.library.get(&id) {
            Some(entry) => {
                let copy = match which.copy {
                    Some(number) => copy(&turn, &id, entry, number).await?,
                    None => None,
                };
                page(&turn, &id, entry, copy)
            }
            None => elsewhere(&turn.portal, &turn.snapshot, &id),
        },
        Address::Form(id, form) => show_form(&turn, &id, form),
    }
}

/// Where an article is not here: to the page that says who cites it, or nowhere.
fn elsewhere(portal: &Portal, snapshot: &Snapshot, id: &ArticleId) -> Result<Response, Fault> {
    if id.number().is_none() && snapshot.library.cited_by(id).is_empty() {
        return Err(Fault::not_found(format!(
            "There is no article {id}. Try the search."
        )));
    }
    Ok(Redirect::to(&portal.paths.missing(id)).into_response())
}

/// A copy that the article stands in for, from its folder; which one, from 1.
async fn copy<'e>(
    turn: &Turn,
    id: &ArticleId,
    entry: &'e Entry,
    number: usize,
) -> Result<Option<(Article, &'e Origin)>, Fault> {
    let Some(index) = number.checked_sub(1) else {
        return Ok(None);
    };
    let Some(origin) = entry.originals.get(index) else {
        return Ok(None);
    };
    let (snapshot, id) = (Arc::clone(&turn.snapshot), id.clone());
    let read = move || snapshot.original(&id, index);
    let readers = &turn.portal.readers;
    let read = readers.read(origin.layer, turn.client, COPY, read);
    let article = read.await?;
    Ok(article.map(|article| (article, origin)))
}

fn page(
    turn: &Turn,
    id: &ArticleId,
    entry: &Entry,
    copy: Option<(Article, &Origin)>,
) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let gone = || Fault::not_found(format!("{id} can't be read from the index."));
    let (article, origin) = match copy {
        // It is read from its folder, whose files are not of the generation: the client may have an older one.
        Some((article, origin)) => (article, Some(origin)),
        None => {
            let article = snapshot.article(id).ok_or_else(gone)?;
            turn.skip_known()?;
            (article, None)
        }
    };
    let is_original = origin.is_some();
    let origin = origin.unwrap_or(&entry.origin);
    let links = PageLinks {
        snapshot,
        paths: &portal.paths,
        of: Some(id),
    };
    let row = |id: &ArticleId| ArticleRow::new(id, snapshot, &portal.paths);
    let href = portal.paths.article(id);
    let citing = snapshot.library.cited_by(id);
    let sections = article.sections.iter();
    let sections = sections.map(|section| SectionView::new(section, &links, turn.budget));
    let (ticket_section, ticket) = ticket_text(&article, &portal.absolute(&href));
    let page = ArticlePage {
        layout: portal.layout(&format!("{id}: {}", article.title)),
        products: article
            .meta
            .products
            .iter()
            .map(|name| (name.clone(), portal.paths.product(&slug(name))))
            .collect(),
        fields: fields(&article),
        sections: sections.collect::<Result<_, _>>()?,
        events: events_of(&article, &portal.paths, turn.budget)?,
        guides: GuideLink::all(&resting_on(&snapshot.knowledge(SEARCH), id), &portal.paths),
        cites: entry.cites.iter().map(row).collect(),
        cited_by: citing.iter().take(CITED_BY).map(row).collect(),
        cited_by_more: citing.len().saturating_sub(CITED_BY),
        similar: snapshot.similar(id).into_iter().map(row).collect(),
        originals: originals(entry, snapshot, portal, id),
        layer: snapshot
            .layers
            .get(origin.layer)
            .map_or_else(String::new, crate::layer::Layer::label),
        is_original,
        superseded_by: ArticleId::parse(&article.meta.superseded_by)
            .as_ref()
            .map(row),
        ticket,
        ticket_section,
        forms: [("Markdown", "md"), ("Source", "txt"), ("JSON", "json")]
            .map(|(name, extension)| (name, portal.paths.article_as(id, extension)))
            .to_vec(),
        edit: portal.external.edit_url(id, &origin.path, &article.title),
        feedback: portal.external.feedback_url(id, &article.title),
        href,
        article: &article,
    };
    Ok(render(&page))
}

fn originals(
    entry: &Entry,
    snapshot: &Snapshot,
    portal: &Portal,
    id: &ArticleId,
) -> Vec<(String, String)> {
    let name = |layer: usize| {
        snapshot
            .layers
            .get(layer)
            .map_or_else(String::new, crate::layer::Layer::label)
    };
    entry
        .originals
        .iter()
        .enumerate()
        .map(|(index, origin)| (name(origin.layer), portal.paths.original(id, index)))
        .collect()
}

/// The metadata that is there, as label and text.
fn fields(article: &Article) -> Vec<(&'static str, String)> {
    let meta = &article.meta;
    [
        ("Applies to", meta.applies_to.join("\n")),
        ("Versions", meta.versions.join("; ")),
        ("Operating systems", meta.operating_systems.join(", ")),
        ("Issue type", issue_type(&meta.issue_type)),
        ("Solution type", meta.solution_type.clone()),
        ("Last modified", meta.modified.clone()),
        ("Last reviewed", meta.reviewed.clone()),
        ("Owner", meta.owner.clone()),
        ("Status", meta.status.clone()),
        ("Keywords", meta.keywords.join(" ")),
        ("Technology", meta.technology.join(" ")),
        ("Hardware", meta.hardware.join(" ")),
        ("Additional query words", meta.query_words.clone()),
        ("Source", meta.source.clone()),
        (
            "Other",
            meta.other
                .iter()
                .map(|(k, v)| format!("{k}: {v}"))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// The archive's word with what it means.
fn issue_type(word: &str) -> String {
    let meaning = match word {
        "kbbug" => "bug",
        "kbprb" => "problem",
        "kbinfo" => "information",
        "kbhowto" => "how to",
        _ => return word.to_owned(),
    };
    format!("{meaning} ({word})")
}

fn show_form(turn: &Turn, id: &ArticleId, form: Form) -> Result<Response, Fault> {
    let snapshot = &*turn.snapshot;
    let nothing = || Fault::not_found(format!("There is no article {id}."));
    let text = |kind: &'static str, body: Vec<u8>| {
        (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "no-cache"),
            ],
            body,
        )
            .into_response()
    };
    snapshot.library.get(id).ok_or_else(nothing)?;
    turn.skip_known()?;
    match form {
        Form::Markdown => {
            let article = snapshot.article(id).ok_or_else(nothing)?;
            Ok(text(
                "text/markdown; charset=utf-8",
                write_own(&article).into_bytes(),
            ))
        }
        Form::Source => {
            let (_, source) = snapshot.source(id).ok_or_else(nothing)?;
            let charset = if std::str::from_utf8(&source).is_ok() {
                "text/plain; charset=utf-8"
            } else {
                "text/plain; charset=windows-1252"
            };
            Ok(text(charset, source))
        }
        Form::Json => api::articles::document(turn, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ArticleId {
        ArticleId::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_read_in_every_spelling() {
        let q = || id("Q168465");
        for (rest, expect) in [
            ("Q168465", Some(Address::Page(q()))),
            ("q168465", Some(Address::Other(q()))),
            ("168/Q168465/", Some(Address::Other(q()))),
            ("168465", Some(Address::Other(q()))),
            ("KB168465", Some(Address::Other(q()))),
            ("Q168465.md", Some(Address::Form(q(), Form::Markdown))),
            ("Q168465.json", Some(Address::Form(q(), Form::Json))),
            ("VPN-012", Some(Address::Page(id("VPN-012")))),
            (
                "vpn-012.txt",
                Some(Address::Form(id("VPN-012"), Form::Source)),
            ),
            ("VPN-012/files/a.png", None),
            ("Q168465.exe", None),
            ("../etc/passwd", None),
            ("a/Q168465", None),
        ] {
            assert_eq!(parse(rest), expect, "{rest}");
        }
    }
}
