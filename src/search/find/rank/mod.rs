//! Ranks candidates: reads the positions of the query's words in each, and scores them.
//!
//! The score is a sum of tiers, each at most as large as its weight: how much of the query's
//! information (inverse document frequency) is in the article, how often and where (BM25 over
//! weighted sections), whether its words are together (phrase) or in the title, and what the
//! article mentions exactly (events, codes).

mod occurrences;
mod other_names;
mod proximity;
mod ranked;
mod score;
mod scorer;
mod weights;

pub use ranked::{Ranked, all_scored, in_order, ranked, scored};
pub use weights::{ALTERNATIVE, B, K1};
