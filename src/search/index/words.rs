//! Splits text into words: runs of letters and digits; and in scripts without spaces between words,
//! every pair of adjacent characters.

use std::ops::Range;

use super::letters::is_inside_word;

/// Where the words in `text` are, in order. In a script without spaces, every two neighboring
/// characters count as a word, so these overlap.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    // The end of the run of letters and digits from which words are being taken.
    let mut end = 0;
    // Where the next pair begins, and where the last one ends.
    let mut pairs = 0..0;
    std::iter::from_fn(move || {
        if !pairs.is_empty()
            && let Some(pair) = next_pair(text, &mut pairs)
        {
            return Some(pair);
        }
        if at == end {
            at = run_end(text, at, false);
            end = run_end(text, at, true);
        }
        let run = text.get(at..end).filter(|run| !run.is_empty())?;
        let start = at;
        if run.len() <= 3 && run.bytes().all(|byte| byte.is_ascii_digit()) {
            end = number_end(text, start, end);
            at = end;
            return Some(start..end);
        }
        // Nearly all words are of a script with spaces.
        if run.is_ascii() {
            at = end;
            return Some(start..end);
        }
        let is_pairs = run.starts_with(has_no_spaces);
        let length = run.find(|c| has_no_spaces(c) != is_pairs && !belongs_to_last(c));
        at += length.unwrap_or(run.len());
        if !is_pairs {
            return Some(start..at);
        }
        pairs = start..at;
        next_pair(text, &mut pairs)
    })
}

/// The end of a number whose first digits, at most three, are from `start` to `end`: groups of
/// three digits after commas belong to it (`65,535`). Three or more such groups are a list.
fn number_end(text: &str, start: usize, end: usize) -> usize {
    let first = end;
    let mut end = end;
    let bytes = text.as_bytes();
    let is_group = |at: usize| {
        let group = bytes.get(at..at + 4).unwrap_or_default();
        let is_number =
            matches!(group, [b',', digits @ ..] if digits.iter().all(u8::is_ascii_digit));
        is_number && !bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric)
    };
    while is_group(end) {
        end += 4;
    }
    let is_inside = start
        .checked_sub(2)
        .and_then(|before| bytes.get(before..start))
        .is_some_and(|before| before[1] == b',' && before[0].is_ascii_digit());
    let is_list = is_inside || (first - start == 3 && end > first + 4);
    if is_list { first } else { end }
}

/// Whether a word is one character or a pair of characters in a script without spaces.
pub fn is_unspaced(word: &str) -> bool {
    !word.is_ascii() && word.chars().next().is_some_and(has_no_spaces)
}

/// The second character of a pair in a script without spaces; `None` if there is only one.
pub(super) fn second_of(pair: &str) -> Option<&str> {
    let second = pair.get(character_end(pair)?..)?;
    (!second.is_empty()).then_some(second)
}

/// Whether text continues with a character of a script without spaces.
pub(super) fn continues_unspaced(rest: &str) -> bool {
    rest.starts_with(has_no_spaces)
}

/// The next pair of a run; a single character if that is the whole run.
fn next_pair(text: &str, run: &mut Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(run.clone())?;
    let first = character_end(rest)?;
    let second = rest.get(first..).and_then(character_end);
    let pair = run.start..run.start + first + second.unwrap_or(0);
    // The last character has been in a pair, if there was one.
    run.start = match pair.end == run.end {
        true => run.end,
        false => run.start + first,
    };
    Some(pair)
}

/// Where the first character of a text ends, including marks that belong to it.
fn character_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    chars.next()?;
    let next = chars.find(|(_, c)| !belongs_to_last(*c));
    Some(next.map_or(text.len(), |(at, _)| at))
}

/// Whether a character is part of the one before it: an accent, a voicing mark, the second or third
/// part of a Korean syllable, or an invisible character.
fn belongs_to_last(c: char) -> bool {
    !c.is_ascii()
        && (is_inside_word(c)
            || matches!(
                c,
                '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}'
            ))
}

/// Whether a character belongs to a script that has no spaces between words or, in Korean, between
/// a word and its particles.
fn has_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1100}'..='\u{11ff}' // Korean
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' // Chinese repetition marks
        | '\u{3040}'..='\u{30ff}' // Japanese syllables
        | '\u{3130}'..='\u{318f}' // Korean
        | '\u{31f0}'..='\u{31ff}' // Japanese syllables
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' // Chinese
        | '\u{ac00}'..='\u{d7ff}' // Korean
        | '\u{f900}'..='\u{faff}' // Chinese
        | '\u{ff66}'..='\u{ff9f}' // Japanese syllables of half width
        | '\u{20000}'..='\u{3ffff}' // Chinese
    )
}

/// The end of the run of letters and digits, or of everything else, that begins at `start`.
fn run_end(text: &str, start: usize, alphanumeric: bool) -> usize {
    let mut at = start;
    loop {
        // Nearly all letters are ASCII.
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let goes_on =
            |byte: &u8| byte.is_ascii() && ALPHANUMERIC[usize::from(*byte)] == alphanumeric;
        at += rest.iter().take_while(|byte| goes_on(byte)).count();
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        match next {
            Some(c) if !c.is_ascii() && goes_on_with(c, alphanumeric) => at += c.len_utf8(),
            _ => break at,
        }
    }
}

/// Whether a run continues with a non-ASCII character. Accents and the like don't begin a word.
fn goes_on_with(c: char, alphanumeric: bool) -> bool {
    match c.is_alphanumeric() {
        true => alphanumeric,
        false => !alphanumeric || is_inside_word(c),
    }
}

/// Which bytes are ASCII letters and digits.
const ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_cut_into_words() {
        for (text, expect) in [
            ("end. Begin", vec!["end", "Begin"]),
            (
                "1,024 65,5355 1,2 10,000,000",
                vec!["1,024", "65", "5355", "1", "2", "10,000,000"],
            ),
            ("135,137,139", vec!["135", "137", "139"]),
            ("naïve cafe\u{301}s", vec!["naïve", "cafe\u{301}s"]),
            ("Druck\u{ad}er", vec!["Druck\u{ad}er"]),
            ("印刷", vec!["印刷"]),
            ("印刷機 2号", vec!["印刷", "刷機", "2", "号"]),
            (
                "Exchangeサーバー2",
                vec!["Exchange", "サー", "ーバ", "バー", "2"],
            ),
            ("서버를 다시", vec!["서버", "버를", "다시"]),
            ("門", vec!["門"]),
            ("カ\u{3099}イト", vec!["カ\u{3099}イ", "イト"]),
            ("ﾊﾟｽ", vec!["ﾊﾟｽ"]),
            ("モ\u{200b}ニタ", vec!["モ\u{200b}ニ", "ニタ"]),
            ("aあbい", vec!["a", "あ", "b", "い"]),
            ("\u{301}", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = words(text).map(|span| &text[span]).collect();
            assert_eq!(found, expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_letter_is_in_a_word(text in "(\\PC|[a-c印刷サ\u{301} ]){0,40}") {
            let spans: Vec<_> = words(&text).collect();
            for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                prop_assert!(spans.iter().any(|span| span.contains(&at)), "{c}");
            }
            prop_assert!(spans.windows(2).all(|two| two[0].start < two[1].start));
        }
    }
}
