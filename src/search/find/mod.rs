//! Finding: what a query asks of the index, which articles are worth ranking, and in which order.

mod candidates;
mod context;
mod filter;
mod listing;
mod matched;
mod passages;
mod plan;
mod planning;
mod queries;
mod rank;
mod relax;
mod run;
mod spelling;
mod terms;
mod wide;

pub use context::Context;
pub use matched::Match;
pub use passages::{PassageMatch, Passages, matching_passages};
pub use plan::{Evidence, Plan, WeightedTerm};
pub use rank::Ranked;
pub use relax::{Relaxed, WordCount, without_rarest, word_counts};
pub use run::{Ranking, run};
pub use wide::WidePlan;
