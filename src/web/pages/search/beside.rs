//! What the results page shows beside its hits: the answer, guides, and what to do where little or nothing was found.

use super::{
    SearchForm,
    answer::{Answers, Card, Link},
    guide_hits::{GuideHit, guide_hits},
    named::Named,
    nothing::{Instead, Nothing},
};
use crate::{
    search::{Hit, Results},
    snapshot::Snapshot,
    web::portal::Portal,
};

/// A query of more words than this may be the text of an event or a message box.
const MESSAGE: usize = 8;

/// What stands beside the hits.
#[derive(Default)]
pub struct Beside {
    /// What the query names.
    pub card: Option<Card>,
    /// The guides that it leads to, those of the card aside.
    pub guides: Vec<GuideHit>,
    /// What to do instead, where nothing was found.
    pub nothing: Option<Nothing>,
    /// How many hits have all words, where some do and some don't.
    pub complete: Option<usize>,
    /// Whether there are hits, but none has all words.
    pub is_partial: bool,
    /// Whether the words in quotes stand nowhere so, and were looked for one by one.
    pub loosened: bool,
    /// The search without some words, where no article has all of them.
    pub without_words: Vec<Link>,
    /// Whether time was short, so that another time there may be more.
    pub is_cut: bool,
    /// The diagnosis of the query, where it may be a message rather than words.
    pub diagnose: Option<String>,
}

impl Beside {
    /// What stands beside the hits of a search.
    pub fn new(portal: &Portal, snapshot: &Snapshot, form: &SearchForm, results: &Results) -> Self {
        let lacks_words = |hit: &Hit| !hit.missing.is_empty();
        let is_partial = results.complete == 0 && results.hits.first().is_some_and(lacks_words);
        let on_all_pages = Self {
            complete: (1..results.total)
                .contains(&results.complete)
                .then_some(results.complete),
            is_partial,
            loosened: results.loosened,
            ..Self::default()
        };
        if form.q.trim().is_empty() || form.page() > 1 {
            return on_all_pages;
        }
        let answers = Answers {
            snapshot,
            portal,
            hits: &results.hits,
        };
        let named = Named::read(&form.q, &snapshot.atlas);
        let card = named.and_then(|named| answers.card(&named));
        let mut guides = guide_hits(snapshot, portal, &form.q, results);
        if let Some(card) = &card {
            guides.retain(|guide| !card.has_guide(&guide.id));
        }
        let instead = Instead::new(snapshot, portal, form, results);
        let is_empty = results.hits.is_empty();
        let is_message = form.q.split_whitespace().count() > MESSAGE;
        let mut nothing = is_empty.then(|| instead.nothing(card.is_some()));
        if let Some(nothing) = &mut nothing {
            let is_shown = |id: &str| guides.iter().any(|guide| guide.id == id);
            nothing.guides.retain(|guide| !is_shown(&guide.id));
        }
        let without_words = match is_partial && !is_message {
            true => instead.without_words(),
            false => Vec::new(),
        };
        Self {
            nothing,
            without_words,
            is_cut: instead.is_cut(),
            diagnose: is_message.then(|| portal.paths.diagnosis_of(&form.q)),
            guides,
            card,
            ..on_all_pages
        }
    }
}
