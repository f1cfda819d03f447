//! The blocks and inlines that sections are made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A heading inside a section.
    Heading {
        /// Usually 3 to 6; sections themselves have level 2.
        #[schemars(range(min = 1, max = 6))]
        level: u8,
        /// Its name in links, unique in the article; empty if it has none.
        anchor: String,
        /// Its text.
        text: Vec<Inline>,
    },
    /// A list, numbered or not.
    List {
        /// The first number of a numbered list; `null` for bullets.
        start: Option<u32>,
        /// How its items are counted; `numbers` for bullets.
        #[serde(default)]
        numbering: Numbering,
        /// Each item is a list of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A note or warning, set apart.
    Note {
        /// Its kind, which is shown as a word before the text if there is no title.
        kind: NoteKind,
        /// Its own title; empty if it has none.
        title: Vec<Inline>,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// A quoted event, with its fields in the order of the source.
    Event {
        /// Its lines.
        fields: Vec<EventField>,
    },
    /// Program text, verbatim.
    Code {
        /// The text, without a line break at the end.
        text: String,
    },
    /// Text whose layout matters, verbatim.
    Preformatted {
        /// The text, without a line break at the end.
        text: String,
    },
    /// A table.
    Table {
        /// The header row; empty if the table has none.
        header: TableRow,
        /// The rows.
        rows: Vec<TableRow>,
    },
    /// A block quotation.
    Quote {
        /// The quoted blocks.
        blocks: Vec<Block>,
    },
    /// A horizontal rule.
    Rule,
    /// A part that is folded up at first.
    Details {
        /// The line that is shown even when it is folded up.
        summary: Vec<Inline>,
        /// Its content.
        blocks: Vec<Block>,
    },
}

/// The cells of a table row.
pub type TableRow = Vec<Vec<Inline>>;

/// A line of a quoted event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventField {
    /// The label as written, without the colon, such as `Event ID`; empty if the line has none.
    pub label: String,
    /// The value, which may have several lines.
    pub value: String,
}

/// How the items of a numbered list are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// `1.`, `2.`, `3.`
    #[default]
    Numbers,
    /// `a.`, `b.`, `c.`
    Letters,
    /// `A.`, `B.`, `C.`
    Capitals,
}

impl Numbering {
    /// The value of the HTML attribute `type`.
    pub fn html_type(self) -> Option<&'static str> {
        match self {
            Self::Numbers => None,
            Self::Letters => Some("a"),
            Self::Capitals => Some("A"),
        }
    }

    /// The numbering for this HTML `type`; `numbers` for anything else.
    pub fn of_html_type(word: &str) -> Self {
        match word {
            "a" => Self::Letters,
            "A" => Self::Capitals,
            _ => Self::Numbers,
        }
    }

    /// The marker of an item, such as `c.`; after `z` it is a number.
    pub fn marker(self, number: u32) -> String {
        let first = match self {
            Self::Numbers => None,
            Self::Letters => Some('a'),
            Self::Capitals => Some('A'),
        };
        let letter = first
            .filter(|_| (1..=26).contains(&number))
            .and_then(|first| char::from_u32(u32::from(first) + number - 1));
        letter.map_or_else(|| format!("{number}."), |letter| format!("{letter}."))
    }
}

/// What kind of note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Strong text.
    Strong {
        /// What is strong.
        inlines: Vec<Inline>,
    },
    /// Emphasized text.
    Emphasis {
        /// What is emphasized.
        inlines: Vec<Inline>,
    },
    /// A link.
    Link {
        /// As written: a URL, an article's ID, or a path, each perhaps with `#anchor`, or a file
        /// beside the article. A wiki link begins with `wiki:` and names a page, as in
        /// `wiki:Page#Heading`.
        target: String,
        /// The text of the link.
        inlines: Vec<Inline>,
    },
    /// A picture beside the article.
    Image {
        /// The file's name or path, or a URL.
        target: String,
        /// Its description.
        alt: String,
    },
    /// A line break inside a paragraph.
    Break,
    /// Text that no longer applies.
    Strikethrough {
        /// The text that is struck through.
        inlines: Vec<Inline>,
    },
    /// A place that links may lead to.
    Anchor {
        /// Its name in links.
        name: String,
    },
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Calls `change` with every text in it that people read.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Text { text } | Self::Code { text } => change(text),
            Self::Image { alt, .. } => change(alt),
            Self::Strong { inlines }
            | Self::Emphasis { inlines }
            | Self::Strikethrough { inlines }
            | Self::Link { inlines, .. } => {
                inlines.iter_mut().for_each(|one| one.each_text(change));
            }
            Self::Break | Self::Anchor { .. } => {}
        }
    }
}

impl Block {
    /// Calls `change` with every text in it that people read.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Paragraph { text } | Self::Heading { text, .. } => {
                text.iter_mut().for_each(|one| one.each_text(change));
            }
            Self::List { items, .. } => {
                let blocks = items.iter_mut().flatten();
                blocks.for_each(|block| block.each_text(change));
            }
            Self::Note { title, blocks, .. }
            | Self::Details {
                summary: title,
                blocks,
            } => {
                title.iter_mut().for_each(|one| one.each_text(change));
                blocks.iter_mut().for_each(|block| block.each_text(change));
            }
            Self::Quote { blocks } => {
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
