//! The common form that articles of every format are read into.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::{evidence::ArticleId, markup::Block};

/// One knowledge-base article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its title without the id, decoded.
    pub title: String,
    /// Everything that is said about it.
    pub meta: Metadata,
    /// Its parts, in order. Text before the first heading is a section of role `Body` without
    /// heading.
    pub sections: Vec<Section>,
}

/// What is said about an article. Lists are empty and strings are empty where the source says
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// `Microsoft Exchange`; several where the source names several.
    pub products: Vec<String>,
    /// As written: `winnt:5.0,5.5`.
    pub versions: Vec<String>,
    /// As written.
    pub operating_systems: Vec<String>,
    /// What the article applies to, one product per line, indented by two blanks per nesting level.
    pub applies_to: Vec<String>,
    /// Keywords of head and trailer, each once, in order.
    pub keywords: Vec<String>,
    /// The trailer's technology words.
    pub technology: Vec<String>,
    /// The trailer's hardware words.
    pub hardware: Vec<String>,
    /// `kbbug`, `kbprb`, `kbinfo`, `kbhowto` and others, as written.
    pub issue_type: String,
    /// The trailer's solution type, as written.
    pub solution_type: String,
    /// Day of the last change as `YYYY-MM-DD`, or as written where it isn't a date.
    pub modified: String,
    /// `Additional query words`, as written.
    pub query_words: String,
    /// Where the facts are from.
    pub source: String,
    /// Language tag; empty means `en`.
    pub lang: String,
    /// Who looks after it.
    pub owner: String,
    /// Day it was last reviewed.
    pub reviewed: String,
    /// `draft`, `published` (or empty), `retired`.
    pub status: String,
    /// The article that replaces it.
    pub superseded_by: String,
    /// Any further field of the source, label and value as written, in order.
    pub other: Vec<(String, String)>,
}

/// A part of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What the part is for.
    pub role: Role,
    /// Unique in the article, stable: the role's word (`symptoms`), or made from the heading.
    pub anchor: String,
    /// As written (`SYMPTOMS`, `Symptoms`); empty for text before the first heading.
    pub heading: String,
    /// Its text.
    pub blocks: Vec<Block>,
}
