//! Structured text as plain text: for `.txt` answers, notes, snippets and the index.
//!
//! [`write`] is for people; [`pieces`] gives the same text in its canonical reading order, with list
//! markers and note labels told apart, for whoever counts words.

use super::{Block, Inline, NoteKind, TableRow};

/// Blocks as plain text: paragraphs parted by empty lines, list markers `- ` and `1. `, event fields as
/// `label: value`, table cells parted by ` | `. Long lines are not wrapped; no newline at the end.
pub fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    write_blocks(blocks, "", &mut out);
    out.truncate(out.trim_end().len());
    out
}

/// Running text without its marks; a line break becomes `\n`, an image its description.
pub fn inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    // A stack needs no promise of how deep inlines are nested.
    let mut stack: Vec<&Inline> = inlines.iter().rev().collect();
    while let Some(inline) = stack.pop() {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Image { alt: text, .. } => {
                out.push_str(text);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Link { inlines, .. } => stack.extend(inlines.iter().rev()),
            Inline::Break => out.push('\n'),
        }
    }
    out
}

/// A piece of a text in reading order. Two pieces never share a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands in the blocks.
    Text(&'a str),
    /// The marker of a numbered item, with its number.
    Number(u32),
    /// The marker of a bullet item.
    Bullet,
    /// The word of a note, which the blocks do not hold.
    Label(NoteKind),
}

/// All pieces of `blocks` in reading order. Inside a paragraph, adjoining inlines are given one by one,
/// so that a word may be split where its emphasis changes.
pub fn pieces<'a>(blocks: &'a [Block], give: &mut impl FnMut(Piece<'a>)) {
    for block in blocks {
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => inline_pieces(text, give),
            Block::List { start, items } => {
                let mut number = *start;
                for item in items {
                    give(number.map_or(Piece::Bullet, Piece::Number));
                    number = number.map(|n| n.saturating_add(1));
                    pieces(item, give);
                }
            }
            Block::Note { kind, blocks } => {
                give(Piece::Label(*kind));
                pieces(blocks, give);
            }
            Block::Event { fields } => {
                for field in fields {
                    give(Piece::Text(&field.label));
                    give(Piece::Text(&field.value));
                }
            }
            Block::Code { text } | Block::Preformatted { text } => give(Piece::Text(text)),
            Block::Table { header, rows } => {
                for row in std::iter::once(header).chain(rows) {
                    row.iter().for_each(|cell| inline_pieces(cell, give));
                }
            }
            Block::Quote { blocks } => pieces(blocks, give),
            Block::Rule => {}
        }
    }
}

fn inline_pieces<'a>(inlines: &'a [Inline], give: &mut impl FnMut(Piece<'a>)) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => give(Piece::Text(text)),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Link { inlines, .. } => inline_pieces(inlines, give),
            Inline::Image { alt, .. } => give(Piece::Text(alt)),
            Inline::Break => {}
        }
    }
}

fn write_blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => {
                push_lines(&inlines(text), indent, out);
            }
            Block::List { start, items } => write_list(*start, items, indent, out),
            Block::Note { kind, blocks } => {
                let label = format!("{}: ", kind.word().to_uppercase());
                let mut inner = String::new();
                write_blocks(blocks, "", &mut inner);
                push_lines(&(label + inner.trim_end()), indent, out);
            }
            Block::Event { fields } => {
                for field in fields {
                    let line = if field.label.is_empty() {
                        field.value.clone()
                    } else {
                        format!("{}: {}", field.label, field.value)
                    };
                    push_lines(line.trim_end(), indent, out);
                }
            }
            Block::Code { text } | Block::Preformatted { text } => push_lines(text, indent, out),
            Block::Table { header, rows } => {
                for row in std::iter::once(header)
                    .chain(rows)
                    .filter(|row| !row.is_empty())
                {
                    push_lines(&row_line(row), indent, out);
                }
            }
            Block::Quote { blocks } => {
                let mut inner = String::new();
                write_blocks(blocks, "", &mut inner);
                push_lines(inner.trim_end(), &format!("{indent}  "), out);
            }
            Block::Rule => push_lines("---", indent, out),
        }
        parted(out);
    }
}

fn write_list(start: Option<u32>, items: &[Vec<Block>], indent: &str, out: &mut String) {
    let mut number = start;
    for item in items {
        let marker = number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
        number = number.map(|n| n.saturating_add(1));
        let mut inner = String::new();
        write_blocks(item, "", &mut inner);
        let hanging = " ".repeat(marker.len());
        for (at, line) in inner.trim_end().split('\n').enumerate() {
            let lead = if at == 0 { &marker } else { &hanging };
            let line = format!("{indent}{lead}{line}");
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

fn row_line(row: &TableRow) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|cell| inlines(cell).replace('\n', " "))
        .collect();
    cells.join(" | ")
}

fn push_lines(text: &str, indent: &str, out: &mut String) {
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            out.push_str(indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Ends `out` with exactly one empty line.
fn parted(out: &mut String) {
    out.truncate(out.trim_end_matches('\n').len());
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::EventField;

    fn sample() -> Vec<Block> {
        vec![
            Block::paragraph("Do this:"),
            Block::List {
                start: Some(3),
                items: vec![
                    vec![
                        Block::paragraph("Open it."),
                        Block::Code {
                            text: "a\n\n  b".into(),
                        },
                    ],
                    vec![Block::Note {
                        kind: NoteKind::Warning,
                        blocks: vec![Block::paragraph("It bites.")],
                    }],
                ],
            },
            Block::Event {
                fields: vec![EventField {
                    label: "Event ID".into(),
                    value: "12".into(),
                }],
            },
            Block::Table {
                header: vec![],
                rows: vec![vec![vec![Inline::text("x")], vec![Inline::text("y")]]],
            },
            Block::Quote {
                blocks: vec![Block::paragraph("Said.")],
            },
        ]
    }

    #[test]
    fn writes_every_kind_of_block() {
        assert_eq!(
            write(&sample()),
            "Do this:\n\n3. Open it.\n\n   a\n\n     b\n4. WARNING: It bites.\n\nEvent ID: 12\n\n\
             x | y\n\n  Said."
        );
    }

    #[test]
    fn pieces_tell_markers_from_words() {
        let sample = sample();
        let mut seen = Vec::new();
        pieces(&sample, &mut |piece| seen.push(piece));
        assert!(seen.contains(&Piece::Number(4)));
        assert!(seen.contains(&Piece::Label(NoteKind::Warning)));
        assert_eq!(seen.first(), Some(&Piece::Text("Do this:")));
    }
}
