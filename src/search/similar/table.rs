//! The table of profiles, in which similar articles are found.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::runs::{Posting, Runs};
use crate::{evidence::ArticleId, library::Library};

/// The most postings that one look-up reads.
const MAX_POSTINGS: usize = 8_192;

/// How many articles are summed up together: few enough for their sums to stay in the nearest
/// cache.
const BLOCK: usize = 4_096;

/// How many candidates are compared closely.
const CANDIDATES: usize = 40;

/// The factor for an article about another product.
const OTHER_PRODUCT: f32 = 0.4;

/// With this many terms in common, likeness counts half as much as with many.
const FEW_TERMS: f32 = 2.0;

/// Articles that are less alike are not shown, as only one in four of them is useful; identical
/// articles have a likeness of 1.
const LEAST: f32 = 0.125;

/// From this likeness on, two articles are the same to a reader.
const COPY: f32 = 0.85;

/// The number of bits that count the terms in common, of which there are up to
/// [`TERMS`](super::build::TERMS).
const COMMON_BITS: u32 = 5;

/// The square of the full weight.
const WHOLE: f32 = 255.0 * 255.0;

/// A smaller sum can't belong to an article that reaches [`LEAST`].
const ENOUGH: u32 = ((LEAST * WHOLE) as u32) << COMMON_BITS;

/// Finds the articles that are about the same subject as a given one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Similar {
    /// All articles, in order; an index in this list is an article's number.
    pub(super) ids: Box<[ArticleId]>,
    /// The product that each of them names first.
    pub(super) products: Box<[Option<u16>]>,
    /// Each article's terms, the rarest first.
    pub(super) terms: Runs,
    /// For each term, the articles that may be suggested for it, in order.
    pub(super) articles: Runs,
}

impl Similar {
    /// Up to `count` articles about the same subject as `id`, the most alike first: none that it
    /// cites or that cites it, and only one of several near copies.
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
            let title = library.get(id).map(|entry| entry.title.as_str());
            let title = title.unwrap_or_default();
            let terms = self.terms.get(number);
            let is_copy = |other: &Shown<'_>| {
                folded(title).eq(folded(other.title)) || cosine(terms, other.terms) > COPY
            };
            if !shown.iter().any(is_copy) {
                shown.push(Shown { id, title, terms });
            }
        }
        shown.into_iter().map(|shown| shown.id).collect()
    }

    /// The articles that have most in common with one, the most alike first. Likeness is the cosine
    /// of their profiles, reduced if only a few terms are in common, and if they are about another
    /// product.
    fn alike(&self, own: u32) -> Vec<u32> {
        let mut read = 0;
        let terms = self.terms.get(own).iter().map(|term| {
            let articles = self.articles.get(term.number());
            read += articles.len();
            (term.weight(), articles, read)
        });
        let terms = terms.take_while(|(_, _, read)| *read <= MAX_POSTINGS);
        let mut lists: Vec<List<'_>> = terms
            .map(|(weight, rest, _)| List { weight, rest })
            .collect();
        let mut met: Vec<(u32, u32)> = Vec::new();
        let mut sums = [0; BLOCK];
        let mut enough = Vec::new();
        let mut end = 0;
        while lists.iter().any(|list| !list.rest.is_empty()) {
            end += BLOCK;
            for list in &mut lists {
                list.add_up_to(end, &mut sums, &mut enough);
            }
            let sum = |article: Posting| (article.number(), sums[place(article)]);
            met.extend(enough.drain(..).map(sum));
            sums.fill(0);
        }
        met.retain(|(number, _)| *number != own);
        let product = |number: u32| self.products.get(number as usize).copied().flatten();
        let own_product = product(own);
        let likeness = |(number, sum): (u32, u32)| {
            let common = (sum & ((1 << COMMON_BITS) - 1)) as f32;
            let cosine = (sum >> COMMON_BITS) as f32 / WHOLE;
            let is_same = own_product.is_some() && product(number) == own_product;
            let product = if is_same { 1.0 } else { OTHER_PRODUCT };
            (number, cosine * common / (common + FEW_TERMS) * product)
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
}

/// For each article of a block, how many terms it has in common with another, and above these bits,
/// the sum of the products of their weights.
type Sums = [u32; BLOCK];

/// The index of an article in the sums of its block.
fn place(article: Posting) -> usize {
    article.number() as usize % BLOCK
}

/// The articles that have a term, processed block by block.
struct List<'a> {
    weight: u32,
    /// The articles that have not been processed yet.
    rest: &'a [Posting],
}

impl List<'_> {
    /// Adds the products of the articles up to number `end`, where their block ends; those whose
    /// sum thereby reaches [`ENOUGH`] are added to `enough`.
    fn add_up_to(&mut self, end: usize, sums: &mut Sums, enough: &mut Vec<Posting>) {
        let mut count = 0;
        let is_here = |article: &&Posting| (article.number() as usize) < end;
        for article in self.rest.iter().take_while(is_here) {
            let sum = &mut sums[place(*article)];
            let before = *sum;
            *sum += ((self.weight * article.weight()) << COMMON_BITS) + 1;
            if before < ENOUGH && *sum >= ENOUGH {
                enough.push(*article);
            }
            count += 1;
        }
        self.rest = self.rest.split_at(count).1;
    }
}

/// An article that is shown, with the text by which a copy is recognized, perhaps one about another
/// version of the product.
struct Shown<'a> {
    id: &'a ArticleId,
    title: &'a str,
    terms: &'a [Posting],
}

/// A title without its category, reduced to letters and digits.
fn folded(title: &str) -> impl Iterator<Item = char> {
    let letters = without_category(title).chars();
    let letters = letters.filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

/// A title without the category before it (`XADM:`, `BUG:`).
fn without_category(title: &str) -> &str {
    let is_category = |head: &str| {
        head.len() <= 8
            && head
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    match title.split_once(": ") {
        Some((head, rest)) if is_category(head) => rest,
        _ => title,
    }
}

/// The most alike first; ties are broken in the same way on every machine.
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

#[cfg(test)]
mod tests;
