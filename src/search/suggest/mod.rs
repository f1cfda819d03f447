//! Suggestions for what a person is typing: titles by their words, and error codes by the
//! beginnings of their spellings.
//!
//! Words are not stemmed here, because a word that is still being typed has no ending yet.

mod beginnings;
mod codes;
mod completions;
mod titles;

pub use codes::Codes;
pub use completions::Completions;
pub use titles::Titles;
