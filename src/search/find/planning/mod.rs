//! Prepares a query for ranking.

mod operators;
mod planner;
mod sources;
mod weigh;

pub use operators::excluded_keys;
pub use planner::plan;
pub use weigh::weighted;
