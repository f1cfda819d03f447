//! Runs of lines that become blocks: verbatim text keeps its lines until its neighbours are
//! known.

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

/// The blocks of stretches that follow one another. Neighbouring verbatim ones are joined, and so
/// are two of program text with the short lines between them.
pub(super) fn join(stretches: Vec<Stretch>, lines: &[Line]) -> Vec<Block> {
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        let Stretch::Verbatim {
            is_code,
            lines: range,
        } = stretch
        else {
            out.push(stretch);
            continue;
        };
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
