//! Guesses which name was meant: `options` for `optons`.

use strsim::osa_distance;

/// This many letters may differ.
const MAX_DISTANCE: usize = 2;
/// Longer words are not compared: a file may contain thousands of unknown names, each of which is
/// compared with thousands of known ones.
const LONGEST: usize = 32;

/// The candidate closest to `word`, if it differs by no more than two letters.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let near = candidates
        .into_iter()
        .filter(|other| {
            other.len() <= LONGEST && other.len().abs_diff(word.len()) <= MAX_DISTANCE * 4
        })
        .map(|other| (osa_distance(word, other), other));
    near.min()
        .filter(|(steps, other)| *steps <= MAX_DISTANCE && *steps < other.len())
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_recognized_and_another_word_is_not() {
        let candidates = ["kind", "options", "at"];
        for (word, meant) in [
            ("knid", Some("kind")),
            ("optons", Some("options")),
            ("on", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(closest(word, candidates), meant, "{word}");
        }
    }
}
