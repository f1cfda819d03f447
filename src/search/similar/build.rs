//! Gathers the profiles of all articles into the table in which similar ones are found.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use super::{
    profile::{Profile, TermHash},
    runs::{Posting, Runs},
    table::Similar,
};
use crate::{evidence::ArticleId, library::Library};

/// How many terms of an article are compared with others.
pub(super) const TERMS: usize = 16;

/// An article that is cited by more others is a place to continue from, not a similar fault.
const CITED: usize = 30;

/// A term and its weight.
type TermWeight = (TermHash, u8);

/// Gathers profiles. The same articles give the same table, in whatever order they are added.
///
/// All terms are stored one after another, to avoid one small piece of memory per article.
#[derive(Debug, Default)]
pub struct SimilarBuilder {
    articles: BTreeMap<ArticleId, Gathered>,
    terms: Vec<TermHash>,
    weights: Vec<u8>,
}

#[derive(Debug)]
struct Gathered {
    /// The range of its terms.
    place: Range<usize>,
    may_be_proposed: bool,
}

impl SimilarBuilder {
    /// Adds an article; a later one with the same ID overrides an earlier one. A catalog is not
    /// similar to anything.
    pub fn add(&mut self, id: ArticleId, profile: Profile, is_catalog: bool) {
        let start = self.terms.len();
        self.terms
            .extend(profile.terms.iter().map(|(term, _)| *term));
        self.weights
            .extend(profile.terms.iter().map(|(_, weight)| *weight));
        let gathered = Gathered {
            place: start..self.terms.len(),
            may_be_proposed: !is_catalog && !profile.offers_package,
        };
        self.articles.insert(id, gathered);
    }

    /// The finished table. `library` says which articles are not worth suggesting.
    pub fn finish(self, library: &Library) -> Similar {
        let (chosen, ends) = self.choose();
        let proposed = self.articles.iter().map(|(id, gathered)| {
            let is_retired = library
                .get(id)
                .is_none_or(|entry| entry.status == "retired");
            gathered.may_be_proposed && !is_retired && library.cited_by(id).len() <= CITED
        });
        let proposed: Vec<bool> = proposed.collect();
        let products = self.articles.keys();
        let products = products.map(|id| library.get(id)?.main_product()).collect();
        let ids = self.articles.into_keys().collect();
        let starts = [0].into_iter().chain(ends.iter().copied());
        let of_articles = || {
            let places = starts.clone().zip(&ends).map(|(start, end)| start..*end);
            places.map(|place| chosen.get(place).unwrap_or_default())
        };
        let of_proposed = || {
            let numbered = (0..).zip(of_articles()).zip(&proposed);
            let proposed = numbered.filter(|(_, proposed)| **proposed);
            proposed.flat_map(|((number, terms), _)| terms.iter().map(move |term| (number, *term)))
        };
        // The rarest terms come first, so that a limited look at an article's terms begins with the
        // most significant ones.
        let mut counts: HashMap<TermHash, usize> = HashMap::new();
        for (_, (term, _)) in of_proposed() {
            *counts.entry(term).or_default() += 1;
        }
        let mut order: Vec<(usize, TermHash)> = counts
            .into_iter()
            .map(|(term, count)| (count, term))
            .collect();
        order.sort_unstable();
        let numbers: HashMap<TermHash, u32> = (0..)
            .zip(&order)
            .map(|(number, (_, term))| (*term, number))
            .collect();
        let mut articles = Runs::of_lengths(order.iter().map(|(count, _)| *count));
        for (article, (term, weight)) in of_proposed() {
            if let Some(number) = numbers.get(&term) {
                articles.push(*number, Posting::new(article, weight));
            }
        }
        let is_numbered = |(term, _): &&TermWeight| numbers.contains_key(term);
        let mut terms =
            Runs::of_lengths(of_articles().map(|terms| terms.iter().filter(is_numbered).count()));
        for (article, of_article) in (0..).zip(of_articles()) {
            let numbered = of_article
                .iter()
                .filter_map(|(term, weight)| Some(Posting::new(*numbers.get(term)?, *weight)));
            let mut numbered: Vec<Posting> = numbered.collect();
            numbered.sort_unstable_by_key(|term| term.number());
            numbered
                .into_iter()
                .for_each(|term| terms.push(article, term));
        }
        Similar {
            ids,
            products,
            terms: terms.finish(),
            articles: articles.finish(),
        }
    }

    /// The terms by which each article is compared, one article after another, and where those of
    /// each article end.
    fn choose(&self) -> (Vec<TermWeight>, Vec<usize>) {
        let profile = |gathered: &Gathered| {
            let terms = self.terms.get(gathered.place.clone()).unwrap_or_default();
            let weights = self.weights.get(gathered.place.clone());
            terms
                .iter()
                .copied()
                .zip(weights.unwrap_or_default().iter().copied())
        };
        let mut frequencies: HashMap<TermHash, u32> = HashMap::new();
        for (term, _) in self.articles.values().flat_map(profile) {
            *frequencies.entry(term).or_default() += 1;
        }
        let articles = self.articles.len() as f32;
        let mut chosen = Vec::with_capacity(self.articles.len() * TERMS);
        let ends = self.articles.values().map(|gathered| {
            chosen.extend(best(profile(gathered), &frequencies, articles));
            chosen.len()
        });
        let ends = ends.collect();
        (chosen, ends)
    }
}

/// The terms that best distinguish an article from others, with weights whose squares add up to
/// about 255².
fn best(
    profile: impl Iterator<Item = TermWeight>,
    frequencies: &HashMap<TermHash, u32>,
    articles: f32,
) -> impl Iterator<Item = TermWeight> {
    let weighted = profile.filter_map(|(term, weight)| {
        let frequency = frequencies
            .get(&term)
            .copied()
            .filter(|shared| *shared > 1)?;
        Some((term, f32::from(weight) * (articles / frequency as f32).ln()))
    });
    let mut weighted: Vec<(TermHash, f32)> = weighted.filter(|(_, weight)| *weight > 0.0).collect();
    weighted.sort_by(|(a, weight_a), (b, weight_b)| weight_b.total_cmp(weight_a).then(a.cmp(b)));
    weighted.truncate(TERMS);
    let length = weighted
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    weighted
        .into_iter()
        .map(move |(term, weight)| (term, (255.0 * weight / length).round().max(1.0) as u8))
}
