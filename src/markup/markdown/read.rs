//! Reads Markdown into blocks.

use std::{collections::HashMap, ops::Range};

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::{
    depth, event, event_xml,
    normal::{normal, verbatim},
    refine::refined,
    source::{is_stray, rewrite},
};
use crate::markup::{
    Block, Inline, Numbering, anchors,
    build::{Builder, DEPTH_LIMIT, Owner, Part, Verbatim},
    html_read::{Context, feed},
    note_mark::MARK,
};

/// The extensions of Markdown that are enabled.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST);

/// The most problems that are reported for one text.
const PROBLEM_LIMIT: usize = 20;

/// The blocks of `text` in normal form, and its problems, each with a line (from 1) and a sentence
/// without a full stop. Never fails: anything that isn't understood is text.
pub fn read(text: &str) -> (Vec<Block>, Vec<(usize, String)>) {
    read_as(text, false)
}

/// The blocks and problems, as [`read`] gives them, of the text of an MDX file.
pub fn read_mdx(text: &str) -> (Vec<Block>, Vec<(usize, String)>) {
    read_as(text, true)
}

fn read_as(text: &str, is_mdx: bool) -> (Vec<Block>, Vec<(usize, String)>) {
    let source = verbatim(text).replace(MARK, "");
    let context = Context::of(&source);
    let rewritten = rewrite(&source, &context, is_mdx);
    let text = depth::bounded(&rewritten.text);
    let mut reader = BlockReader {
        text: &text,
        cell_end: 0,
        builder: Builder::default(),
        context,
        html: String::new(),
        fence: None,
        nested: 0,
        in_header: false,
        footnotes: Footnotes::default(),
        labels: Vec::new(),
        problems: Vec::new(),
    };
    let missing = |link: BrokenLink<'_>| {
        is_reference(&text, &link).then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(&text, OPTIONS, Some(missing));
    // Two asterisks may be the mark of a footnote.
    let has_notes = text.starts_with("** ") || text.contains("\n** ");
    let mut events = parser.into_offset_iter().peekable();
    while let Some((event, span)) = events.next() {
        // Each asterisk that is not a mark is a separate event.
        if !has_notes && reader.fence.is_none() && is_stray_at(&text, &event, &span) {
            let mut end = span.end;
            let is_next = |(event, at): &(Event<'_>, Range<usize>), end: usize| {
                at.start == end && matches!(event, Event::Text(words) if &**words == "*")
            };
            while events.next_if(|next| is_next(next, end)).is_some() {
                end += 1;
            }
            if end > span.end {
                reader.problem(&span, STRAY);
                continue;
            }
        }
        reader.event(event, &span);
    }
    reader.footnotes.write(&mut reader.builder);
    let mut blocks = normal(refined(reader.builder.finish()));
    anchors::assign(&mut blocks);
    let mut problems = rewritten.problems;
    let lines = Lines::of(&text, &rewritten.numbers);
    problems.extend(
        reader
            .problems
            .into_iter()
            .map(|(at, message)| (lines.number(at), message)),
    );
    problems.sort_by_key(|(line, _)| *line);
    problems.truncate(PROBLEM_LIMIT);
    (blocks, problems)
}

/// The length of a GUID; some programs name links by GUIDs.
const GUID: usize = 36;

/// Whether a link refers to an undefined name, and is none of the many other things that people
/// write in two pairs of brackets.
fn is_reference(text: &str, link: &BrokenLink<'_>) -> bool {
    let before = text.get(..link.span.start).unwrap_or_default();
    let before = before.chars().next_back();
    let label = &*link.reference;
    let is_name = label.len() >= 3
        && label.starts_with(|c: char| c.is_ascii_lowercase())
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || "-_./:".contains(c));
    let is_guid = label.len() == GUID
        && label
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_word = label.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = text.get(link.span.clone()).unwrap_or_default();
    let words = words.split("][").next().unwrap_or_default();
    // As in `[a-z][a-z0-9]+`.
    let is_pattern = ["a-z", "0-9", "A-Z"]
        .iter()
        .any(|range| label.contains(range))
        || text
            .get(link.span.end..)
            .is_some_and(|after| after.starts_with(['{', '+', '*', '?', '[']));
    link.link_type == LinkType::Reference
        && (is_guid || is_name && !is_pattern)
        && words.len() > 2
        && words.contains(char::is_alphabetic)
        && !before.is_some_and(char::is_alphanumeric)
        && !(is_word && before.is_none_or(|c| c == '\n'))
}

/// The problem of two asterisks that are left out.
const STRAY: &str =
    "`**` begins or ends strong text here, but its counterpart is missing; it is left out";

/// Whether the asterisk at this position is the first of two that have no meaning.
fn is_stray_at(text: &str, event: &Event<'_>, span: &Range<usize>) -> bool {
    let is_mark = matches!(event, Event::Text(words) if &**words == "*");
    if !is_mark || span.len() != 1 {
        return false;
    }
    let before = text.get(..span.start).unwrap_or_default();
    let rest = text.get(span.start..).unwrap_or_default();
    let before = before.chars().next_back();
    let length = rest
        .bytes()
        .take(5)
        .take_while(|byte| *byte == b'*')
        .count();
    let after = rest.get(length..).and_then(|rest| rest.chars().next());
    // Four asterisks may hide a number that nobody may read.
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let is_run = length == 2 || length == 4 && (is_letter(before) || is_letter(after));
    is_run && !matches!(before, Some('*' | '\\')) && is_stray(before, after)
}

/// Finds the source line of a position.
struct Lines<'n> {
    /// Where each line begins.
    starts: Vec<usize>,
    numbers: &'n [usize],
}

impl<'n> Lines<'n> {
    fn of(text: &str, numbers: &'n [usize]) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(ends).collect(),
            numbers,
        }
    }

    fn number(&self, at: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= at);
        self.numbers
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(1)
    }
}

/// The footnotes of a text.
#[derive(Default)]
struct Footnotes {
    /// For each label, its number and how often it was referred to.
    numbers: HashMap<String, (usize, usize)>,
    /// The labels, by number.
    order: Vec<String>,
    notes: HashMap<String, Vec<Block>>,
}

impl Footnotes {
    fn number(&mut self, label: &str) -> (usize, usize) {
        let next = self.order.len() + 1;
        let entry = self.numbers.entry(label.to_owned()).or_insert((next, 0));
        if entry.0 == next && entry.1 == 0 {
            self.order.push(label.to_owned());
        }
        entry.1 += 1;
        *entry
    }

    /// Writes the list of all footnotes at the end of the text. The full stop in their anchors
    /// keeps them apart from those of headings.
    fn write(&mut self, builder: &mut Builder) {
        let mut left: Vec<String> = self.notes.keys().cloned().collect();
        left.retain(|label| !self.numbers.contains_key(label));
        left.sort();
        self.order.extend(left);
        let mut items = Vec::new();
        for (index, label) in self.order.iter().enumerate() {
            let number = index + 1;
            let mut blocks = self.notes.remove(label).unwrap_or_default();
            let anchor = Inline::Anchor {
                name: format!("fn.{number}"),
            };
            let back = Inline::Link {
                target: format!("#fnref.{number}"),
                inlines: vec![Inline::text("↩")],
            };
            if self.numbers.contains_key(label) {
                match blocks.as_mut_slice() {
                    [Block::Paragraph { text }] => {
                        text.insert(0, anchor);
                        text.extend([Inline::text(" "), back]);
                    }
                    [
                        Block::Paragraph { text },
                        ..,
                        Block::Paragraph { text: last },
                    ] => {
                        text.insert(0, anchor);
                        last.extend([Inline::text(" "), back]);
                    }
                    _ => blocks.insert(
                        0,
                        Block::Paragraph {
                            text: vec![anchor, back],
                        },
                    ),
                }
            }
            items.push(blocks);
        }
        if !items.is_empty() {
            let start = Some(1);
            builder.block(Block::Rule);
            builder.block(Block::List {
                start,
                numbering: Numbering::Numbers,
                items,
            });
        }
    }
}

#[derive(Clone, Copy)]
enum Fence {
    Event,
    Preformatted,
    Code,
}

struct BlockReader<'t> {
    text: &'t str,
    /// The end of the last table cell.
    cell_end: usize,
    builder: Builder,
    context: Context,
    /// The part of an HTML block that was read so far.
    html: String,
    /// The open fence, and its text.
    fence: Option<(Fence, String)>,
    /// How many lists and quotations are open.
    nested: usize,
    in_header: bool,
    footnotes: Footnotes,
    /// The labels of the open footnotes.
    labels: Vec<String>,
    problems: Vec<(usize, String)>,
}

impl BlockReader<'_> {
    fn event(&mut self, event: Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => match &mut self.fence {
                Some((_, fenced)) => fenced.push_str(&text),
                None => self.text(&text),
            },
            Event::Html(text) => self.html.push_str(&text.replace(MARK, "[")),
            Event::InlineHtml(text) => self.feed(&text.replace(MARK, "["), span),
            _ if self.context.is_hiding() => {}
            Event::Code(text) => {
                let text = text.replace(MARK, "[");
                self.builder.inline(Inline::Code { text });
            }
            // A line end is a space, except that it ends the mark of a note.
            Event::SoftBreak => self.builder.inline(Inline::text("\n")),
            Event::HardBreak => self.builder.inline(Inline::Break),
            Event::Rule => self.builder.block(Block::Rule),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::FootnoteReference(label) => {
                let (number, time) = self.footnotes.number(&label);
                let name = match time {
                    1 => format!("fnref.{number}"),
                    time => format!("fnref.{number}.{time}"),
                };
                self.builder.inline(Inline::Anchor { name });
                self.builder.inline(Inline::Link {
                    target: format!("#fn.{number}"),
                    inlines: vec![Inline::text(format!("[{number}]"))],
                });
            }
            Event::TaskListMarker(is_done) => {
                let mark = if is_done { "☑ " } else { "☐ " };
                self.builder.inline(Inline::text(mark));
            }
        }
    }

    /// Adds running text; a line end that is written as a reference becomes a line break.
    fn text(&mut self, text: &str) {
        if self.context.is_hiding() {
            return;
        }
        // Only at the beginning of a line is it a mark.
        let is_text = text.starts_with(MARK) && !self.builder.is_line_start();
        let unmarked = is_text.then(|| text.replace(MARK, "["));
        let text = unmarked.as_deref().unwrap_or(text);
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.builder.inline(Inline::Break);
            }
            if !line.is_empty() {
                self.builder.inline(Inline::text(line));
            }
        }
    }

    fn feed(&mut self, html: &str, span: &Range<usize>) {
        let known = self.context.unknown.len();
        feed(&mut self.builder, html, &mut self.context);
        for name in self.context.unknown.iter().skip(known) {
            let message =
                format!("the component `{name}` is unknown: its tags are left out, its words kept");
            self.problems.push((span.start, message));
        }
    }

    fn open(&mut self, part: Part) {
        self.builder.open(part, Owner::Markdown);
    }

    fn start(&mut self, tag: Tag<'_>, span: &Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(Part::Paragraph),
            Tag::Heading { level, .. } => {
                self.context.level = level as u8;
                let anchor = String::new();
                self.open(Part::Heading {
                    level: level as u8,
                    anchor,
                });
            }
            Tag::BlockQuote(_) => {
                self.nest(span);
                self.open(Part::Quote);
            }
            Tag::List(start) => {
                self.nest(span);
                let start = start.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                self.open(Part::List(start, Numbering::Numbers));
            }
            Tag::Item => {
                self.builder.end_implied_paragraph();
                self.open(Part::Item);
            }
            Tag::CodeBlock(kind) => {
                let kind = match kind {
                    CodeBlockKind::Fenced(info) => Fence::of(&info),
                    CodeBlockKind::Indented => Fence::Code,
                };
                self.fence = Some((kind, String::new()));
            }
            Tag::HtmlBlock => self.html.clear(),
            Tag::Table(_) => self.open(Part::Table),
            Tag::TableHead => {
                self.in_header = true;
                self.open(Part::Row);
            }
            Tag::TableRow => self.open(Part::Row),
            Tag::TableCell => self.open(Part::Cell {
                is_header: self.in_header,
                span: (1, 1),
            }),
            Tag::Emphasis => self.open(Part::Emphasis),
            Tag::Strong => self.open(Part::Strong),
            Tag::Strikethrough => self.open(Part::Strikethrough),
            Tag::Superscript => self.open(Part::Superscript),
            Tag::Subscript => self.open(Part::Subscript),
            Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            } => {
                if link_type == LinkType::ReferenceUnknown {
                    let message = format!("nothing says where `[{id}]` leads: write `[{id}]: …`");
                    self.problem(span, &message);
                }
                let is_mail = link_type == LinkType::Email && !dest_url.starts_with("mailto:");
                self.open(Part::Link(match is_mail {
                    true => format!("mailto:{dest_url}"),
                    false => dest_url.into(),
                }));
            }
            Tag::Image { dest_url, .. } => self.open(Part::Image(dest_url.into())),
            Tag::FootnoteDefinition(label) => {
                self.labels.push(label.into_string());
                self.builder.open_separately();
            }
            Tag::DefinitionList => {
                self.nest(span);
                self.open(Part::List(None, Numbering::Numbers));
            }
            Tag::DefinitionListTitle => {
                self.builder.back_to(|part| matches!(part, Part::List(..)));
                self.builder.open(Part::Item, Owner::Implied);
                self.open(Part::Term);
            }
            Tag::DefinitionListDefinition => self.open(Part::Group),
            Tag::MetadataBlock(_) => self.open(Part::Group),
        }
    }

    fn problem(&mut self, span: &Range<usize>, message: &str) {
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push((span.start, message.to_owned()));
        }
    }

    /// Counts nesting, and reports where it is too deep.
    fn nest(&mut self, span: &Range<usize>) {
        self.nested += 1;
        if self.nested == DEPTH_LIMIT + 1 && self.problems.len() < PROBLEM_LIMIT {
            let message = "this is nested too deeply and is flattened".to_owned();
            self.problems.push((span.start, message));
        }
    }

    fn end(&mut self, tag: TagEnd, span: &Range<usize>) {
        match tag {
            TagEnd::CodeBlock => {
                if let Some((kind, text)) = self.fence.take()
                    && !self.context.is_hiding()
                {
                    kind.write(&text, &mut self.builder);
                }
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.feed(&html, span);
            }
            TagEnd::FootnoteDefinition => {
                let blocks = self.builder.take();
                if let Some(label) = self.labels.pop() {
                    self.footnotes
                        .notes
                        .entry(label)
                        .or_default()
                        .extend(blocks);
                }
            }
            TagEnd::TableCell => {
                self.cell_end = span.end;
                self.builder.close_markdown();
            }
            TagEnd::TableRow => {
                self.excess_cells(span);
                self.builder.close_markdown();
            }
            TagEnd::TableHead => {
                self.in_header = false;
                self.builder.close_markdown();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionList => {
                self.nested = self.nested.saturating_sub(1);
                self.builder.close_markdown();
            }
            _ => self.builder.close_markdown(),
        }
    }
}

impl BlockReader<'_> {
    /// Reads the cells of a row that the header has no columns for, which the parser drops.
    fn excess_cells(&mut self, row: &Range<usize>) {
        let left = self.text.get(self.cell_end..row.end).unwrap_or_default();
        let left = left.trim().trim_start_matches('|');
        let bars = left.matches('|').count();
        if left.len() == bars {
            return;
        }
        // They are put into a table of their own, so that they are read as cells.
        let columns = bars + 1;
        let (header, line) = ("| ".repeat(columns), "|-".repeat(columns));
        let table = format!("{header}|\n{line}|\n|{left}\n");
        let events = Parser::new_ext(&table, OPTIONS);
        let of_row = events
            .skip_while(|event| !matches!(event, Event::Start(Tag::TableRow)))
            .skip(1)
            .take_while(|event| !matches!(event, Event::End(TagEnd::TableRow)));
        let mut events: Vec<Event<'_>> = of_row.collect();
        // Escaped bars were counted, too.
        while let [
            ..,
            Event::Start(Tag::TableCell),
            Event::End(TagEnd::TableCell),
        ] = events.as_slice()
        {
            events.truncate(events.len() - 2);
        }
        for event in events {
            self.event(event, row);
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

    fn write(self, text: &str, builder: &mut Builder) {
        let kind = match self {
            Self::Event => {
                let text = text.strip_suffix('\n').unwrap_or(text);
                let fields = event::read(text);
                builder.block(Block::Event { fields });
                return;
            }
            Self::Preformatted => Verbatim::Preformatted,
            Self::Code => match event_xml::read(text) {
                Some(fields) => {
                    builder.block(Block::Event { fields });
                    return;
                }
                None => Verbatim::Code,
            },
        };
        builder.open(Part::Verbatim(kind), Owner::Markdown);
        builder.inline(Inline::text(text));
        builder.close_markdown();
    }
}
