//! What a person may be about to type: titles by their words, and error codes by how their
//! spellings begin.
//!
//! No word is stemmed here: whoever is still typing has not come to its ending.

mod beginnings;
mod codes;
mod completions;
mod titles;

pub use codes::Codes;
pub use completions::Completions;
pub use titles::Titles;
