//! Words that are one or two typing errors away from a typed word.

use std::{ops::RangeInclusive, sync::LazyLock};

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::vocabulary::Vocabulary;

/// Shorter words have too many neighbors.
pub(super) const MIN_LETTERS: usize = 4;

/// In words of this many letters, any letter may be mistyped.
const LONG: usize = 7;

/// Shorter words have too many neighbors two typos away.
const MIN_LETTERS_FAR: usize = 8;

/// A neighbor two typos away must be in at least this many articles.
const LEAST_FAR: u32 = 50;

/// The most words that are compared to find a neighbor two typos away.
const MAX_COMPARED: usize = 20_000;

/// Makes automata that accept everything at most two typos away from a word; no letter is changed
/// twice.
static FAR: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// The most common word one typo away from `word` that is in at least `least` articles.
pub(super) fn neighbor(vocabulary: &Vocabulary, word: &str, least: u32) -> Option<String> {
    let mut best: Option<(u64, String)> = None;
    typos(word, &mut |other: &str, likelihood: u64| {
        let frequency = vocabulary.frequency(other);
        let weight = u64::from(frequency) * likelihood;
        if frequency >= least && best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, other.to_owned()));
        }
    });
    best.map(|(_, word)| word)
}

/// The most common word two typos away from `word` that begins the same way.
pub(super) fn far_neighbor(vocabulary: &Vocabulary, word: &str) -> Option<String> {
    let beginning = word.get(..2)?;
    if word.len() < MIN_LETTERS_FAR {
        return None;
    }
    let automaton = FAR.build_dfa(word);
    let mut best: Option<(u32, String)> = None;
    for index in &vocabulary.indexes {
        let mut stream = index.terms().range().ge(beginning).into_stream().ok()?;
        for _ in 0..MAX_COMPARED {
            let Some((other, info)) = stream.next() else {
                break;
            };
            let Some(other) = std::str::from_utf8(other)
                .ok()
                .filter(|other| other.starts_with(beginning))
            else {
                break;
            };
            let is_far = || matches!(automaton.eval(other), Distance::AtLeast(_));
            if info.doc_freq == 0 || is_far() {
                continue;
            }
            let frequency = vocabulary.frequency(other);
            if frequency >= LEAST_FAR && best.as_ref().is_none_or(|(most, _)| frequency > *most) {
                best = Some((frequency, other.to_owned()));
            }
        }
    }
    best.map(|(_, word)| word)
}

/// The letters of a word's script, without accents.
fn alphabet(letters: &[char]) -> RangeInclusive<char> {
    match letters.first() {
        Some('\u{400}'..='\u{4ff}') => 'а'..='я',
        Some('\u{370}'..='\u{3ff}') => 'α'..='ω',
        _ => 'a'..='z',
    }
}

/// Calls `each` with every word that `word`, in lower-case letters, may be a typo for, and with how
/// likely that is. Hardly anybody mistypes the first letter of a word, and a short word with a
/// different letter is mostly another word.
fn typos(word: &str, each: &mut impl FnMut(&str, u64)) {
    let letters: Vec<char> = word.chars().collect();
    let alphabet = alphabet(&letters);
    let spell = |letters: &[char]| letters.iter().collect::<String>();
    let is_long = letters.len() >= LONG;
    for at in 0..=letters.len() {
        let likelihood = if at == 0 { 1 } else { 4 };
        let own = letters.get(at);
        let around = [
            at.checked_sub(1).and_then(|at| letters.get(at)),
            letters.get(at + 1),
        ];
        if at + 1 < letters.len() && own != letters.get(at + 1) {
            let mut other = letters.clone();
            other.swap(at, at + 1);
            each(&spell(&other), 2 * likelihood);
        }
        if let Some(own) = own {
            let is_beside = |other: &&char| *own == **other || are_neighbors(*own, **other);
            if around.iter().flatten().any(is_beside) || (is_long && at > 0) {
                let mut other = letters.clone();
                other.remove(at);
                each(&spell(&other), likelihood);
            }
        }
        for letter in alphabet.clone() {
            if at > 0 || is_long {
                let mut other = letters.clone();
                other.insert(at, letter);
                each(&spell(&other), likelihood);
            }
            let is_likely = |own: char| {
                own != letter
                    && match at {
                        0 => is_long && are_neighbors(own, letter),
                        _ => is_long || are_mistaken(own, letter),
                    }
            };
            if own.is_some_and(|own| is_likely(*own)) {
                let mut other = letters.clone();
                if let Some(own) = other.get_mut(at) {
                    *own = letter;
                }
                each(&spell(&other), likelihood);
            }
        }
    }
}

/// Whether two letters are often confused, by finger or by ear.
fn are_mistaken(one: char, other: char) -> bool {
    const ALIKE: [&str; 6] = ["aeiouy", "csz", "ckq", "mn", "dt", "bpv"];
    let is_latin = one.is_ascii() && other.is_ascii();
    let sound_alike = |group: &&str| group.contains(one) && group.contains(other);
    !is_latin || are_neighbors(one, other) || ALIKE.iter().any(sound_alike)
}

/// Whether the keys of two letters are next to each other.
fn are_neighbors(one: char, other: char) -> bool {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let key = |letter| {
        let rows = (0i32..).zip(ROWS);
        let mut places = rows.filter_map(|(row, keys)| {
            let column = keys.find(letter)?;
            // Each keyboard row is shifted right by half a key.
            Some((row, 2 * i32::try_from(column).ok()? + row))
        });
        places.next()
    };
    let (Some((row, column)), Some((other_row, other_column))) = (key(one), key(other)) else {
        return false;
    };
    (row - other_row).abs() <= 1 && (column - other_column).abs() <= 2 && one != other
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typos_are_one_edit_away() {
        let mut all = Vec::new();
        typos("exhange", &mut |word, _| all.push(word.to_owned()));
        for word in ["exchange", "xehange", "ehange", "exhangs"] {
            assert!(all.iter().any(|other| other == word), "{word}");
        }
        assert!(!all.iter().any(|other| other == "exhange"));
    }

    #[test]
    fn other_words_are_not_typos() {
        for (word, other, is_slip) in [
            ("lync", "sync", false),
            ("icloud", "cloud", false),
            ("webex", "weber", false),
            ("centos", "cents", false),
            ("servr", "server", true),
            ("outlok", "outlook", true),
            ("putlook", "outlook", true),
            ("calender", "calendar", true),
            ("modum", "modem", true),
            ("maill", "mail", true),
            ("mial", "mail", true),
        ] {
            let mut found = false;
            typos(word, &mut |slip, _| found |= slip == other);
            assert_eq!(found, is_slip, "{word} for {other}");
        }
    }

    proptest! {
        #[test]
        fn words_two_typos_away_are_distinguished_from_others(
            (one, other) in ("[abc]{3,8}", "[abc]{3,8}"),
        ) {
            let far = strsim::osa_distance(&one, &other) > 2;
            let distance = FAR.build_dfa(&one).eval(&other);
            prop_assert_eq!(matches!(distance, Distance::AtLeast(_)), far);
        }
    }
}
