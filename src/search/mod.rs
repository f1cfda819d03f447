//! Search: the index of all articles, and finding what a person means in it.
//!
//! The only user of tantivy. Candidates are retrieved cheaply in several ways at once, then ranked
//! by reading the positions of the query's words in each of them.

mod find;
mod index;
mod opened;
mod query;
mod show;
mod similar;
mod suggest;
#[cfg(test)]
mod tests;

pub use find::{Evidence, NamedKind, PassageMatch, Passages, Relaxed, WordCount};
pub use index::{
    ArticleToIndex, IndexWriter, Part, Prepared, Preparer, SearchError, SegmentWriter,
    folder_filter, join_segments,
};
pub use opened::Index;
pub use query::{
    Clause, Clauses, Condition, FilterKind, Filters, LeftOut, Limit, Operator, Request, Sort,
    SynonymGroup, Years, read_synonyms,
};
pub use show::{Correction, FacetCount, Facets, Hit, Reason, Results, Snippet};
pub use similar::{Profile, Profiler, Similar, SimilarBuilder};
pub use suggest::{Codes, Completions, Titles};
