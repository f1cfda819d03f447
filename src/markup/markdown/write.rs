//! Writes blocks as Markdown that reads back to the same blocks.

use super::{
    event,
    normal::{inlines as normal_inlines, normal},
};
use crate::markup::{Block, Inline, TableRow};

/// `blocks` as Markdown, ending with a line end unless empty.
pub fn write(blocks: &[Block]) -> String {
    let mut out = sequence(&normal(blocks.to_vec()), None);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Running text as Markdown on a single line, as in a heading.
pub fn write_inlines(inlines: &[Inline]) -> String {
    line(&normal_inlines(inlines.to_vec()), Container::Heading)
}

/// Blocks with an empty line between them. `bullet` is the mark of the list they are in: a list
/// beginning with a list of the same mark could read as a rule (`- - -`).
fn sequence(blocks: &[Block], bullet: Option<char>) -> String {
    let mut written = Vec::with_capacity(blocks.len());
    let mut before: Option<char> = None;
    for block in blocks {
        let mark = match block {
            // Different marks separate two lists in a row.
            Block::List { start: None, .. } => ['-', '*', '+']
                .into_iter()
                .find(|mark| ![bullet, before].contains(&Some(*mark))),
            Block::List { .. } => ['.', ')'].into_iter().find(|mark| before != Some(*mark)),
            _ => None,
        };
        written.push(one(block, mark.unwrap_or('-')));
        before = mark;
    }
    written.join("\n\n")
}

fn one(block: &Block, mark: char) -> String {
    match block {
        Block::Paragraph { text } => line(text, Container::Paragraph),
        Block::Heading { level, text } => {
            let marks = "#".repeat(usize::from(*level));
            format!("{marks} {}", line(text, Container::Heading))
                .trim_end()
                .to_owned()
        }
        Block::List { start, items } => list(*start, items, mark),
        Block::Note { kind, blocks } => {
            let word = kind.word().to_ascii_uppercase();
            // What isn't a paragraph might not begin right below the line of the word.
            let gap = if matches!(blocks.first(), Some(Block::Paragraph { .. })) {
                ""
            } else {
                "\n"
            };
            prefixed(
                &format!("[!{word}]\n{gap}{}", sequence(blocks, None)),
                "> ",
                "> ",
            )
        }
        Block::Quote { blocks } => prefixed(&sequence(blocks, None), "> ", "> "),
        Block::Event { fields } => fenced("event", &event::write(fields)),
        Block::Code { text } => fenced("", text),
        Block::Preformatted { text } => fenced("text", text),
        Block::Table { header, rows } => table(header, rows),
        // Dashes could be read as an underline, and asterisks as bullets.
        Block::Rule => "___".to_owned(),
    }
}

/// `text` with `first` before its first line and `other` before the others; an empty line gets no
/// trailing blanks.
fn prefixed(text: &str, first: &str, other: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for (index, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        let prefix = if index == 0 { first } else { other };
        if index > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        out.push_str(line);
    }
    out
}

fn list(start: Option<u32>, items: &[Vec<Block>], mark: char) -> String {
    let is_tight = items
        .iter()
        .all(|item| matches!(item.as_slice(), [Block::Paragraph { .. }]));
    let written: Vec<String> = items
        .iter()
        .zip(start.unwrap_or(0)..)
        .map(|(item, number)| {
            let first = match start {
                Some(_) => format!("{}{mark} ", number.min(999_999_999)),
                None => format!("{mark} "),
            };
            let bullet = start.is_none().then_some(mark);
            prefixed(&sequence(item, bullet), &first, &" ".repeat(first.len()))
        })
        .collect();
    written.join(if is_tight { "\n" } else { "\n\n" })
}

/// A fence longer than any run of backticks inside.
fn fenced(info: &str, text: &str) -> String {
    let fence = "`".repeat((longest_run(text, '`') + 1).max(3));
    format!("{fence}{info}\n{text}\n{fence}")
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

fn table(header: &TableRow, rows: &[TableRow]) -> String {
    let width = rows
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
        .max(header.len());
    let mut out = row(header, width);
    out.push_str("\n|");
    out.push_str(&"---|".repeat(width));
    for cells in rows {
        out.push('\n');
        out.push_str(&row(cells, cells.len().max(1)));
    }
    out
}

fn row(cells: &TableRow, width: usize) -> String {
    let mut out = String::from("|");
    for index in 0..width {
        let text = cells
            .get(index)
            .map(|cell| line(cell, Container::Cell))
            .unwrap_or_default();
        out.push_str(&format!(" {text} |"));
    }
    out
}

/// What running text is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Paragraph,
    Heading,
    Cell,
}

fn line(inlines: &[Inline], container: Container) -> String {
    let mut writer = LineWriter {
        out: String::new(),
        container,
        after_mark: false,
    };
    writer.inlines(inlines, true);
    writer.out
}

struct LineWriter {
    out: String,
    container: Container,
    /// Whether a closing `**` or `_` was just written, after which a letter must be escaped.
    after_mark: bool,
}

impl LineWriter {
    fn inlines(&mut self, inlines: &[Inline], is_outermost: bool) {
        let is_edge = |at: Option<&Inline>| matches!(at, None | Some(Inline::Break));
        for (index, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Text { text } => {
                    let before = index.checked_sub(1).and_then(|before| inlines.get(before));
                    self.text(text, is_edge(before), is_edge(inlines.get(index + 1)));
                }
                Inline::Code { text } => self.code(text),
                Inline::Strong { inlines } => self.marked("**", inlines),
                Inline::Emphasis { inlines } => self.marked("_", inlines),
                Inline::Link { target, inlines } => {
                    self.put("[");
                    self.inlines(inlines, false);
                    self.put("](");
                    self.target(target);
                    self.put(")");
                }
                Inline::Image { target, alt } => {
                    self.put("![");
                    self.text(alt, true, true);
                    self.put("](");
                    self.target(target);
                    self.put(")");
                }
                Inline::Break if is_outermost && self.container == Container::Paragraph => {
                    self.put("\\\n");
                }
                Inline::Break => self.put("&#10;"),
            }
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
        self.after_mark = false;
    }

    /// Marks open and close only beside blanks and punctuation, whatever is inside; a letter beside
    /// them is therefore written as a reference, which begins and ends with punctuation.
    fn marked(&mut self, mark: &str, inlines: &[Inline]) {
        if let Some(last) = self.out.chars().next_back()
            && !(last.is_ascii_punctuation() || last == ' ' || last == '\n')
        {
            self.out.pop();
            self.reference(last);
        }
        self.put(mark);
        self.inlines(inlines, false);
        self.put(mark);
        self.after_mark = true;
    }

    fn reference(&mut self, c: char) {
        self.put(&format!("&#{};", u32::from(c)));
    }

    fn code(&mut self, text: &str) {
        let fence = "`".repeat(longest_run(text, '`') + 1);
        let is_blank = text.chars().all(|c| c == ' ');
        let needs_room = text.starts_with('`')
            || text.ends_with('`')
            || (text.starts_with(' ') && text.ends_with(' ') && !is_blank);
        let room = if needs_room { " " } else { "" };
        let text = match self.container {
            Container::Cell => text.replace('|', "\\|"),
            _ => text.to_owned(),
        };
        self.put(&format!("{fence}{room}{text}{room}{fence}"));
    }

    fn target(&mut self, target: &str) {
        let is_simple = |c: char| c.is_ascii_alphanumeric() || "-./:_#@?=%+~,".contains(c);
        if target.chars().all(is_simple) {
            self.put(target);
            return;
        }
        self.put("<");
        for c in target.chars() {
            match c {
                '|' => self.reference(c),
                '\\' | '<' | '>' | '&' => self.put(&format!("\\{c}")),
                c => self.out.push(c),
            }
        }
        self.put(">");
    }

    /// Plain characters. `starts` and `ends` say whether nothing is beside them on their line,
    /// where a blank would be lost.
    fn text(&mut self, text: &str, starts: bool, ends: bool) {
        let chars: Vec<char> = text.chars().collect();
        let at_line_start = self.out.is_empty() || self.out.ends_with('\n');
        let number = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        for (index, &c) in chars.iter().enumerate() {
            let next = chars.get(index + 1).copied();
            let is_last = next.is_none();
            let is_edge = (index == 0 && starts) || (is_last && ends);
            let is_bare_after_mark =
                index == 0 && self.after_mark && !(c.is_ascii_punctuation() || c == ' ');
            if c.is_control()
                || c == '\u{feff}'
                || (c == '|' && self.container == Container::Cell)
                || (c.is_whitespace() && is_edge)
                || is_bare_after_mark
            {
                self.reference(c);
                continue;
            }
            // Near the ends a neighbour may be written as a reference later: only the inner
            // characters are sure to keep their neighbours.
            let is_inner = index >= 2 && index + 2 < chars.len();
            let between = |test: fn(&char) -> bool| {
                is_inner
                    && next.as_ref().is_some_and(test)
                    && index
                        .checked_sub(1)
                        .and_then(|before| chars.get(before))
                        .is_some_and(test)
            };
            let escape = match c {
                '*' | '`' | '[' | ']' | '<' => true,
                '|' => true,
                '_' => !between(char::is_ascii_alphanumeric),
                '\\' => !(is_inner && next.is_some_and(|next| next.is_ascii_alphanumeric())),
                '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphanumeric()),
                '!' => next.is_none_or(|next| next == '['),
                '#' => self.container == Container::Heading || (index == 0 && at_line_start),
                '+' | '-' | '=' | '>' | '~' | ':' => index == 0 && at_line_start,
                '.' | ')' => at_line_start && number > 0 && index == number,
                _ => false,
            };
            if escape {
                self.out.push('\\');
            }
            self.out.push(c);
            self.after_mark = false;
        }
    }
}
