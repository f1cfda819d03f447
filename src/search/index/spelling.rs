//! Words as they are written, to correct typos by: the entries of the field `spelling`.
//!
//! Each word is entered without accents, as people type it, and if it has any, again with them
//! behind a mark, as it is shown.

use super::{letters::folded, words::is_unspaced};

/// Between a word without accents and the same word with them.
const MARK: char = '\u{1}';

/// The fewest and the most letters of a word that is entered.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=24;

/// A word as it is entered without accents; `None` if it isn't entered: only words of letters are,
/// neither short nor long.
pub fn plain_word(word: &str) -> Option<String> {
    let is_plain = match word.is_ascii() {
        true => word.bytes().all(|byte| byte.is_ascii_alphabetic()),
        false => !is_unspaced(word),
    };
    let folded = is_plain.then(|| folded(word))?;
    let fits = LETTERS.contains(&folded.chars().count())
        && (word.is_ascii() || folded.chars().all(char::is_alphabetic));
    fits.then_some(folded)
}

/// The entry of a word with its accents; `None` if it has none.
pub(super) fn entry_with_accents(word: &str, plain: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let lower = word.to_lowercase();
    (lower != plain).then(|| format!("{plain}{MARK}{lower}"))
}

/// The beginning of the entries of a word with its accents.
pub fn with_accents(plain: &str) -> String {
    format!("{plain}{MARK}")
}

/// Whether an entry is of a word with its accents.
pub fn has_accents(entry: &str) -> bool {
    entry.contains(MARK)
}
