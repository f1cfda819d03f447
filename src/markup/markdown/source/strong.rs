//! Marks of strong text that Markdown reads as text, because a space or a letter is on the wrong
//! side of them: `**Start **menu`, `**Name:**value`.

use std::collections::HashMap;

use super::code_span::{code_span, last_runs};

/// A run of two asterisks or more.
struct StrongMark {
    at: usize,
    opens: bool,
    closes: bool,
    length: usize,
}

/// The line with tags in place of such marks; `None` if it has none.
pub fn repaired(line: &str) -> Option<String> {
    if !line.contains("**") {
        return None;
    }
    let mut marks = marks(line);
    if all_paired(&marks) {
        return None;
    }
    // Four asterisks inside strong text end it and begin it again.
    let mut is_open = false;
    let joint = marks.iter().find(|mark| {
        is_open ^= mark.length == 2;
        is_open && mark.length == 4
    });
    if let Some(joint) = joint {
        let (before, after) = (line.get(..joint.at)?, line.get(joint.at + 4..)?);
        let joined = format!("{before}{after}");
        // Once is enough: lines with several such marks are not worth more work.
        return Some(mended_pairs(&joined, self::marks(&joined)).unwrap_or(joined));
    }
    marks.retain(|mark| mark.length != 4);
    mended_pairs(line, marks)
}

/// Whether Markdown finds a counterpart for every mark.
fn all_paired(marks: &[StrongMark]) -> bool {
    let mut open: Vec<&StrongMark> = Vec::new();
    for mark in marks {
        let meets = |opener: &&StrongMark| {
            let is_both = opener.closes || mark.opens;
            !(is_both && (opener.length + mark.length).is_multiple_of(3))
        };
        // Four asterisks may end one text and begin the next.
        let mut left = mark.length / 2;
        while left > 0 && mark.closes && open.last().is_some_and(meets) {
            open.pop();
            left -= 1;
        }
        if left > 0 && !mark.opens {
            return false;
        }
        open.extend(std::iter::repeat_n(mark, left));
    }
    open.is_empty()
}

fn mended_pairs(line: &str, marks: Vec<StrongMark>) -> Option<String> {
    // With an odd number of marks, there is no telling which belong together.
    let pairs = marks.as_chunks::<2>();
    if !pairs.1.is_empty() || marks.iter().any(|mark| mark.length != 2) {
        return None;
    }
    let mut out = String::with_capacity(line.len() + 32);
    let mut kept = 0;
    for [open, close] in pairs.0 {
        if open.opens && close.closes || !open.opens && !close.closes {
            continue;
        }
        let inside = line.get(open.at + 2..close.at).unwrap_or_default();
        if inside.trim().is_empty() {
            continue;
        }
        let words = inside.trim();
        let (before, after) = inside.split_once(words).unwrap_or_default();
        out.push_str(line.get(kept..open.at).unwrap_or_default());
        out.push_str(&format!("{before}<strong>{words}</strong>{after}"));
        kept = close.at + 2;
    }
    if kept == 0 {
        return None;
    }
    out.push_str(line.get(kept..).unwrap_or_default());
    Some(out)
}

/// The runs of two asterisks that are neither escaped nor in code, tags or link targets.
fn marks(line: &str) -> Vec<StrongMark> {
    let bytes = line.as_bytes();
    let mut runs: Option<HashMap<usize, usize>> = None;
    let last_tag = line.rfind('>').unwrap_or(0);
    let last_target = line.rfind(')').unwrap_or(0);
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        at += match rest {
            [b'\\', ..] => 2,
            [b'`', ..] => {
                let runs = runs.get_or_insert_with(|| last_runs(line, 0, line.len()));
                code_span(line.get(at..).unwrap_or_default(), at, runs)
            }
            [b'<', next, ..] if at < last_tag && (next.is_ascii_alphabetic() || *next == b'/') => {
                rest.iter().position(|byte| *byte == b'>').unwrap_or(0) + 1
            }
            [b']', b'(', ..] if at < last_target => {
                rest.iter().position(|byte| *byte == b')').unwrap_or(1) + 1
            }
            [b'*', b'*', ..] => {
                let length = rest.iter().take_while(|byte| **byte == b'*').count();
                marks.push(mark(line, at, length));
                length
            }
            [b'*', ..] => 1,
            _ => 1,
        };
    }
    marks.retain(|mark| mark.length != 3);
    marks
}

/// What a run of asterisks may do according to the standard.
fn mark(line: &str, at: usize, length: usize) -> StrongMark {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + length..).and_then(|text| text.chars().next());
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_punct = |c: Option<char>| c.is_some_and(is_punctuation);
    StrongMark {
        at,
        length,
        opens: !is_blank(after) && (!is_punct(after) || is_blank(before) || is_punct(before)),
        closes: !is_blank(before) && (!is_punct(before) || is_blank(after) || is_punct(after)),
    }
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace()
}

/// Whether two asterisks without a counterpart were meant to begin or end strong text, so that they
/// can be dropped; those in `2 ** 3`, `a**b` and `src/**` were not.
pub fn is_stray(before: Option<char>, after: Option<char>) -> bool {
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_word =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "\"'([„“«`\\".contains(c));
    let ends_word =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || ".,:;!?)]\"'”»`>".contains(c));
    let begins = (is_blank(before) || before == Some('|')) && is_word(after);
    let is_after = |c: Option<char>| is_blank(c) || c.is_some_and(|c| ".,:;!?|)<".contains(c));
    begins || ends_word(before) && is_after(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_next_to_spaces_are_repaired() {
        for (line, expect) in [
            ("the **Start **menu", "the <strong>Start</strong> menu"),
            ("the** Start** menu", "the <strong>Start</strong> menu"),
            ("**Name:**value", "<strong>Name:</strong>value"),
            ("** a -v**", " <strong>a -v</strong>"),
            ("a **b ** c", "a <strong>b</strong>  c"),
            ("**a** **b **c", "**a** <strong>b</strong> c"),
            (
                "**a **> **b **> **c**",
                "<strong>a</strong> > <strong>b</strong> > **c**",
            ),
            ("**a****b**", "**ab**"),
            ("**a `x ** y` **b", "<strong>a `x ** y`</strong> b"),
        ] {
            assert_eq!(repaired(line).as_deref(), Some(expect), "{line}");
        }
        for line in [
            "a **b** c",
            "2 ** 3 ** 4",
            "**a **b** c**",
            "end** and **begin",
            "**one **two **three",
            r"\**a \**b",
            "`**a **b`",
            "[x](a**b **c)",
            "a * b *",
            "****",
            "*****",
            "",
        ] {
            assert_eq!(repaired(line), None, "{line}");
        }
    }

    #[test]
    fn stray_signs_are_distinguished_from_operators() {
        for (before, after, expect) in [
            (None, Some('W'), true),
            (Some(' '), Some('W'), true),
            (Some('d'), Some(' '), true),
            (Some('d'), None, true),
            (Some('.'), None, true),
            (Some(' '), Some(' '), false),
            (Some('2'), Some('3'), false),
            (Some('/'), None, false),
            (None, Some('/'), false),
        ] {
            assert_eq!(is_stray(before, after), expect, "{before:?} {after:?}");
        }
    }
}
