//! The wide search, for queries that no article matches well, such as a caller's own words: finds
//! the articles that are most about these words or related ones.
//!
//! A word has more weight if it is often in titles: a word that is common in texts but rare in
//! titles (`says`, `keeps`) hardly shows what an article is about. The distance and order of the
//! words don't count, and the number of words in an article counts little.

mod candidates;
mod plan;
mod related;
mod score;
mod widen;

pub use plan::WidePlan;
pub use related::is_word;
pub use widen::widen;
