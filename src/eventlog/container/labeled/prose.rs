//! Lines that a person wrote, and that are not part of an event.

use super::super::block::Block;

/// How people begin their own words after an event, in lower case.
const PROSE: [&str; 27] = [
    "i", "i'm", "we", "what", "how", "any", "can", "does", "why", "has", "anyone", "thanks",
    "hello", "hi", "please", "pls", "bitte", "is", "then", "also", "my", "so", "wir", "ich", "was",
    "hallo", "thx",
];

/// Whether a line is a name that signs the text, since nothing follows.
pub(super) fn is_signed(block: &Block<'_>, line: usize) -> bool {
    let text = block.line(line).trim();
    let is_part = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || c == '.')
    };
    let is_name = text.len() <= 40 && text.split(' ').all(is_part) && text.split(' ').count() <= 3;
    is_name && (line + 1..block.lines.len()).all(|line| block.is_blank(line))
}

/// Whether a line is a person's own words.
pub(super) fn is_prose(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(char::is_lowercase) && !line.starts_with("http") || begins_as_speech(line)
}

/// Whether a line begins with a word with which people begin their own words.
pub(super) fn begins_as_speech(line: &str) -> bool {
    let mut words = line
        .trim_start()
        .split(|c: char| !c.is_alphabetic() && c != '\'');
    let word = words.next().map(str::to_lowercase).unwrap_or_default();
    PROSE.contains(&&*word)
}
