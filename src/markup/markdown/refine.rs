//! What only shows once a block is whole: quotations that are notes, tabs of learn.microsoft.com,
//! tables that quote an event.

use super::{event_table, source::MARK};
use crate::markup::{Block, Inline, NoteKind, note_kind::note_kind, text};

/// Longest text on the line of a note's mark that is a title rather than the note itself.
const TITLE_LIMIT: usize = 80;

/// Kinds of blocks of learn.microsoft.com that are no notes: only their look is another.
const LOOKS: [&str; 3] = ["div", "tabzone", "row"];

/// `blocks` with all of these.
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
            // It ends the tabs.
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
            Block::List { start, items } => out.push(Block::List {
                start,
                items: items.into_iter().map(refined).collect(),
            }),
            Block::Table { header, rows } => out.push(event_table::read(header, rows)),
            // The mark of a quotation was forgotten.
            Block::Paragraph { text } if mark(&text).is_some() => {
                out.extend(quote(vec![Block::Paragraph { text }]));
            }
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

/// What a mark such as `[!NOTE]` at the beginning of a paragraph says. It begins with [`MARK`]
/// instead of a bracket, which tells it from text.
struct Mark {
    /// What stands in it.
    word: String,
    /// Whether the note is folded up at first.
    is_folded: bool,
    /// Where in the text the rest begins.
    length: usize,
}

fn mark(text: &[Inline]) -> Option<Mark> {
    let mut start = String::new();
    for inline in text {
        match inline {
            Inline::Text { text } => start.push_str(text),
            _ => break,
        }
        // What follows the mark says whether it is folded.
        let end = start.find(']').map_or(400, |end| end + 1);
        if start.len() > end {
            break;
        }
    }
    let inside = start.strip_prefix(MARK)?.strip_prefix('!')?;
    let end = inside.find(']')?;
    let word = inside.get(..end)?.trim();
    let name = word.split([' ', '|']).next().unwrap_or_default();
    let is_known = note_kind(name).is_some()
        || LOOKS.contains(&name.to_ascii_lowercase().as_str())
        || !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "-_".contains(c));
    let after = inside.get(end + 1..).unwrap_or_default();
    let is_folded = after.starts_with('-');
    let fold = usize::from(after.starts_with(['-', '+']));
    is_known.then(|| Mark {
        word: name.to_owned(),
        is_folded,
        length: MARK.len_utf8() + end + 2 + fold,
    })
}

/// A quotation, or the note that it is; what is in it is refined as well.
fn quote(mut blocks: Vec<Block>) -> Vec<Block> {
    let Some(Block::Paragraph { text }) = blocks.first_mut() else {
        let blocks = refined(blocks);
        return vec![Block::Quote { blocks }];
    };
    let Some(mark) = mark(text) else {
        return vec![match word_alone(text) {
            Some(kind) => Block::Note {
                kind,
                title: Vec::new(),
                blocks: refined(without_start(blocks)),
            },
            None => Block::Quote {
                blocks: refined(blocks),
            },
        }];
    };
    let mut rest = after(std::mem::take(text), mark.length);
    if LOOKS.contains(&mark.word.to_ascii_lowercase().as_str()) {
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
    let is_title = has_more && (!goes_on || looks_like_title(&title));
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
        // A kind that has no word of its own here keeps it.
        if kind.is_none_or(|kind| !kind.word().eq_ignore_ascii_case(&mark.word)) {
            title.push(Inline::text(capitalized(&mark.word)));
        }
    }
    vec![match (mark.is_folded, kind) {
        (true, _) => Block::Details {
            summary: match title.is_empty() {
                true => vec![Inline::text(capitalized(&mark.word))],
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

/// The kind of a note that is marked by a word in bold on a line of its own, as GitHub had it
/// first.
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

/// Without the word in bold at the beginning.
fn without_start(mut blocks: Vec<Block>) -> Vec<Block> {
    if let Some(Block::Paragraph { text }) = blocks.first_mut() {
        text.drain(..text.len().min(2));
    }
    blocks
}

/// What stands after the first bytes of the texts at the beginning.
fn after(text: Vec<Inline>, mut length: usize) -> Vec<Inline> {
    let mut out = Vec::with_capacity(text.len());
    for inline in text {
        match inline {
            Inline::Text { text } if length >= text.len() => length -= text.len(),
            Inline::Text { text } => {
                let rest = text.get(length..).unwrap_or_default();
                out.push(Inline::text(if out.is_empty() {
                    rest.trim_start_matches(' ')
                } else {
                    rest
                }));
                length = 0;
            }
            inline => out.push(inline),
        }
    }
    out
}

/// Takes the inlines of the first line out of `text`; whether there are more lines.
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

/// Whether it is less than a blank that was written on purpose.
fn is_nothing(inline: &Inline) -> bool {
    match inline {
        Inline::Text { text } => text.is_empty() || text == "\n",
        inline => *inline == Inline::Break,
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!(
        "{}{}",
        first.unwrap_or_default(),
        chars.as_str().to_lowercase()
    )
}
