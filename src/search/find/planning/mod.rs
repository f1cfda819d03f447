//! Prepares a query for ranking.

mod operators;
mod planner;
mod sources;
mod weigh;

pub use operators::barred_keys;
pub use planner::plan;
