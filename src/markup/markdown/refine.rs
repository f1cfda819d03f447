//! Refinements that need whole blocks: quotations that are notes, tabs of learn.microsoft.com,
//! tables that quote an event.

use super::{event_record, event_table};
use crate::markup::{
    Block, Inline, NoteKind,
    note_kind::note_kind,
    note_mark::{NoteMark, first_inside, last_inside},
    text,
};

/// Longest text after a note's mark that is a title rather than the note itself.
const TITLE_LIMIT: usize = 80;

/// `blocks` with all refinements.
pub fn refined(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut level = 2;
    let mut in_tabs = false;
    for block in blocks {
        match block {
            Block::Heading {
                level: own,
                anchor,
                text,
            } => match tab(&text) {
                Some(text) => {
                    in_tabs = true;
                    let level = (level + 1).clamp(3, 6);
                    out.push(Block::Heading {
                        level,
                        anchor,
                        text,
                    });
                }
                None => {
                    level = own;
                    out.push(Block::Heading {
                        level,
                        anchor,
                        text,
                    });
                }
            },
            // A rule ends the tabs.
            Block::Rule if in_tabs => in_tabs = false,
            Block::Quote { blocks } => out.extend(quote(blocks)),
            Block::Note {
                kind,
                title,
                blocks,
            } => out.push(Block::Note {
                kind,
                title,
                blocks: refined(blocks),
            }),
            Block::Details { summary, blocks } => out.push(Block::Details {
                summary,
                blocks: refined(blocks),
            }),
            Block::List {
                start,
                numbering,
                items,
            } => out.push(Block::List {
                start,
                numbering,
                items: items.into_iter().map(refined).collect(),
            }),
            Block::Table { header, rows } => out.push(event_table::read(header, rows)),
            Block::Paragraph { text } => paragraph(text, &mut out),
            block => out.push(block),
        }
    }
    out
}

/// The label of a tab, as in `# [Windows](#tab/windows)`.
fn tab(text: &[Inline]) -> Option<Vec<Inline>> {
    match text {
        [Inline::Link { target, inlines }] if target.starts_with("#tab/") => Some(inlines.clone()),
        _ => None,
    }
}

/// Adds a paragraph, the event that it quotes, or the notes that lack their `>` marks.
fn paragraph(mut text: Vec<Inline>, out: &mut Vec<Block>) {
    let mut notes = Vec::new();
    // From the end, so that each piece is moved only once.
    while let Some(at) = last_inside(&text) {
        notes.push(text.split_off(at));
        text.pop();
    }
    if NoteMark::of(&text).is_some() {
        out.extend(quote(vec![Block::Paragraph { text }]));
    } else {
        out.push(event_record::of_paragraph(text));
    }
    for text in notes.into_iter().rev() {
        out.extend(quote(vec![Block::Paragraph { text }]));
    }
}

/// The quotation, or the note that it is, with its content refined as well.
fn quote(mut blocks: Vec<Block>) -> Vec<Block> {
    let Some(Block::Paragraph { text }) = blocks.first_mut() else {
        let blocks = refined(blocks);
        return vec![Block::Quote { blocks }];
    };
    let Some(mark) = NoteMark::of(text) else {
        // Text above the mark is not part of the note.
        if let Some(at) = first_inside(text) {
            let rest = text.split_off(at);
            text.pop();
            let above = std::mem::replace(text, rest);
            let mut out = quote(vec![Block::Paragraph { text: above }]);
            out.extend(quote(blocks));
            return out;
        }
        if let [Block::Paragraph { text }] = blocks.as_mut_slice() {
            let text = std::mem::take(text);
            return vec![match event_record::of_paragraph(text) {
                Block::Paragraph { text } => quoted(vec![Block::Paragraph { text }]),
                event => event,
            }];
        }
        return vec![quoted(blocks)];
    };
    let mut rest = mark.rest(std::mem::take(text));
    if mark.changes_only_look() {
        rest.drain(
            ..rest
                .iter()
                .position(|inline| !is_blank(inline))
                .unwrap_or(rest.len()),
        );
        let mut out = vec![Block::Paragraph { text: rest }];
        out.extend(blocks.into_iter().skip(1));
        return refined(out);
    }
    let (mut title, goes_on) = first_line(&mut rest);
    let has_more = goes_on || blocks.len() > 1;
    // A sentence that continues on the next line is not a title.
    let goes_on_lowercase = rest.iter().find(|inline| !is_blank(inline)).is_some_and(
        |inline| matches!(inline, Inline::Text { text } if text.trim_start().starts_with(char::is_lowercase)),
    );
    let is_title = has_more && (!goes_on || looks_like_title(&title) && !goes_on_lowercase);
    if title.iter().all(is_nothing) {
        title.clear();
    } else if !is_title {
        if !rest.iter().all(is_nothing) {
            title.push(Inline::text("\n"));
            title.append(&mut rest);
        }
        rest = std::mem::take(&mut title);
    }
    let mut inside = Vec::with_capacity(blocks.len());
    if !rest.iter().all(is_nothing) {
        inside.push(Block::Paragraph { text: rest });
    }
    inside.extend(blocks.into_iter().skip(1));
    let inside = refined(inside);
    let kind = note_kind(&mark.word);
    if title.is_empty() {
        // A kind without a word of its own here keeps the author's word as its title.
        if kind.is_none_or(|kind| !kind.word().eq_ignore_ascii_case(&mark.word)) {
            title.push(Inline::text(mark.shown()));
        }
    }
    vec![match (mark.is_folded, kind) {
        (true, _) => Block::Details {
            summary: match title.is_empty() {
                true => vec![Inline::text(mark.shown())],
                false => title,
            },
            blocks: inside,
        },
        (false, kind) => Block::Note {
            kind: kind.unwrap_or(NoteKind::Note),
            title,
            blocks: inside,
        },
    }]
}

/// A quotation without a mark.
fn quoted(blocks: Vec<Block>) -> Block {
    let kind = match blocks.first() {
        Some(Block::Paragraph { text }) => word_alone(text),
        _ => None,
    };
    match kind {
        Some(kind) => Block::Note {
            kind,
            title: Vec::new(),
            blocks: refined(without_start(blocks)),
        },
        None => Block::Quote {
            blocks: refined(blocks),
        },
    }
}

/// The kind of a note that is marked by a bold word on its own line, as GitHub first did it.
fn word_alone(text: &[Inline]) -> Option<NoteKind> {
    let [Inline::Strong { inlines }, after, ..] = text else {
        return None;
    };
    let ([Inline::Text { text: word }], Inline::Text { text: end }) = (inlines.as_slice(), after)
    else {
        return None;
    };
    let is_word = ["note", "warning", "important", "tip", "caution"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    note_kind(word).filter(|_| is_word && end == "\n")
}

/// The blocks without the bold word at the beginning.
fn without_start(mut blocks: Vec<Block>) -> Vec<Block> {
    if let Some(Block::Paragraph { text }) = blocks.first_mut() {
        text.drain(..text.len().min(2));
    }
    blocks
}

/// Removes the first line from `text`; returns it, and whether there are more lines.
fn first_line(text: &mut Vec<Inline>) -> (Vec<Inline>, bool) {
    let is_end = |inline: &Inline| match inline {
        Inline::Text { text } => text == "\n",
        inline => *inline == Inline::Break,
    };
    match text.iter().position(is_end) {
        Some(end) => {
            let rest = text.split_off(end + 1);
            text.pop();
            let goes_on = rest.iter().any(|inline| !is_blank(inline));
            (std::mem::replace(text, rest), goes_on)
        }
        None => (std::mem::take(text), false),
    }
}

fn looks_like_title(title: &[Inline]) -> bool {
    let words = text::inlines(title);
    let words = words.trim();
    words.len() <= TITLE_LIMIT && !words.ends_with(['.', ':', ',', ';'])
}

fn is_blank(inline: &Inline) -> bool {
    match inline {
        Inline::Text { text } => text.trim().is_empty(),
        inline => *inline == Inline::Break,
    }
}

/// Whether an inline is nothing, not even a space that was written on purpose.
fn is_nothing(inline: &Inline) -> bool {
    match inline {
        Inline::Text { text } => text.is_empty() || text == "\n",
        inline => *inline == Inline::Break,
    }
}
