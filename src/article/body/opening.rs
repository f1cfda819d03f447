//! What the first line of a stanza alone says: a sub-heading, or a note with the word that opens it.

use super::line::{self, Line};
use crate::markup::{Block, Inline, NoteKind};

/// A line underlined with `-`, or with `=` where it is no section's.
pub(super) fn heading(lines: &[Line], at: usize) -> Option<Block> {
    let (line, under) = (lines.get(at)?, lines.get(at + 1)?);
    let is_underlined = under.is_rule_of('-') || under.is_rule_of('=');
    let before_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
    let fits = is_underlined
        && before_blank
        && under.indent == line.indent
        && line.text.len() <= 100
        && line.text.len().abs_diff(under.text.len()) <= 4
        && line.text.contains(char::is_alphanumeric)
        && !line.has_gap();
    fits.then(|| Block::Heading {
        level: 3,
        text: vec![Inline::text(line.text)],
    })
}

/// The kind of a note and its lines without the word that opens it.
pub(super) fn note<'a>(stanza: &[Line<'a>]) -> Option<(NoteKind, Vec<Line<'a>>)> {
    const WORDS: [(&str, NoteKind); 5] = [
        ("note", NoteKind::Note),
        ("warning", NoteKind::Warning),
        ("important", NoteKind::Important),
        ("caution", NoteKind::Caution),
        ("tip", NoteKind::Tip),
    ];
    let first = stanza.first()?;
    let (word, text) = first.text.split_once(':')?;
    let text = text.trim_start();
    let kind = WORDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))?
        .1;
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if text.is_empty() || !is_capital {
        return None;
    }
    let more = stanza.get(1..).unwrap_or_default();
    let indent = if more.is_empty() {
        first.indent
    } else {
        line::smallest_indent(more)
    };
    let mut lines = vec![Line {
        indent,
        text,
        end: first.end,
    }];
    lines.extend(more);
    Some((kind, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line<'_>> {
        text.lines().map(Line::new).collect()
    }

    #[test]
    fn tells_sub_headings() {
        for (text, expect) in [
            ("How to open it\n--------------", true),
            ("Open\n====", true),
            ("Open\n--------------------", false),
            ("Name   Size\n-----------", false),
            ("----\n----", false),
            ("Open", false),
        ] {
            assert_eq!(heading(&lines(text), 0).is_some(), expect, "{text}");
        }
    }

    #[test]
    fn tells_notes() {
        for (text, expect) in [
            ("NOTE: It is hot.", Some(NoteKind::Note)),
            ("Warning: It is hot.", Some(NoteKind::Warning)),
            ("warning: unused lamp", None),
            ("NOTE:", None),
            ("Lamp: hot", None),
        ] {
            assert_eq!(note(&lines(text)).map(|(kind, _)| kind), expect, "{text}");
        }
    }
}
