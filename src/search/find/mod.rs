//! Finding: what a query asks of the index, which articles are worth ranking, and in which order.

mod asked;
mod candidates;
mod complete;
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
mod relax;
mod run;
mod sequence;
mod spelling;
mod terms;
mod wide;

pub use context::Context;
pub use matched::Match;
pub use needs::{Named, said_by};
pub use order::{listed, with_matches};
pub use passages::{PassageMatch, Passages, matching_passages};
pub use plan::{Evidence, Key, Plan, WeightedTerm};
pub use rank::Ranked;
pub use relax::{Relaxed, WordCount, without_rarest, word_counts};
pub use run::{Ranking, complete_within, run};
pub use sequence::Sequence;
pub use wide::WidePlan;
