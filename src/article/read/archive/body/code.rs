//! Tells program text from prose.

use super::{
    line::{self, Line},
    line_kind::{LineKind, has_punctuation, is_comment, is_diagnostic},
};
use crate::markup::Block;

/// Whether the lines are program text: some certainly are, most of the others may be, and few are
/// sentences.
pub(super) fn is_code(lines: &[Line]) -> bool {
    if lines
        .iter()
        .any(|line| line::is_cited_title(line.text) || line::is_joiner(line.text))
    {
        return false;
    }
    // A rule under column headings makes a table, whatever it contains.
    let is_table = lines
        .iter()
        .any(|line| line.text.len() >= 8 && line.is_rule_of('-'))
        && lines.iter().any(Line::has_gap);
    if is_table {
        return false;
    }
    let (mut code, mut prose, mut all) = (0, 0, 0);
    let mut before = Before::default();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        all += 1;
        match line.kind() {
            _ if before.takes_in(line) => code += 1,
            LineKind::Code => code += 1,
            LineKind::Prose => prose += 1,
            LineKind::Unsure => {}
        }
    }
    code > 0 && code * 3 >= all && prose * 5 <= all
}

/// What is still open after the lines before this one.
#[derive(Default)]
struct Before {
    is_comment: bool,
    is_statement: bool,
    /// The indentation of a compiler's message; its further lines are indented deeper.
    message: Option<usize>,
}

impl Before {
    /// Whether the next line belongs to a comment or a statement that an earlier one opened.
    fn takes_in(&mut self, line: &Line) -> bool {
        let is_message = self.message.is_some_and(|indent| line.indent > indent);
        let is_inside = self.is_comment || self.is_statement || is_message;
        if !is_message {
            self.message = is_diagnostic(line.text).then_some(line.indent);
        }
        let is_program = is_inside || line.kind() == LineKind::Code;
        // Few lines have a star.
        if line.text.contains('*') {
            self.is_comment = match line.text.rfind("/*") {
                Some(open) => {
                    is_program && !line.text.get(open..).unwrap_or_default().contains("*/")
                }
                None => self.is_comment && !line.text.contains("*/"),
            };
        }
        let goes_on = [" ;", " _", " \\"]
            .iter()
            .any(|mark| line.text.ends_with(mark));
        self.is_statement = is_program && goes_on && !self.is_comment;
        is_inside
    }
}

/// Whether the lines open a comment that they do not close.
pub(super) fn leaves_comment_open(lines: &[Line]) -> bool {
    let mut before = Before::default();
    for line in lines {
        before.takes_in(line);
    }
    before.is_comment
}

/// Whether the blocks that an indented region was read into are one piece of program text: some
/// certainly are code, none is more than a paragraph, and no line is a sentence or announces what
/// follows.
pub(super) fn are_pieces_of_code(blocks: &[Block], lines: &[Line]) -> bool {
    let is_simple = |block: &Block| match block {
        Block::Paragraph { .. } | Block::Code { .. } | Block::Preformatted { .. } => true,
        Block::Quote { blocks } => blocks
            .iter()
            .all(|block| matches!(block, Block::Paragraph { .. })),
        _ => false,
    };
    let may_be_part = |line: &Line| {
        let announces = line.text.ends_with(':') && line.text.contains(' ');
        is_comment(line.text)
            || !(announces
                || line::is_joiner(line.text)
                || is_prose(line)
                || line::is_citation(line.text))
    };
    blocks.len() > 1
        && blocks
            .iter()
            .any(|block| matches!(block, Block::Code { .. }))
        && blocks.iter().all(is_simple)
        && lines.iter().all(may_be_part)
}

/// Whether a line reads as a sentence or a part of one.
pub(super) fn is_prose(line: &Line) -> bool {
    line.kind() == LineKind::Prose
}

/// Whether a line has characters that prose never has; words such as `Open` or `Private` don't
/// count, since they also begin sentences.
pub(super) fn has_sign(line: &Line) -> bool {
    is_comment(line.text) || has_punctuation(line.text)
}

/// Whether the lines, found between two pieces of program text, may belong to it.
pub(super) fn may_be_code(lines: &[Line]) -> bool {
    let mut lines = lines.iter().filter(|line| !line.is_blank());
    lines.all(|line| {
        !line::is_joiner(line.text)
            && line.text.len() < 60
            && !line.text.ends_with(['.', ':'])
            && line.kind() != LineKind::Prose
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_code_from_prose() {
        for (text, expect) in [
            ("for (i = 0; i < 3; i++)\n{\n   f(i);\n}", true),
            ("Dim n As Integer\nn = 3", true),
            ("[colours]\nsky=blue", true),
            ("C:\\>dir", true),
            ("USE stock\nBROWSE", true),
            ("Open the window and choose the colour of the sky.", false),
            ("Set the value to 3, then restart the program.", false),
            ("Stock not found", false),
            ("cd \\lamp\ndel *.tmp", true),
            ("net use x: \\\\lamp\\hot", true),
            ("copy of the lamp", false),
            ("Copy a:\\lamp", false),
            ("PRINT \"It is hot and bright in the lamp\"", true),
            ("; The lamp is hot and bright here.\nhot=1", true),
            ("Q100012 Colours in Paint++", false),
            ("Q1: int\nQ2 = 3;", true),
            ("See the second page (and the third).", false),
        ] {
            let lines: Vec<Line> = text.lines().map(Line::new).collect();
            assert_eq!(is_code(&lines), expect, "{text}");
        }
    }
}
