//! Stanzas that are identified by their first line: sub-headings, underlined or numbered, and
//! notes.

use super::line::{self, Line};
use crate::markup::{Block, NoteKind};

/// A line underlined with `-`, or with `=` where it heads no section.
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
        && title_after_number(line.text).map_or(!line.has_gap(), |title| !title.contains("  "));
    fits.then(|| Block::Heading {
        level: 3,
        anchor: String::new(),
        text: line::reflow(std::slice::from_ref(line), 0),
    })
}

/// A stanza such as `2.4.1  Cleaning the Lamp`: one line, or two where it was wrapped.
pub(super) fn numbered_heading(stanza: &[Line], wrap: usize) -> Option<Block> {
    let first = stanza.first()?;
    let is_one = match stanza {
        [_] => true,
        [line, next] => next.indent >= line.indent && line::is_wrapped(line, next, wrap),
        _ => false,
    };
    let title = title_after_number(first.text)?;
    let last = stanza.last()?.text;
    let parts = first
        .text
        .split(' ')
        .next()?
        .trim_end_matches('.')
        .split('.');
    let is_deep = parts.count() >= 3;
    let is_far = first.text.strip_suffix(title)?.ends_with("  ");
    let fits = is_one
        && (is_deep || is_far || title.split_whitespace().nth(2).is_some())
        && title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && title.contains(char::is_alphabetic)
        && !last.ends_with(['.', ':', ',', ';'])
        && !title.contains("  ");
    fits.then(|| Block::Heading {
        level: 3,
        anchor: String::new(),
        // Only the wrapping of the two lines is undone.
        text: line::reflow(stanza, 0),
    })
}

/// The title after `2.4` or `2.4.1`.
fn title_after_number(text: &str) -> Option<&str> {
    let (number, title) = text.split_once(' ')?;
    let mut parts = number.trim_end_matches('.').split('.');
    let is_number = (2..=4).contains(&parts.clone().count())
        && parts
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    is_number.then_some(title.trim_start())
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
    let mut lines = vec![Line::at(indent, text, first.end)];
    lines.extend(more.iter().cloned());
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
    fn tells_numbered_headings() {
        let long = "2.4.1  Cleaning the Lamp That Hangs on the Wall of the House by the River";
        for (text, expect) in [
            ("2.4.1  Lamp", true),
            ("2.4 Cleaning the Lamp", true),
            ("2.4  Lamps", true),
            ("2.4 Lamps", false),
            ("2.4 cleaning the lamp", false),
            ("2.4 Cleaning the Lamp.", false),
            ("2.4.1  12", false),
            ("2.4.1  Lamp\nIt is hot", false),
            (&format!("{long} and\n       Water"), true),
            ("1997.4 The Hot Lamp", false),
            ("2. The Hot Lamp", false),
        ] {
            let heading = numbered_heading(&lines(text), 79);
            assert_eq!(heading.is_some(), expect, "{text}");
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
