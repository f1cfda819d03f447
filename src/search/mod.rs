//! Search: the index of all articles, and finding in it what a person means.
//!
//! The only user of tantivy. Candidates are retrieved cheaply by several ways at once, then ranked by
//! reading the places of the query's words in each of them.

mod ask;
mod candidates;
mod facets;
mod filing;
mod hit;
mod index;
mod kept;
mod keys;
mod missing;
mod narrow;
mod passages;
mod placed;
mod prepare;
mod query;
mod rank;
mod read_only;
mod reason;
mod schema;
mod similar;
mod snippet;
mod spelling;
mod suggest;
mod synonyms;
#[cfg(test)]
mod tests;
mod tokenizer;
mod words;
mod writer;

use thiserror::Error;

use crate::{article::Role, evidence::ArticleId};

pub use facets::{Count, Facets};
pub use index::Index;
pub use passages::{PassageMatch, Passages};
pub use prepare::{Document, Prepared, Preparer};
pub use query::{Clause, Clauses, Condition, Operator, Years};
pub use rank::Evidence;
pub use reason::{Reason, Share};
pub use schema::Part;
pub use similar::{Profile, Profiler, Similar, SimilarBuilder};
pub use snippet::Snippet;
pub use suggest::{Codes, Completions, Titles};
pub use synonyms::{Group, read_synonyms};
pub use words::{Relaxed, WordCount};
pub use writer::{IndexWriter, PartWriter, join_parts};

/// Why an index could not be written or opened.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The index or its folder failed.
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder can't be opened.
    #[error("the folder of the search index can't be opened: {0}")]
    Folder(#[from] tantivy::directory::error::OpenDirectoryError),
    /// The index was written by another version.
    #[error("the search index has another schema")]
    Schema,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// What the person typed; of a longer text the first 512 bytes and 32 words are read.
    pub query: &'a str,
    /// What the articles are narrowed to.
    pub filters: Filters<'a>,
    /// Which page, from 1; 0 counts as 1.
    pub page: usize,
    /// Hits a page, at most 100; 0 means ten.
    pub limit: usize,
    /// Whether the query is the text of a message or a log, which nobody wrote as a query: it has no operators.
    pub is_text: bool,
    /// Whether the words are looked for exactly as they are typed: no slip is corrected, no other name counts.
    pub as_typed: bool,
}

/// What hits are narrowed to; `None` narrows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filters<'a> {
    /// The [`slug`](crate::library::slug) of a product.
    pub product: Option<&'a str>,
    /// `kbprb`, in any letter case. What a title says of itself (`PRB:`) and how it was solved (`kbfix`) are types too.
    pub issue_type: Option<&'a str>,
    /// Year of the last change.
    pub year: Option<u16>,
    /// Only words and evidence in sections of this role count.
    pub section: Option<Role>,
    /// The word and colon that the title begins with, in upper case.
    pub prefix: Option<&'a str>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// One page of hits, the best first.
    pub hits: Vec<Hit>,
    /// How many hits all pages have together; no more than the ranking looks at, or a list has (1,000).
    pub total: usize,
    /// Whether the ranking looked at no more than the likeliest, so that there may be more than `total`.
    pub is_cut: bool,
    /// How all hits, those of other pages too, are spread.
    pub facets: Facets,
    /// How many of them have all words of the query.
    pub complete: usize,
    /// Whether the words in quotes stand nowhere so, and were looked for one by one instead.
    pub loosened: bool,
    /// What was taken for a slip.
    pub corrected: Option<Correction>,
    /// Other names that were looked for as well and that some of these hits have.
    pub also: Vec<String>,
    /// Whether the budget ended the search, so that better hits may be missing.
    pub timed_out: bool,
}

/// Slips that were corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The words as typed, joined by `, `.
    pub from: String,
    /// What was looked for instead, joined by `, `.
    pub to: String,
    /// The whole query as corrected.
    pub query: String,
}

/// One article found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its id.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// The role of the section that matched best.
    pub section: Option<Role>,
    /// That section's anchor.
    pub anchor: Option<String>,
    /// A passage of that section.
    pub snippet: Snippet,
    /// Why it was found, the strongest reason first.
    pub why: Vec<Reason>,
    /// The words of the query that stand nowhere in it, the one that says most first; what it has in another spelling
    /// is not among them.
    pub missing: Vec<String>,
    /// Its score; comparable within one search only.
    pub score: f32,
}
