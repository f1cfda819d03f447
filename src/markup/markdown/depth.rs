//! How deeply blocks may be nested, and how that is limited before a text is parsed.
//!
//! The parser goes through every open quotation and list on each line, so a first line of a million
//! `>` would cost as much on each of a million lines below it.

use std::borrow::Cow;

/// Deepest nesting of lists, notes and quotations, and of inlines; what is deeper is flattened.
pub(super) const DEPTH_LIMIT: usize = 64;

/// From this depth on, marks are text. Nesting is flattened long before.
const DEEPEST: usize = 128;

/// `text` with a backslash before each mark of a quotation or list that would be too deep, which
/// makes it text.
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

/// Where in a line the first mark is that is too deep. A mark may be as deep as there are marks
/// before it, plus one list for every two spaces.
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
            // Of a number, its full stop is what must be escaped.
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
