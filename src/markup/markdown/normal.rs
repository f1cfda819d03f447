//! The normal form of blocks: differences that Markdown can't express are removed.

use super::{depth::DEPTH_LIMIT, event, event_record};
use crate::markup::{Block, Inline, Numbering, TableRow, note_mark::MARK};

/// The most cells that are added to give all rows of a table the same length.
const PADDING_LIMIT: usize = 1 << 16;

/// `blocks` in normal form, which [`super::read`] returns and [`super::write`] preserves.
///
/// Adjacent texts are joined; empty texts, paragraphs, list items and quotations are dropped; line
/// ends in running text become spaces; strong text inside strong text and the like is flattened, as
/// is nesting deeper than 64; the rows of a table have equal length; headings have levels 1 to 6.
pub fn normal(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::new();
    push_blocks(blocks, 0, &mut out);
    out
}

fn push_blocks(blocks: Vec<Block>, depth: usize, out: &mut Vec<Block>) {
    for block in blocks {
        match block {
            Block::List { .. }
            | Block::Note { .. }
            | Block::Quote { .. }
            | Block::Details { .. }
                if depth >= DEPTH_LIMIT =>
            {
                for leaf in leaves(block) {
                    push_blocks(vec![leaf], depth, out);
                }
            }
            block => out.extend(normal_block(block, depth)),
        }
    }
}

fn normal_block(block: Block, depth: usize) -> Option<Block> {
    match block {
        Block::Paragraph { text } => {
            let text = inlines(text);
            if text.is_empty() {
                return None;
            }
            match event_record::of_paragraph(text) {
                Block::Paragraph { text } => Some(Block::Paragraph { text }),
                event => normal_block(event, depth),
            }
        }
        Block::Heading {
            level,
            anchor,
            text,
        } => Some(Block::Heading {
            level: level.clamp(1, 6),
            anchor: name(&anchor),
            text: inlines(text),
        }),
        Block::List {
            start,
            numbering,
            items,
        } => {
            let numbering = match start {
                Some(_) => numbering,
                None => Numbering::Numbers,
            };
            let start = start.map(|number| number.min(999_999_999));
            // An empty item can't always be distinguished from a blank line, and says nothing.
            let items = items.into_iter().map(|item| nested(item, depth));
            let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
            (!items.is_empty()).then_some(Block::List {
                start,
                numbering,
                items,
            })
        }
        Block::Note {
            kind,
            title,
            blocks,
        } => {
            let (mut title, mut blocks) = (one_line(title), nested(blocks, depth));
            // A title without a text is the text.
            if blocks.is_empty() && !title.is_empty() {
                let text = std::mem::take(&mut title);
                blocks.extend(normal_block(Block::Paragraph { text }, depth));
            }
            Some(Block::Note {
                kind,
                title,
                blocks,
            })
        }
        Block::Details { summary, blocks } => {
            let (summary, blocks) = (one_line(summary), nested(blocks, depth));
            (!summary.is_empty() || !blocks.is_empty())
                .then_some(Block::Details { summary, blocks })
        }
        Block::Quote { blocks } => {
            let blocks = nested(blocks, depth);
            (!blocks.is_empty()).then_some(Block::Quote { blocks })
        }
        Block::Event { fields } => {
            let fields: Vec<_> = fields
                .into_iter()
                .filter_map(|mut field| {
                    field.label = verbatim(&field.label);
                    field.value = verbatim(&field.value);
                    event::normal(field)
                })
                .collect();
            (!fields.is_empty()).then_some(Block::Event { fields })
        }
        Block::Code { text } => {
            let text = verbatim(&text);
            if let Some(fields) = event_record::of_text(&text) {
                return normal_block(Block::Event { fields }, depth);
            }
            (!text.is_empty()).then_some(Block::Code { text })
        }
        Block::Preformatted { text } => {
            let text = verbatim(&text);
            (!text.is_empty()).then_some(Block::Preformatted { text })
        }
        Block::Table { header, rows } => table(header, rows),
        Block::Rule => Some(Block::Rule),
    }
}

fn nested(blocks: Vec<Block>, depth: usize) -> Vec<Block> {
    let mut out = Vec::new();
    push_blocks(blocks, depth + 1, &mut out);
    out
}

/// The innermost blocks of a container, in order, without recursion.
fn leaves(block: Block) -> Vec<Block> {
    let mut found = Vec::new();
    let mut stack = vec![block];
    while let Some(block) = stack.pop() {
        match block {
            Block::List { items, .. } => stack.extend(items.into_iter().flatten().rev()),
            Block::Note {
                title: text,
                blocks,
                ..
            }
            | Block::Details {
                summary: text,
                blocks,
            } => {
                stack.extend(blocks.into_iter().rev());
                stack.push(Block::Paragraph { text });
            }
            Block::Quote { blocks } => stack.extend(blocks.into_iter().rev()),
            leaf => found.push(leaf),
        }
    }
    found
}

fn table(header: TableRow, rows: Vec<TableRow>) -> Option<Block> {
    let row = |row: TableRow| row.into_iter().map(inlines).collect::<TableRow>();
    let mut header = row(header);
    let mut rows: Vec<TableRow> = rows.into_iter().map(row).collect();
    if header.iter().all(Vec::is_empty) {
        // A Markdown table always has a header row, which stays empty if the table has no header.
        let width = header.len();
        header.clear();
        if let Some(first) = rows.first_mut() {
            first.resize_with(first.len().max(width), Vec::new);
        }
    }
    let width = rows
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
        .max(header.len());
    let missing: usize = rows.iter().map(|row| width - row.len()).sum();
    if missing <= PADDING_LIMIT {
        rows.iter_mut()
            .for_each(|row| row.resize_with(width, Vec::new));
        if !header.is_empty() {
            header.resize_with(width, Vec::new);
        }
    }
    (width > 0).then_some(Block::Table { header, rows })
}

/// Text whose lines matter, with one kind of line end and without NUL.
pub(super) fn verbatim(text: &str) -> String {
    if text.contains(['\r', '\0']) {
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "\u{fffd}")
    } else {
        text.to_owned()
    }
}

/// An anchor that can be written as an attribute.
fn name(anchor: &str) -> String {
    let is_out = |c: char| c.is_whitespace() || c.is_control() || "{}<>\"'`\\&|#[]()*".contains(c);
    match anchor.contains(is_out) {
        true => anchor.replace(is_out, ""),
        false => anchor.to_owned(),
    }
}

/// Running text in normal form, without line breaks.
fn one_line(list: Vec<Inline>) -> Vec<Inline> {
    let mut list = list;
    let mut open: Vec<&mut Vec<Inline>> = vec![&mut list];
    while let Some(inlines) = open.pop() {
        for inline in inlines {
            match inline {
                Inline::Break => *inline = Inline::text(" "),
                Inline::Strong { inlines }
                | Inline::Emphasis { inlines }
                | Inline::Strikethrough { inlines }
                | Inline::Link { inlines, .. } => open.push(inlines),
                _ => {}
            }
        }
    }
    inlines(list)
}

/// Running text in normal form, without line breaks at its ends.
pub(super) fn inlines(list: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    push_inlines(list, Around::default(), &mut out);
    let last = out
        .iter()
        .rposition(|inline| *inline != Inline::Break)
        .map_or(0, |at| at + 1);
    out.truncate(last);
    let first = out
        .iter()
        .position(|inline| *inline != Inline::Break)
        .unwrap_or(0);
    out.drain(..first);
    out
}

/// The context of an inline.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    strong: bool,
    emphasis: bool,
    strikethrough: bool,
    link: bool,
    depth: usize,
}

fn push_inlines(list: Vec<Inline>, around: Around, out: &mut Vec<Inline>) {
    // An inline inside its own kind is flattened, so only a hostile tree reaches this limit.
    if around.depth > DEPTH_LIMIT {
        let text = flat(list);
        push(Inline::Text { text: plain(&text) }, out);
        return;
    }
    let deeper = Around {
        depth: around.depth + 1,
        ..around
    };
    for inline in list {
        match inline {
            Inline::Text { text } => push(Inline::Text { text: plain(&text) }, out),
            // At the start of a paragraph, `[…]:` would define a link target, even if it is code.
            Inline::Code { text } if around.link && text.contains(']') => {
                push(Inline::Text { text: plain(&text) }, out);
            }
            Inline::Code { text } => push(Inline::Code { text: plain(&text) }, out),
            Inline::Strong { inlines } if around.strong => push_inlines(inlines, deeper, out),
            Inline::Strong { inlines } => {
                let inlines = inside(
                    inlines,
                    Around {
                        strong: true,
                        ..deeper
                    },
                );
                push(Inline::Strong { inlines }, out);
            }
            Inline::Emphasis { inlines } if around.emphasis => push_inlines(inlines, deeper, out),
            Inline::Emphasis { inlines } => {
                let inlines = inside(
                    inlines,
                    Around {
                        emphasis: true,
                        ..deeper
                    },
                );
                push(Inline::Emphasis { inlines }, out);
            }
            Inline::Strikethrough { inlines } if around.strikethrough => {
                push_inlines(inlines, deeper, out);
            }
            Inline::Strikethrough { inlines } => {
                let inlines = inside(
                    inlines,
                    Around {
                        strikethrough: true,
                        ..deeper
                    },
                );
                push(Inline::Strikethrough { inlines }, out);
            }
            Inline::Anchor { name: anchor } => {
                let name = name(&anchor);
                if !name.is_empty() {
                    push(Inline::Anchor { name }, out);
                }
            }
            Inline::Link { inlines, .. } if around.link => push_inlines(inlines, deeper, out),
            Inline::Link { target, inlines } => {
                let target = address(&target);
                if target.is_empty() {
                    push_inlines(inlines, deeper, out);
                    continue;
                }
                let mut inlines = inside(
                    inlines,
                    Around {
                        link: true,
                        ..deeper
                    },
                );
                // Such a link only marks a place; there is nothing to click on.
                if inlines.is_empty() && target.starts_with('#') {
                    continue;
                }
                if inlines.is_empty() {
                    inlines.push(Inline::Text {
                        text: target.clone(),
                    });
                }
                push(Inline::Link { target, inlines }, out);
            }
            Inline::Image { target, alt } => {
                let (target, alt) = (address(&target), plain(&alt));
                if target.is_empty() {
                    push(Inline::Text { text: alt }, out);
                } else {
                    push(Inline::Image { target, alt }, out);
                }
            }
            Inline::Break => out.push(Inline::Break),
        }
    }
}

fn inside(list: Vec<Inline>, around: Around) -> Vec<Inline> {
    let mut out = Vec::new();
    push_inlines(list, around, &mut out);
    out
}

/// Appends a normal inline: drops it if it is empty, joins it to a neighbor of the same kind.
fn push(inline: Inline, out: &mut Vec<Inline>) {
    match (inline, out.last_mut()) {
        (Inline::Text { text }, Some(Inline::Text { text: before }))
        | (Inline::Code { text }, Some(Inline::Code { text: before })) => before.push_str(&text),
        (Inline::Strong { inlines }, Some(Inline::Strong { inlines: before }))
        | (Inline::Emphasis { inlines }, Some(Inline::Emphasis { inlines: before }))
        | (Inline::Strikethrough { inlines }, Some(Inline::Strikethrough { inlines: before })) => {
            // There are only a few kinds, so the recursion is shallow.
            inlines.into_iter().for_each(|inline| push(inline, before));
        }
        (Inline::Text { text } | Inline::Code { text }, _) if text.is_empty() => {}
        (
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines },
            _,
        ) if inlines.is_empty() => {}
        (inline, _) => out.push(inline),
    }
}

/// The characters of running text, with spaces for line ends.
fn plain(text: &str) -> String {
    // The mark turned out not to be one, so it becomes the bracket again.
    if text.contains(MARK) {
        return plain(&text.replace(MARK, "["));
    }
    if text.contains(['\n', '\r', '\0']) {
        text.replace("\r\n", " ")
            .replace(['\n', '\r'], " ")
            .replace('\0', "\u{fffd}")
    } else {
        text.to_owned()
    }
}

fn address(target: &str) -> String {
    target
        .chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The characters of inlines at any depth, without recursion.
fn flat(list: Vec<Inline>) -> String {
    let mut out = String::new();
    let mut stack: Vec<Inline> = list.into_iter().rev().collect();
    while let Some(inline) = stack.pop() {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Image { alt: text, .. } => {
                out.push_str(&text);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines }
            | Inline::Link { inlines, .. } => stack.extend(inlines.into_iter().rev()),
            Inline::Break => out.push(' '),
            Inline::Anchor { .. } => {}
        }
    }
    out
}
