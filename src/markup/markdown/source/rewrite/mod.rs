//! Goes through a text line by line.

mod aside;
mod block;
mod fence;
mod indented_code;
mod running;
mod state;
mod table;
mod verbatim;

use self::{
    indented_code::IndentedCode,
    state::State,
    table::Table,
    verbatim::{Verbatim, try_verbatim},
};
use super::{aside::is_mdx, inline::Scanner, prefix};
use crate::markup::html_read::Context;

/// A text as plain Markdown with HTML.
pub struct Rewritten {
    pub text: String,
    /// For each of its lines, the line number in the source.
    pub numbers: Vec<usize>,
    /// What is wrong, with the line number.
    pub problems: Vec<(usize, String)>,
}

/// Rewrites `source`, which is MDX if `is_mdx` says so or if it imports components. Its line ends
/// must be `\n`.
pub fn rewrite(source: &str, context: &Context, is_mdx: bool) -> Rewritten {
    let may_import = source.contains("import ") || source.contains("export ");
    let is_mdx = is_mdx || may_import && self::is_mdx(source);
    let mut rewriter = Rewriter {
        state: State::new(source, Scanner::new(source, context, is_mdx)),
        code: IndentedCode::default(),
        table: Table::default(),
        is_mdx,
    };
    let mut at = 0;
    rewriter.state.lines.number = 1;
    while at < source.len() {
        let rest = source.get(at..).unwrap_or_default();
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let next = rewriter.line(at, end).max(end);
        let read = source.get(at..next).unwrap_or_default();
        rewriter.state.lines.number += read.bytes().filter(|byte| *byte == b'\n').count() + 1;
        at = next + 1;
    }
    let mut state = rewriter.state;
    state.end_all();
    let problems = state.scanner.problems.into_iter();
    let mut counted = (0, 1);
    let problems = problems.map(|(at, message)| {
        // Problems come in order, so each line is counted once.
        let between = source.get(counted.0..at).unwrap_or_default();
        counted = (at, counted.1 + between.matches('\n').count());
        (counted.1, message)
    });
    Rewritten {
        problems: problems.collect(),
        text: state.lines.text,
        numbers: state.lines.numbers,
    }
}

struct Rewriter<'s> {
    state: State<'s>,
    code: IndentedCode,
    table: Table,
    is_mdx: bool,
}

impl Rewriter<'_> {
    /// Rewrites the line from `at` to `end`; returns where it ended, which may be some lines below.
    fn line(&mut self, at: usize, end: usize) -> usize {
        let line = self.state.source.get(at..end).unwrap_or_default();
        let is_blank = |byte| matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c');
        if line.bytes().all(is_blank) {
            self.blank_line(line);
            return end;
        }
        let state = &mut self.state;
        let line = state.within_open(line);
        if try_verbatim(&mut state.verbatim, &line, &mut state.lines) {
            return end;
        }
        let (prefix, words) = line.split_at(prefix::length(&line));
        if self.code.takes(prefix, &line, state.after_blank) {
            state.lines.push(&line);
            state.after_blank = false;
            return end;
        }
        if words.is_empty() {
            state.lines.push(&line);
            state.after_blank = true;
            state.after_mark = false;
            self.table = Table::default();
            return end;
        }
        let next = if self.try_block(prefix, words, end) {
            end
        } else {
            self.state.running_text(prefix, words, end)
        };
        self.state.after_blank = false;
        next
    }

    fn blank_line(&mut self, line: &str) {
        let state = &mut self.state;
        if matches!(state.verbatim, Some(Verbatim::Options(_))) {
            state.verbatim = state.verbatim.take().and_then(Verbatim::after_blank);
            return;
        }
        // Leading spaces matter in a fence.
        let line = prefix::dedented(line, 0, 4 * state.indented());
        state.lines.push(&line);
        state.after_blank = true;
        state.after_mark = false;
        self.table = Table::default();
    }

    /// Rewrites the line if it is not running text; returns whether it was.
    fn try_block(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        let state = &mut self.state;
        state.try_fence(prefix, words, end)
            || state.try_directive(prefix, words, end)
            || state.try_indented(prefix, words, end)
            || state.try_attributes(prefix, words)
            || state.try_contents(words, end)
            || state.try_letters(prefix, words)
            || self.is_mdx && state.try_module(prefix, words)
            || self
                .table
                .try_delimiter(prefix, words, state.after_blank, &mut state.lines)
            || state.try_generator_line(prefix, words, end)
    }
}
