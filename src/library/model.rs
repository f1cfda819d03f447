//! The library itself: its entries and look-ups.

use std::{collections::BTreeMap, ops::Bound};

use serde::{Deserialize, Serialize};

use super::{
    names::{OtherNames, number_in},
    navigation::Navigation,
    path::{folder_of, name_of},
    resolve::{Destination, Places},
};
use crate::{
    article::is_day,
    evidence::{ArticleId, query_article_id},
    language::Language,
};

/// All loaded articles, without their bodies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Library {
    pub(super) entries: BTreeMap<ArticleId, Entry>,
    pub(super) cited_by: BTreeMap<ArticleId, Vec<ArticleId>>,
    pub(super) products: Vec<Product>,
    pub(super) names: OtherNames,
    pub(super) places: Places,
    /// Short, unique names of the layers.
    pub(super) labels: Vec<String>,
    pub(super) navigations: Vec<Navigation>,
    /// The language that most articles are in.
    pub(super) main_language: Option<Language>,
    /// The translations of each article that has any.
    pub(super) translations: BTreeMap<ArticleId, Vec<ArticleId>>,
}

/// What the library keeps of one article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The title without the ID.
    pub title: String,
    /// Indices into [`Library::products`].
    pub(super) products: Vec<u16>,
    /// `kbbug`, `kbprb`, …, as written.
    pub issue_type: String,
    /// Day of the last change.
    pub modified: String,
    /// `retired`, `draft`, or empty.
    pub status: String,
    /// The language that it is in.
    pub language: Language,
    /// The IDs it cites, in order, without duplicates and without its own.
    pub cites: Vec<ArticleId>,
    /// Paths of the images and attachments that it links to or that are in its own folder, in
    /// order.
    pub files: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether its file is in the format of the public archive.
    pub is_of_archive: bool,
    /// What it adds to the original, in a few words; empty if it doesn't say.
    pub(super) adds: String,
    /// The day by which it is to be reviewed again; empty if it says none.
    pub review_due: String,
    /// Who takes care of it, as it says.
    pub owner: String,
    /// The copies that it overrides, the latest layer first.
    pub overridden: Vec<Overridden>,
}

/// A copy of an article that another one overrides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overridden {
    /// Where it comes from.
    pub origin: Origin,
    /// Whether its file is in the format of the public archive.
    is_of_archive: bool,
    /// What it adds to the original, in a few words; empty if it doesn't say.
    pub adds: String,
}

/// Where an article comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Index of the layer.
    pub layer: usize,
    /// Path of the file below the layer.
    pub path: String,
}

impl Origin {
    /// The folder of the file; empty at the root of the layer.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }
}

/// A product and how many articles are about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its name as written.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// Number of articles.
    pub articles: usize,
}

impl Entry {
    /// The product that it names first, as an index into [`Library::products`].
    pub fn main_product(&self) -> Option<u16> {
        self.products.first().copied()
    }

    /// The edited version that overrides an article of the public archive: the index of the
    /// original among the overridden copies, and that copy.
    pub fn edited(&self) -> Option<(usize, &Overridden)> {
        let mut copies = self.overridden.iter().enumerate();
        let edited = copies.find(|(_, copy)| !copy.is_of_archive);
        edited.filter(|_| self.is_of_archive)
    }

    /// This entry as an overridden copy.
    pub(super) fn as_overridden(&self) -> Overridden {
        Overridden {
            origin: self.origin.clone(),
            is_of_archive: self.is_of_archive,
            adds: self.adds.clone(),
        }
    }
}

impl Library {
    /// The entry of an article.
    pub fn get(&self, id: &ArticleId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// The ID and the entry of an article, both as the library has them.
    pub fn entry(&self, id: &ArticleId) -> Option<(&ArticleId, &Entry)> {
        self.entries.get_key_value(id)
    }

    /// The article that a text names and nothing else: by its ID in any letter case, by another of
    /// its IDs or its number in the spellings people use, or by an address that it had elsewhere.
    pub fn find(&self, text: &str) -> Option<&ArticleId> {
        let text = text.trim();
        let known = |id: ArticleId| self.entries.get_key_value(&id).map(|(id, _)| id);
        let by_id = ArticleId::of_path(text).and_then(known);
        let by_id = by_id.or_else(|| query_article_id(text).and_then(known));
        by_id.or_else(|| self.names.get(text)).or_else(|| {
            let number = number_in(text)?;
            let spelled = ["", "KB", "Q"].iter();
            let mut spelled = spelled.map(|label| format!("{label}{number}"));
            spelled.find_map(|name| {
                known(ArticleId::of_path(&name)?).or_else(|| self.names.get(&name))
            })
        })
    }

    /// The article that a text names, if the text can only mean an article: a plain word does not.
    pub fn named(&self, text: &str) -> Option<&ArticleId> {
        let is_name = text.contains(|c: char| c.is_ascii_digit() || c == '/');
        self.find(text).filter(|_| is_name)
    }

    /// The target of a link in an article that is a path or the name of a page; `None` if there is
    /// none.
    pub fn resolve(&self, from: &Origin, target: &str) -> Option<Destination> {
        self.places.resolve(from.layer, &from.path, target)
    }

    /// The path of a file that an article links to or that is in the article's own folder: found by
    /// its path in the layer, or just by its name.
    pub fn file(&self, id: &ArticleId, path: &str) -> Option<&str> {
        let entry = self.entries.get(id)?;
        let is_it = |one: &&String| *one == path || name_of(one) == path;
        let exact = entry.files.binary_search_by(|one| one.as_str().cmp(path));
        let at = exact.ok().and_then(|at| entry.files.get(at));
        at.or_else(|| entry.files.iter().find(is_it))
            .map(String::as_str)
    }

    /// The language of an article, if it differs from that of most articles.
    pub fn other_language(&self, entry: &Entry) -> Option<Language> {
        let differs = self.main_language != Some(entry.language);
        differs.then_some(entry.language)
    }

    /// The translations of an article, in the order of their languages.
    pub fn translations(&self, id: &ArticleId) -> &[ArticleId] {
        self.translations.get(id).map_or(&[], Vec::as_slice)
    }

    /// The unique short name of a layer.
    pub fn label(&self, layer: usize) -> &str {
        self.labels.get(layer).map_or("", String::as_str)
    }

    /// Layer by layer, the paths of the files that articles may link to, in order.
    pub fn attachments(&self) -> impl Iterator<Item = &[String]> {
        self.places.files()
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no article at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All articles by id.
    pub fn iter(&self) -> impl Iterator<Item = (&ArticleId, &Entry)> {
        self.entries.iter()
    }

    /// At most `count` articles, the last changed first; articles without a date are left out.
    pub fn newest(&self, count: usize) -> Vec<(&ArticleId, &Entry)> {
        let is_dated = |entry: &&Entry| is_day(&entry.modified);
        let mut dated: Vec<_> = (self.iter()).filter(|(_, entry)| is_dated(entry)).collect();
        let newest_first = |(one, a): &(&ArticleId, &Entry), (other, b): &(&ArticleId, &Entry)| {
            b.modified.cmp(&a.modified).then_with(|| one.cmp(other))
        };
        if count < dated.len() {
            dated.select_nth_unstable_by(count, newest_first);
            dated.truncate(count);
        }
        dated.sort_unstable_by(newest_first);
        dated
    }

    /// The IDs that begin with `beginning`, which is in upper case, in order.
    pub fn beginning_with<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a ArticleId> {
        let from = (Bound::Included(beginning), Bound::Unbounded);
        let ids = self.entries.range::<str, _>(from).map(|(id, _)| id);
        ids.take_while(move |id| id.as_str().starts_with(beginning))
    }

    /// The articles that cite `id`, by id.
    pub fn cited_by(&self, id: &ArticleId) -> &[ArticleId] {
        self.cited_by.get(id).map_or(&[], Vec::as_slice)
    }

    /// The products, those with the most articles first.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product with this slug.
    pub fn product(&self, slug: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.slug == slug)
    }

    /// The products that an entry is about.
    pub fn products_of<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Product> {
        entry
            .products
            .iter()
            .filter_map(|index| self.products.get(usize::from(*index)))
    }

    /// The articles about a product, by id.
    pub fn about<'a>(&'a self, slug: &str) -> Vec<(&'a ArticleId, &'a Entry)> {
        let Some(index) = self
            .products
            .iter()
            .position(|product| product.slug == slug)
        else {
            return Vec::new();
        };
        self.iter()
            .filter(|(_, e)| e.products.iter().any(|p| usize::from(*p) == index))
            .collect()
    }

    /// The `count` articles nearest to `id` by number, in order, without `id` itself.
    pub fn neighbors(&self, id: &ArticleId, count: usize) -> Vec<(&ArticleId, &Entry)> {
        let Some(number) = id.number() else {
            return Vec::new();
        };
        let mut near: Vec<_> = self
            .iter()
            .filter(|(other, _)| *other != id)
            .filter_map(|(other, entry)| Some((other.number()?.abs_diff(number), other, entry)))
            .collect();
        near.sort_by_key(|(distance, other, _)| (*distance, other.number()));
        near.truncate(count);
        near.sort_by_key(|(_, other, _)| other.number());
        near.into_iter()
            .map(|(_, other, entry)| (other, entry))
            .collect()
    }
}
