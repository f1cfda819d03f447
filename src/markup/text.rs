//! Structured text as plain text: for `.txt` answers, notes, snippets and the index.
//!
//! [`write`] is for people; [`pieces`] gives the same text in its canonical reading order, with
//! list markers and note labels as separate pieces, for counting words.

use super::{Block, Inline, NoteKind, Numbering, TableRow};

/// Blocks as plain text: empty lines between paragraphs, list markers `- ` and `1. `, event fields
/// as `label: value`, ` | ` between table cells. Long lines are not wrapped; no newline at the end.
pub fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    write_to(blocks, &mut out);
    out
}

/// Running text without its marks; a line break becomes `\n`, an image becomes its description.
pub fn inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(inlines, &mut out);
    out
}

fn push_inlines(inlines: &[Inline], out: &mut String) {
    // A stack, since inlines may be nested to any depth.
    let mut open: Vec<&[Inline]> = Vec::new();
    let mut rest = inlines;
    loop {
        let Some((inline, after)) = rest.split_first() else {
            let Some(outer) = open.pop() else { break };
            rest = outer;
            continue;
        };
        rest = after;
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Image { alt: text, .. } => {
                out.push_str(text);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines }
            | Inline::Link { inlines, .. } => {
                open.push(rest);
                rest = inlines;
            }
            Inline::Break => out.push('\n'),
            Inline::Anchor { .. } => {}
        }
    }
}

/// A piece of a text in reading order. Two pieces never share a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPiece<'a> {
    /// Text in the blocks.
    Text(&'a str),
    /// The marker of a numbered item, with its number.
    Number(u32),
    /// The marker of a bullet item.
    Bullet,
    /// The word of a note, which is not in the blocks.
    Label(NoteKind),
}

/// All pieces of `blocks` in reading order. Inside a paragraph, adjacent inlines are given one by
/// one, so a word may be split where its emphasis changes.
pub fn pieces<'a>(blocks: &'a [Block], give: &mut impl FnMut(TextPiece<'a>)) {
    for block in blocks {
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => inline_pieces(text, give),
            Block::List { start, items, .. } => {
                let mut number = *start;
                for item in items {
                    give(number.map_or(TextPiece::Bullet, TextPiece::Number));
                    number = number.map(|n| n.saturating_add(1));
                    pieces(item, give);
                }
            }
            Block::Note {
                kind,
                title,
                blocks,
            } => {
                if title.is_empty() {
                    give(TextPiece::Label(*kind));
                }
                inline_pieces(title, give);
                pieces(blocks, give);
            }
            Block::Details { summary, blocks } => {
                inline_pieces(summary, give);
                pieces(blocks, give);
            }
            Block::Event { fields } => {
                for field in fields {
                    give(TextPiece::Text(&field.label));
                    give(TextPiece::Text(&field.value));
                }
            }
            Block::Code { text } | Block::Preformatted { text } => give(TextPiece::Text(text)),
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

fn inline_pieces<'a>(inlines: &'a [Inline], give: &mut impl FnMut(TextPiece<'a>)) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => give(TextPiece::Text(text)),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines }
            | Inline::Link { inlines, .. } => inline_pieces(inlines, give),
            Inline::Image { alt, .. } => give(TextPiece::Text(alt)),
            Inline::Break | Inline::Anchor { .. } => {}
        }
    }
}

/// Appends blocks, each with an empty line after it.
fn write_blocks(blocks: &[Block], out: &mut String) {
    let start = out.len();
    for block in blocks {
        write_block(block, out);
        // There is exactly one empty line between two blocks, and none before the first.
        let end = out.trim_end_matches('\n').len().max(start);
        out.truncate(end);
        if end > start {
            out.push_str("\n\n");
        }
    }
}

fn write_block(block: &Block, out: &mut String) {
    let start = out.len();
    match block {
        Block::Paragraph { text } | Block::Heading { text, .. } => {
            push_inlines(text, out);
            end_lines(start, out);
        }
        Block::List {
            start,
            numbering,
            items,
        } => write_list(*start, *numbering, items, out),
        Block::Note {
            kind,
            title,
            blocks,
        } => {
            if title.is_empty() {
                out.push_str(&kind.word().to_uppercase());
            } else {
                push_inlines(title, out);
            }
            out.push_str(": ");
            write_to(blocks, out);
            end_lines(start, out);
        }
        Block::Details { summary, blocks } => {
            push_inlines(summary, out);
            out.push_str("\n\n");
            write_to(blocks, out);
            end_lines(start, out);
        }
        Block::Event { fields } => {
            for field in fields {
                let start = out.len();
                if !field.label.is_empty() {
                    out.push_str(&field.label);
                    out.push_str(": ");
                }
                out.push_str(&field.value);
                out.truncate(start + out.get(start..).unwrap_or_default().trim_end().len());
                end_lines(start, out);
            }
        }
        Block::Code { text } | Block::Preformatted { text } => {
            out.push_str(text);
            end_lines(start, out);
        }
        Block::Table { header, rows } => {
            for row in std::iter::once(header)
                .chain(rows)
                .filter(|row| !row.is_empty())
            {
                let start = out.len();
                out.push_str(&row_line(row));
                end_lines(start, out);
            }
        }
        Block::Quote { blocks } => {
            write_to(blocks, out);
            indent(start, "  ", "  ", str::len, out);
        }
        Block::Rule => out.push_str("---\n"),
    }
}

/// Appends to `out` the text that [`write`] returns.
pub fn write_to(blocks: &[Block], out: &mut String) {
    let start = out.len();
    write_blocks(blocks, out);
    out.truncate(start + out.get(start..).unwrap_or_default().trim_end().len());
}

fn write_list(start: Option<u32>, numbering: Numbering, items: &[Vec<Block>], out: &mut String) {
    let mut number = start;
    for item in items {
        let marker =
            number.map_or_else(|| "- ".to_owned(), |n| format!("{} ", numbering.marker(n)));
        number = number.map(|n| n.saturating_add(1));
        let start = out.len();
        write_to(item, out);
        let hanging = " ".repeat(marker.len());
        indent(start, &marker, &hanging, |line| line.trim_end().len(), out);
    }
}

/// Puts `first` before the first line from `start` on and `others` before the other lines, ends the
/// last one, and keeps as much of each line as `kept` says. A prefix before a blank line has no
/// trailing spaces.
fn indent(start: usize, first: &str, others: &str, kept: impl Fn(&str) -> usize, out: &mut String) {
    let inner = out.split_off(start);
    for (at, line) in inner.split('\n').enumerate() {
        let lead = if at == 0 { first } else { others };
        let line = line.get(..kept(line)).unwrap_or_default();
        out.push_str(match line.is_empty() {
            true => lead.trim_end(),
            false => lead,
        });
        out.push_str(line);
        out.push('\n');
    }
}

/// Ends the last line from `start` on; lines with only white space become empty.
fn end_lines(start: usize, out: &mut String) {
    let is_blank = |line: &str| !line.is_empty() && line.trim_start().is_empty();
    let text = out.get(start..).unwrap_or_default();
    if text.split('\n').any(is_blank) {
        let line = |line| if is_blank(line) { "" } else { line };
        let lines: Vec<&str> = text.split('\n').map(line).collect();
        let text = lines.join("\n");
        out.truncate(start);
        out.push_str(&text);
    }
    out.push('\n');
}

fn row_line(row: &TableRow) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|cell| inlines(cell).replace('\n', " "))
        .collect();
    cells.join(" | ")
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
                numbering: Numbering::Numbers,
                items: vec![
                    vec![
                        Block::paragraph("Open it."),
                        Block::Code {
                            text: "a\n\n  b".into(),
                        },
                    ],
                    vec![Block::Note {
                        kind: NoteKind::Warning,
                        title: Vec::new(),
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
    fn pieces_distinguish_markers_from_words() {
        let sample = sample();
        let mut seen = Vec::new();
        pieces(&sample, &mut |piece| seen.push(piece));
        assert!(seen.contains(&TextPiece::Number(4)));
        assert!(seen.contains(&TextPiece::Label(NoteKind::Warning)));
        assert_eq!(seen.first(), Some(&TextPiece::Text("Do this:")));
    }
}
