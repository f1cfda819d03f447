//! Reads Markdown into blocks.

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::{
    depth::{self, DEPTH_LIMIT},
    event,
    normal::{normal, verbatim},
};
use crate::markup::{Block, Inline, NoteKind, TableRow};

/// Most problems that are reported of one text.
const PROBLEM_LIMIT: usize = 20;

/// The blocks of `text` in normal form, and what is wrong with it: line (from 1) and a sentence
/// without a full stop. Never fails; whatever isn't understood is text.
pub fn read(text: &str) -> (Vec<Block>, Vec<(usize, String)>) {
    let text = verbatim(text);
    let text = depth::bounded(&text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_GFM;
    let mut reader = BlockReader {
        stack: vec![Frame::Blocks(Vec::new())],
        ..BlockReader::default()
    };
    for (event, span) in Parser::new_ext(&text, options).into_offset_iter() {
        reader.event(event, &span);
    }
    reader.end_tight_paragraph();
    let mut blocks = Vec::new();
    while let Some(frame) = reader.stack.pop() {
        if let Frame::Blocks(outermost) = frame {
            blocks = outermost;
        }
    }
    let problems = lines_of(&text, reader.problems);
    (normal(blocks), problems)
}

/// Byte offsets, which come in ascending order, as line numbers.
fn lines_of(text: &str, problems: Vec<(usize, &str)>) -> Vec<(usize, String)> {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    problems
        .into_iter()
        .map(|(at, message)| (line(at), message.to_owned()))
        .collect()
}

/// Something that has begun and not yet ended.
enum Frame {
    /// The whole text, a quotation, a note or a list item.
    Blocks(Vec<Block>),
    List {
        start: Option<u32>,
        items: Vec<Vec<Block>>,
    },
    /// A paragraph, heading, table cell, or something inside one.
    Inlines(Vec<Inline>),
    /// The text of a list item that has no paragraph of its own.
    TightParagraph(Vec<Inline>),
    Image {
        target: String,
        alt: String,
    },
    Fence {
        kind: Fence,
        text: String,
    },
    Html {
        lines: Vec<Inline>,
    },
    Table {
        header: TableRow,
        rows: Vec<TableRow>,
        row: TableRow,
    },
}

#[derive(Clone, Copy)]
enum Fence {
    Event,
    Preformatted,
    Code,
}

#[derive(Default)]
struct BlockReader {
    stack: Vec<Frame>,
    /// Open lists, notes and quotations that are on the stack.
    depth: usize,
    /// Open lists, notes and quotations that are too deep and therefore not on the stack.
    too_deep: usize,
    /// Open inlines on the stack, and those that are not: too deep, or inside an image.
    inline_depth: usize,
    inline_too_deep: usize,
    targets: Vec<String>,
    problems: Vec<(usize, &'static str)>,
}

impl BlockReader {
    fn event(&mut self, event: Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => match self.stack.last_mut() {
                Some(Frame::Image { alt, .. }) => alt.push_str(&text),
                _ => self.inline(Inline::Code {
                    text: text.into_string(),
                }),
            },
            Event::Html(text) => {
                self.problem(span, "HTML is not supported and is shown as text");
                self.text(&text);
            }
            Event::InlineHtml(text) => {
                self.problem(span, "HTML is not supported and is shown as text");
                self.inline_text(&text.replace('\n', " "));
            }
            Event::SoftBreak => self.inline_text(" "),
            Event::HardBreak => self.inline_text("\n"),
            Event::Rule => self.block(Block::Rule),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.inline_text(&text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn problem(&mut self, span: &Range<usize>, message: &'static str) {
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push((span.start, message));
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: &Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } => {
                self.end_tight_paragraph();
                self.stack.push(Frame::Inlines(Vec::new()));
            }
            Tag::TableCell => self.stack.push(Frame::Inlines(Vec::new())),
            Tag::BlockQuote(_) => self.start_container(Frame::Blocks(Vec::new()), span),
            Tag::List(start) => {
                let start = start.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                self.start_container(
                    Frame::List {
                        start,
                        items: Vec::new(),
                    },
                    span,
                );
            }
            Tag::Item if self.too_deep > 0 => self.end_tight_paragraph(),
            Tag::Item => self.stack.push(Frame::Blocks(Vec::new())),
            Tag::CodeBlock(kind) => {
                self.end_tight_paragraph();
                let kind = match kind {
                    CodeBlockKind::Fenced(info) => Fence::of(&info),
                    CodeBlockKind::Indented => Fence::Code,
                };
                self.stack.push(Frame::Fence {
                    kind,
                    text: String::new(),
                });
            }
            Tag::HtmlBlock => {
                self.end_tight_paragraph();
                self.stack.push(Frame::Html { lines: Vec::new() });
            }
            Tag::Table(_) => {
                self.end_tight_paragraph();
                let (header, rows, row) = (TableRow::new(), Vec::new(), TableRow::new());
                self.stack.push(Frame::Table { header, rows, row });
            }
            Tag::Emphasis | Tag::Strong => self.start_inline(Frame::Inlines(Vec::new()), None),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let is_mail = link_type == LinkType::Email && !dest_url.starts_with("mailto:");
                let target = if is_mail {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.into()
                };
                self.start_inline(Frame::Inlines(Vec::new()), Some(target));
            }
            Tag::Image { dest_url, .. } => {
                let (target, alt) = (dest_url.into_string(), String::new());
                self.start_inline(Frame::Image { target, alt }, None);
            }
            // None of the others is enabled; a table's rows are known by their ends.
            _ => {}
        }
    }

    fn start_container(&mut self, frame: Frame, span: &Range<usize>) {
        self.end_tight_paragraph();
        if self.depth >= DEPTH_LIMIT {
            if self.too_deep == 0 {
                self.problem(span, "this is nested too deeply and is flattened");
            }
            self.too_deep += 1;
        } else {
            self.depth += 1;
            self.stack.push(frame);
        }
    }

    fn start_inline(&mut self, frame: Frame, target: Option<String>) {
        let in_image = matches!(self.stack.last(), Some(Frame::Image { .. }));
        if in_image || self.inline_depth >= DEPTH_LIMIT || self.inline_too_deep > 0 {
            self.inline_too_deep += 1;
            return;
        }
        self.start_tight_paragraph();
        self.inline_depth += 1;
        self.targets.extend(target);
        self.stack.push(frame);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                let text = self.pop_inlines();
                self.block(Block::Paragraph { text });
            }
            TagEnd::Heading(level) => {
                let text = self.pop_inlines();
                self.block(Block::Heading {
                    level: level as u8,
                    text,
                });
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) if self.too_deep > 0 => {
                self.end_tight_paragraph();
                self.too_deep -= 1;
            }
            TagEnd::BlockQuote(kind) => {
                self.depth = self.depth.saturating_sub(1);
                let blocks = self.pop_blocks();
                self.block(match kind {
                    Some(kind) => Block::Note {
                        kind: note_kind(kind),
                        blocks,
                    },
                    None => Block::Quote { blocks },
                });
            }
            TagEnd::List(_) => {
                self.depth = self.depth.saturating_sub(1);
                if let Some(Frame::List { start, items }) = self.stack.pop() {
                    self.block(Block::List { start, items });
                }
            }
            TagEnd::Item if self.too_deep > 0 => self.end_tight_paragraph(),
            TagEnd::Item => {
                self.end_tight_paragraph();
                let blocks = self.pop_blocks();
                if let Some(Frame::List { items, .. }) = self.stack.last_mut() {
                    items.push(blocks);
                }
            }
            TagEnd::CodeBlock => {
                if let Some(Frame::Fence { kind, text }) = self.stack.pop() {
                    self.block(kind.block(text));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(Frame::Html { lines }) = self.stack.pop() {
                    self.block(Block::Paragraph { text: lines });
                }
            }
            TagEnd::TableCell => {
                let cell = self.pop_inlines();
                if let Some(Frame::Table { row, .. }) = self.stack.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(Frame::Table { header, row, .. }) = self.stack.last_mut() {
                    *header = std::mem::take(row);
                }
            }
            TagEnd::TableRow => {
                if let Some(Frame::Table { rows, row, .. }) = self.stack.last_mut() {
                    rows.push(std::mem::take(row));
                }
            }
            TagEnd::Table => {
                if let Some(Frame::Table { header, rows, .. }) = self.stack.pop() {
                    self.block(Block::Table { header, rows });
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => {
                self.end_inline(tag);
            }
            _ => {}
        }
    }

    fn end_inline(&mut self, tag: TagEnd) {
        if self.inline_too_deep > 0 {
            self.inline_too_deep -= 1;
            return;
        }
        self.inline_depth = self.inline_depth.saturating_sub(1);
        let inline = match (tag, self.stack.pop()) {
            (TagEnd::Image, Some(Frame::Image { target, alt })) => Inline::Image { target, alt },
            (TagEnd::Emphasis, Some(Frame::Inlines(inlines))) => Inline::Emphasis { inlines },
            (TagEnd::Strong, Some(Frame::Inlines(inlines))) => Inline::Strong { inlines },
            (TagEnd::Link, Some(Frame::Inlines(inlines))) => Inline::Link {
                target: self.targets.pop().unwrap_or_default(),
                inlines,
            },
            _ => return,
        };
        self.inline(inline);
    }

    fn text(&mut self, text: &str) {
        match self.stack.last_mut() {
            Some(Frame::Fence { text: fenced, .. }) => fenced.push_str(text),
            _ => self.inline_text(text),
        }
    }

    /// Running text; a line end in it (written as a reference) is a line break.
    fn inline_text(&mut self, text: &str) {
        if let Some(Frame::Image { alt, .. }) = self.stack.last_mut() {
            alt.push_str(text);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.inline(Inline::Break);
            }
            if !line.is_empty() {
                self.inline(Inline::text(line));
            }
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.start_tight_paragraph();
        match self.stack.last_mut() {
            Some(
                Frame::Inlines(inlines)
                | Frame::TightParagraph(inlines)
                | Frame::Html { lines: inlines },
            ) => inlines.push(inline),
            // The description of an image is plain text.
            Some(Frame::Image { alt, .. }) => alt.push(' '),
            _ => {}
        }
    }

    fn block(&mut self, block: Block) {
        self.end_tight_paragraph();
        if let Some(Frame::Blocks(blocks)) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    fn start_tight_paragraph(&mut self) {
        if matches!(self.stack.last(), Some(Frame::Blocks(_))) {
            self.stack.push(Frame::TightParagraph(Vec::new()));
        }
    }

    fn end_tight_paragraph(&mut self) {
        if let Some(Frame::TightParagraph(text)) = self
            .stack
            .pop_if(|frame| matches!(frame, Frame::TightParagraph(_)))
        {
            self.block(Block::Paragraph { text });
        }
    }

    fn pop_inlines(&mut self) -> Vec<Inline> {
        match self.stack.pop() {
            Some(Frame::Inlines(inlines)) => inlines,
            _ => Vec::new(),
        }
    }

    fn pop_blocks(&mut self) -> Vec<Block> {
        self.end_tight_paragraph();
        match self.stack.pop() {
            Some(Frame::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

impl Fence {
    fn of(info: &str) -> Self {
        match info
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "event" => Self::Event,
            "text" => Self::Preformatted,
            _ => Self::Code,
        }
    }

    fn block(self, text: String) -> Block {
        let text = text.strip_suffix('\n').unwrap_or(&text);
        match self {
            Self::Event => Block::Event {
                fields: event::read(text),
            },
            Self::Preformatted => Block::Preformatted {
                text: text.to_owned(),
            },
            Self::Code => Block::Code {
                text: text.to_owned(),
            },
        }
    }
}

fn note_kind(kind: BlockQuoteKind) -> NoteKind {
    match kind {
        BlockQuoteKind::Note => NoteKind::Note,
        BlockQuoteKind::Tip => NoteKind::Tip,
        BlockQuoteKind::Important => NoteKind::Important,
        BlockQuoteKind::Warning => NoteKind::Warning,
        BlockQuoteKind::Caution => NoteKind::Caution,
    }
}
