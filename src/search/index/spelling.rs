//! Words as they are written, for correcting typos: the entries of the field `spelling`.
//!
//! Each word is entered without accents, as people type it; and if it has any, or is not English, a
//! second time with them and with its language.

use std::ops::RangeInclusive;

use super::{letters::folded, words::is_unspaced};
use crate::language::Language;

/// Separates a word without accents from the same word with them.
const FORM: char = '\u{1}';

/// Separates a word from its language.
const LANGUAGE: char = '\u{2}';

/// The fewest and the most letters of a word that is entered.
const LETTERS: RangeInclusive<usize> = 4..=24;

/// A word as it is entered without accents; `None` if it isn't entered, because it doesn't consist
/// of letters or is too short or too long.
pub fn plain_word(word: &str) -> Option<String> {
    if word.is_ascii() {
        let fits = LETTERS.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic());
        return fits.then(|| word.to_ascii_lowercase());
    }
    let folded = (!is_unspaced(word)).then(|| folded(word))?;
    let fits = LETTERS.contains(&folded.chars().count()) && folded.chars().all(char::is_alphabetic);
    fits.then_some(folded)
}

/// The entry of a word with its accents and its language; `None` if that adds nothing.
pub(super) fn form_entry(word: &str, plain: &str, language: Language) -> Option<String> {
    if word.is_ascii() && language == Language::ENGLISH {
        return None;
    }
    let form = word.to_lowercase();
    let says_more = language != Language::ENGLISH || form != plain;
    says_more.then(|| format!("{plain}{FORM}{form}{LANGUAGE}{}", language.tag()))
}

/// The beginning of a word's entries with accents.
pub fn forms_of(plain: &str) -> String {
    format!("{plain}{FORM}")
}

/// The word with its accents and the language, from an entry; `None` if the entry is of a word
/// without accents.
pub fn form_of(entry: &str) -> Option<(&str, Language)> {
    let (form, tag) = entry.split_once(FORM)?.1.split_once(LANGUAGE)?;
    Some((form, Language::of_tag(tag)?))
}
