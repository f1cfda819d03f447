//! Lines in which nothing is Markdown: in fences, formulas, comments, MDX modules, and the options
//! of directives.

use super::super::{
    aside::{brackets, option},
    lines::Lines,
};

/// A block that contains only text.
pub enum Verbatim {
    Fence {
        mark: u8,
        length: usize,
        in_quote: bool,
    },
    /// Rewritten as a fence; a line that ends with this mark closes it.
    Until(&'static str),
    /// Not shown; a line that ends with this mark closes it.
    Hidden(&'static str),
    /// A module that exports something, with this many open brackets.
    Module(i32),
    /// The options at the beginning of a directive between fences, `:name: value`, and the block
    /// after them.
    Options(Option<Box<Verbatim>>),
}

impl Verbatim {
    /// The line that ends it.
    pub fn end(&self) -> String {
        match self {
            Self::Fence { mark, length, .. } => char::from(*mark).to_string().repeat(*length),
            Self::Until(_) => "```".to_owned(),
            Self::Options(Some(then)) => then.end(),
            Self::Hidden(_) | Self::Module(_) | Self::Options(None) => String::new(),
        }
    }

    /// The block after a blank line, which ends the options of a directive.
    pub fn after_blank(self) -> Option<Self> {
        match self {
            Self::Options(then) => then.map(|then| *then),
            other => Some(other),
        }
    }
}

/// Writes the line if it is inside `verbatim` or ends it; returns whether it was.
pub fn try_verbatim(verbatim: &mut Option<Verbatim>, line: &str, lines: &mut Lines) -> bool {
    let words = line.trim_start_matches([' ', '\t', '>']);
    match verbatim {
        None => return false,
        Some(Verbatim::Until(mark)) => match words.trim_end().strip_suffix(*mark) {
            Some(words) => {
                let indent = line.len() - line.trim_start().len();
                let indent = line.get(..indent).unwrap_or_default();
                if !words.trim().is_empty() {
                    lines.push(&format!("{indent}{words}"));
                }
                lines.push(&format!("{indent}```"));
                *verbatim = None;
            }
            None => lines.push(line),
        },
        Some(Verbatim::Hidden(mark)) => {
            lines.push("");
            if words.trim_end().ends_with(*mark) {
                *verbatim = None;
            }
        }
        Some(Verbatim::Module(open)) => {
            *open += brackets(words);
            // Otherwise, a missing bracket would hide the rest of the text.
            let is_heading = words.starts_with("# ") || words.starts_with("## ");
            if *open <= 0 || is_heading {
                *verbatim = None;
            }
            if is_heading {
                return false;
            }
            lines.push("");
        }
        Some(Verbatim::Options(then)) => {
            if option(words).is_none() {
                *verbatim = then.take().map(|then| *then);
                return try_verbatim(verbatim, line, lines);
            }
        }
        Some(Verbatim::Fence { in_quote: true, .. }) if !line.trim_start().starts_with('>') => {
            *verbatim = None;
            return false;
        }
        Some(Verbatim::Fence { mark, length, .. }) => {
            let run = words.bytes().take_while(|byte| byte == mark).count();
            if run >= *length && words.get(run..).is_some_and(|rest| rest.trim().is_empty()) {
                *verbatim = None;
            }
            lines.push(line);
        }
    }
    true
}
