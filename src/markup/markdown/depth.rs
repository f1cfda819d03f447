//! Limits how deeply blocks may be nested, before a text is parsed.
//!
//! On each line, the parser goes through every open quotation and list, so a first line with a
//! million `>` would be just as costly on each of the million lines after it.

use std::borrow::Cow;

/// The deepest nesting of lists, notes and quotations, and of inlines; anything deeper is
/// flattened.
pub(super) const DEPTH_LIMIT: usize = 64;

/// From this depth on, marks are text. Nesting is flattened well before.
const DEEPEST: usize = 128;

/// `text` with a backslash before each quotation or list mark that would be too deep, which makes
/// the mark text.
pub(super) fn bounded(text: &str) -> Cow<'_, str> {
    let (mut bounded, mut kept, mut start) = (String::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if let Some(at) = too_deep(line) {
            bounded.push_str(text.get(kept..start + at).unwrap_or_default());
            bounded.push('\\');
            kept = start + at;
        }
        start += line.len();
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    bounded.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(bounded)
}

/// The position of the first mark in a line that is too deep. A mark may be as deep as the number
/// of marks before it, plus one list for every two spaces.
fn too_deep(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut at, mut marks, mut columns) = (0, 0, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match rest {
            [b' ', ..] => {
                columns += 1;
                at += 1;
                continue;
            }
            [b'\t', ..] => {
                columns += 4;
                at += 1;
                continue;
            }
            [b'>', ..] => 1,
            [b'-' | b'+' | b'*', after, ..] if is_blank(*after) => 1,
            [b'0'..=b'9', ..] => {
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit());
                let digits = digits.count();
                match rest.get(digits..) {
                    Some([b'.' | b')', after, ..]) if is_blank(*after) => digits + 1,
                    _ => return None,
                }
            }
            _ => return None,
        };
        if marks + columns / 2 >= DEEPEST {
            // In a number, the full stop must be escaped.
            return Some(at + length - 1);
        }
        marks += 1;
        at += length;
        // The space after a mark is part of it.
        at += usize::from(
            bytes
                .get(at)
                .is_some_and(|byte| matches!(byte, b' ' | b'\t')),
        );
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_deep_is_text() {
        for (text, expect) in [
            ("> - a\n1. b\n", None),
            (&">".repeat(DEEPEST), None),
            (&"-".repeat(1_000), None),
            (&format!("{}code", " ".repeat(1_000)), None),
            (&format!("{}*b*", "> ".repeat(60)), None),
            (
                &format!("a\n{}\nb", ">".repeat(DEEPEST + 2)),
                Some(format!("a\n{}\\>>\nb", ">".repeat(DEEPEST))),
            ),
            (
                &format!("{}1. a", "- ".repeat(DEEPEST)),
                Some(format!("{}1\\. a", "- ".repeat(DEEPEST))),
            ),
            (
                &format!("{}- a\n- b", "\t".repeat(DEEPEST)),
                Some(format!("{}\\- a\n- b", "\t".repeat(DEEPEST))),
            ),
        ] {
            let bounded = bounded(text);
            assert_eq!(*bounded, *expect.as_deref().unwrap_or(text));
            assert_eq!(matches!(bounded, Cow::Owned(_)), expect.is_some());
        }
    }
}
