//! The common form that articles of every format are read into.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Role;
use crate::{evidence::ArticleId, language::Language, markup::Block};

/// One knowledge-base article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its ID.
    pub id: ArticleId,
    /// Its title, without the ID and with entities decoded.
    pub title: String,
    /// Its metadata.
    pub meta: Metadata,
    /// Its parts, in order. Text before the first heading is a section of role `Body` without a
    /// heading.
    pub sections: Vec<Section>,
}

/// The metadata of an article. Texts and lists are empty if its source says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "ArticleMetadata")]
pub struct Metadata {
    /// The products that it is about, such as `Microsoft Exchange`.
    pub products: Vec<String>,
    /// Their versions as written, such as `winnt:5.0,5.5`.
    pub versions: Vec<String>,
    /// Operating systems, as written.
    pub operating_systems: Vec<String>,
    /// What the article applies to, one product per line, indented by two spaces per nesting level.
    pub applies_to: Vec<String>,
    /// Keywords, each once, in order.
    pub keywords: Vec<String>,
    /// Tags and categories, each once, in order.
    pub tags: Vec<String>,
    /// The technology words of an archive article.
    pub technology: Vec<String>,
    /// The hardware words of an archive article.
    pub hardware: Vec<String>,
    /// The type of issue as written, such as `kbbug`, `kbprb`, `kbinfo` or `kbhowto`.
    pub issue_type: String,
    /// The type of solution, as written.
    pub solution_type: String,
    /// The day of the last change as `YYYY-MM-DD`, or as written if it is not a date.
    pub modified: String,
    /// What it is about, in a sentence or two.
    pub description: String,
    /// Other titles that its source gives, the best first.
    pub other_titles: Vec<String>,
    /// Other IDs and addresses, as written: old numbers, paths that lead to it.
    pub aliases: Vec<String>,
    /// Other words that people search for, as written.
    pub query_words: String,
    /// Where its facts come from.
    pub source: String,
    /// The language tag; empty means `en`.
    pub lang: String,
    /// The key that it shares with its translations, as written; their paths may show it, too.
    pub translation_key: String,
    /// Its owner.
    pub owner: String,
    /// The day it was last reviewed.
    pub reviewed: String,
    /// The review interval, as written, such as `6 months`.
    pub review_in: String,
    /// Its position among the pages of its folder, as written.
    pub order: String,
    /// `draft`, `published` (or empty) or `retired`.
    pub status: String,
    /// The article that replaces it.
    pub superseded_by: String,
    /// `public`, `internal`, or empty if its folder decides.
    pub visibility: String,
    /// What this edited version adds to the original, in a few words.
    pub adds: String,
    /// All other fields of the source: label and value as written, in order.
    pub other: Vec<(String, String)>,
}

impl Metadata {
    /// Whether the article is an unfinished draft.
    pub fn is_draft(&self) -> bool {
        self.status == "draft"
    }
}

impl Article {
    /// Its language.
    pub fn language(&self) -> Language {
        Language::of_tag(&self.meta.lang).unwrap_or(Language::ENGLISH)
    }

    /// Its title and other titles, the best first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        let others = self.meta.other_titles.iter().map(String::as_str);
        std::iter::once(self.title.as_str()).chain(others)
    }

    /// Makes one of its other titles the title; the old title becomes one of the others.
    pub fn retitle(&mut self, title: &str) {
        let mut others = self.meta.other_titles.iter();
        if let Some(at) = others.position(|other| other == title) {
            let title = self.meta.other_titles.remove(at);
            let before = std::mem::replace(&mut self.title, title);
            self.meta.other_titles.insert(0, before);
        }
    }
}

/// A part of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// The purpose of the section.
    pub role: Role,
    /// Its name in links (`/kb/Q168465#symptoms`), unique in the article.
    pub anchor: String,
    /// Its heading as written; empty for text before the first heading.
    pub heading: String,
    /// Its text.
    pub blocks: Vec<Block>,
}
