//! Decides which spellings of a letter are the same for the search: case, width, accents and
//! invisible characters don't count.

use unicode_normalization::{
    UnicodeNormalization,
    char::{decompose_canonical, is_combining_mark},
};

/// Whether a character that is neither letter nor digit can be inside a word: a separate accent, a
/// soft hyphen, a zero-width space.
pub(super) fn is_inside_word(c: char) -> bool {
    is_combining_mark(c) || is_unseen(c)
}

/// Whether a character is invisible: it says where a line may or must not break, or which way
/// letters are joined.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Adds a word in lower case to `out`, with one spelling for letters of any width, for ligatures,
/// and for accents that are separate characters.
pub(super) fn lower(word: &str, out: &mut String) {
    let letters = word.chars().filter(|c| !is_unseen(*c)).nfkc();
    let letters = letters.flat_map(char::to_lowercase);
    let letters = letters.filter(|c| c.is_alphanumeric() || is_combining_mark(*c));
    // Removing characters between marks may leave them in the wrong order.
    out.extend(letters.nfkc());
}

/// Adds a word in lower case to `out` without its accents. In some scripts, marks are letters in
/// their own right.
pub(super) fn without_accents(word: &str, out: &mut String) {
    let mut may_lose_marks = false;
    for c in word.chars() {
        if is_combining_mark(c) {
            if !may_lose_marks {
                out.push(c);
            }
            continue;
        }
        may_lose_marks = has_accents_in(c) || has_optional_marks(c);
        match has_accents_in(c) {
            true => decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    push_plain(part, out);
                }
            }),
            false => push_plain(c, out),
        }
    }
}

/// Adds a letter, or the letters that people write in its place.
fn push_plain(letter: char, out: &mut String) {
    match letter {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'đ' | 'ð' => out.push('d'),
        'ł' => out.push('l'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        'ё' => out.push('е'),
        _ => out.push(letter),
    }
}

/// Whether the marks on a letter, which are not part of it, are mostly omitted: stress in Cyrillic,
/// vowels in Hebrew and Arabic.
fn has_optional_marks(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4ff}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}')
}

/// Whether the marks on a letter are accents: in its script, a word is the same without them.
fn has_accents_in(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}')
}

/// A German word with `ae`, `oe` and `ue` replaced by umlauts without their dots; `None` if it has
/// none of them.
pub(super) fn as_umlauts(word: &str) -> Option<String> {
    const SPELLED: [(&str, &str); 3] = [("ae", "a"), ("oe", "o"), ("ue", "u")];
    let is_spelled = SPELLED.iter().any(|(spelled, _)| word.contains(spelled));
    is_spelled.then(|| {
        let word = word.to_owned();
        SPELLED.iter().fold(word, |word, (spelled, letter)| {
            word.replace(spelled, letter)
        })
    })
}

/// A word as it is compared if it isn't stemmed: in lower case and without accents.
pub fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let (mut one_case, mut folded) = (String::new(), String::new());
    lower(word, &mut one_case);
    without_accents(&one_case, &mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_a_letter_are_the_same() {
        for (word, expect) in [
            ("Übersicht", "ubersicht"),
            ("U\u{308}bersicht", "ubersicht"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("configuración", "configuracion"),
            ("ＳＱＬ", "sql"),
            ("ﬁle", "file"),
            ("Druck\u{ad}er", "drucker"),
            ("0x8007\u{200b}0005", "0x80070005"),
            ("ΚΩΔΙΚΌΣ", "κωδικοσ"),
            ("ёлка", "елка"),
            ("Ǽ", "ae"),
            ("Йод", "йод"),
            ("за́мок", "замок"),
            ("שָׁלוֹם", "שלום"),
            ("パスワード", "パスワード"),
            ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
            ("हिन्दी", "हिन्दी"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(folded(word), expect, "{word}");
        }
        assert_eq!(as_umlauts("uebersicht").as_deref(), Some("ubersicht"));
        assert_eq!(as_umlauts("drucker"), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,20}") {
            let once = folded(&word);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
