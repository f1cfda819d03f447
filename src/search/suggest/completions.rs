//! Everything that may complete a text that is being typed.

use super::{codes::Codes, titles::Titles};

/// What a person may be about to type.
#[derive(Debug)]
pub struct Completions {
    /// The words of all titles.
    pub titles: Titles,
    /// The spellings of all codes.
    pub codes: Codes,
}
