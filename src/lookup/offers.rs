//! What to offer if nothing is found, or nothing with all words. Each offer changes one thing and
//! finds something.

use std::cell::Cell;

use super::{
    guide_matches::{GuideMatch, guides_with_some},
    knowledge::Knowledge,
    similar_keys::{SimilarKey, near_codes, other_events},
};
use crate::{
    budget::Budget,
    evidence::{Code, codes, events},
    search::{Clauses, FilterKind, Filters, Relaxed, Request, Results, WordCount},
};

/// The most offers to leave out one word.
const WITHOUT: usize = 3;
/// The most codes, and events, for which similar ones are offered.
const NEAR: usize = 2;

/// What to offer if nothing is found.
#[derive(Debug)]
pub struct NoResults<'a> {
    /// The words, the rarest first, each with the number of articles that have it.
    pub words: Vec<(String, u32)>,
    /// The same search with something changed.
    pub offers: Vec<Offer>,
    /// Codes and events similar to those that the query mentions.
    pub near: Vec<SimilarKey<'a>>,
    /// Guides with some of the words.
    pub guides: Vec<GuideMatch<'a>>,
}

/// The same search with something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The change.
    pub change: Change,
    /// How many articles it finds.
    pub articles: usize,
}

/// A change to a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Without this filter.
    WithoutFilter(FilterKind),
    /// Without any filters.
    WithoutFilters,
    /// This query, which is the same without quotes.
    WithoutQuotes(String),
    /// Without some words.
    WithoutWords {
        /// The words, as written.
        words: Vec<String>,
        /// The rest of the query.
        query: String,
    },
}

/// Searches for offers.
pub(super) struct OfferSearch<'q, 'a> {
    known: &'q Knowledge<'a>,
    /// The query as typed.
    query: &'q str,
    /// The query with its typos corrected.
    corrected: &'q str,
    filters: Filters<'q>,
    /// Whether the words count exactly as typed.
    as_typed: bool,
    /// The time after which no further search is started.
    until: Budget,
    /// Whether time ran out, so that offers may be missing.
    is_cut: Cell<bool>,
}

impl<'q, 'a> OfferSearch<'q, 'a> {
    /// Prepares what to offer in place of the results of a search; the time for it begins now.
    pub(super) fn new(
        known: &'q Knowledge<'a>,
        query: &'q str,
        filters: Filters<'q>,
        as_typed: bool,
        results: &'q Results,
    ) -> Self {
        let corrected = results.corrected.as_ref();
        Self {
            known,
            query,
            corrected: corrected.map_or(query, |correction| &correction.query),
            filters,
            as_typed,
            until: Budget::of(known.budget),
            is_cut: Cell::new(false),
        }
    }

    /// Whether time ran out, so that offers may be missing.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// All offers, if nothing was found. `has_card` says that events and codes are already shown.
    pub(super) fn no_results(&self, has_card: bool) -> NoResults<'a> {
        let words = self.words();
        let mut offers = self.without_filters();
        offers.extend(self.without_quotes());
        offers.extend(self.without(&words));
        let words = words.into_iter();
        NoResults {
            words: words.map(|count| (count.word, count.articles)).collect(),
            offers,
            near: if has_card { Vec::new() } else { self.near() },
            guides: guides_with_some(self.known, self.corrected),
        }
    }

    /// The search without one word or the rarest words, if no article has all of them.
    pub(super) fn without_words(&self) -> Vec<Offer> {
        self.without(&self.words())
    }

    fn words(&self) -> Vec<WordCount> {
        let Knowledge { index, budget, .. } = self.known;
        index.words(&self.request(self.corrected, self.filters), *budget)
    }

    /// The search without each word, if that finds something; otherwise without as many of the
    /// rarest words as necessary.
    fn without(&self, words: &[WordCount]) -> Vec<Offer> {
        let left = words.iter().map(|count| &count.without);
        let left = left.filter(|relaxed| relaxed.articles > 0).take(WITHOUT);
        let mut left: Vec<Relaxed> = left.cloned().collect();
        if left.is_empty() {
            let Knowledge { index, budget, .. } = self.known;
            let request = self.request(self.corrected, self.filters);
            left.extend(index.without_rarest(&request, *budget));
        }
        let offer = |relaxed: Relaxed| Offer {
            change: Change::WithoutWords {
                words: relaxed.dropped,
                query: relaxed.query,
            },
            articles: relaxed.articles,
        };
        left.into_iter().map(offer).collect()
    }

    /// The search without each filter, and without all of them.
    fn without_filters(&self) -> Vec<Offer> {
        let set = FilterKind::ALL.into_iter();
        let set: Vec<FilterKind> = set.filter(|one| one.is_set(&self.filters)).collect();
        let mut changes: Vec<(Change, Filters<'_>)> = Vec::new();
        if set.len() > 1 {
            let without = |one: &FilterKind| (Change::WithoutFilter(*one), one.clear(self.filters));
            changes.extend(set.iter().map(without));
        }
        match set.as_slice() {
            [] => {}
            [one] => changes.push((Change::WithoutFilter(*one), Filters::default())),
            _ => changes.push((Change::WithoutFilters, Filters::default())),
        }
        let changes = changes.into_iter();
        changes
            .filter_map(|(change, filters)| self.if_found(change, self.query, filters))
            .collect()
    }

    /// The search without quotes, so that typos in them are corrected.
    fn without_quotes(&self) -> Option<Offer> {
        let plain = Clauses::read(self.query).without_quotes()?;
        let change = Change::WithoutQuotes(plain.clone());
        self.if_found(change, &plain, self.filters)
    }

    /// A changed search as an offer, if it finds something.
    fn if_found(&self, change: Change, query: &str, filters: Filters<'_>) -> Option<Offer> {
        if self.until.is_spent() {
            self.is_cut.set(true);
            return None;
        }
        let request = self.request(query, filters);
        let found = self.known.index.search(&request, self.known.budget);
        let complete = found.complete_matches.filter(|complete| *complete > 0);
        let articles = complete.unwrap_or(found.total);
        self.is_cut.set(self.is_cut.get() || found.timed_out);
        (articles > 0).then_some(Offer { change, articles })
    }

    fn request<'r>(&self, query: &'r str, filters: Filters<'r>) -> Request<'r> {
        Request {
            query,
            filters,
            limit: 1,
            as_typed: self.as_typed,
            ..Request::default()
        }
    }

    /// Similar codes and events that articles mention.
    fn near(&self) -> Vec<SimilarKey<'a>> {
        let atlas = self.known.atlas;
        let mut near = Vec::new();
        let query = Clauses::read(self.query).wanted();
        for mention in codes(&query).iter().take(NEAR) {
            let is_known = |code: &Code| !atlas.articles_by_code_key(&code.key()).is_empty();
            if let Some(code) = mention.readings.first()
                && !mention.readings.iter().any(is_known)
            {
                near.extend(near_codes(self.known, code));
            }
        }
        for event in events(&query).iter().take(NEAR) {
            let name = event.source.as_deref().unwrap_or_default();
            if let Some(source) = atlas.sources_named(name).first() {
                near.extend(other_events(self.known, source, event.id));
            }
        }
        near
    }
}
