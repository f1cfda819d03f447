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

use std::{
    cmp::Ordering,
    sync::{Mutex, MutexGuard, PoisonError},
};

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

/// Look-ups at once for which memory is kept.
const KEPT: usize = 4;

/// Two articles that are so much alike are one to the reader.
const COPY: f32 = 0.85;

/// Bits in which up to [`build::TERMS`] terms in common are counted.
const COMMON_BITS: u32 = 5;

/// The square of a whole weight.
const WHOLE: f32 = 255.0 * 255.0;

/// Below this sum no article reaches [`LEAST`].
const LEAST_SUM: u32 = (LEAST * WHOLE) as u32;

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
    /// Sums that no look-up uses at the moment: one for each article, all of them 0.
    #[serde(skip)]
    sums: Mutex<Vec<Vec<u32>>>,
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
        let mut shown: Vec<Shown<'_>> = Vec::with_capacity(count);
        for number in self.alike(own) {
            if shown.len() == count {
                break;
            }
            let Some(id) = self.ids.get(number as usize) else {
                continue;
            };
            if entry.cites.contains(id) || citing.contains(id) {
                continue;
            }
            let title = library.get(id).map(|entry| folded(&entry.title));
            let terms = self.terms.get(number);
            let is_copy =
                |other: &Shown<'_>| title == other.title || cosine(terms, other.terms) > COPY;
            if !shown.iter().any(is_copy) {
                shown.push(Shown { id, title, terms });
            }
        }
        shown.into_iter().map(|shown| shown.id).collect()
    }

    /// The articles that have most in common with one, in order of their likeness: the cosine of what they are about, less
    /// where it rests on few terms, and less where they are about another product.
    fn alike(&self, own: u32) -> Vec<u32> {
        let mut read = 0;
        let lists = self.terms.get(own).iter().map(|term| {
            let articles = self.articles.get(term.number());
            read += articles.len();
            (term.weight(), articles, read)
        });
        let lists: Vec<(u32, &[Posting], usize)> = lists
            .take_while(|(_, _, read)| *read <= MAX_POSTINGS)
            .collect();
        // For each article how many terms it has in common, and above these bits the sum of the products of weights.
        let mut sums = self.sums().pop().unwrap_or_else(|| vec![0; self.ids.len()]);
        for (weight, articles, _) in &lists {
            for article in *articles {
                if let Some(sum) = sums.get_mut(article.number() as usize) {
                    *sum += ((weight * article.weight()) << COMMON_BITS) + 1;
                }
            }
        }
        // Each article is met as often as it has terms in common; the first time its sum is taken.
        let mut met: Vec<(u32, u32)> = Vec::new();
        for (_, articles, _) in &lists {
            for article in *articles {
                let sum = sums.get_mut(article.number() as usize);
                let sum = sum.map(std::mem::take).unwrap_or_default();
                if sum >> COMMON_BITS >= LEAST_SUM && article.number() != own {
                    met.push((article.number(), sum));
                }
            }
        }
        let mut kept = self.sums();
        if kept.len() < KEPT {
            kept.push(sums);
        }
        drop(kept);
        let product = |number: u32| self.products.get(number as usize).copied().flatten();
        let own_product = product(own);
        let likeness = |(number, sum): (u32, u32)| {
            let common = (sum & ((1 << COMMON_BITS) - 1)) as f32;
            let cosine = (sum >> COMMON_BITS) as f32 / WHOLE;
            let is_same = own_product.is_some() && product(number) == own_product;
            let likeness =
                cosine * common / (common + 1.0) * if is_same { 1.0 } else { OTHER_PRODUCT };
            (number, likeness)
        };
        let mut alike: Vec<(u32, f32)> = met.into_iter().map(likeness).collect();
        alike.retain(|(_, likeness)| *likeness >= LEAST);
        if alike.len() > CANDIDATES {
            alike.select_nth_unstable_by(CANDIDATES, by_likeness);
            alike.truncate(CANDIDATES);
        }
        alike.sort_unstable_by(by_likeness);
        alike.into_iter().map(|(number, _)| number).collect()
    }

    fn sums(&self) -> MutexGuard<'_, Vec<Vec<u32>>> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An article that is shown, with what a copy of it is known by, perhaps one about another version of its product.
struct Shown<'a> {
    id: &'a ArticleId,
    title: Option<String>,
    terms: &'a [Posting],
}

/// A title without its category, as letters and digits alone.
fn folded(title: &str) -> String {
    let letters = without_category(title).chars();
    let letters = letters.filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
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
