//! Slips of typing: words that no article has so, and what was probably meant.

mod compounds;
mod correct;
mod slips;

pub use compounds::compounds;
pub use correct::{Suspects, correct};
