//! Looks up articles by the names of their files, without reading all the others.

use std::{collections::BTreeMap, sync::Mutex};

use crate::{
    article::Article,
    content::Listing,
    evidence::ArticleId,
    guide::{Citations, Cited, Guide},
    layer::Layer,
    snapshot::{effective_guides, section_text},
};

/// Articles by the names of their files.
pub(super) struct QuickCitations<'a> {
    listing: Listing<'a>,
    read: Mutex<BTreeMap<ArticleId, Option<Article>>>,
}

impl<'a> QuickCitations<'a> {
    pub(super) fn new(layers: &'a [Layer]) -> Self {
        Self {
            listing: Listing::new(layers),
            read: Mutex::default(),
        }
    }

    /// The existing guides, except those that can't be read.
    pub(super) fn guides(&self) -> Vec<Guide> {
        let files = self.listing.files.iter();
        let guides = files.filter(|(_, file)| file.path.ends_with(".toml"));
        let sources: Vec<_> = guides
            .filter_map(|(layer, file)| self.listing.read(*layer, file).guide)
            .collect();
        let guides = effective_guides(&sources).0.into_iter();
        guides.map(|one| one.guide).collect()
    }

    /// The article with this ID, from the last layer that has it.
    pub(super) fn article(&self, id: &ArticleId) -> Option<Article> {
        let name = id.as_str().to_ascii_uppercase();
        let files = self.listing.files.iter().rev();
        let named = files.filter(|(_, file)| file.path.to_ascii_uppercase().contains(&name));
        let mut articles = named.flat_map(|(layer, file)| {
            let documents = self.listing.read(*layer, file).documents;
            documents.into_iter().map(|document| document.article)
        });
        articles.find(|article| article.id == *id)
    }
}

impl Citations for QuickCitations<'_> {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        let Ok(mut read) = self.read.lock() else {
            return Cited::NoArticle;
        };
        let article = read.entry(id.clone()).or_insert_with(|| self.article(id));
        let article = article.as_ref();
        article.map_or(Cited::NoArticle, |article| section_text(article, anchor))
    }
}
