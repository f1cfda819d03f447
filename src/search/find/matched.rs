//! What was found in one article.

use super::plan::KeyNumber;
use crate::{
    article::Role,
    search::index::{KeyPlace, Order, Part},
};

/// A key, and where it is.
pub type KeyMatch = (KeyNumber, KeyPlace);

/// What was found in an article.
#[derive(Debug, Clone, Default)]
pub struct Match {
    /// The score.
    pub score: f32,
    /// The bytes of its id as numbers, to break ties.
    pub order: Order,
    /// The part in which most of the query is.
    pub part: Option<Part>,
    /// The section in which most of it is.
    pub section: Option<Role>,
    /// How much of the query's information is in it, up to 1.
    pub coverage: f32,
    /// Whether all words are in it.
    pub all_words: bool,
    /// The best part in which all words are together, in order.
    pub phrase: Option<Part>,
    /// Whether they are near one another in one part.
    pub near: Option<Part>,
    /// What was found exactly, and in which part.
    pub exact: Vec<KeyMatch>,
    /// The other names by which it has words that it has not themselves, as indices of
    /// [`Plan::alternatives`](super::plan::Plan::alternatives).
    pub alternatives: Vec<usize>,
    /// The terms that the wide search found only related ones of, as bits.
    pub related: u64,
}
