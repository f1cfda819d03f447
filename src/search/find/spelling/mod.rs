//! Slips: words that nobody writes so, and what was meant.

mod compounds;
mod correct;
mod slips;

pub use compounds::compounds;
pub use correct::{Suspects, correct};
