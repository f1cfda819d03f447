//! Similar articles: the table by which they are found, and finding them.
//!
//! Each article is compared by the sixteen terms that tell it best from others (tf·idf over its title, symptoms, cause,
//! events and codes). The table follows from the profiles of all articles and what the library says of them (status,
//! product, how many cite them), so that an update gives what a whole build gives; it takes about a hundred bytes an
//! article, and looking one up some tens of microseconds.

mod build;
mod profile;
mod runs;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub use build::SimilarBuilder;
use profile::without_category;
pub use profile::{Profile, Profiler};
use runs::{Posting, Runs};

use crate::{evidence::ArticleId, library::Library};

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

/// Bits in which up to [`build::TERMS`] terms in common are counted.
const COMMON_BITS: u32 = 5;

/// The square of a whole weight.
const WHOLE: f32 = 255.0 * 255.0;

/// Finds for each article those that are about the same.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Similar {
    /// All articles, in order; their place is their number.
    ids: Box<[ArticleId]>,
    /// The product that each of them names first.
    products: Box<[Option<u16>]>,
    /// Each article's terms, the rarest first.
    terms: Runs,
    /// For each term the articles that may be proposed for it.
    articles: Runs,
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
        let number = self.ids.binary_search(id).ok();
        let number = number.and_then(|at| u32::try_from(at).ok());
        let Some((own, entry)) = number.zip(library.get(id)) else {
            return Vec::new();
        };
        let citing = library.cited_by(id);
        let mut shown: Vec<(u32, &ArticleId)> = Vec::with_capacity(count);
        for number in self.alike(own) {
            if shown.len() == count {
                break;
            }
            let Some(id) = self.ids.get(number as usize) else {
                continue;
            };
            let is_copy =
                |other: &(u32, &ArticleId)| self.are_copies((number, id), *other, library);
            if !entry.cites.contains(id) && !citing.contains(id) && !shown.iter().any(is_copy) {
                shown.push((number, id));
            }
        }
        shown.into_iter().map(|(_, id)| id).collect()
    }

    /// The articles that have most in common with one, in order of their likeness: the cosine of what they are about, less
    /// where it rests on few terms, and less where they are about another product.
    fn alike(&self, own: u32) -> Vec<u32> {
        // For each article how many terms it has in common, and above these bits the sum of the products of weights.
        let mut sums = vec![0u32; self.ids.len()];
        let mut touched = Vec::with_capacity(MAX_POSTINGS);
        let mut read = 0;
        for term in self.terms.get(own) {
            let articles = self.articles.get(term.number());
            read += articles.len();
            if read > MAX_POSTINGS {
                break;
            }
            for article in articles {
                if let Some(sum) = sums.get_mut(article.number() as usize) {
                    if *sum == 0 {
                        touched.push(article.number());
                    }
                    *sum += ((term.weight() * article.weight()) << COMMON_BITS) + 1;
                }
            }
        }
        let product = |number: u32| self.products.get(number as usize).copied().flatten();
        let own_product = product(own);
        let likeness = |number: u32| {
            let sum = sums.get(number as usize).copied().unwrap_or_default();
            let common = (sum & ((1 << COMMON_BITS) - 1)) as f32;
            let cosine = (sum >> COMMON_BITS) as f32 / WHOLE;
            let is_same = own_product.is_some() && product(number) == own_product;
            cosine * common / (common + 1.0) * if is_same { 1.0 } else { OTHER_PRODUCT }
        };
        let others = touched.into_iter().filter(|number| *number != own);
        let others = others.map(|number| (number, likeness(number)));
        let mut alike: Vec<(u32, f32)> =
            others.filter(|(_, likeness)| *likeness >= LEAST).collect();
        if alike.len() > CANDIDATES {
            alike.select_nth_unstable_by(CANDIDATES, by_likeness);
            alike.truncate(CANDIDATES);
        }
        alike.sort_unstable_by(by_likeness);
        alike.into_iter().map(|(number, _)| number).collect()
    }

    /// Whether two articles tell the same, perhaps of two versions of a product.
    fn are_copies(
        &self,
        one: (u32, &ArticleId),
        other: (u32, &ArticleId),
        library: &Library,
    ) -> bool {
        let folded = |id: &ArticleId| -> Option<String> {
            let title = without_category(&library.get(id)?.title).chars();
            let letters = title.filter(|c| c.is_alphanumeric());
            Some(letters.flat_map(char::to_lowercase).collect())
        };
        let (terms, others) = (self.terms.get(one.0), self.terms.get(other.0));
        cosine(terms, others) > COPY || folded(one.1) == folded(other.1)
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
