//! Error codes in every spelling, and the possible readings of a spelling.

mod known;
mod model;
mod number;
mod parts;
mod reading;
mod scan;
mod value;

pub use known::Known;
pub use model::{Code, CodeMention, Family};
pub use number::{CodeReading, SpelledThing};
pub use parts::Parts;
pub use reading::readings;
pub use scan::{codes, spelled_codes};
