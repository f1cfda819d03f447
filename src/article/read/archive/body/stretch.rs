//! Runs of lines that become blocks: verbatim text keeps its lines until its neighbors are known.

use std::ops::Range;

use super::{
    code,
    line::{self, Line},
};
use crate::markup::Block;

/// A stretch of lines that has been read.
pub(super) enum Stretch {
    Block(Block),
    /// A paragraph that may turn out to be a line of a program.
    Prose(Block, Range<usize>),
    Verbatim {
        is_code: bool,
        lines: Range<usize>,
    },
}

/// The blocks of consecutive stretches. Adjacent verbatim ones are joined; two of program text are
/// joined together with the short lines between them.
pub(super) fn join(stretches: Vec<Stretch>, lines: &[Line]) -> Vec<Block> {
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        let (is_code, range) = match stretch {
            Stretch::Verbatim { is_code, lines } => (is_code, lines),
            // An alternative to program text is program text, too.
            Stretch::Prose(_, range) if follows_code_and_joiner(&out, &range, lines) => {
                (true, range)
            }
            other => {
                out.push(other);
                continue;
            }
        };
        if is_code {
            turn_alternative(&mut out, lines);
        }
        if is_code {
            let is_between = |stretch: &&Stretch| match stretch {
                Stretch::Prose(_, between) => {
                    code::may_be_code(lines.get(between.clone()).unwrap_or_default())
                }
                _ => false,
            };
            let between = out.iter().rev().take(4).take_while(is_between).count();
            let before = out.len() - between;
            if let Some(Stretch::Verbatim { is_code: true, .. }) = out.get(before.wrapping_sub(1)) {
                out.truncate(before);
            }
        }
        match out.last_mut() {
            Some(Stretch::Verbatim {
                is_code: before_is_code,
                lines: before,
            }) => {
                *before_is_code |= is_code;
                before.end = range.end;
            }
            _ => out.push(Stretch::Verbatim {
                is_code,
                lines: range,
            }),
        }
    }
    let block = |stretch| match stretch {
        Stretch::Block(block) | Stretch::Prose(block, _) => block,
        Stretch::Verbatim {
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

fn is_joiner(stretch: Option<&Stretch>, lines: &[Line]) -> bool {
    match stretch {
        Some(Stretch::Prose(_, range)) => match lines.get(range.clone()).unwrap_or_default() {
            [line] => line::is_joiner(line.text),
            _ => false,
        },
        _ => false,
    }
}

/// Whether `range` may be program text, and follows program text and a word such as `-or-`.
fn follows_code_and_joiner(out: &[Stretch], range: &Range<usize>, lines: &[Line]) -> bool {
    let before = out.len().checked_sub(2).and_then(|at| out.get(at));
    is_joiner(out.last(), lines)
        && matches!(before, Some(Stretch::Verbatim { is_code: true, .. }))
        && code::may_be_code(lines.get(range.clone()).unwrap_or_default())
}

/// Turns stretches that may be program text into it if a word such as `-or-` and program text
/// follow.
fn turn_alternative(out: &mut [Stretch], lines: &[Line]) {
    if !is_joiner(out.last(), lines) {
        return;
    }
    let before = out.len().checked_sub(2).and_then(|at| out.get_mut(at));
    if let Some(before @ Stretch::Prose(..)) = before
        && let Stretch::Prose(_, range) = &*before
        && code::may_be_code(lines.get(range.clone()).unwrap_or_default())
    {
        *before = Stretch::Verbatim {
            is_code: true,
            lines: range.clone(),
        };
    }
}
