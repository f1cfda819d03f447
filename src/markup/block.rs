//! The blocks and inlines that sections are made of.

use serde::{Deserialize, Serialize};

/// A block of structured text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A sub-heading inside a section.
    Heading {
        /// 3 to 6; sections themselves are level 2.
        level: u8,
        /// Its text.
        text: Vec<Inline>,
    },
    /// A list, numbered or not.
    List {
        /// First number of a numbered list; `None` for bullets.
        start: Option<u32>,
        /// Each item is a list of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A note, warning or the like, set apart.
    Note {
        /// Which kind; its word is shown before the text.
        kind: NoteKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// A quoted event-log record, its fields in the order of the source.
    Event {
        /// Label and value of each line.
        fields: Vec<EventField>,
    },
    /// Program text, verbatim.
    Code {
        /// Lines joined by `\n`, no trailing newline.
        text: String,
    },
    /// Anything whose layout matters or isn't understood, verbatim.
    Preformatted {
        /// Lines joined by `\n`, no trailing newline.
        text: String,
    },
    /// A table.
    Table {
        /// The header row; empty where the table has none.
        header: TableRow,
        /// The rows, each with as many cells as the widest row has at most.
        rows: Vec<TableRow>,
    },
    /// A block quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A horizontal rule.
    Rule,
}

/// The cells of a table row.
pub type TableRow = Vec<Vec<Inline>>;

/// One line of a quoted event. `label` is empty for a line without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventField {
    /// The label as written, without the colon (`Event ID`).
    pub label: String,
    /// The value, lines joined by `\n`.
    pub value: String,
}

/// The kinds of note, after their usual words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// `NOTE:`
    Note,
    /// `TIP:`
    Tip,
    /// `IMPORTANT:`
    Important,
    /// `WARNING:`
    Warning,
    /// `CAUTION:`
    Caution,
}

impl NoteKind {
    /// The word shown before the note, as in `Note`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Important => "Important",
            Self::Warning => "Warning",
            Self::Caution => "Caution",
        }
    }
}

/// A piece of running text. Article ids in `Text` and `Code` become links when written as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "inline", rename_all = "snake_case")]
pub enum Inline {
    /// Plain characters.
    Text {
        /// The characters.
        text: String,
    },
    /// Code, verbatim.
    Code {
        /// The characters.
        text: String,
    },
    /// Strong importance.
    Strong {
        /// What is strong.
        inlines: Vec<Inline>,
    },
    /// Emphasis.
    Emphasis {
        /// What is emphasised.
        inlines: Vec<Inline>,
    },
    /// A link; `target` is as written and judged by the writer.
    Link {
        /// A URL, an article id (with `#anchor`), or a file beside the article.
        target: String,
        /// What it says.
        inlines: Vec<Inline>,
    },
    /// An image that lies beside the article.
    Image {
        /// The file's name.
        target: String,
        /// Its description.
        alt: String,
    },
    /// A line break inside a paragraph.
    Break,
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Gives `change` every text in it that a person reads.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Text { text } | Self::Code { text } => change(text),
            Self::Image { alt, .. } => change(alt),
            Self::Strong { inlines } | Self::Emphasis { inlines } | Self::Link { inlines, .. } => {
                inlines.iter_mut().for_each(|one| one.each_text(change));
            }
            Self::Break => {}
        }
    }
}

impl Block {
    /// Gives `change` every text in it that a person reads.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Paragraph { text } | Self::Heading { text, .. } => {
                text.iter_mut().for_each(|one| one.each_text(change));
            }
            Self::List { items, .. } => {
                let blocks = items.iter_mut().flatten();
                blocks.for_each(|block| block.each_text(change));
            }
            Self::Note { blocks, .. } | Self::Quote { blocks } => {
                blocks.iter_mut().for_each(|block| block.each_text(change));
            }
            Self::Event { fields } => fields.iter_mut().for_each(|field| change(&mut field.value)),
            Self::Code { text } | Self::Preformatted { text } => change(text),
            Self::Table { header, rows } => {
                let cells = header.iter_mut().chain(rows.iter_mut().flatten());
                let inlines = cells.flatten();
                inlines.for_each(|one| one.each_text(change));
            }
            Self::Rule => {}
        }
    }

    /// A paragraph of plain text.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph {
            text: vec![Inline::text(text)],
        }
    }
}
