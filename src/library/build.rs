//! Builds the library, article by article.

use std::collections::{BTreeSet, HashMap};

use super::{
    card::Card,
    model::{Entry, Library, Origin, Product},
    slug::slug,
};
use crate::evidence::ArticleId;

/// The most wordings kept for one article; past that they repeat each other.
const WORDINGS: usize = 12;

/// Gathers a library article by article.
#[derive(Debug, Default)]
pub struct LibraryBuilder {
    library: Library,
    products: HashMap<String, u16>,
    wordings: HashMap<ArticleId, BTreeSet<String>>,
}

impl LibraryBuilder {
    /// Adds an article. It overrides one with the same id from an earlier layer, which becomes an
    /// original. Returns whether the article was taken: a second one in the same layer is not.
    pub fn add(&mut self, card: &Card, origin: Origin) -> bool {
        let mut originals = Vec::new();
        if let Some(earlier) = self.library.entries.get(&card.id) {
            if earlier.origin.layer == origin.layer {
                return false;
            }
            originals.push(earlier.origin.clone());
            originals.extend(earlier.originals.iter().cloned());
        }
        for (id, wording) in &card.wordings {
            let said = self.wordings.entry(id.clone()).or_default();
            said.insert(wording.clone());
        }
        let products = card
            .products
            .iter()
            .filter_map(|name| self.product(name))
            .collect();
        let entry = Entry {
            title: card.title.clone(),
            products,
            issue_type: card.issue_type.clone(),
            modified: card.modified.clone(),
            status: card.status.clone(),
            cites: card.cites.clone(),
            origin,
            originals,
        };
        self.library.entries.insert(card.id.clone(), entry);
        true
    }

    /// The finished library, and for each cited article the wordings by which others name it.
    pub fn finish(self) -> (Library, HashMap<ArticleId, Vec<String>>) {
        let mut library = self.library;
        let known: BTreeSet<ArticleId> = library.entries.keys().cloned().collect();
        for entry in library.entries.values_mut() {
            // Own ids look like many other words (`MS-DOS6`): they count only where such an article
            // exists.
            entry
                .cites
                .retain(|id| id.number().is_some() || known.contains(id));
            entry.cites.shrink_to_fit();
        }
        for (id, entry) in &library.entries {
            for cited in &entry.cites {
                library
                    .cited_by
                    .entry(cited.clone())
                    .or_default()
                    .push(id.clone());
            }
        }
        sort_products(&mut library);
        let wordings = self
            .wordings
            .into_iter()
            .map(|(id, said)| (id, said.into_iter().take(WORDINGS).collect()))
            .collect();
        (library, wordings)
    }

    fn product(&mut self, name: &str) -> Option<u16> {
        let slug = slug(name);
        if slug.is_empty() {
            return None;
        }
        if let Some(index) = self.products.get(&slug) {
            return Some(*index);
        }
        let index = u16::try_from(self.library.products.len()).ok()?;
        self.library.products.push(Product {
            name: name.to_owned(),
            slug: slug.clone(),
            articles: 0,
        });
        self.products.insert(slug, index);
        Some(index)
    }
}

fn sort_products(library: &mut Library) {
    let mut counts = vec![0usize; library.products.len()];
    for entry in library.entries.values() {
        for index in &entry.products {
            if let Some(count) = counts.get_mut(usize::from(*index)) {
                *count += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..library.products.len()).collect();
    order.sort_by(|a, b| {
        let name = |i: &usize| library.products.get(*i).map(|p| p.slug.as_str());
        counts
            .get(*b)
            .cmp(&counts.get(*a))
            .then_with(|| name(a).cmp(&name(b)))
    });
    let mut moved = vec![0u16; order.len()];
    let mut products = Vec::with_capacity(order.len());
    for (new, old) in order.into_iter().enumerate() {
        if let (Some(slot), Some(product)) = (moved.get_mut(old), library.products.get(old)) {
            *slot = u16::try_from(new).unwrap_or(u16::MAX);
            products.push(Product {
                articles: counts.get(old).copied().unwrap_or_default(),
                ..product.clone()
            });
        }
    }
    library.products = products;
    for entry in library.entries.values_mut() {
        for index in &mut entry.products {
            *index = moved.get(usize::from(*index)).copied().unwrap_or(u16::MAX);
        }
    }
}
