//! The plain Markdown that is being written, and the source line of each of its lines.

use super::{escape::escaped, prefix};
use crate::markup::NoteKind;

/// The lines so far.
#[derive(Default)]
pub struct Lines {
    pub text: String,
    /// For each line, its number in the source, from 1.
    pub numbers: Vec<usize>,
    /// The line of the source that is being read.
    pub number: usize,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// A tag that must stand alone, with blank lines around it.
    Alone(String),
    /// Program text of several lines.
    Fence(String),
    Several(Vec<Piece>),
}

impl Lines {
    pub fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.numbers.push(self.number);
    }

    /// Adds empty cells to the table row on the last line.
    pub fn add_cells(&mut self, count: usize) {
        if count > 0 {
            let end = self.text.trim_end().len();
            self.text.truncate(end);
            if !self.text.ends_with('|') {
                self.text.push('|');
            }
            self.text.push_str(&" |".repeat(count));
            self.text.push('\n');
        }
    }

    /// Adds an empty line inside the same quotations.
    pub fn blank(&mut self, prefix: &str) {
        let line = prefix::continued(prefix);
        self.push(line.trim_end());
    }

    /// Adds a tag that stands alone. The text after it is parsed as Markdown.
    pub fn alone(&mut self, prefix: &str, tag: &str) {
        // The marks of a list must be on the line of its first words.
        if prefix::continued(prefix) == prefix {
            self.blank(prefix);
        }
        self.push(&format!("{prefix}{tag}"));
        self.blank(prefix);
    }

    /// Opens a note or details with a title in Markdown.
    pub fn open(&mut self, prefix: &str, tag: &str, title: &str) {
        self.alone(prefix, tag);
        let title = title.trim();
        if !title.is_empty() {
            let prefix = prefix::continued(prefix);
            self.alone(&prefix, "<x-title>");
            self.push(&format!("{prefix}{title}"));
            self.alone(&prefix, "</x-title>");
        }
    }

    /// Adds a line of several pieces.
    pub fn pieces(&mut self, prefix: &str, pieces: &[Piece]) {
        if let [Piece::Text(text)] = pieces {
            self.push(&format!("{prefix}{text}"));
            return;
        }
        let is_row = pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Text(text) if text.trim_start().starts_with('|')));
        if is_row {
            // A table row can't be split.
            let mut row = String::new();
            pieces.iter().for_each(|piece| piece.push_words(&mut row));
            self.push(&format!("{prefix}{row}"));
            return;
        }
        let mut prefix = prefix.to_owned();
        for piece in pieces {
            match piece {
                Piece::Text(text) if text.trim().is_empty() => continue,
                Piece::Several(inner) => self.pieces(&prefix, inner),
                Piece::Text(text) => self.push(&format!("{prefix}{}", text.trim())),
                Piece::Alone(tag) => self.alone(&prefix, tag),
                Piece::Fence(text) => {
                    self.blank(&prefix);
                    let fence = "`".repeat(3.max(longest_run(text) + 1));
                    self.push(&format!("{prefix}{fence}"));
                    prefix = prefix::continued(&prefix);
                    for line in text.trim_matches('\n').split('\n') {
                        self.push(&format!("{prefix}{line}"));
                    }
                    self.push(&format!("{prefix}{fence}"));
                    self.blank(&prefix);
                }
            }
            prefix = prefix::continued(&prefix);
        }
    }
}

impl Piece {
    /// Appends its words, if it can't be on its own line.
    pub fn push_words(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Fence(text) => out.push_str(&format!("`{}`", text.trim().replace('\n', " "))),
            Self::Alone(_) => {}
            Self::Several(pieces) => pieces.iter().for_each(|piece| piece.push_words(out)),
        }
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The tag that opens a note.
pub fn note_tag(kind: NoteKind) -> String {
    format!("<x-note kind=\"{}\">", kind.word().to_ascii_lowercase())
}

/// The tag for the heading of a tab.
pub fn tab_tag(label: &str) -> String {
    format!("<x-tab label=\"{}\">", escaped(label))
}
