//! The page of an article.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;

use super::{
    about::{details, fields, kinds, lead},
    asked::{ArticleState, Asked},
    body::{BodySection, PartView, body},
    contents::{ContentsEntry, contents},
    names::name_headings,
    newer::newer_on_events,
    ticket::{done_lines, fix, ticket_text},
};
use crate::{
    article::{Article, is_day},
    desk::{Desk, Subject},
    evidence::ArticleId,
    layer::Layer,
    library::{Entry, Origin, slug, tag_in_path},
    lookup::{Knowledge, guides_citing},
    markup::{Block, text},
    snapshot::Snapshot,
    steps::{Outline, Version},
    web::{
        crumbs::{Crumb, crumbs},
        error_response::ErrorResponse,
        filters,
        limits::SEARCH,
        links::{EventLink, PageLinks, events_of},
        page::{Layout, Remembered, render},
        page_cache::NotKept,
        pages::{desk::DeskPart, guides::GuideLink},
        paths::Paths,
        portal::Portal,
        rows::ArticleRow,
        sections::{name_in_links, take_names},
        turn::Turn,
    },
};

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    layout: Layout<'a>,
    article: &'a Article,
    href: String,
    /// Its absolute address.
    address: String,
    products: Vec<(String, String)>,
    /// The day of its last change, if it is a valid date.
    day: Option<&'a str>,
    kinds: String,
    crumbs: Vec<Crumb>,
    /// The tag of its language, if it differs from the page's.
    lang: Option<&'static str>,
    translations: Vec<Translation>,
    lead: &'a str,
    fields: Vec<(&'static str, String)>,
    details: Vec<(&'a str, String)>,
    contents: Vec<ContentsEntry>,
    /// The text and the target of the link to the fix, if something else comes before the fix.
    fix: Option<(&'static str, &'a str)>,
    sections: Vec<BodySection>,
    reading: ArticleState<'a>,
    has_ticks: bool,
    has_script: bool,
    canonical: String,
    versions: Vec<VersionLink>,
    all_versions: String,
    hidden_versions: usize,
    events: Vec<EventLink>,
    guides: Vec<GuideLink>,
    newer: Vec<ArticleRow>,
    cites: Vec<ArticleRow>,
    cited_by: Vec<ArticleRow>,
    cited_by_more: usize,
    similar: Vec<ArticleRow>,
    overridden: Vec<(String, String)>,
    layer: String,
    is_overridden: bool,
    is_internal: bool,
    edited: Option<EditedVersion>,
    superseded_by: Option<ArticleRow>,
    ticket: String,
    ticket_section: String,
    formats: Vec<(&'static str, String)>,
    edit: Option<String>,
    feedback: Option<String>,
    desk: Option<DeskPart>,
}

/// The same article in another language.
struct Translation {
    /// The language's own name, and its tag.
    name: String,
    tag: &'static str,
    href: String,
}

/// A version that parts of the fix are for.
struct VersionLink {
    label: String,
    href: String,
    is_chosen: bool,
}

/// The edited version of the original that is shown.
struct EditedVersion {
    href: String,
    /// What it adds, without a full stop; empty if it doesn't say.
    adds: String,
}

/// The most articles shown below “cited by”.
const CITED_BY: usize = 30;

/// The page of an article, or of a copy that it overrides.
pub(super) fn page(
    turn: &Turn,
    id: &ArticleId,
    entry: &Entry,
    copy: Option<(Article, &Origin)>,
    asked: &Asked,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let gone = || {
        ErrorResponse::not_found(format!(
            "{id} can't be read from the index. Try again in a moment."
        ))
    };
    let (mut article, origin) = match copy {
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
    let mut names: Vec<_> = article.sections.iter_mut().map(take_names).collect();
    name_in_links(&article.sections, &mut names);
    name_headings(&mut article.sections, &names);
    turn.budget.check()?;
    let outline = Outline::of(&article);
    let reading = ArticleState::new(asked, &outline);
    let sections = body(&article.sections, names, &reading, &links, turn.budget)?;
    let (subject, here) = (
        Subject::Article(id.clone()),
        reading.address(id, &portal.paths),
    );
    let address = portal.absolute(&here);
    let desk = DeskPart::new(&subject, &here, &turn.actor, portal, snapshot);
    let done = done_lines(&article.sections, &outline.lists, &reading.ticks);
    let (ticket_section, ticket) = ticket_text(&article, &address, &done);
    let events = events_of(&article, &portal.paths, turn.budget)?;
    let newer = newer_on_events(id, entry, &events, snapshot);
    let page = ArticlePage {
        layout: portal
            .layout(&format!("{id}: {}", article.title))
            .described(&preview(&article))
            .remembered(Remembered::article(&article.title)),
        products: article
            .meta
            .products
            .iter()
            .map(|name| (name.clone(), portal.paths.product(&slug(name))))
            .collect(),
        day: Some(article.meta.modified.as_str()).filter(|day| is_day(day)),
        kinds: kinds(&article.meta),
        crumbs: way_to(snapshot, id, entry, &portal.paths),
        lang: article.language().foreign_tag(),
        translations: translations(snapshot, id, &portal.paths),
        lead: lead(&article),
        fields: fields(&article),
        details: details(&article),
        has_ticks: outline.lists.iter().any(|list| list.is_fix),
        has_script: has_script(&sections),
        contents: contents(&article.sections, &sections),
        fix: fix(&article.sections).map(|(link, section)| (link, section.anchor.as_str())),
        sections,
        canonical: portal.paths.absolute(&reading.canonical(id, &portal.paths)),
        versions: version_links(&reading, id, &portal.paths),
        all_versions: reading.with_version(id, "", &portal.paths),
        hidden_versions: reading.version.map_or(0, |version| outline.hidden(version)),
        reading,
        newer: newer.into_iter().map(row).collect(),
        events,
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
        is_internal: is_internal(&subject, id, portal, snapshot),
        edited: entry.edited().map(|(index, copy)| EditedVersion {
            href: portal.paths.overridden(id, index),
            adds: copy.adds.trim().trim_end_matches('.').to_owned(),
        }),
        superseded_by: ArticleId::parse(&article.meta.superseded_by)
            .as_ref()
            .map(row),
        ticket,
        ticket_section,
        formats: [
            ("Markdown", "md"),
            ("Original file", "txt"),
            ("JSON", "json"),
        ]
        .map(|(name, extension)| (name, portal.paths.article_as(id, extension)))
        .to_vec(),
        edit: portal.external.edit_url(id, &origin.path, &article.title),
        feedback: portal.external.feedback_url(id, &article.title),
        desk,
        href,
        address,
        article: &article,
    };
    let mut response = render(&page);
    if !asked.done.is_empty() {
        response.extensions_mut().insert(NotKept);
    }
    Ok(response)
}

/// Whether an article is internal, or was made so since the snapshot was taken.
fn is_internal(subject: &Subject, id: &ArticleId, portal: &Portal, snapshot: &Snapshot) -> bool {
    let is_made = |desk: &Arc<Desk>| desk.view().made_internal(subject).is_some();
    snapshot.is_internal(id) || portal.desk.as_ref().is_some_and(is_made)
}

/// Whether a section has anything that the page's script enhances.
fn has_script(sections: &[BodySection]) -> bool {
    let needs_it = |part: &PartView| !matches!(part, PartView::Text(_));
    sections
        .iter()
        .any(|section| section.alternative.is_some() || section.parts.iter().any(needs_it))
}

fn version_links(reading: &ArticleState<'_>, id: &ArticleId, paths: &Paths) -> Vec<VersionLink> {
    let versions = reading.outline.versions.iter();
    let link = |version: &Version| VersionLink {
        label: version.label.clone(),
        href: reading.with_version(id, &version.name, paths),
        is_chosen: reading.version == Some(version),
    };
    versions.map(link).collect()
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

/// The folders around an article, if their names say something, or else its product.
fn way_to(snapshot: &Snapshot, id: &ArticleId, entry: &Entry, paths: &Paths) -> Vec<Crumb> {
    let tree = snapshot.tree();
    let trail = tree.of_article(&snapshot.library, id);
    let trail = trail.map_or_else(Vec::new, |node| tree.trail(node));
    let layer = trail
        .first()
        .and_then(|node| snapshot.layers.get(node.layer?));
    let mut crumbs = crumbs(&trail, paths);
    // The article's own folder says nothing more.
    crumbs.retain(|crumb| crumb.name != id.as_str());
    if layer == Some(&Layer::Builtin) || crumbs.len() < 2 {
        crumbs = product(snapshot, entry, paths);
    }
    crumbs
}

/// The first product that an article is about, below all products.
fn product(snapshot: &Snapshot, entry: &Entry, paths: &Paths) -> Vec<Crumb> {
    let product = snapshot.library.products_of(entry).next();
    let crumbs = product.map(|product| {
        [
            Crumb {
                name: "Products".to_owned(),
                href: paths.products(),
            },
            Crumb {
                name: product.name.clone(),
                href: paths.product(&product.slug),
            },
        ]
    });
    crumbs.into_iter().flatten().collect()
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

/// The text of a preview of a link to an article: its description, or else its beginning.
fn preview(article: &Article) -> String {
    if !article.meta.description.is_empty() {
        return article.meta.description.clone();
    }
    let mut blocks = article.sections.iter().flat_map(|section| &section.blocks);
    let paragraph = blocks.find_map(|block| match block {
        Block::Paragraph { text, .. } => Some(text),
        _ => None,
    });
    paragraph.map_or_else(String::new, |paragraph| text::inlines(paragraph))
}
