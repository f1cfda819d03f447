//! The context of a search: the index, the synonyms and the deadline.

use std::time::Instant;

use crate::search::{
    index::{IndexReader, Tokenizer},
    query::Synonyms,
};

/// The context of a running search.
pub struct Context<'a> {
    /// The index.
    pub reader: &'a IndexReader,
    /// Other names for what queries mention.
    pub synonyms: &'a Synonyms,
    /// Reads words.
    pub tokenizer: Tokenizer,
    /// When the search must end.
    pub deadline: Instant,
    /// Whether time ran out, so that better results may be missing.
    pub timed_out: bool,
    /// Whether a way of finding stopped at its limit, so that there may be more results.
    pub is_cut: bool,
}

impl Context<'_> {
    /// Whether there is time left.
    pub fn has_time(&self) -> bool {
        Instant::now() < self.deadline
    }
}
