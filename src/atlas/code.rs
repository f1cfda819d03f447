//! What articles say about error codes: which article mentions which code, and where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{article::Role, evidence::ArticleId};

/// The articles that mention a code, by ID, and the place of each mention.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct CodeEntry {
    articles: Vec<ArticleId>,
    places: Vec<CodePlace>,
}

/// Where an article mentions a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CodePlace {
    pub(super) role: Role,
    pub(super) in_title: bool,
    pub(super) is_likeliest: bool,
}

/// An article that mentions a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInArticle<'a> {
    /// The article.
    pub article: &'a ArticleId,
    /// The first section that mentions the code; `Body` if only the title does.
    pub role: Role,
    /// Whether the title mentions it.
    pub in_title: bool,
    /// Whether its spelling there most likely means this code, and not another of several readings.
    pub is_likeliest: bool,
}

impl CodeEntry {
    /// The entry of a code with the place where each article mentions it.
    pub(super) fn new(mentions: BTreeMap<ArticleId, CodePlace>) -> Self {
        let (articles, places) = mentions.into_iter().unzip();
        Self { articles, places }
    }

    /// The articles that mention the code, by ID.
    pub(super) fn articles(&self) -> &[ArticleId] {
        &self.articles
    }

    /// Whether the code is the likeliest reading in some article.
    pub(super) fn is_likely(&self) -> bool {
        self.places.iter().any(|place| place.is_likeliest)
    }

    /// The mentions of the code: see [`super::Atlas::code_mentions`].
    pub(super) fn mentions(&self) -> Vec<CodeInArticle<'_>> {
        let mentions = self.articles.iter().zip(&self.places);
        let mut mentions: Vec<CodeInArticle<'_>> = mentions
            .map(|(article, place)| CodeInArticle {
                article,
                role: place.role,
                in_title: place.in_title,
                is_likeliest: place.is_likeliest,
            })
            .collect();
        mentions.sort_by_key(|mention| {
            let section = Role::ALL.iter().position(|role| *role == mention.role);
            (!mention.is_likeliest, !mention.in_title, section)
        });
        mentions
    }
}
