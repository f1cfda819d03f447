//! Cuts text into words: runs of letters and digits; and where a script has no blanks between
//! words, every two neighbors of its characters.

use std::ops::Range;

use super::letters::is_inside_word;

/// The spans of the words of `text`, in order. Pairs of characters of a script without blanks
/// overlap.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    // The run that pairs are being taken from: where the next begins, and its end.
    let mut pairs = 0..0;
    std::iter::from_fn(move || {
        loop {
            if let Some(pair) = next_pair(text, &mut pairs) {
                return Some(pair);
            }
            let start = run_end(text, at, false);
            if start >= text.len() {
                return None;
            }
            at = run_end(text, start, true);
            let run = text.get(start..at).unwrap_or_default();
            match without_blanks(run) {
                None => return Some(start..at),
                // The characters before them are a word, or those after are another run.
                Some(unspaced) if unspaced.start > 0 => {
                    at = start + unspaced.start;
                    return Some(start..at);
                }
                Some(unspaced) => {
                    at = start + unspaced.end;
                    pairs = start..at;
                }
            }
        }
    })
}

/// Whether a word is one character, or two neighbors, of a script without blanks.
pub fn is_unspaced(word: &str) -> bool {
    !word.is_ascii() && word.chars().next().is_some_and(has_no_blanks)
}

/// The next two neighbors of a run; a single character if it is the whole run.
fn next_pair(text: &str, run: &mut Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(run.clone())?;
    let mut ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    let (first, second) = (ends.next()?, ends.next());
    let pair = run.start..run.start + second.unwrap_or(first);
    // The last character has been in a pair, if there was one.
    run.start = if pair.end == run.end {
        run.end
    } else {
        run.start + first
    };
    Some(pair)
}

/// The first stretch of a run of letters and digits that is of a script without blanks.
fn without_blanks(run: &str) -> Option<Range<usize>> {
    if run.is_ascii() {
        return None;
    }
    let start = run.find(has_no_blanks)?;
    let rest = run.get(start..).unwrap_or_default();
    let length = rest.find(|c| !has_no_blanks(c) && !is_inside_word(c));
    Some(start..length.map_or(run.len(), |length| start + length))
}

/// Whether a character is of a script that has no blanks between words, or, in Korean, none between
/// a word and what belongs to it.
fn has_no_blanks(c: char) -> bool {
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

/// Where the run of letters and digits, or of everything else, ends that begins at `start`.
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

/// Whether a run goes on with a character that is not ASCII. Accents and the like begin no word.
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
