//! Spelling: words that no article has as typed, and what was probably meant.

mod compounds;
mod correct;
mod names;
mod numbered;
mod typos;
mod vocabulary;

pub use compounds::compounds;
pub use correct::{Suspects, correct};
pub use numbered::write_numbered_names;
pub(super) use vocabulary::{Vocabulary, plain};
