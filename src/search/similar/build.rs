//! Gathers the profiles of all articles into the table by which similar ones are found.

use std::collections::{BTreeMap, HashMap};

use super::{Profile, Similar, profile::TermHash, runs::Posting};
use crate::{evidence::ArticleId, library::Library};

/// Terms by which an article is compared with others.
pub(super) const TERMS: usize = 16;

/// An article that more others cite is a place to go on from, not a similar fault.
const CITED: usize = 30;

/// Gathers profiles. The same articles give the same table, in whatever order they come.
#[derive(Debug, Default)]
pub struct SimilarBuilder {
    profiles: BTreeMap<ArticleId, Gathered>,
}

#[derive(Debug)]
struct Gathered {
    profile: Profile,
    is_catalogue: bool,
}

impl SimilarBuilder {
    /// Takes in an article; a later one of the same id stands in for an earlier one. A catalogue is similar to none.
    pub fn add(&mut self, id: ArticleId, profile: Profile, is_catalogue: bool) {
        let gathered = Gathered {
            profile,
            is_catalogue,
        };
        self.profiles.insert(id, gathered);
    }

    /// The finished table. `library` says which articles are not worth proposing.
    pub fn finish(self, library: &Library) -> Similar {
        let articles = self.profiles.len() as f32;
        let mut frequencies: HashMap<TermHash, u32> = HashMap::new();
        for gathered in self.profiles.values() {
            for (term, _) in &gathered.profile.terms {
                *frequencies.entry(*term).or_default() += 1;
            }
        }
        let chosen: Vec<Vec<(TermHash, u8)>> = self
            .profiles
            .values()
            .map(|gathered| chosen(&gathered.profile, &frequencies, articles))
            .collect();
        drop(frequencies);
        let is_proposed = self.profiles.iter().map(|(id, gathered)| {
            !gathered.is_catalogue
                && !gathered.profile.offers_package
                && library.cited_by(id).len() <= CITED
                && library
                    .get(id)
                    .is_some_and(|entry| entry.status != "retired")
        });
        let is_proposed: Vec<bool> = is_proposed.collect();
        let mut postings: HashMap<TermHash, Vec<Posting>> = HashMap::new();
        for ((number, terms), _) in (0..)
            .zip(&chosen)
            .zip(&is_proposed)
            .filter(|(_, proposed)| **proposed)
        {
            for (term, weight) in terms {
                let articles = postings.entry(*term).or_default();
                articles.push(Posting::new(number, *weight));
            }
        }
        // The rarest terms come first, so that a bounded look at an article's terms begins with those that say most.
        let mut lists: Vec<(TermHash, Vec<Posting>)> = postings.into_iter().collect();
        lists.sort_by_key(|(term, articles)| (articles.len(), *term));
        let numbers: HashMap<TermHash, u32> = (0..)
            .zip(&lists)
            .map(|(number, (term, _))| (*term, number))
            .collect();
        let terms = chosen.iter().map(|terms| {
            let numbered = terms
                .iter()
                .filter_map(|(term, weight)| Some(Posting::new(*numbers.get(term)?, *weight)));
            let mut numbered: Vec<Posting> = numbered.collect();
            numbered.sort_by_key(|term| term.number());
            numbered
        });
        let products = self
            .profiles
            .keys()
            .map(|id| library.get(id)?.main_product());
        Similar {
            terms: terms.collect(),
            articles: lists.into_iter().map(|(_, articles)| articles).collect(),
            products: products.collect(),
            ids: self.profiles.into_keys().collect(),
        }
    }
}

/// The terms that tell an article best from others, with weights whose squares add up to about 255².
fn chosen(
    profile: &Profile,
    frequencies: &HashMap<TermHash, u32>,
    articles: f32,
) -> Vec<(TermHash, u8)> {
    let weighted = profile.terms.iter().filter_map(|(term, weight)| {
        let frequency = frequencies
            .get(term)
            .copied()
            .filter(|shared| *shared > 1)?;
        Some((
            *term,
            f32::from(*weight) * (articles / frequency as f32).ln(),
        ))
    });
    let mut weighted: Vec<(TermHash, f32)> = weighted.filter(|(_, weight)| *weight > 0.0).collect();
    weighted.sort_by(|(a, weight_a), (b, weight_b)| weight_b.total_cmp(weight_a).then(a.cmp(b)));
    weighted.truncate(TERMS);
    let length = weighted
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    let quantised = weighted
        .into_iter()
        .map(|(term, weight)| (term, (255.0 * weight / length).round().max(1.0) as u8));
    quantised.collect()
}
