//! The wide search: where no article has a query closely, as when a caller's words are typed, the
//! articles that are most about its words, or about words related to them.
//!
//! A word counts for what it tells: one that is often in texts but hardly ever in titles (`says`,
//! `keeps`) says little of what an article is about. Neither nearness nor the order of the words
//! counts, and how many of them an article has counts little.

mod candidates;
mod plan;
mod related;
mod score;
mod widen;

pub use plan::WidePlan;
pub use related::is_word;
pub use widen::widen;
