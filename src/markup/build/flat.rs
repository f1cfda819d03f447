//! Turns blocks into running text, for table cells, titles and summaries.

use crate::markup::{Block, Inline, TableRow, note_mark::in_running_text};

/// All words, links and images of `blocks`, with line breaks between blocks.
pub fn flat(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out = Vec::new();
    push_all(blocks, &mut out);
    out
}

fn push_all(blocks: Vec<Block>, out: &mut Vec<Inline>) {
    let start = out.len();
    for block in blocks {
        if out.len() > start {
            out.push(Inline::Break);
        }
        push(block, out);
    }
}

fn push(block: Block, out: &mut Vec<Inline>) {
    match block {
        Block::Paragraph { text } => out.extend(in_running_text(text)),
        Block::Heading { text, anchor, .. } => {
            if !anchor.is_empty() {
                out.push(Inline::Anchor { name: anchor });
            }
            out.push(Inline::Strong { inlines: text });
        }
        Block::List {
            start,
            numbering,
            items,
        } => {
            let mut number = start;
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    out.push(Inline::Break);
                }
                out.push(Inline::text(match number {
                    Some(number) => format!("{} ", numbering.marker(number)),
                    None => "• ".to_owned(),
                }));
                number = number.map(|number| number.saturating_add(1));
                push_all(item, out);
            }
        }
        Block::Note {
            kind,
            title,
            blocks,
        } => {
            let inlines = match title.is_empty() {
                true => vec![Inline::text(kind.word())],
                false => title,
            };
            out.push(Inline::Strong { inlines });
            out.push(Inline::text(": "));
            push_all(blocks, out);
        }
        Block::Details { summary, blocks } => {
            out.extend(summary);
            out.push(Inline::Break);
            push_all(blocks, out);
        }
        Block::Quote { blocks } => push_all(blocks, out),
        Block::Event { fields } => {
            for (index, field) in fields.into_iter().enumerate() {
                if index > 0 {
                    out.push(Inline::Break);
                }
                out.push(Inline::text(format!("{}: {}", field.label, field.value)));
            }
        }
        Block::Code { text } | Block::Preformatted { text } => {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    out.push(Inline::Break);
                }
                out.push(Inline::Code {
                    text: line.to_owned(),
                });
            }
        }
        Block::Table { header, rows } => {
            let rows = std::iter::once(header).chain(rows);
            for (index, row) in rows.filter(|row| !row.is_empty()).enumerate() {
                if index > 0 {
                    out.push(Inline::Break);
                }
                push_row(row, out);
            }
        }
        Block::Rule => {}
    }
}

fn push_row(row: TableRow, out: &mut Vec<Inline>) {
    for (index, cell) in row.into_iter().enumerate() {
        if index > 0 {
            out.push(Inline::text(" | "));
        }
        out.extend(cell);
    }
}
