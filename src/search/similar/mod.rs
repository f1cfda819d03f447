//! Similar articles: the table by which they are found, and finding them.
//!
//! Each article is compared by the sixteen terms that tell it best from others (tf·idf over its title, symptoms, cause,
//! events and codes). The table follows from the profiles of all articles and nothing else, so that an update gives what a
//! whole build gives; it takes about a hundred bytes an article, and looking one up some tens of microseconds.

mod build;
mod profile;
mod runs;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use foldhash::{HashMap, HashMapExt};
use serde::{Deserialize, Serialize};

pub use build::SimilarBuilder;
use profile::without_category;
pub use profile::{Profile, Profiler};
use runs::{Posting, Runs};

use crate::{
    evidence::ArticleId,
    library::{Entry, Library},
};

/// Postings that one look-up reads at most.
const MAX_POSTINGS: usize = 8_192;

/// Candidates that are looked at closely.
const CANDIDATES: usize = 40;

/// What an article about another product is worth.
const OTHER_PRODUCT: f32 = 0.6;

/// Articles that are less alike are not shown; the same article is worth 1.
const LEAST: f32 = 0.1;

/// Two articles that are so much alike are one to the reader.
const COPY: f32 = 0.85;

/// The square of a whole weight.
const WHOLE: f32 = 255.0 * 255.0;

/// Finds for each article those that are about the same.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Similar {
    /// All articles, in order; their place is their number.
    ids: Vec<ArticleId>,
    /// Each article's terms, the rarest first.
    terms: Runs,
    /// For each term the articles that may be proposed for it.
    articles: Runs,
}

/// An article that may be shown.
struct Candidate<'a> {
    number: u32,
    id: &'a ArticleId,
    entry: &'a Entry,
    likeness: f32,
}

impl Similar {
    /// Up to `count` articles that are about the same as `id`, the most alike first: none that it cites or that cites it,
    /// and of near copies of each other only one.
    pub fn to<'a>(
        &'a self,
        id: &ArticleId,
        library: &'a Library,
        count: usize,
    ) -> Vec<&'a ArticleId> {
        let mut shown: Vec<Candidate<'_>> = Vec::with_capacity(count);
        for candidate in self.candidates(id, library) {
            if shown.len() == count {
                break;
            }
            if !shown.iter().any(|other| self.are_copies(&candidate, other)) {
                shown.push(candidate);
            }
        }
        shown.into_iter().map(|candidate| candidate.id).collect()
    }

    /// The articles that are most alike, in order.
    fn candidates<'a>(&'a self, id: &ArticleId, library: &'a Library) -> Vec<Candidate<'a>> {
        let number = self.ids.binary_search(id).ok();
        let number = number.and_then(|at| u32::try_from(at).ok());
        let Some((own, entry)) = number.zip(library.get(id)) else {
            return Vec::new();
        };
        let citing = library.cited_by(id);
        let candidate = |(number, likeness): (u32, f32)| {
            let id = self.ids.get(number as usize)?;
            let other = library.get(id)?;
            let is_listed = entry.cites.contains(id) || citing.contains(id);
            let share = if entry.shares_product(other) {
                1.0
            } else {
                OTHER_PRODUCT
            };
            let candidate = Candidate {
                number,
                id,
                entry: other,
                likeness: likeness * share,
            };
            (!is_listed && candidate.likeness >= LEAST).then_some(candidate)
        };
        let mut candidates: Vec<_> = self.alike(own).into_iter().filter_map(candidate).collect();
        candidates.sort_by(|a, b| by_likeness(&(a.number, a.likeness), &(b.number, b.likeness)));
        candidates
    }

    /// The articles that have most in common with one, and how much: the cosine of what they are about, less where it
    /// rests on few terms.
    fn alike(&self, own: u32) -> Vec<(u32, f32)> {
        // For each article the sum of the products of weights, and how many terms there are in common.
        let mut sums: HashMap<u32, (u32, u32)> = HashMap::with_capacity(1 << 10);
        let mut read = 0;
        for term in self.terms.get(own) {
            let articles = self.articles.get(term.number());
            read += articles.len();
            if read > MAX_POSTINGS {
                break;
            }
            for article in articles {
                let (sum, common) = sums.entry(article.number()).or_default();
                *sum += term.weight() * article.weight();
                *common += 1;
            }
        }
        sums.remove(&own);
        let likeness = |(number, (sum, common)): (u32, (u32, u32))| {
            let common = common as f32;
            (number, sum as f32 / WHOLE * common / (common + 1.0))
        };
        let mut alike: Vec<(u32, f32)> = sums.into_iter().map(likeness).collect();
        if alike.len() > CANDIDATES {
            alike.select_nth_unstable_by(CANDIDATES, by_likeness);
            alike.truncate(CANDIDATES);
        }
        alike
    }

    /// Whether two articles tell the same, perhaps of two versions of a product.
    fn are_copies(&self, one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
        let folded = |candidate: &Candidate<'_>| -> String {
            let title = without_category(&candidate.entry.title).chars();
            let letters = title.filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let (terms, others) = (self.terms.get(one.number), self.terms.get(other.number));
        cosine(terms, others) > COPY || folded(one) == folded(other)
    }
}

/// The most alike first; which of two equals comes first is the same on every machine.
fn by_likeness((one, a): &(u32, f32), (other, b): &(u32, f32)) -> Ordering {
    b.total_cmp(a).then(one.cmp(other))
}

/// The cosine of two lists of terms, both in the order of their numbers.
fn cosine(one: &[Posting], other: &[Posting]) -> f32 {
    let products = one.iter().filter_map(|term| {
        let same = other.binary_search_by_key(&term.number(), |term| term.number());
        let same = other.get(same.ok()?)?;
        Some(term.weight() * same.weight())
    });
    products.sum::<u32>() as f32 / WHOLE
}
