//! The page of an article.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;

use super::ticket::ticket_text;
use crate::{
    article::Article,
    evidence::ArticleId,
    layer::Layer,
    library::{Entry, Origin, slug, tag_in_path},
    lookup::{Knowledge, guides_citing},
    markup::{Block, text},
    snapshot::Snapshot,
    web::{
        crumbs::{Crumb, crumbs},
        fault::Fault,
        filters,
        limits::SEARCH,
        links::{EventLink, PageLinks, events_of},
        page::{Layout, render},
        pages::guides::GuideLink,
        paths::Paths,
        portal::Portal,
        rows::ArticleRow,
        sections::{SectionView, name_in_links},
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
    crumbs: Vec<Crumb>,
    /// The tag of its language, if it isn't that of the page.
    lang: Option<&'static str>,
    translations: Vec<Translation>,
    lead: &'a str,
    fields: Vec<(&'static str, String)>,
    details: Vec<(&'a str, String)>,
    sections: Vec<SectionView>,
    events: Vec<EventLink>,
    guides: Vec<GuideLink>,
    cites: Vec<ArticleRow>,
    cited_by: Vec<ArticleRow>,
    cited_by_more: usize,
    similar: Vec<ArticleRow>,
    overridden: Vec<(String, String)>,
    layer: String,
    is_overridden: bool,
    edited: Option<EditedVersion>,
    superseded_by: Option<ArticleRow>,
    ticket: String,
    ticket_section: String,
    forms: Vec<(&'static str, String)>,
    edit: Option<String>,
    feedback: Option<String>,
}

/// The same article in another language.
struct Translation {
    /// What its speakers call the language, and its tag.
    name: String,
    tag: &'static str,
    href: String,
}

/// The edited version of the original that is shown.
struct EditedVersion {
    href: String,
    /// What it adds, without a full stop; empty where it doesn't say.
    adds: String,
}

/// Articles shown below “cited by”.
const CITED_BY: usize = 30;

/// The page of an article, or of a copy that it overrides.
pub(super) fn page(
    turn: &Turn,
    id: &ArticleId,
    entry: &Entry,
    copy: Option<(Article, &Origin)>,
) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let gone = || {
        Fault::not_found(format!(
            "{id} can't be read from the index. Try again in a moment."
        ))
    };
    let (article, origin) = match copy {
        // A copy is read from its folder, not from the generation, so the generation's ETag says
        // nothing about it.
        Some((article, origin)) => (article, Some(origin)),
        None => {
            let article = snapshot.article(id).ok_or_else(gone)?;
            turn.stop_if_client_has_page()?;
            (article, None)
        }
    };
    let is_overridden = origin.is_some();
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
    let mut sections = sections.collect::<Result<Vec<_>, _>>()?;
    name_in_links(&article.sections, &mut sections);
    let (ticket_section, ticket) = ticket_text(&article, &portal.absolute(&href));
    let page = ArticlePage {
        layout: portal.layout(&format!("{id}: {}", article.title)),
        products: article
            .meta
            .products
            .iter()
            .map(|name| (name.clone(), portal.paths.product(&slug(name))))
            .collect(),
        crumbs: way_to(snapshot, id, &portal.paths),
        lang: article.language().foreign_tag(),
        translations: translations(snapshot, id, &portal.paths),
        lead: lead(&article),
        fields: fields(&article),
        details: details(&article),
        sections,
        events: events_of(&article, &portal.paths, turn.budget)?,
        guides: GuideLink::all(
            &guides_citing(&Knowledge::of(snapshot, SEARCH), id),
            &portal.paths,
        ),
        cites: entry.cites.iter().map(row).collect(),
        cited_by: citing.iter().take(CITED_BY).map(row).collect(),
        cited_by_more: citing.len().saturating_sub(CITED_BY),
        similar: snapshot.similar(id).into_iter().map(row).collect(),
        overridden: overridden_copies(entry, snapshot, portal, id),
        layer: snapshot
            .layers
            .get(origin.layer)
            .map_or_else(String::new, Layer::label),
        is_overridden,
        edited: entry.edited().map(|(index, copy)| EditedVersion {
            href: portal.paths.overridden(id, index),
            adds: copy.adds.trim().trim_end_matches('.').to_owned(),
        }),
        superseded_by: ArticleId::parse(&article.meta.superseded_by)
            .as_ref()
            .map(row),
        ticket,
        ticket_section,
        forms: [
            ("Markdown", "md"),
            ("Original file", "txt"),
            ("JSON", "json"),
        ]
        .map(|(name, extension)| (name, portal.paths.article_as(id, extension)))
        .to_vec(),
        edit: portal.external.edit_url(id, &origin.path, &article.title),
        feedback: portal.external.feedback_url(id, &article.title),
        href,
        article: &article,
    };
    Ok(render(&page))
}

fn translations(snapshot: &Snapshot, id: &ArticleId, paths: &Paths) -> Vec<Translation> {
    let others = snapshot.library.translations(id).iter();
    let entries = |id| Some((id, snapshot.library.get(id)?));
    let others: Vec<_> = others.filter_map(entries).collect();
    let translation = |(id, entry): &(&ArticleId, &Entry)| {
        let (language, country) = (entry.language, tag_in_path(entry));
        let alike = others
            .iter()
            .filter(|(_, other)| other.language == language);
        let name = match alike.count() > 1 && !country.is_empty() {
            true => format!("{} ({country})", language.own_name()),
            false => language.own_name().to_owned(),
        };
        Translation {
            name,
            tag: language.tag(),
            href: paths.article(id),
        }
    };
    others.iter().map(translation).collect()
}

/// The folders around an article, where there are any that say something.
fn way_to(snapshot: &Snapshot, id: &ArticleId, paths: &Paths) -> Vec<Crumb> {
    let tree = snapshot.tree();
    let trail = tree.of_article(&snapshot.library, id);
    let trail = trail.map_or_else(Vec::new, |node| tree.trail(node));
    let layer = trail
        .first()
        .and_then(|node| snapshot.layers.get(node.layer?));
    let mut crumbs = crumbs(&trail, paths);
    if layer == Some(&Layer::Builtin) || crumbs.len() < 2 {
        crumbs.clear();
    }
    crumbs
}

fn overridden_copies(
    entry: &Entry,
    snapshot: &Snapshot,
    portal: &Portal,
    id: &ArticleId,
) -> Vec<(String, String)> {
    let name = |layer: usize| {
        snapshot
            .layers
            .get(layer)
            .map_or_else(String::new, Layer::label)
    };
    entry
        .overridden
        .iter()
        .enumerate()
        .map(|(index, copy)| (name(copy.origin.layer), portal.paths.overridden(id, index)))
        .collect()
}

/// The metadata that is there, as label and text.
fn fields(article: &Article) -> Vec<(&'static str, String)> {
    let meta = &article.meta;
    [
        (
            "Applies to",
            match meta.applies_to == meta.products {
                // They are above the title already.
                true => String::new(),
                false => meta.applies_to.join("\n"),
            },
        ),
        ("Versions", meta.versions.join("; ")),
        ("Operating systems", meta.operating_systems.join(", ")),
        ("Issue type", issue_type(&meta.issue_type)),
        ("Solution type", meta.solution_type.clone()),
        ("Last modified", meta.modified.clone()),
        ("Last reviewed", meta.reviewed.clone()),
        ("Review interval", meta.review_in.clone()),
        ("Language", language_name(article)),
        ("Owner", meta.owner.clone()),
        ("Status", meta.status.clone()),
        ("Tags", meta.tags.join(", ")),
        ("Keywords", meta.keywords.join(" ")),
        ("Technology", meta.technology.join(" ")),
        ("Hardware", meta.hardware.join(" ")),
        ("Search words", meta.query_words.clone()),
        ("Source", meta.source.clone()),
        ("Also titled", meta.other_titles.join("\n")),
        ("Also known as", meta.aliases.join("\n")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// The name of its language, if its source says it or it isn't English.
fn language_name(article: &Article) -> String {
    match article.meta.lang.is_empty() {
        true => String::new(),
        false => article.language().name().to_owned(),
    }
}

/// What stands under the title: the description, unless the text begins with it.
fn lead(article: &Article) -> &str {
    let description = article.meta.description.as_str();
    let begins = match article
        .sections
        .first()
        .and_then(|first| first.blocks.first())
    {
        Some(Block::Paragraph { text }) => text::inlines(text),
        _ => String::new(),
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words(&begins).starts_with(&words(description)) {
        true => "",
        false => description,
    }
}

/// The other fields, each name once.
fn details(article: &Article) -> Vec<(&str, String)> {
    let mut details: Vec<(&str, String)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (label, value) in &article.meta.other {
        match known
            .get(label.as_str())
            .and_then(|at| details.get_mut(*at))
        {
            Some((_, values)) => {
                values.push('\n');
                values.push_str(value);
            }
            None => {
                known.insert(label, details.len());
                details.push((label, value.clone()));
            }
        }
    }
    details
}

/// The archive's word with what it means.
fn issue_type(word: &str) -> String {
    let meaning = match word {
        "kbbug" => "bug",
        "kbprb" => "problem",
        "kbinfo" => "information",
        "kbhowto" => "how-to",
        _ => return word.to_owned(),
    };
    format!("{meaning} ({word})")
}
