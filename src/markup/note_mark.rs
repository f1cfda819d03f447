//! The mark of a note at the beginning of a text, such as `[!NOTE]`.

use super::{Inline, note_kind::note_kind};

/// Replaces the bracket that begins the mark of a note, to distinguish it from text. This character
/// is a Unicode noncharacter, which the reader removes from its input, so it can't occur in text.
pub(super) const MARK: char = '\u{fdd0}';

/// Kinds of blocks on learn.microsoft.com that are not notes, but only look different.
const LOOKS: [&str; 3] = ["div", "tabzone", "row"];

/// In how many bytes the bracket that ends a mark is looked for: a text without one may be long.
const MAX_LENGTH: usize = 400;

/// The content of a mark.
pub(super) struct NoteMark {
    /// The word in it.
    pub word: String,
    /// Whether the note is folded up at first.
    pub is_folded: bool,
    /// The length of the mark in the text.
    length: usize,
}

impl NoteMark {
    /// The mark that `text` begins with.
    pub fn of(text: &[Inline]) -> Option<Self> {
        let mut start = String::new();
        for inline in text {
            match inline {
                Inline::Text { text } => start.push_str(text),
                _ => break,
            }
            // The character after the mark says whether it is folded up.
            let end = start.find(']').map_or(MAX_LENGTH, |end| end + 1);
            if start.len() > end {
                break;
            }
        }
        let inside = start.strip_prefix(MARK)?.strip_prefix('!')?;
        let end = inside.find(']')?;
        let word = inside.get(..end)?.trim();
        let name = word.split([' ', '|']).next().unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
        let is_well_formed = !name.is_empty() && name.chars().all(is_name);
        let after = inside.get(end + 1..).unwrap_or_default();
        let is_folded = after.starts_with('-');
        // Some write a colon after it.
        let extra = usize::from(after.starts_with(['-', '+', ':']));
        is_well_formed.then(|| Self {
            word: name.to_owned(),
            is_folded,
            length: MARK.len_utf8() + end + 2 + extra,
        })
    }

    /// Whether it only changes the look of the text.
    pub fn changes_only_look(&self) -> bool {
        LOOKS.contains(&self.word.to_ascii_lowercase().as_str())
    }

    /// The text after it.
    pub fn rest(&self, text: Vec<Inline>) -> Vec<Inline> {
        let mut length = self.length;
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

    /// The word as people write it.
    pub fn shown(&self) -> String {
        match note_kind(&self.word) {
            Some(kind) if kind.word().eq_ignore_ascii_case(&self.word) => kind.word().to_owned(),
            _ => capitalized(&self.word),
        }
    }
}

/// The position of the first mark that begins a line other than the first.
pub(super) fn first_inside(text: &[Inline]) -> Option<usize> {
    (1..text.len()).find(|at| begins_line(text, *at))
}

/// The position of the last mark that begins a line other than the first.
pub(super) fn last_inside(text: &[Inline]) -> Option<usize> {
    (1..text.len()).rfind(|at| begins_line(text, *at))
}

/// Whether the inline at this position is a mark right after a line end.
fn begins_line(text: &[Inline], at: usize) -> bool {
    let is_mark = |one: &Inline| matches!(one, Inline::Text { text } if text.starts_with(MARK));
    let is_end = |one: &Inline| match one {
        Inline::Text { text } => text == "\n",
        one => *one == Inline::Break,
    };
    text.get(at).is_some_and(is_mark)
        && text.get(at - 1).is_some_and(is_end)
        && text
            .get(at..)
            .is_some_and(|rest| NoteMark::of(rest).is_some())
}

/// Running text in which a mark at the beginning becomes a bold word, for places where no note is
/// allowed.
pub(super) fn in_running_text(text: Vec<Inline>) -> Vec<Inline> {
    let Some(mark) = NoteMark::of(&text) else {
        return text;
    };
    let mut rest = mark.rest(text);
    if mark.changes_only_look() {
        return rest;
    }
    let is_nothing = |inline: &Inline| match inline {
        Inline::Text { text } => text.trim().is_empty(),
        inline => *inline == Inline::Break,
    };
    let words = rest.iter().position(|inline| !is_nothing(inline));
    rest.drain(..words.unwrap_or(rest.len()));
    let word = vec![Inline::text(format!("{}:", mark.shown()))];
    let mut out = vec![Inline::Strong { inlines: word }, Inline::text(" ")];
    out.append(&mut rest);
    out
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
