//! What the results page shows around the results: the answer card, guides, and advice if little
//! or nothing was found.

use super::{
    answer::{CardView, Link},
    draft::Draft,
    form::SearchForm,
    guide_hits::GuideHit,
    nothing::{NothingView, offers},
};
use crate::{
    lookup::{Knowledge, answer, has_no_complete_match},
    search::Results,
    snapshot::Snapshot,
    web::portal::Portal,
};

/// What the page shows around the results.
#[derive(Default)]
pub struct AroundResults {
    /// What the query mentions.
    pub card: Option<CardView>,
    /// The guides that it leads to, except those on the card.
    pub guides: Vec<GuideHit>,
    /// What to do instead if nothing was found.
    pub nothing: Option<NothingView>,
    /// Whether there are results, but none has all words.
    pub is_partial: bool,
    /// The draft of an article, if there are results, but none has all words.
    pub draft: Option<Draft>,
    /// Whether no article has the quoted words, so that they were looked for one by one.
    pub loosened: bool,
    /// The search without some of its words, if no article has all of them.
    pub without_words: Vec<Link>,
    /// Whether time ran out, so that a later search may find more.
    pub is_cut: bool,
    /// The diagnosis of the query, if it may be a message rather than words.
    pub diagnose: Option<String>,
}

impl AroundResults {
    /// What to show around the results of a search, from everything in `known`.
    pub fn new(
        portal: &Portal,
        snapshot: &Snapshot,
        known: &Knowledge<'_>,
        form: &SearchForm,
        results: &Results,
    ) -> Self {
        let on_all_pages = Self {
            is_partial: has_no_complete_match(results),
            loosened: results.loosened,
            ..Self::default()
        };
        if form.q.trim().is_empty() || form.page() > 1 {
            return on_all_pages;
        }
        let paths = &portal.paths;
        let answer = answer(known, &form.q, form.filters(), form.is_exact, results);
        let (card, nothing) = (answer.card.as_ref(), answer.no_results);
        let guides = answer.guides.into_iter();
        Self {
            card: card.map(|card| CardView::new(card, snapshot, paths)),
            guides: guides.map(|found| GuideHit::new(found, paths)).collect(),
            draft: (on_all_pages.is_partial && nothing.is_none())
                .then(|| Draft::new(&form.q, portal, snapshot)),
            nothing: nothing.map(|nothing| NothingView::new(nothing, form, portal, snapshot)),
            without_words: offers(&answer.without_words, form, paths),
            is_cut: answer.is_cut,
            diagnose: answer.is_message.then(|| paths.diagnosis_of(&form.q)),
            ..on_all_pages
        }
    }
}
