//! Builds the library, article by article.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    card::{LibraryCard, PathLink},
    model::{Entry, Library, Origin, Product},
    navigation::Navigation,
    path::{name_of, own_folder},
    resolve::{Destination, Places},
    slug::slug,
    translations::translations,
};
use crate::{evidence::ArticleId, language::Language};

/// The most titles by which one article is cited that are kept; further ones are mostly
/// repetitions.
const WORDINGS: usize = 12;

/// If this many articles of a layer have the same title, it does not identify them, and other
/// titles are used.
const SHARED: usize = 5;

/// The most broken links of one article that are reported.
const MAX_BROKEN: usize = 500;

/// Gathers a library article by article.
#[derive(Debug, Default)]
pub struct LibraryBuilder {
    library: Library,
    products: HashMap<String, u16>,
    wordings: HashMap<ArticleId, BTreeSet<String>>,
    /// The links whose targets are paths, by article.
    links: BTreeMap<ArticleId, Vec<PathLink>>,
    /// The other titles of articles that have any.
    other_titles: BTreeMap<ArticleId, Vec<String>>,
    /// The key that the translations of an article share, if it has one.
    translation_keys: BTreeMap<ArticleId, String>,
}

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLink {
    /// The article that has it.
    pub id: ArticleId,
    /// The link.
    pub link: PathLink,
}

/// A finished library, and how its articles cite each other.
#[derive(Debug)]
pub struct Built {
    /// The library.
    pub library: Library,
    /// For each cited article, the titles by which others cite it.
    pub wordings: HashMap<ArticleId, Vec<String>>,
    /// The links that lead nowhere, article by article.
    pub broken: Vec<BrokenLink>,
    /// The articles that use another of their titles, because many have the first one.
    pub retitled: BTreeSet<ArticleId>,
}

impl LibraryBuilder {
    /// Adds an article. It overrides one with the same ID from an earlier layer. Returns whether it
    /// was accepted: a second one in the same layer is not.
    pub fn add(&mut self, card: &LibraryCard, origin: Origin) -> bool {
        let mut overridden = Vec::new();
        if let Some(earlier) = self.library.entries.get(&card.id) {
            if earlier.origin.layer == origin.layer {
                return false;
            }
            overridden.push(earlier.as_overridden());
            overridden.extend(earlier.overridden.iter().cloned());
        }
        for (id, wording) in &card.wordings {
            let titles = self.wordings.entry(id.clone()).or_default();
            titles.insert(wording.clone());
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
            language: card.language,
            cites: card.cites.clone(),
            files: Vec::new(),
            origin,
            is_of_archive: card.is_of_archive,
            adds: card.adds.clone(),
            review_due: card.review_due.clone(),
            owner: card.owner.clone(),
            overridden,
        };
        let (links, others) = (&card.links, &card.other_titles);
        put(&mut self.links, &card.id, links, links.is_empty());
        put(&mut self.other_titles, &card.id, others, others.is_empty());
        let key = &card.translation_key;
        put(&mut self.translation_keys, &card.id, key, key.is_empty());
        for alias in &card.aliases {
            self.library.names.add(alias, &card.id);
        }
        self.library.entries.insert(card.id.clone(), entry);
        true
    }

    /// The path of the file, in a layer, whose article has this ID so far.
    pub fn owner(&self, layer: usize, id: &ArticleId) -> Option<&str> {
        let origin = &self.library.entries.get(id)?.origin;
        (origin.layer == layer).then_some(origin.path.as_str())
    }

    /// How many articles have an origin for which `is_there` is true.
    pub fn count(&self, is_there: impl Fn(&Origin) -> bool) -> usize {
        let entries = self.library.entries.values();
        entries.filter(|entry| is_there(&entry.origin)).count()
    }

    /// Sets the short, unique names of the layers.
    pub fn set_labels(&mut self, labels: Vec<String>) {
        self.library.labels = labels;
    }

    /// Adds the navigation that a file may hold.
    pub fn add_navigation(&mut self, navigation: Option<Navigation>) {
        self.library.navigations.extend(navigation);
    }

    /// Sets the files of a layer that articles may link to.
    pub fn set_files(&mut self, layer: usize, paths: &[String]) {
        self.library.places.set_files(layer, paths);
    }

    /// The finished library.
    pub fn finish(self) -> Built {
        let mut library = self.library;
        let linking: BTreeSet<usize> = (self.links.keys())
            .filter_map(|id| Some(library.entries.get(id)?.origin.layer))
            .collect();
        name_all(&mut library, &linking);
        let broken = follow_links(&mut library, &self.links);
        library.main_language = main_language(&library);
        library.translations = translations(&library.entries, &self.translation_keys);
        let retitled = retitle(&mut library, &self.other_titles);
        let known: BTreeSet<ArticleId> = library.entries.keys().cloned().collect();
        for entry in library.entries.values_mut() {
            // IDs such as `VPN-012` look like many other words (`MS-DOS6`), so they count only if
            // the article exists.
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
            .map(|(id, titles)| (id, titles.into_iter().take(WORDINGS).collect()))
            .collect();
        Built {
            library,
            wordings,
            broken,
            retitled,
        }
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

/// Replaces an overridden article's values by those of the new one, unless they are empty.
fn put<V: Clone>(map: &mut BTreeMap<ArticleId, V>, id: &ArticleId, value: &V, is_empty: bool) {
    match is_empty {
        true => drop(map.remove(id)),
        false => drop(map.insert(id.clone(), value.clone())),
    }
}

/// The language that most articles are in.
fn main_language(library: &Library) -> Option<Language> {
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    for entry in library.entries.values() {
        *counts.entry(entry.language).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, articles)| *articles);
    most.map(|(language, _)| language)
}

/// Makes articles known by their IDs in any letter case, by the last part of the ID, and in layers
/// with links between files, by their paths. The archive needs none of this, since its IDs are
/// complete.
fn name_all(library: &mut Library, linking: &BTreeSet<usize>) {
    let Library {
        entries,
        names,
        places,
        ..
    } = library;
    for (id, entry) in entries.iter() {
        let Origin { layer, path, .. } = &entry.origin;
        if linking.contains(layer) {
            places.add(*layer, path, id);
        }
        if !is_found_by_itself(id) {
            names.add(name_of(id.as_str()), id);
        }
    }
    for id in entries.keys().filter(|id| !is_found_by_itself(id)) {
        names.claim(id.as_str(), id);
    }
}

/// Whether an ID of this form is recognized in running text, in any letter case.
fn is_found_by_itself(id: &ArticleId) -> bool {
    id.number().is_some()
}

/// Finds the targets of the articles' links: articles, which are then cited, or files.
fn follow_links(
    library: &mut Library,
    links: &BTreeMap<ArticleId, Vec<PathLink>>,
) -> Vec<BrokenLink> {
    let mut broken = Vec::new();
    let Library {
        entries, places, ..
    } = library;
    for (id, entry) in entries.iter_mut() {
        let mut files = own_files(id, entry, places);
        let mut cited: BTreeSet<ArticleId> = entry.cites.iter().cloned().collect();
        cited.insert(id.clone());
        let mut unresolved = 0;
        for link in links.get(id).into_iter().flatten() {
            match places.resolve(entry.origin.layer, &entry.origin.path, &link.target) {
                Some(Destination::Article(other)) if cited.insert(other.clone()) => {
                    entry.cites.push(other);
                }
                Some(Destination::Article(_)) => {}
                Some(Destination::File(path)) => files.push(path),
                None if ArticleId::parse(without_anchor(&link.target)).is_some() => {}
                None if unresolved < MAX_BROKEN => {
                    unresolved += 1;
                    broken.push(BrokenLink {
                        id: id.clone(),
                        link: link.clone(),
                    });
                }
                None => {}
            }
        }
        files.sort_unstable();
        files.dedup();
        entry.files = files;
    }
    broken
}

/// If many articles of a layer have the same title, gives each the first of its other titles that
/// few have. Returns these articles.
fn retitle(
    library: &mut Library,
    others: &BTreeMap<ArticleId, Vec<String>>,
) -> BTreeSet<ArticleId> {
    let mut retitled = BTreeSet::new();
    if others.is_empty() {
        return retitled;
    }
    let key = |entry: &Entry, title: &str| (entry.origin.layer, title.to_lowercase());
    let mut counts: HashMap<(usize, String), usize> = HashMap::new();
    for entry in library.entries.values() {
        *counts.entry(key(entry, &entry.title)).or_default() += 1;
    }
    let is_shared = |entry: &Entry, title: &str| {
        counts
            .get(&key(entry, title))
            .is_some_and(|count| *count >= SHARED)
    };
    for (id, titles) in others {
        let Some(entry) = library.entries.get_mut(id) else {
            continue;
        };
        if !is_shared(entry, &entry.title) {
            continue;
        }
        if let Some(title) = titles.iter().find(|title| !is_shared(entry, title)) {
            entry.title.clone_from(title);
            retitled.insert(id.clone());
        }
    }
    retitled
}

/// A target without its anchor.
fn without_anchor(target: &str) -> &str {
    target.split('#').next().unwrap_or_default()
}

/// The files in the folder of an article that has its own folder, named after its ID.
fn own_files(id: &ArticleId, entry: &Entry, places: &Places) -> Vec<String> {
    let Some(folder) = own_folder(&entry.origin.path, id) else {
        return Vec::new();
    };
    let files = places.files_in(entry.origin.layer, &folder);
    files.map(str::to_owned).collect()
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
