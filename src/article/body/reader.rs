//! Lines into blocks: stanzas (lines without an empty one between) and indented regions, read in turn.

use std::ops::Range;

use super::{
    code, event,
    line::{self, Line},
    list::Marker,
    opening::{heading, note, numbered_heading},
    table,
};
use crate::markup::Block;

/// Deeper nesting stays preformatted.
const DEPTH: usize = 16;

/// Reads the blocks of one body.
pub(super) struct Reader {
    /// The column at which the body was wrapped.
    pub(super) wrap: usize,
}

/// What is known of lines further down, so that none is looked at again and again.
#[derive(Default)]
struct Progress {
    /// The end of the last stanza, in which several records may stand.
    stanza_until: usize,
    /// The end of the last stanza that was looked at as a whole and found to be prose.
    prose_until: usize,
    /// The end of the last stanzas that were found to be no table together.
    no_table_until: usize,
}

/// A block on its way: verbatim ones keep their lines, so that neighbours can be put together.
enum Piece {
    Block(Block),
    /// A paragraph that may turn out to be a line of a program.
    Prose(Block, Range<usize>),
    Verbatim {
        is_code: bool,
        lines: Range<usize>,
    },
}

impl Reader {
    /// A reader for a body of these lines.
    pub(super) fn new(lines: &[Line]) -> Self {
        Self {
            wrap: line::wrap_column(lines),
        }
    }

    /// The blocks of some of the body's lines.
    pub(super) fn read(&self, lines: &[Line]) -> Vec<Block> {
        self.read_at(lines, 0, false)
    }

    /// `is_quoted` says that the lines stand deeper than what is around them.
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
        let mut pieces = Vec::new();
        let mut progress = Progress::default();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at = if line.is_blank() {
                at + 1
            } else if line.indent > base {
                self.region(lines, at, base, depth, &mut pieces)
            } else {
                self.stanza(lines, at, &mut progress, (depth, is_quoted), &mut pieces)
            };
        }
        finish(pieces, lines)
    }

    /// Reads the lines from `at` on that are indented deeper than `base`; returns where they end.
    fn region(
        &self,
        lines: &[Line],
        at: usize,
        base: usize,
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> usize {
        let after = lines.get(at..).unwrap_or_default();
        let end = after
            .iter()
            .position(|line| !line.is_blank() && line.indent <= base);
        let end = end.map_or(lines.len(), |end| at + end);
        let inside = lines.get(at..end).unwrap_or_default();
        if code::is_code(inside) {
            pieces.push(Piece::Verbatim {
                is_code: true,
                lines: at..end,
            });
            return end;
        }
        let blocks = self.read_at(inside, depth + 1, true);
        // Pieces of program text, of which some alone could be anything, are one.
        if code::is_in_pieces(&blocks, inside) {
            pieces.push(Piece::Verbatim {
                is_code: true,
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
                pieces.push(Piece::Verbatim {
                    is_code: true,
                    lines: at..end,
                });
            }
            [Block::Preformatted { .. }] => {
                pieces.push(Piece::Verbatim {
                    is_code: false,
                    lines: at..end,
                });
            }
            _ if is_quote => pieces.push(Piece::Prose(Block::Quote { blocks }, at..end)),
            _ => pieces.extend(blocks.into_iter().map(Piece::Block)),
        }
        end
    }

    /// Reads what begins at `at`, a line at the base; returns where it ends.
    fn stanza(
        &self,
        lines: &[Line],
        at: usize,
        progress: &mut Progress,
        (depth, is_quoted): (usize, bool),
        pieces: &mut Vec<Piece>,
    ) -> usize {
        let rest = lines.get(at..).unwrap_or_default();
        let Some(first) = rest.first() else {
            return lines.len();
        };
        // Underlined names in an indented example are no headings of the text.
        if depth == 0
            && let Some(heading) = heading(lines, at)
        {
            pieces.push(Piece::Block(heading));
            return at + 2;
        }
        if depth == 0 && first.text.starts_with(|c: char| c.is_ascii_digit()) {
            let before_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
            let len = rest.iter().take(3).position(Line::is_blank);
            let stanza = rest.get(..len.unwrap_or(rest.len())).unwrap_or_default();
            if before_blank && let Some(heading) = numbered_heading(stanza, self.wrap) {
                pieces.push(Piece::Block(heading));
                return at + stanza.len();
            }
        }
        let marker = Marker::of(first.text);
        let is_list = |marker: &Marker| !marker.may_be_comment() || at < progress.prose_until;
        if let Some(marker) = marker.filter(is_list)
            && let Some((list, end)) = self.list(lines, at, marker, depth)
        {
            pieces.push(Piece::Block(list));
            return end;
        }
        // A record may follow a line that belongs to no field, such as the word on the box.
        if event::opens(first)
            && let Some((block, len)) = event::read(rest, self.wrap)
        {
            pieces.push(Piece::Block(block));
            return at + len;
        }
        if at >= progress.prose_until {
            if at >= progress.stanza_until {
                let length = rest.iter().position(Line::is_blank);
                progress.stanza_until = at + length.unwrap_or(rest.len());
            }
            let end = progress.stanza_until;
            if let Some(end) = self.whole_stanza(lines, at..end, progress, pieces) {
                return end;
            }
            progress.prose_until = end;
            if let Some(marker) = marker
                && let Some((list, end)) = self.list(lines, at, marker, depth)
            {
                pieces.push(Piece::Block(list));
                return end;
            }
        }
        let stanza = lines
            .get(at..progress.prose_until.max(at + 1))
            .unwrap_or_default();
        if let Some((kind, note)) = note(stanza) {
            let mut blocks = self.read_at(&note, depth + 1, false);
            let end = at + stanza.len();
            let next = lines.get(end..).unwrap_or_default();
            let next = next.iter().position(|line| !line.is_blank());
            let next = end + next.unwrap_or(0);
            // What a note announces is a part of it.
            let is_announced = stanza.last().is_some_and(|line| line.text.ends_with(':'))
                && lines
                    .get(next)
                    .is_some_and(|line| line.indent > first.indent);
            let end = if is_announced {
                let mut inside = Vec::new();
                let end = self.region(lines, next, first.indent, depth + 1, &mut inside);
                blocks.extend(finish(inside, lines));
                end
            } else {
                end
            };
            pieces.push(Piece::Block(Block::Note { kind, blocks }));
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
        pieces.push(Piece::Prose(block, at..end));
        end
    }

    /// Reads a stanza that is one thing throughout: an event, program text, a table or a drawing.
    fn whole_stanza(
        &self,
        lines: &[Line],
        stanza: Range<usize>,
        progress: &mut Progress,
        pieces: &mut Vec<Piece>,
    ) -> Option<usize> {
        let inside = lines.get(stanza.clone()).unwrap_or_default();
        let first = inside.first()?;
        if inside.len() == 1 && (first.is_rule_of('-') || first.is_rule_of('=')) {
            pieces.push(Piece::Block(Block::Rule));
            return Some(stanza.end);
        }
        if let Some((block, len)) =
            event::read(lines.get(stanza.start..).unwrap_or_default(), self.wrap)
        {
            pieces.push(Piece::Block(block));
            return Some(stanza.start + len);
        }
        if line::is_citation(first.text) {
            return None;
        }
        if code::is_code(inside) {
            pieces.push(Piece::Verbatim {
                is_code: true,
                lines: stanza.clone(),
            });
            return Some(stanza.end);
        }
        let is_layout = table::has_layout(lines, &stanza);
        // A sentence above a table belongs to it only by mistake.
        let is_introduced = is_layout
            && inside.len() > 1
            && first.text.ends_with(':')
            && !table::has_layout(lines, &(stanza.start..stanza.start + 1));
        if is_introduced || (!is_layout && !self.is_drawing(inside)) {
            return None;
        }
        if stanza.start >= progress.no_table_until {
            let (rows, end) = spread_rows(lines, &stanza);
            if let Some(table) = table::read(&rows).filter(|_| end > stanza.end) {
                pieces.push(Piece::Block(table));
                return Some(end);
            }
            progress.no_table_until = end;
        }
        let block = table::read(inside);
        pieces.push(block.map_or_else(
            || Piece::Verbatim {
                is_code: false,
                lines: stanza.clone(),
            },
            Piece::Block,
        ));
        Some(stanza.end)
    }

    /// Whether short lines stand at three depths or more, as in a tree of folders.
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

/// The lines of a table whose rows, or whose heads, are parted by empty lines; and where they end.
fn spread_rows<'a>(lines: &[Line<'a>], stanza: &Range<usize>) -> (Vec<Line<'a>>, usize) {
    let mut rows: Vec<Line> = lines.get(stanza.clone()).unwrap_or_default().to_vec();
    let base = rows.first().map_or(0, |line| line.indent);
    let mut end = stanza.end;
    while let Some(next) = lines.get(end + 1).filter(|next| !next.is_blank()) {
        if next.indent.abs_diff(base) > 1 || !(next.has_gap() || next.text.starts_with('|')) {
            break;
        }
        let more = lines
            .get(end + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|line| !line.is_blank());
        let before = rows.len();
        rows.extend(more.cloned());
        end += 1 + rows.len() - before;
    }
    (rows, end)
}

/// Puts neighbouring verbatim pieces together, with short lines between two pieces of program text.
fn finish(pieces: Vec<Piece>, lines: &[Line]) -> Vec<Block> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        let Piece::Verbatim {
            is_code,
            lines: range,
        } = piece
        else {
            out.push(piece);
            continue;
        };
        if is_code {
            let is_between = |piece: &&Piece| match piece {
                Piece::Prose(_, between) => {
                    code::may_be_code(lines.get(between.clone()).unwrap_or_default())
                }
                _ => false,
            };
            let between = out.iter().rev().take(4).take_while(is_between).count();
            let before = out.len() - between;
            if let Some(Piece::Verbatim { is_code: true, .. }) = out.get(before.wrapping_sub(1)) {
                out.truncate(before);
            }
        }
        match out.last_mut() {
            Some(Piece::Verbatim {
                is_code: before_is_code,
                lines: before,
            }) => {
                *before_is_code |= is_code;
                before.end = range.end;
            }
            _ => out.push(Piece::Verbatim {
                is_code,
                lines: range,
            }),
        }
    }
    let block = |piece| match piece {
        Piece::Block(block) | Piece::Prose(block, _) => block,
        Piece::Verbatim {
            is_code,
            lines: range,
        } => {
            let text = line::verbatim(lines.get(range).unwrap_or_default());
            if is_code {
                Block::Code { text }
            } else {
                Block::Preformatted { text }
            }
        }
    };
    out.into_iter().map(block).collect()
}
