//! Turns lines into blocks by reading stanzas (lines without an empty line between them) and
//! indented regions in turn.

use std::ops::Range;

use super::{
    code, event,
    line::{self, Line},
    list::{self, Marker},
    opening::{alternative_heading, heading, note, numbered_heading},
    ruled_table,
    stretch::{self, Stretch},
    table,
};
use crate::markup::Block;

/// Deeper nesting stays preformatted.
const DEPTH: usize = 16;

/// Reads the blocks of one body.
pub(super) struct BodyReader {
    /// The column at which the body was wrapped.
    pub(super) wrap: usize,
    /// How far the first lines of its paragraphs are indented, if some certainly are.
    first_indent: Option<usize>,
}

/// What is already known about lines further down, so that no line is examined again and again.
#[derive(Default)]
struct Progress {
    /// The end of the last stanza that may hold several records.
    stanza_until: usize,
    /// The end of the last stanza that was examined as a whole and found to be prose.
    prose_until: usize,
    /// The end of the last stanzas that were tried together and found not to be a table.
    no_table_until: usize,
}

impl BodyReader {
    /// A reader for a body of these lines.
    pub(super) fn new(lines: &[Line]) -> Self {
        let wrap = line::wrap_column(lines);
        let opens_paragraph = |pair: &[Line]| match pair {
            [line, next] => {
                (2..=8).contains(&line.indent)
                    && next.indent == 0
                    && !next.is_blank()
                    && line::is_wrapped(line, next, wrap)
                    && code::is_prose(line)
                    && Marker::of(line.text).is_none()
                    && Marker::of(next.text).is_none()
                    && !line.text.ends_with(['.', ':'])
            }
            _ => false,
        };
        let first = lines.windows(2).find(|pair| opens_paragraph(pair));
        let first_indent = first.and_then(|pair| Some(pair.first()?.indent));
        Self { wrap, first_indent }
    }

    /// The blocks of some of the body's lines.
    pub(super) fn read(&self, lines: &[Line]) -> Vec<Block> {
        self.read_at(lines, 0, false)
    }

    /// `is_quoted` says that the lines are indented deeper than the text around them.
    pub(super) fn read_at(&self, lines: &[Line], depth: usize, is_quoted: bool) -> Vec<Block> {
        if lines.iter().all(Line::is_blank) {
            return Vec::new();
        }
        if depth > DEPTH {
            return vec![Block::Preformatted {
                text: line::verbatim(lines),
            }];
        }
        let base = line::smallest_indent(lines);
        let mut stretches = Vec::new();
        let mut progress = Progress::default();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at = if line.is_blank() {
                at + 1
            } else if line.indent > base {
                self.region(lines, at, base, depth, &mut stretches)
            } else {
                self.stanza(lines, at, &mut progress, (depth, is_quoted), &mut stretches)
            };
        }
        stretch::join(stretches, lines)
    }

    /// Reads the lines from `at` on that are indented deeper than `base`, and returns where they
    /// end.
    fn region(
        &self,
        lines: &[Line],
        at: usize,
        base: usize,
        depth: usize,
        stretches: &mut Vec<Stretch>,
    ) -> usize {
        let after = lines.get(at..).unwrap_or_default();
        let end = after
            .iter()
            .position(|line| !line.is_blank() && line.indent <= base);
        let end = end.map_or(lines.len(), |end| at + end);
        let inside = lines.get(at..end).unwrap_or_default();
        let filled = inside.iter().rposition(|line| !line.is_blank());
        let filled = filled.map_or(at, |last| at + last + 1);
        let tail = lines.get(at..filled).unwrap_or_default();
        let tail = tail.iter().rposition(Line::is_blank);
        let tail = tail.map_or(at, |blank| at + blank + 1);
        if filled < end || end == lines.len() {
            if let Some(paragraphs) = self.usual_paragraphs(lines, at..filled, base) {
                stretches.extend(paragraphs);
                return end;
            }
        } else if let Some((paragraphs, end)) = self.indented_paragraphs(lines, tail..end, base) {
            if tail > at {
                let before = lines.get(..tail).unwrap_or_default();
                self.region(before, at, base, depth, stretches);
            }
            stretches.extend(paragraphs);
            return end;
        }
        if code::is_code(inside) {
            stretches.push(Stretch::Verbatim {
                is_code: true,
                lines: at..end,
            });
            return end;
        }
        let blocks = self.read_at(inside, depth + 1, true);
        // Pieces of program text belong together, even if some of them alone could be anything.
        if code::are_pieces_of_code(&blocks, inside) {
            stretches.push(Stretch::Verbatim {
                is_code: true,
                lines: at..end,
            });
            return end;
        }
        if self.is_screen(&blocks, inside) {
            let is_code = blocks
                .iter()
                .any(|block| matches!(block, Block::Code { .. }));
            stretches.push(Stretch::Verbatim {
                is_code,
                lines: at..end,
            });
            return end;
        }
        let is_quote = blocks
            .iter()
            .all(|block| matches!(block, Block::Paragraph { .. }))
            && !inside.iter().any(|line| line::is_citation(line.text));
        match &blocks[..] {
            [Block::Code { .. }] => {
                stretches.push(Stretch::Verbatim {
                    is_code: true,
                    lines: at..end,
                });
            }
            [Block::Preformatted { .. }] => {
                stretches.push(Stretch::Verbatim {
                    is_code: false,
                    lines: at..end,
                });
            }
            _ if is_quote => stretches.push(Stretch::Prose(Block::Quote { blocks }, at..end)),
            _ => stretches.extend(blocks.into_iter().map(Stretch::Block)),
        }
        end
    }

    /// Reads lines as paragraphs of one line each, with empty lines between some, if all are
    /// indented like the first lines of longer paragraphs.
    fn usual_paragraphs(
        &self,
        lines: &[Line],
        region: Range<usize>,
        base: usize,
    ) -> Option<Vec<Stretch>> {
        let mut paragraphs = Vec::new();
        let mut at = region.start;
        while at < region.end {
            let rest = lines.get(at..region.end)?;
            let length = rest.iter().position(Line::is_blank).unwrap_or(rest.len());
            if length > 0 {
                let (read, end) = self.indented_paragraphs(lines, at..at + length, base)?;
                if end != at + length {
                    return None;
                }
                paragraphs.extend(read);
            }
            at += length + 1;
        }
        Some(paragraphs)
    }

    /// Reads lines, all indented alike, as paragraphs with an indented first line: if the last one
    /// continues in a line that is not indented, or ends a sentence and is below a paragraph or
    /// indented as usual.
    fn indented_paragraphs(
        &self,
        lines: &[Line],
        region: Range<usize>,
        base: usize,
    ) -> Option<(Vec<Stretch>, usize)> {
        /// Deeper indentation doesn't mark the first line of a paragraph.
        const DEEPEST: usize = 8;
        /// A longer run of one-line paragraphs is more likely a list.
        const MAX_LINES: usize = 4;
        /// The most lines that a paragraph has.
        const LONGEST: usize = 200;
        let inside = lines.get(region.clone())?;
        let (first, last) = (inside.first()?, inside.last()?);
        let ends = |line: &Line| line.text.ends_with(['.', '?', '!', '"', ')', ':']);
        let is_text = |line: &Line| {
            line.indent == first.indent
                && !line.has_gap()
                && Marker::of(line.text).is_none()
                && !line::is_citation(line.text)
                && code::is_prose(line)
        };
        let fits = inside.len() <= MAX_LINES
            && (2..=DEEPEST).contains(&first.indent.saturating_sub(base))
            && inside.iter().all(is_text)
            && inside.iter().rev().skip(1).all(ends);
        if !fits {
            return None;
        }
        let above = region.start.checked_sub(1).and_then(|at| lines.get(at));
        let goes_on = lines.get(region.end).is_some_and(|next| {
            !next.is_blank()
                && next.indent == base
                && Marker::of(next.text).is_none()
                && !code::is_code(std::slice::from_ref(next))
                && !last.text.ends_with(['.', '?', '!', ':'])
                && (!ends(last)
                    || (last.end + 12 > self.wrap
                        && next.text.starts_with(|c: char| c.is_ascii_lowercase())))
                && line::is_wrapped(last, next, self.wrap)
        });
        let is_below = above.is_some_and(|above| {
            above.indent == base && above.text.ends_with('.') && code::is_prose(above)
        });
        let is_usual = base == 0 && self.first_indent == Some(first.indent);
        if !goes_on && !((is_below || is_usual) && ends(last)) {
            return None;
        }
        let end = if goes_on {
            let rest = lines.get(region.end..)?;
            let rest = rest.get(..rest.len().min(LONGEST))?;
            let stanza = rest.get(..stanza_length(rest))?;
            region.end + self.paragraph_end(stanza)
        } else {
            region.end
        };
        let paragraph = |at: usize| {
            let is_last = at + 1 == region.end;
            let range = at..if is_last { end } else { at + 1 };
            let text = line::reflow(lines.get(range.clone())?, self.wrap);
            Some(Stretch::Prose(Block::Paragraph { text }, range))
        };
        let paragraphs = region.clone().map(paragraph).collect::<Option<_>>()?;
        Some((paragraphs, end))
    }

    /// Whether the blocks that an indented region was read into are parts of a screen or a file:
    /// some are indented deeper or verbatim, and nothing runs on as prose does.
    fn is_screen(&self, blocks: &[Block], lines: &[Line]) -> bool {
        let is_paragraph = |block: &Block| matches!(block, Block::Paragraph { .. });
        let is_code = |block: &Block| matches!(block, Block::Code { .. });
        let has_code = blocks.iter().any(is_code);
        let is_simple = |block: &Block| match block {
            Block::Paragraph { .. } | Block::Code { .. } | Block::Preformatted { .. } => true,
            Block::Quote { blocks } => blocks.iter().all(is_paragraph),
            // Data of a program.
            Block::Table { header, rows } => has_code && header.is_empty() && rows.len() <= 40,
            _ => false,
        };
        let is_text = |stanza: &[Line]| match stanza {
            [] => false,
            [line] => {
                let announces = line.text.ends_with(':') && line.text.contains(' ');
                !line.has_gap() && !code::has_sign(line) && (announces || code::is_prose(line))
            }
            _ => stanza.windows(2).any(|pair| match pair {
                [line, next] => {
                    code::is_prose(line)
                        && !line.has_gap()
                        && next.indent.abs_diff(line.indent) <= 1
                        && line::is_wrapped(line, next, self.wrap)
                }
                _ => false,
            }),
        };
        blocks.len() > 1
            && blocks.iter().all(is_simple)
            && !blocks.iter().all(is_paragraph)
            && !lines
                .iter()
                .any(|line| line::is_citation(line.text) || line::is_joiner(line.text))
            && !lines.split(Line::is_blank).any(is_text)
    }

    /// Reads the stanza at `at`, a line that is not indented, and returns where it ends.
    fn stanza(
        &self,
        lines: &[Line],
        at: usize,
        progress: &mut Progress,
        (depth, is_quoted): (usize, bool),
        stretches: &mut Vec<Stretch>,
    ) -> usize {
        let rest = lines.get(at..).unwrap_or_default();
        let Some(first) = rest.first() else {
            return lines.len();
        };
        // Underlined names in an indented example are not headings of the text.
        if depth == 0
            && let Some((heading, len)) = heading(lines, at)
        {
            stretches.push(Stretch::Block(heading));
            return at + len;
        }
        if depth == 0 && first.text.starts_with(|c: char| c.is_ascii_uppercase()) {
            let is_after_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
            let len = rest.iter().take(2).position(Line::is_blank);
            let stanza = rest.get(..len.unwrap_or(rest.len())).unwrap_or_default();
            if is_after_blank && let Some(heading) = alternative_heading(stanza) {
                stretches.push(Stretch::Block(heading));
                return at + 1;
            }
        }
        if depth == 0 && first.text.starts_with(|c: char| c.is_ascii_digit()) {
            let is_after_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
            let len = rest.iter().take(3).position(Line::is_blank);
            let stanza = rest.get(..len.unwrap_or(rest.len())).unwrap_or_default();
            if is_after_blank && let Some(heading) = numbered_heading(stanza, self.wrap) {
                stretches.push(Stretch::Block(heading));
                return at + stanza.len();
            }
        }
        if first.has_gap() || first.is_column_rule() || at >= progress.stanza_until {
            let is_after_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
            if is_after_blank && let Some(table) = ruled_table::read(rest) {
                let lines = at..at + table.len;
                stretches.push(table.block.map_or(
                    Stretch::Verbatim {
                        is_code: false,
                        lines,
                    },
                    Stretch::Block,
                ));
                return at + table.len;
            }
        }
        let marker = Marker::of(first.text);
        let is_list = |marker: &Marker| !marker.may_be_comment() || at < progress.prose_until;
        if let Some(marker) = marker.filter(is_list)
            && let Some((list, end)) = self.list(lines, at, marker, depth)
        {
            stretches.push(Stretch::Block(list));
            return end;
        }
        // A record may follow a line that is no field, such as the label of a dialog box.
        if event::opens(first)
            && let Some((block, len)) = self.event(rest, is_quoted)
        {
            stretches.push(Stretch::Block(block));
            return at + len;
        }
        if at >= progress.prose_until {
            if at >= progress.stanza_until {
                progress.stanza_until = at + stanza_length(rest);
            }
            let end = progress.stanza_until;
            let stanza = (at..end, is_quoted);
            if let Some(end) = self.whole_stanza(lines, stanza, progress, stretches) {
                return end;
            }
            progress.prose_until = end;
            if let Some(marker) = marker
                && let Some((list, end)) = self.list(lines, at, marker, depth)
            {
                stretches.push(Stretch::Block(list));
                return end;
            }
        }
        let stanza = lines
            .get(at..progress.prose_until.max(at + 1))
            .unwrap_or_default();
        if let Some((kind, note)) = note(stanza) {
            let mut blocks = self.read_at(&note, depth + 1, false);
            let end = self.rest_of_note(lines, at..at + stanza.len(), depth, &mut blocks);
            stretches.push(Stretch::Block(Block::Note {
                kind,
                title: Vec::new(),
                blocks,
            }));
            return end;
        }
        let end = at + self.paragraph_end(stanza);
        let lines = lines.get(at..end).unwrap_or_default();
        let block = Block::Paragraph {
            text: if is_quoted {
                line::reflow_quoted(lines, self.wrap)
            } else {
                line::reflow(lines, self.wrap)
            },
        };
        stretches.push(Stretch::Prose(block, at..end));
        end
    }

    /// Reads what belongs to the note whose first stanza is given, although empty lines come
    /// between: what the note announces, and if that interrupts a sentence, the rest of the
    /// sentence. Returns where the note ends.
    fn rest_of_note(
        &self,
        lines: &[Line],
        stanza: Range<usize>,
        depth: usize,
        blocks: &mut Vec<Block>,
    ) -> usize {
        let base = lines.get(stanza.start).map_or(0, |line| line.indent);
        let mut end = stanza.end;
        loop {
            let Some(last) = lines.get(end.wrapping_sub(1)) else {
                return end;
            };
            let is_filled = |line: &Line| !line.is_blank();
            let after = lines.get(end..).unwrap_or_default();
            let Some(next) = after.iter().position(is_filled).map(|next| end + next) else {
                return end;
            };
            let Some(opening) = lines.get(next) else {
                return end;
            };
            let mut inside = Vec::new();
            if opening.indent > base {
                if last.text.ends_with(['.', '!', '?', ')', '"', ';']) {
                    return end;
                }
                end = self.region(lines, next, base, depth + 1, &mut inside);
            } else if last.text.ends_with(':') && opening.indent == base {
                let is_announced = self.may_be_announced(lines, next, depth);
                if is_announced {
                    let until = next + stanza_length(lines.get(next..).unwrap_or_default());
                    let marker = Marker::of(opening.text);
                    let list = marker.and_then(|marker| self.list(lines, next, marker, depth + 1));
                    if let Some((list, until)) = list {
                        blocks.push(list);
                        return until;
                    }
                    blocks.extend(self.read_at(
                        lines.get(next..until).unwrap_or_default(),
                        depth + 1,
                        true,
                    ));
                    end = until;
                }
                return end;
            } else {
                return end;
            }
            blocks.extend(stretch::join(inside, lines));
            let after = lines.get(end..).unwrap_or_default();
            let goes_on = after.first().is_some_and(|line| {
                line.indent == base && line.text.starts_with(|c: char| c.is_ascii_lowercase())
            });
            let is_list = after
                .first()
                .is_some_and(|line| Marker::of(line.text).is_some());
            if !goes_on || is_list {
                return end;
            }
            let until = end + stanza_length(after);
            blocks.extend(self.read_at(
                lines.get(end..until).unwrap_or_default(),
                depth + 1,
                false,
            ));
            end = until;
        }
    }

    /// Whether a note that ends with a colon announces the stanza at `at`, which is indented like
    /// the note itself.
    fn may_be_announced(&self, lines: &[Line], at: usize, depth: usize) -> bool {
        let rest = lines.get(at..).unwrap_or_default();
        let stanza = rest.get(..stanza_length(rest)).unwrap_or_default();
        let Some(first) = stanza.first() else {
            return false;
        };
        let is_heading = stanza
            .get(1)
            .is_some_and(|line| line.is_rule_of('-') || line.is_rule_of('='));
        if is_heading || note(stanza).is_some() || line::is_joiner(first.text) {
            return false;
        }
        if let Some(marker) = Marker::of(first.text) {
            // Numbered steps after a note belong to the text, not to the note.
            return marker.number().is_none();
        }
        // A longer program belongs to the text.
        let after = rest.get(stanza.len()..).unwrap_or_default();
        let after = after.iter().position(|line| !line.is_blank());
        let after = after.map_or(&[][..], |start| {
            let after = rest.get(stanza.len() + start..).unwrap_or_default();
            after.get(..stanza_length(after)).unwrap_or_default()
        });
        let ends_here =
            after.first().is_none_or(|line| line.indent <= first.indent) && !code::is_code(after);
        line::is_citation(first.text)
            || (ends_here && code::is_code(stanza))
            || (stanza.len() <= 3
                && (depth > 0 || first.text.starts_with('"'))
                && !stanza.iter().any(|line| line.text.ends_with([':', '.']))
                && !stanza.iter().any(code::is_prose))
    }

    /// Reads the list that begins at `at` with the marker `first`; `None` if that is not
    /// certain.
    fn list(
        &self,
        lines: &[Line],
        at: usize,
        first: Marker,
        depth: usize,
    ) -> Option<(Block, usize)> {
        let base = lines.get(at)?.indent;
        let found = list::find(lines, at, first, self.wrap)?;
        let item = |(range, marker): (Range<usize>, Marker)| {
            let lines = lines.get(range).unwrap_or_default();
            self.item(&list::item_lines(lines, marker, base), depth)
        };
        let list = Block::List {
            start: first.number(),
            numbering: first.numbering(),
            items: found.items.into_iter().map(item).collect(),
        };
        Some((list, found.end))
    }

    fn item(&self, lines: &[Line], depth: usize) -> Vec<Block> {
        // A lone keyword at the start of an item opens a sentence or a title, not a program.
        let stanza = lines.iter().take_while(|line| !line.is_blank()).count();
        let opening = lines.get(..stanza).unwrap_or_default();
        if stanza <= 2 && code::is_code(opening) && !opening.iter().any(code::has_sign) {
            let mut blocks = vec![Block::Paragraph {
                text: line::reflow(opening, self.wrap),
            }];
            blocks.extend(self.read_at(lines.get(stanza..).unwrap_or_default(), depth + 1, false));
            return blocks;
        }
        self.read_at(lines, depth + 1, false)
    }

    fn event(&self, lines: &[Line], is_quoted: bool) -> Option<(Block, usize)> {
        match is_quoted {
            true => event::read_quoted(lines, self.wrap),
            false => event::read(lines, self.wrap),
        }
    }

    /// Reads a stanza that is one thing as a whole: an event, program text, a table or a drawing.
    fn whole_stanza(
        &self,
        lines: &[Line],
        (stanza, is_quoted): (Range<usize>, bool),
        progress: &mut Progress,
        stretches: &mut Vec<Stretch>,
    ) -> Option<usize> {
        let inside = lines.get(stanza.clone()).unwrap_or_default();
        let first = inside.first()?;
        if inside.len() == 1 && (first.is_rule_of('-') || first.is_rule_of('=')) {
            stretches.push(Stretch::Block(Block::Rule));
            return Some(stanza.end);
        }
        if let Some((block, len)) =
            self.event(lines.get(stanza.start..).unwrap_or_default(), is_quoted)
        {
            stretches.push(Stretch::Block(block));
            return Some(stanza.start + len);
        }
        if line::is_citation(first.text) {
            return None;
        }
        if code::is_code(inside) {
            stretches.push(Stretch::Verbatim {
                is_code: true,
                lines: stanza.clone(),
            });
            return Some(stanza.end);
        }
        let is_layout = table::has_layout(lines, &stanza);
        // A sentence right above a table is not meant to belong to it.
        let is_introduced = is_layout
            && inside.len() > 1
            && first.text.ends_with(':')
            && !table::has_layout(lines, &(stanza.start..stanza.start + 1));
        if is_introduced || (!is_layout && !self.is_drawing(inside)) {
            return None;
        }
        if stanza.start >= progress.no_table_until {
            let (rows, end) = table::spread_rows(lines, &stanza);
            if let Some(table) = table::read(&rows).filter(|_| end > stanza.end) {
                stretches.push(Stretch::Block(table));
                return Some(end);
            }
            progress.no_table_until = end;
        }
        let block = table::read(inside);
        stretches.push(block.map_or_else(
            || Stretch::Verbatim {
                is_code: false,
                lines: stanza.clone(),
            },
            Stretch::Block,
        ));
        Some(stanza.end)
    }

    /// Whether short lines are indented to three or more different depths, as in a tree of folders.
    fn is_drawing(&self, stanza: &[Line]) -> bool {
        let mut depths: Vec<usize> = stanza.iter().map(|line| line.indent).take(200).collect();
        depths.sort_unstable();
        depths.dedup();
        let wrapped = stanza.windows(2).any(|pair| match pair {
            [line, next] => line::is_wrapped(line, next, self.wrap),
            _ => false,
        });
        depths.len() >= 3 && !wrapped
    }

    /// How many lines of a stanza of prose are its first paragraph.
    fn paragraph_end(&self, stanza: &[Line]) -> usize {
        let base = stanza.first().map_or(0, |line| line.indent);
        let wraps = |pair: &[Line]| match pair {
            [line, next] => line::is_wrapped(line, next, self.wrap),
            _ => false,
        };
        let hangs = |pair: (&Line, &Line)| pair.0.indent == pair.1.indent;
        let is_hanging = stanza.get(1).is_some_and(|line| line.indent > base)
            && stanza.windows(2).take(64).all(wraps)
            && stanza
                .iter()
                .skip(1)
                .zip(stanza.iter().skip(2))
                .take(64)
                .all(hangs);
        if is_hanging && stanza.len() <= 64 {
            return stanza.len();
        }
        let opens_other = |pair: &[Line]| match pair {
            [line, next] => {
                next.indent > base
                    || event::opens(next)
                    || (Marker::of(next.text).is_some()
                        && (line.text.ends_with(':') || !line::is_wrapped(line, next, self.wrap)))
                    || (line.text.ends_with(':') && next.has_gap())
            }
            _ => false,
        };
        stanza
            .windows(2)
            .position(opens_other)
            .map_or(stanza.len(), |end| end + 1)
    }
}

/// How many lines the stanza at the beginning of `lines` has. It includes a comment that it opens,
/// up to the comment's end; a word between two pieces of program text is a stanza by itself.
fn stanza_length(lines: &[Line]) -> usize {
    /// Nobody writes longer comments with empty lines inside.
    const LONGEST: usize = 64;
    let is_end = |line: &Line| line.is_blank() || line::is_joiner(line.text);
    let until_blank = |from: usize| {
        let rest = lines.get(from..).unwrap_or_default();
        from + rest.iter().position(is_end).unwrap_or(rest.len())
    };
    if lines.first().is_some_and(|line| line::is_joiner(line.text)) {
        return 1;
    }
    let end = until_blank(0);
    let stanza = lines.get(..end).unwrap_or_default();
    if !lines
        .first()
        .is_some_and(|line| line.text.starts_with("/*"))
        || !code::leaves_comment_open(stanza)
    {
        return end;
    }
    let mut after = lines.iter().enumerate().skip(end).take(LONGEST);
    let close = after.find(|(_, line)| line.text.contains("*/"));
    close.map_or(end, |(at, _)| until_blank(at))
}
