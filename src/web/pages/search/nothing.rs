//! The links that are offered if nothing is found.

use super::{answer::Link, draft::Draft, form::SearchForm, guide_hits::GuideHit};
use crate::{
    lookup::{Change, NoResults, Offer},
    search::FilterKind,
    snapshot::Snapshot,
    web::{paths::Paths, portal::Portal},
    wording,
};

/// What is offered if nothing is found.
pub struct NothingView {
    /// The words, the rarest first, each with the number of articles that contain it.
    pub words: Vec<(String, u32)>,
    /// The same search with something changed.
    pub offers: Vec<Link>,
    /// Codes and events similar to those that the query mentions.
    pub near: Vec<Link>,
    /// Guides that say something similar.
    pub guides: Vec<GuideHit>,
    /// The draft of an article.
    pub draft: Draft,
}

impl NothingView {
    /// What is offered, with its links.
    pub fn new(
        nothing: NoResults<'_>,
        form: &SearchForm,
        portal: &Portal,
        snapshot: &Snapshot,
    ) -> Self {
        let paths = &portal.paths;
        let guides = nothing.guides.into_iter();
        Self {
            words: nothing.words,
            offers: offers(&nothing.offers, form, paths),
            near: nothing
                .near
                .iter()
                .map(|near| Link::near(near, paths))
                .collect(),
            guides: guides.map(|found| GuideHit::new(found, paths)).collect(),
            draft: Draft::new(&form.q, portal, snapshot),
        }
    }
}

/// Changed searches as links.
pub fn offers(offers: &[Offer], form: &SearchForm, paths: &Paths) -> Vec<Link> {
    let filter = |filter: FilterKind| {
        let word = match filter {
            FilterKind::Product => "product",
            FilterKind::IssueType => "type",
            FilterKind::Year => "year",
            FilterKind::Section => "section",
            FilterKind::Prefix => "category",
            FilterKind::Tag => "tag",
            FilterKind::Folder => "folder",
            FilterKind::Language => "language",
        };
        format!("{word} “{}”", form.value(filter))
    };
    let link = |offer: &Offer| Link {
        name: wording::change(&offer.change, filter),
        href: changed(form, &offer.change).address(paths, 1),
        articles: offer.articles,
    };
    offers.iter().map(link).collect()
}

/// The first page of a search with something changed.
fn changed(form: &SearchForm, change: &Change) -> SearchForm {
    match change {
        Change::WithoutFilter(filter) => form.without(*filter),
        Change::WithoutFilters => form.without_filters(),
        Change::WithoutQuotes(query) | Change::WithoutWords { query, .. } => form.with_query(query),
    }
}
