//! How one article matches a query.

use super::plan::KeyNumber;
use crate::{
    article::Role,
    search::index::{IdOrder, KeyPlace, Part},
};

/// A key, and where it occurs.
pub type KeyMatch = (KeyNumber, KeyPlace);

/// How an article matches a query.
#[derive(Debug, Clone, Default)]
pub struct Match {
    /// The score.
    pub score: f32,
    /// The bytes of its ID as numbers, to break ties.
    pub id_order: IdOrder,
    /// The part with most of the query.
    pub part: Option<Part>,
    /// The section with most of the query.
    pub section: Option<Role>,
    /// The share of the query's weight that it has, up to 1.
    pub coverage: f32,
    /// Whether all words are in it.
    pub has_all_words: bool,
    /// The best part in which all words are together, in order.
    pub phrase: Option<Part>,
    /// The part in which the words are near each other.
    pub near: Option<Part>,
    /// The keys that it has, and the part that each is in.
    pub exact: Vec<KeyMatch>,
    /// The other names by which it has words from the query, as indices of
    /// [`Plan::alternatives`](super::plan::Plan::alternatives).
    pub alternatives: Vec<usize>,
    /// The terms for which the wide search found only related words, as bits.
    pub related: u64,
}
