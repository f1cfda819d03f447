//! Admonitions and tabs whose content is indented: `!!! warning "Stop"`, `??? note`, `=== "Tab"`.

use super::lines::{Lines, note_tag, tab_tag};
use crate::markup::{NoteKind, note_kind::note_kind};

/// The most words after the kind of a note that are classes, as in `!!! note inline end`.
const CLASSES: usize = 3;

/// A block that begins on a line and continues while lines are indented by four spaces.
#[derive(Debug, PartialEq, Eq)]
pub enum Indented {
    Note(NoteKind, String),
    /// Folded up at first.
    Details(String),
    Tab(String),
}

/// The block that a line with these words begins; `is_open` says whether an indented line follows.
pub fn indented(words: &str, is_open: bool) -> Option<Indented> {
    let words = words.trim_end();
    let marks = ["!!!", "???+", "???", "===!", "===+", "==="];
    let mark = marks.iter().find(|mark| words.starts_with(**mark))?;
    let rest = words.get(mark.len()..)?;
    if mark.starts_with('=') {
        let label = quoted(rest.trim_start())?;
        return Some(Indented::Tab(label.to_owned()));
    }
    let rest = rest.trim_start();
    let end = rest.find(['"', '\'']).unwrap_or(rest.len());
    let (types, title) = rest.split_at(end);
    // The kind, or the quotation mark after the title, is missing.
    if types.is_empty() && title.trim_end().contains(' ') {
        let title = quoted(title).unwrap_or(title.get(1..)?);
        let first = title.split(' ').next().unwrap_or_default();
        let kind = note_kind(first).filter(|_| first.starts_with(char::is_lowercase));
        let title = match kind {
            Some(_) => title.get(first.len()..)?.trim_start(),
            None => title,
        };
        return match mark.starts_with('?') {
            true => is_open.then(|| Indented::Details(title.to_owned())),
            false => Some(Indented::Note(
                kind.unwrap_or(NoteKind::Note),
                title.to_owned(),
            )),
        };
    }
    let mut types = types.split_whitespace();
    let first = types.next().unwrap_or_default();
    let is_word = !first.is_empty()
        && first
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':'));
    let kind = note_kind(first);
    if !is_word || kind.is_none() && !is_open {
        return None;
    }
    let title = quoted(title).or_else(|| unquoted(rest));
    let title = title.map(str::to_owned);
    // An empty title hides the word; the color still shows the kind.
    let title = title.unwrap_or_else(|| match kind {
        Some(_) if is_plain(first) => String::new(),
        _ => capitalized(first),
    });
    Some(match mark.starts_with('?') {
        true if title.is_empty() => Indented::Details(capitalized(first)),
        true => Indented::Details(title),
        false => Indented::Note(kind.unwrap_or(NoteKind::Note), title),
    })
}

/// Whether the kind's word is the same as that of the note that it becomes.
fn is_plain(word: &str) -> bool {
    let kind = note_kind(word);
    kind.is_some_and(|kind| kind.word().eq_ignore_ascii_case(word))
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str())
}

/// The title after the mark, if its author forgot the quotation marks: more words than a note can
/// have classes, or words that are not classes.
fn unquoted(rest: &str) -> Option<&str> {
    let (_, words) = rest.split_once(char::is_whitespace)?;
    let is_class = |word: &str| {
        word.chars()
            .all(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
    };
    let is_classes =
        words.split_whitespace().count() <= CLASSES && words.split_whitespace().all(is_class);
    Some(words.trim()).filter(|words| !is_classes && !words.is_empty())
}

fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = text.get(1..)?;
    inside.get(..inside.rfind(quote)?)
}

impl Indented {
    /// Its title.
    pub fn title(&self) -> &str {
        match self {
            Self::Note(_, title) | Self::Details(title) | Self::Tab(title) => title,
        }
    }

    /// Writes its beginning with a rewritten title; returns the tag that ends it.
    pub fn begin(&self, title: &str, prefix: &str, lines: &mut Lines) -> &'static str {
        match self {
            Self::Note(kind, _) => {
                lines.open(prefix, &note_tag(*kind), title);
                "</x-note>"
            }
            Self::Details(_) => {
                lines.open(prefix, "<x-details>", title);
                "</x-details>"
            }
            Self::Tab(label) => {
                lines.alone(prefix, &tab_tag(label));
                ""
            }
        }
    }
}
