//! The parts that may be open while blocks are built.

use super::{
    flat::flat,
    table::{Cell, OpenRow, OpenTable},
};
use crate::markup::{Block, Inline, NoteKind, Numbering, text};

/// A part that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Blocks without a meaning of their own, such as a `<div>`.
    Group,
    Quote,
    Note(NoteKind),
    Details,
    /// The title of the note or the summary of the details around it.
    Title,
    List(Option<u32>, Numbering),
    Item,
    Table,
    Row,
    Cell {
        is_header: bool,
        span: (usize, usize),
    },
    Paragraph,
    /// The term in a definition list.
    Term,
    Heading {
        level: u8,
        anchor: String,
    },
    Strong,
    Emphasis,
    Strikethrough,
    Link(String),
    Image(String),
    Code,
    Superscript,
    Subscript,
    /// Running text without a meaning of its own, such as a `<span>`.
    Span,
    Verbatim(Verbatim),
}

/// Kinds of text whose lines stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbatim {
    Code,
    Preformatted,
}

/// Who opened a part, and may therefore close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Markdown,
    /// The tag with this name.
    Html(String),
    /// Needed by something inside it.
    Implied,
}

/// The content of an open part.
pub enum Content {
    Blocks(Vec<Block>),
    Items(Vec<Vec<Block>>),
    Table(OpenTable),
    Row(OpenRow),
    Inlines(Vec<Inline>),
    Text(String),
}

/// A part that was closed, in the form that the part around it takes.
pub enum Ended {
    Blocks(Vec<Block>),
    Inlines(Vec<Inline>),
    Item(Vec<Block>),
    Row(OpenRow),
    Cell(Cell),
    Title(Vec<Inline>),
}

pub struct Open {
    pub part: Part,
    pub owner: Owner,
    pub content: Content,
    /// The title of a note or the summary of details.
    pub title: Vec<Inline>,
    /// Whether spaces at its end are dropped.
    pub trims: bool,
}

impl Part {
    pub fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Strong
                | Self::Emphasis
                | Self::Strikethrough
                | Self::Link(_)
                | Self::Image(_)
                | Self::Code
                | Self::Superscript
                | Self::Subscript
                | Self::Span
        )
    }

    /// Whether it contains running text directly.
    pub fn holds_inlines(&self) -> bool {
        self.is_inline() || matches!(self, Self::Paragraph | Self::Term | Self::Heading { .. })
    }

    pub fn nests(&self) -> bool {
        matches!(
            self,
            Self::Quote | Self::Note(_) | Self::Details | Self::List(..)
        )
    }
}

impl Open {
    pub fn new(part: Part, owner: Owner) -> Self {
        let content = match &part {
            Part::List(..) => Content::Items(Vec::new()),
            Part::Table => Content::Table(OpenTable::default()),
            Part::Row => Content::Row(OpenRow::default()),
            Part::Verbatim(_) => Content::Text(String::new()),
            part if part.holds_inlines() => Content::Inlines(Vec::new()),
            _ => Content::Blocks(Vec::new()),
        };
        Self {
            part,
            owner,
            content,
            title: Vec::new(),
            trims: false,
        }
    }

    pub fn end(self) -> Ended {
        let title = self.title;
        match (self.part, self.content) {
            (part, Content::Inlines(mut inlines)) => {
                if self.trims {
                    trim_end(&mut inlines);
                }
                end_of_inlines(part, inlines)
            }
            (Part::Quote, Content::Blocks(blocks)) => Ended::Blocks(vec![Block::Quote { blocks }]),
            (Part::Note(kind), Content::Blocks(blocks)) => Ended::Blocks(vec![Block::Note {
                kind,
                title,
                blocks,
            }]),
            (Part::Details, Content::Blocks(blocks)) => Ended::Blocks(vec![Block::Details {
                summary: title,
                blocks,
            }]),
            (Part::Title, Content::Blocks(blocks)) => Ended::Title(flat(blocks)),
            (Part::Item, Content::Blocks(blocks)) => Ended::Item(blocks),
            (Part::Cell { is_header, span }, Content::Blocks(blocks)) => Ended::Cell(Cell {
                text: flat(blocks),
                is_header,
                span,
            }),
            (Part::List(start, numbering), Content::Items(items)) => {
                Ended::Blocks(vec![Block::List {
                    start,
                    numbering,
                    items,
                }])
            }
            (_, Content::Table(table)) => Ended::Blocks(table.blocks()),
            (_, Content::Row(row)) => Ended::Row(row),
            (Part::Verbatim(kind), Content::Text(text)) => {
                let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
                Ended::Blocks(vec![match kind {
                    Verbatim::Code => Block::Code { text },
                    Verbatim::Preformatted => Block::Preformatted { text },
                }])
            }
            (_, Content::Blocks(blocks)) => Ended::Blocks(blocks),
            (_, Content::Items(items)) => Ended::Blocks(items.into_iter().flatten().collect()),
            (_, Content::Text(text)) => Ended::Inlines(vec![Inline::text(text)]),
        }
    }
}

fn end_of_inlines(part: Part, inlines: Vec<Inline>) -> Ended {
    let one = |inline| Ended::Inlines(vec![inline]);
    match part {
        Part::Paragraph => Ended::Blocks(vec![Block::Paragraph { text: inlines }]),
        Part::Term => Ended::Blocks(vec![Block::Paragraph {
            text: vec![Inline::Strong { inlines }],
        }]),
        Part::Heading { level, anchor } => Ended::Blocks(vec![heading(level, anchor, inlines)]),
        Part::Strong => one(Inline::Strong { inlines }),
        Part::Emphasis => one(Inline::Emphasis { inlines }),
        Part::Strikethrough => one(Inline::Strikethrough { inlines }),
        Part::Link(target) => one(Inline::Link { target, inlines }),
        Part::Image(target) => one(Inline::Image {
            target,
            alt: text::inlines(&inlines).replace('\n', " "),
        }),
        Part::Code => match inlines
            .iter()
            .all(|inline| matches!(inline, Inline::Text { .. } | Inline::Code { .. }))
        {
            true => one(Inline::Code {
                text: text::inlines(&inlines),
            }),
            // A link in code stays a link.
            false => Ended::Inlines(inlines.into_iter().map(as_code).collect()),
        },
        Part::Superscript => Ended::Inlines(raised(inlines, "⁰¹²³⁴⁵⁶⁷⁸⁹")),
        Part::Subscript => Ended::Inlines(raised(inlines, "₀₁₂₃₄₅₆₇₈₉")),
        _ => Ended::Inlines(inlines),
    }
}

fn as_code(inline: Inline) -> Inline {
    match inline {
        Inline::Text { text } => Inline::Code { text },
        Inline::Link { target, inlines } => Inline::Link {
            target,
            inlines: inlines.into_iter().map(as_code).collect(),
        },
        other => other,
    }
}

/// A heading; an anchor inside it becomes its own.
fn heading(level: u8, mut anchor: String, mut text: Vec<Inline>) -> Block {
    text.retain(|inline| match inline {
        Inline::Anchor { name } if anchor.is_empty() => {
            anchor.clone_from(name);
            false
        }
        _ => true,
    });
    Block::Heading {
        level,
        anchor,
        text,
    }
}

/// Replaces digits by raised or lowered ones, so that 10⁶ does not read as 106; other text stays.
fn raised(inlines: Vec<Inline>, digits: &str) -> Vec<Inline> {
    match inlines.as_slice() {
        [Inline::Text { text }]
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            let raised = text.chars().filter_map(|c| {
                let index = usize::try_from(c.to_digit(10)?).ok()?;
                digits.chars().nth(index)
            });
            vec![Inline::text(raised.collect::<String>())]
        }
        _ => inlines,
    }
}

fn trim_end(inlines: &mut Vec<Inline>) {
    while let Some(Inline::Text { text }) = inlines.last_mut() {
        let length = text.trim_end_matches([' ', '\n']).len();
        text.truncate(length);
        if length > 0 {
            break;
        }
        inlines.pop();
    }
}
