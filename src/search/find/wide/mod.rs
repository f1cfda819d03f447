//! The wide search, for queries that no article matches well, such as a caller's own words: finds
//! the articles that are most about its words or related ones.
//!
//! A word weighs more if it is often in titles: one that is common in texts but rare in titles
//! (`says`, `keeps`) hardly shows what an article is about. Neither the distance nor the order of
//! the words counts, and the number of words that an article has counts little.

mod candidates;
mod plan;
mod related;
mod score;
mod widen;

pub use plan::WidePlan;
pub use related::is_word;
pub use widen::widen;
