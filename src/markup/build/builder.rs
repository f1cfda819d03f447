//! Builds blocks on a stack of open parts.

use super::open::{Content, Ended, Open, Owner, Part};
use crate::markup::{Block, Inline, NoteKind, Numbering};

/// The deepest nesting of lists, notes and quotations; anything deeper is flattened.
pub(in crate::markup) const DEPTH_LIMIT: usize = 24;

/// The most anchors that wait for the text after them.
const WAITING_LIMIT: usize = 64;

/// The most parts that may be open; beyond that, tags that open more are ignored.
const STACK_LIMIT: usize = 400;

/// Stands in [`Builder::markdown`] for a part that could not be opened.
const NOTHING: usize = usize::MAX;

/// Builds blocks. Parts that Markdown opens are closed by Markdown. A part that a tag opens is
/// closed by its end tag, by something that can't be inside it, or with the Markdown around it.
pub struct Builder {
    stack: Vec<Open>,
    /// The position on the stack of each part that Markdown opened.
    markdown: Vec<usize>,
    /// How many nesting parts are open: lists, notes, quotations, and inlines inside inlines.
    depth: usize,
    /// Anchors that wait for the text after them.
    anchors: Vec<String>,
    /// The kind of note that the next block at this depth of the stack becomes.
    next_note: Option<(usize, NoteKind)>,
    /// The numbering of the next list, and how many parts were open when it was set.
    next_numbering: Option<(usize, Numbering)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            stack: vec![Open::new(Part::Group, Owner::Implied)],
            markdown: Vec::new(),
            depth: 0,
            anchors: Vec::new(),
            next_note: None,
            next_numbering: None,
        }
    }
}

impl Builder {
    /// Opens `part`; false if a tag opened something that is not allowed here.
    pub fn open(&mut self, part: Part, owner: Owner) -> bool {
        let by_markdown = owner == Owner::Markdown;
        let is_open = self.try_open(part, owner);
        if by_markdown {
            let at = if is_open {
                self.stack.len().saturating_sub(1)
            } else {
                NOTHING
            };
            self.markdown.push(at);
        }
        is_open
    }

    fn try_open(&mut self, mut part: Part, owner: Owner) -> bool {
        let by_markdown = owner == Owner::Markdown;
        if self.stack.len() >= STACK_LIMIT && !by_markdown {
            return false;
        }
        if part.is_inline() {
            // An image's description is plain text, and inlines nest only to a limit.
            let inlines = self
                .stack
                .iter()
                .rev()
                .take_while(|open| open.part.is_inline());
            if self.is_verbatim() || inlines.take(DEPTH_LIMIT).count() >= DEPTH_LIMIT {
                return false;
            }
            self.ready_for_inline();
        } else if !self.ready_for(&part, by_markdown) {
            return false;
        }
        let is_too_deep = part.nests() && self.depth >= DEPTH_LIMIT;
        let is_stray = part == Part::Item && !self.is_top(|part| matches!(part, Part::List(..)));
        if is_too_deep || is_stray {
            part = Part::Group;
        }
        if let Some((place, next)) = self.next_numbering.take()
            && let Part::List(Some(_), numbering) = &mut part
            && place == self.stack.len()
        {
            *numbering = next;
        }
        self.depth += usize::from(part.nests());
        let takes_anchors = matches!(part, Part::Paragraph | Part::Heading { .. } | Part::Term);
        self.stack.push(Open::new(part, owner));
        if takes_anchors {
            self.place_anchors();
        }
        true
    }

    /// Closes parts that can't contain a block; false if a tag is not allowed here at all.
    fn ready_for(&mut self, part: &Part, by_markdown: bool) -> bool {
        while let Some(top) = self.stack.last_mut() {
            let is_html = matches!(top.owner, Owner::Html(_));
            match &top.part {
                Part::Verbatim(_) => return false,
                Part::Heading { .. } if by_markdown && is_html => self.end(),
                Part::Heading { .. } => return false,
                Part::Paragraph if top.owner == Owner::Markdown => {
                    // The rest of the paragraph comes after the block.
                    let content = Content::Blocks(Vec::new());
                    let text = std::mem::replace(&mut top.content, content);
                    top.part = Part::Group;
                    if let Content::Inlines(text) = text {
                        self.add_blocks(vec![Block::Paragraph { text }]);
                    }
                }
                holder if holder.holds_inlines() => {
                    if top.owner == Owner::Markdown {
                        return false;
                    }
                    self.end();
                }
                Part::List(..) if *part != Part::Item => self.push_implied(Part::Item),
                Part::Row if !matches!(part, Part::Cell { .. }) => {
                    let (is_header, span) = (false, (1, 1));
                    self.push_implied(Part::Cell { is_header, span });
                }
                _ => return true,
            }
        }
        true
    }

    fn ready_for_inline(&mut self) {
        loop {
            let Some(top) = self.stack.last() else { return };
            match &top.part {
                part if part.holds_inlines() => return,
                Part::Verbatim(_) => return,
                Part::List(..) => self.push_implied(Part::Item),
                Part::Row => {
                    let (is_header, span) = (false, (1, 1));
                    self.push_implied(Part::Cell { is_header, span });
                }
                _ => {
                    self.push_implied(Part::Paragraph);
                    self.place_anchors();
                }
            }
        }
    }

    fn push_implied(&mut self, part: Part) {
        self.stack.push(Open::new(part, Owner::Implied));
    }

    fn place_anchors(&mut self) {
        for name in std::mem::take(&mut self.anchors) {
            self.push_inline(Inline::Anchor { name });
        }
    }

    /// Closes the part that Markdown opened last.
    pub fn close_markdown(&mut self) {
        let Some(at) = self.markdown.pop().filter(|at| *at != NOTHING) else {
            return;
        };
        let is_group = self
            .stack
            .get(at)
            .is_some_and(|open| open.part == Part::Group);
        let above = self.stack.get(at + 1..).unwrap_or_default();
        let holds_tag = above
            .iter()
            .any(|open| matches!(open.owner, Owner::Html(_)) && !open.part.holds_inlines());
        if is_group && holds_tag {
            // A tag that begins inside a paragraph may continue after it.
            while self.is_top(Part::holds_inlines) && self.stack.len() > at + 1 {
                self.end();
            }
            if let Some(group) = self.stack.get_mut(at) {
                group.owner = Owner::Implied;
            }
            return;
        }
        while self.stack.len() > at {
            self.end();
        }
    }

    /// Closes the last tag with this name, unless Markdown inside it is still open.
    pub fn close_html(&mut self, name: &str) -> bool {
        let above = self.stack.iter().rev();
        let mut above = above.take_while(|open| open.owner != Owner::Markdown);
        let found = above.position(|open| matches!(&open.owner, Owner::Html(own) if own == name));
        let Some(found) = found else { return false };
        for _ in 0..=found {
            self.end();
        }
        true
    }

    /// Closes everything above the innermost part that `is_around` accepts, as far as Markdown
    /// allows.
    pub fn back_to(&mut self, is_around: impl Fn(&Part) -> bool) -> bool {
        for (count, open) in self.stack.iter().rev().enumerate() {
            if is_around(&open.part) {
                (0..count).for_each(|_| self.end());
                return true;
            }
            if open.owner == Owner::Markdown {
                return false;
            }
        }
        false
    }

    /// Whether a part that `is_it` accepts is open.
    pub fn is_inside(&self, is_it: impl Fn(&Part) -> bool) -> bool {
        self.stack.iter().any(|open| is_it(&open.part))
    }

    /// Whether the innermost open part is one that `is_it` accepts.
    pub fn is_top(&self, is_it: impl Fn(&Part) -> bool) -> bool {
        self.stack.last().is_some_and(|open| is_it(&open.part))
    }

    fn is_verbatim(&self) -> bool {
        self.is_top(|part| matches!(part, Part::Verbatim(_)))
    }

    /// Closes the paragraph at the top if it was only implied.
    pub fn end_implied_paragraph(&mut self) {
        if let Some(top) = self.stack.last()
            && top.part == Part::Paragraph
            && top.owner == Owner::Implied
        {
            self.end();
        }
    }

    fn end(&mut self) {
        // The outermost group stays open.
        if self.stack.len() < 2 {
            return;
        }
        let Some(open) = self.stack.pop() else { return };
        self.depth -= usize::from(open.part.nests()).min(self.depth);
        if self
            .next_note
            .is_some_and(|(depth, _)| depth > self.stack.len())
        {
            self.next_note = None;
        }
        match open.end() {
            Ended::Blocks(blocks) => self.add_blocks(blocks),
            Ended::Inlines(inlines) => match self.stack.last_mut() {
                Some(Open {
                    content: Content::Inlines(around),
                    ..
                }) => around.extend(inlines),
                _ => self.add_blocks(vec![Block::Paragraph { text: inlines }]),
            },
            Ended::Item(blocks) => match self.stack.last_mut() {
                Some(Open {
                    content: Content::Items(items),
                    ..
                }) => items.push(blocks),
                _ => self.add_blocks(blocks),
            },
            Ended::Row(row) => {
                if let Some(Open {
                    content: Content::Table(table),
                    ..
                }) = self.stack.last_mut()
                {
                    table.push(row);
                }
            }
            Ended::Cell(cell) => match self.stack.last_mut() {
                Some(Open {
                    content: Content::Row(row),
                    ..
                }) => row.push(cell),
                _ => self.add_blocks(vec![Block::Paragraph { text: cell.text }]),
            },
            Ended::Title(inlines) => match self.stack.last_mut() {
                Some(open) if matches!(open.part, Part::Note(_) | Part::Details) => {
                    if !open.title.is_empty() {
                        open.title.push(Inline::text(" "));
                    }
                    open.title.extend(inlines);
                }
                _ => self.add_blocks(vec![Block::Paragraph { text: inlines }]),
            },
        }
    }

    /// Adds a whole block.
    pub fn block(&mut self, block: Block) {
        if self.ready_for(&Part::Group, false) {
            self.add_blocks(vec![block]);
        }
    }

    fn add_blocks(&mut self, mut blocks: Vec<Block>) {
        if let [Block::Paragraph { text }] = blocks.as_slice() {
            let is_anchors = |inline: &Inline| match inline {
                Inline::Anchor { .. } => true,
                Inline::Text { text } => text.trim().is_empty(),
                _ => false,
            };
            let has_anchor = text.iter().any(|one| matches!(one, Inline::Anchor { .. }));
            // Otherwise, many anchors would be moved from each paragraph to the next.
            let is_short = text.len() < WAITING_LIMIT;
            if (has_anchor || text.is_empty()) && is_short && text.iter().all(is_anchors) {
                let names = text.iter().filter_map(|inline| match inline {
                    Inline::Anchor { name } => Some(name.clone()),
                    _ => None,
                });
                self.anchors.extend(names);
                return;
            }
        }
        if let Some((depth, kind)) = self.next_note
            && depth == self.stack.len()
            && !blocks.is_empty()
        {
            self.next_note = None;
            blocks = vec![noted(kind, blocks)];
        }
        match self.stack.last_mut().map(|open| &mut open.content) {
            Some(Content::Blocks(around)) if around.is_empty() => *around = blocks,
            Some(Content::Blocks(around)) => around.append(&mut blocks),
            Some(Content::Table(table)) => table.before.append(&mut blocks),
            Some(Content::Items(items)) => items.push(blocks),
            _ => {}
        }
    }

    /// Makes the next list lettered, if it is numbered and begins right here.
    pub fn letter_next_list(&mut self, numbering: Numbering) {
        self.end_implied_paragraph();
        self.next_numbering = Some((self.stack.len(), numbering));
    }

    /// Makes the next block a note.
    pub fn note_next(&mut self, kind: NoteKind) {
        self.end_implied_paragraph();
        self.next_note = Some((self.stack.len(), kind));
    }

    /// Makes the last block a note.
    pub fn note_last(&mut self, kind: NoteKind) {
        self.end_implied_paragraph();
        if let Some(Content::Blocks(blocks)) = self.stack.last_mut().map(|open| &mut open.content)
            && let Some(last) = blocks.pop()
        {
            // A block that is a note already only changes its kind, however often that happens.
            blocks.push(match last {
                Block::Note { title, blocks, .. } if title.is_empty() => Block::Note {
                    kind,
                    title,
                    blocks,
                },
                note @ Block::Note { .. } => note,
                last => noted(kind, vec![last]),
            });
        }
    }

    /// Gives the last block an anchor, if it is a heading.
    pub fn anchor_last(&mut self, name: &str) {
        if let Some(Content::Blocks(blocks)) = self.stack.last_mut().map(|open| &mut open.content)
            && let Some(Block::Heading { anchor, .. }) = blocks.last_mut()
        {
            name.clone_into(anchor);
        }
    }

    /// Adds a piece of running text.
    pub fn inline(&mut self, inline: Inline) {
        self.ready_for_inline();
        self.push_inline(inline);
    }

    fn push_inline(&mut self, inline: Inline) {
        match self.stack.last_mut().map(|open| &mut open.content) {
            Some(Content::Inlines(inlines)) => inlines.push(inline),
            Some(Content::Text(text)) => match inline {
                Inline::Text { text: more } | Inline::Code { text: more } => text.push_str(&more),
                Inline::Image { alt, .. } => text.push_str(&alt),
                Inline::Break => text.push('\n'),
                _ => {}
            },
            _ => {}
        }
    }

    /// Adds an anchor, a place that links may lead to.
    pub fn anchor(&mut self, name: &str) {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return;
        }
        if self.is_top(Part::holds_inlines) {
            let name = name.to_owned();
            self.push_inline(Inline::Anchor { name });
        } else {
            self.anchors.push(name.to_owned());
        }
    }

    /// Adds text from HTML, in which a run of spaces and line ends is one space, or nothing at the
    /// beginning of a paragraph.
    pub fn html_text(&mut self, text: &str) {
        if self.is_verbatim() {
            self.inline(Inline::text(text));
            return;
        }
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\x0c');
        if !self.is_top(Part::holds_inlines) && text.chars().all(is_blank) {
            return;
        }
        let starts = text.starts_with(is_blank);
        let ends = text.ends_with(is_blank);
        let words: Vec<&str> = text
            .split(is_blank)
            .filter(|word| !word.is_empty())
            .collect();
        let mut line = words.join(" ");
        self.ready_for_inline();
        if starts && !self.is_at_start() {
            line.insert(0, ' ');
        }
        if ends && !words.is_empty() {
            line.push(' ');
        }
        if line.is_empty() {
            return;
        }
        if let Some(top) = self.stack.last_mut() {
            top.trims |= matches!(
                top.part,
                Part::Paragraph | Part::Heading { .. } | Part::Term
            );
        }
        self.push_inline(Inline::Text { text: line });
    }

    /// Whether the current line of a paragraph is still empty, or the next text begins a paragraph.
    pub fn is_line_start(&self) -> bool {
        match self.stack.last() {
            Some(Open {
                part: Part::Paragraph,
                content: Content::Inlines(inlines),
                ..
            }) => match inlines.last() {
                Some(Inline::Text { text }) => text == "\n",
                last => matches!(last, None | Some(Inline::Break)),
            },
            Some(open) => matches!(open.content, Content::Blocks(_)),
            None => false,
        }
    }

    fn is_at_start(&self) -> bool {
        match self.stack.last() {
            Some(Open {
                part,
                content: Content::Inlines(inlines),
                ..
            }) => match inlines.last() {
                None => !part.is_inline(),
                Some(Inline::Break) => true,
                Some(Inline::Text { text }) => text.ends_with(' '),
                _ => false,
            },
            _ => false,
        }
    }

    /// All blocks that were built.
    pub fn finish(mut self) -> Vec<Block> {
        while self.stack.len() > 1 {
            self.end();
        }
        if !self.anchors.is_empty() {
            let names = std::mem::take(&mut self.anchors).into_iter();
            let text = names.map(|name| Inline::Anchor { name }).collect();
            if let Some(Content::Blocks(blocks)) = self.stack.last_mut().map(|o| &mut o.content) {
                blocks.push(Block::Paragraph { text });
            }
        }
        match self.stack.pop().map(|open| open.content) {
            Some(Content::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }

    /// Opens a part whose blocks are returned separately by [`Builder::take`].
    pub fn open_separately(&mut self) {
        self.end_implied_paragraph();
        self.stack.push(Open::new(Part::Group, Owner::Markdown));
        self.markdown.push(self.stack.len() - 1);
    }

    /// The blocks since [`Builder::open_separately`].
    pub fn take(&mut self) -> Vec<Block> {
        let Some(at) = self.markdown.pop().filter(|at| *at != NOTHING) else {
            return Vec::new();
        };
        while self.stack.len() > at + 1 {
            self.end();
        }
        match self.stack.pop().map(|open| open.content) {
            Some(Content::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

/// A note of some blocks; a quotation that is marked as a note does not stay a quotation.
fn noted(kind: NoteKind, mut blocks: Vec<Block>) -> Block {
    if let [Block::Quote { blocks: quoted }] = blocks.as_mut_slice() {
        blocks = std::mem::take(quoted);
    }
    Block::Note {
        kind,
        title: Vec::new(),
        blocks,
    }
}
