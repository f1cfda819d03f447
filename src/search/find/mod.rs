//! Finding and ranking articles for a query.
//!
//! `read_query` reads and corrects the request, `planning` makes a `plan` from it, `filter` and
//! `needs` say what a result must have. `candidates` finds articles worth ranking, `rank` turns
//! each into a `matched::Match`, `complete_matches` counts those that meet every need, `listing`
//! lists articles if there are no words, and `wide` adds articles if none matches well. `run` does
//! all of this for one search, `order` merges and sorts the results, `relax` tries queries without
//! some words, and `passages` finds the matching sections of one article.

mod candidates;
mod complete_matches;
mod context;
mod filter;
mod languages;
mod listing;
mod matched;
mod needs;
mod order;
mod passages;
mod plan;
mod planning;
mod queries;
mod rank;
mod read_query;
mod relax;
mod run;
mod sequence;
mod spelling;
mod terms;
mod wide;

pub use context::Context;
pub use matched::Match;
pub use needs::{NamedKind, words_that_name};
pub use order::{listed, with_matches};
pub use passages::{PassageMatch, Passages, matching_passages};
pub use plan::{Evidence, Key, Plan, WeightedTerm};
pub use rank::Ranked;
pub use relax::{Relaxed, WordCount, without_rarest, word_counts};
pub use run::{Ranking, complete_within, run};
pub use sequence::Sequence;
pub use wide::WidePlan;
