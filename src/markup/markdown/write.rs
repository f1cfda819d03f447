//! Writes blocks as Markdown that reads back to the same blocks.

use super::{
    event,
    normal::{inlines as normal_inlines, normal},
    source::icon,
};
use crate::markup::{Block, Inline, TableRow, anchors};

/// `blocks` as Markdown that ends with a line end, unless it is empty.
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

/// Blocks with an empty line between them. `bullet` is the mark of the list they are in: if that
/// list began with a list with the same mark, it could read as a rule (`- - -`).
fn sequence(blocks: &[Block], bullet: Option<char>) -> String {
    let mut written = Vec::with_capacity(blocks.len());
    let mut before: Option<char> = None;
    for block in blocks {
        let mark = match block {
            // Different marks separate consecutive lists.
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
        Block::Heading {
            level,
            anchor,
            text,
        } => {
            let marks = "#".repeat(usize::from(*level));
            let mut heading = format!("{marks} {}", line(text, Container::Heading));
            // The reader makes the same anchor from the text.
            if !anchor.is_empty() && *anchor != anchors::slug(text) {
                heading.push_str(&format!(" {{#{anchor}}}"));
            }
            heading.trim_end().to_owned()
        }
        Block::List {
            start,
            numbering,
            items,
        } => {
            let list = list(*start, items, mark);
            // Markdown numbers are never letters; other readers than ours ignore this comment.
            match numbering.html_type() {
                Some(word) => format!("<!-- {word}. -->\n\n{list}"),
                None => list,
            }
        }
        Block::Note {
            kind,
            title,
            blocks,
        } => {
            let word = kind.word().to_ascii_uppercase();
            // Other blocks than paragraphs can't always begin right below the line with the word,
            // and a title needs a paragraph after it.
            let is_text = matches!(blocks.first(), Some(Block::Paragraph { .. }));
            let gap = if is_text && title.is_empty() {
                ""
            } else {
                "\n"
            };
            let title = match title.is_empty() {
                true => String::new(),
                false => format!(" {}", line(title, Container::Heading)),
            };
            prefixed(
                &format!("[!{word}]{title}\n{gap}{}", sequence(blocks, None)),
                "> ",
                "> ",
            )
        }
        Block::Details { summary, blocks } => {
            let summary = line(summary, Container::Heading);
            let open = match summary.is_empty() {
                true => ":::details".to_owned(),
                false => format!(":::details[{summary}]"),
            };
            match sequence(blocks, None) {
                blocks if blocks.is_empty() => format!("{open}\n:::"),
                blocks => format!("{open}\n\n{blocks}\n\n:::"),
            }
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

/// `text` with `first` before its first line and `other` before the others; empty lines get no
/// trailing spaces.
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

/// The place for which running text is written.
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
    /// Whether a closing `**` or `_` was just written, so that a letter after it must be escaped.
    after_mark: bool,
}

impl LineWriter {
    fn inlines(&mut self, inlines: &[Inline], is_outermost: bool) {
        let is_edge = |at: Option<&Inline>| matches!(at, None | Some(Inline::Break));
        for (index, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Text { text } => {
                    let before = index.checked_sub(1).and_then(|before| inlines.get(before));
                    let next = inlines.get(index + 1);
                    // Its first and last word may be parts of longer ones.
                    let goes_on = (
                        !is_outermost || !is_edge(before),
                        !is_outermost || !is_edge(next),
                    );
                    self.text(text, is_edge(before), is_edge(next), goes_on);
                }
                Inline::Code { text } => self.code(text),
                Inline::Strong { inlines } => self.marked("**", inlines),
                Inline::Emphasis { inlines } => self.marked("_", inlines),
                Inline::Strikethrough { inlines } => self.marked("~~", inlines),
                Inline::Anchor { name } => self.put(&format!("<a id=\"{name}\"></a>")),
                Inline::Link { target, inlines } => {
                    self.put("[");
                    self.inlines(inlines, false);
                    self.put("](");
                    self.target(target);
                    self.put(")");
                }
                Inline::Image { target, alt } => {
                    self.put("![");
                    self.text(alt, true, true, (true, true));
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

    /// Marks open and close only next to spaces and punctuation, whatever they enclose; so a letter
    /// next to them is written as a reference, which begins and ends with punctuation.
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

    /// Whether a backslash here could be read as part of a Windows path.
    fn is_in_path(&self) -> bool {
        let mut end = self.out.len().saturating_sub(30);
        while !self.out.is_char_boundary(end) {
            end -= 1;
        }
        let near = self.out.get(end..).unwrap_or_default();
        near.ends_with([':', '%']) || near.contains("HK")
    }

    /// Whether attributes could begin here.
    fn is_after_bracket(&self) -> bool {
        self.out.ends_with([')', ']', '`'])
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

    /// Writes plain characters. `starts` and `ends` say whether the text is at the start or end of
    /// its line, where a space would be lost; `goes_on` says whether its words may continue before
    /// and after it.
    fn text(&mut self, text: &str, starts: bool, ends: bool, goes_on: (bool, bool)) {
        let chars: Vec<char> = text.chars().collect();
        let at_line_start = self.out.is_empty() || self.out.ends_with('\n');
        let words = Words::of(&chars, goes_on);
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
            // Near the ends, a neighbor may still be written as a reference; only inner characters
            // certainly keep their neighbors.
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
                '\\' if words.is_share_at(index) => {
                    self.reference(c);
                    continue;
                }
                '\\' => {
                    !(is_inner
                        && next.is_some_and(|next| next.is_ascii_alphanumeric())
                        && words.is_plain_at(index))
                }
                '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphanumeric()),
                '!' => next.is_none_or(|next| next == '[') || (index == 0 && at_line_start),
                '~' => true,
                '=' if next == Some('=') => true,
                '%' => next == Some('%'),
                '$' => true,
                '{' => {
                    next.is_none_or(|next| "{%:#./+-=>~".contains(next))
                        || self.is_after_bracket()
                        || is_role(&chars, index)
                }
                '}' if self.container == Container::Heading => is_last,
                '#' => self.container == Container::Heading || (index == 0 && at_line_start),
                ':' if next == Some(':') || is_icon(&chars, index) => true,
                '+' if next == Some('+') => true,
                '^' => next.is_none_or(|next| next.is_alphanumeric() || next == '^'),
                '=' if is_last && index > 0 && chars.get(index - 1) == Some(&')') => true,
                'i' | 'e' if index == 0 && at_line_start && is_module(&chars) => {
                    self.reference(c);
                    continue;
                }
                '+' | '-' | '=' | '>' | ':' | '?' => index == 0 && at_line_start,
                '.' | ')' => at_line_start && number > 0 && index == number,
                _ => false,
            };
            if escape && c != '\\' && self.is_in_path() {
                self.reference(c);
                continue;
            }
            if escape {
                self.out.push('\\');
            }
            self.out.push(c);
            self.after_mark = false;
        }
    }
}

/// Whether the characters at this position are an icon name.
fn is_icon(chars: &[char], index: usize) -> bool {
    let is_name = |c: &&char| c.is_ascii_lowercase() || "_-+:0123456789".contains(**c);
    let name: String = chars
        .iter()
        .skip(index)
        .take(64)
        .take_while(is_name)
        .collect();
    // The text after it may be written as a reference.
    let end = name.get(1..).and_then(|name| name.find(':'));
    end.and_then(|end| name.get(..end + 2))
        .is_some_and(|name| icon(name).is_some())
}

/// Whether nothing follows the braces at this position, so that code after them could be read as
/// that of a role.
fn is_role(chars: &[char], index: usize) -> bool {
    chars.last() == Some(&'}') && chars.len() - index < 42
}

/// Whether a line with these characters could be read as an import or export.
fn is_module(chars: &[char]) -> bool {
    let start: String = chars.iter().take(7).collect();
    start == "import " || start == "export "
}

/// The words of a text, with respect to reading their backslashes as those of a Windows path.
struct Words {
    /// For each character that is a backslash or is before one, whether all backslashes of its word
    /// may be written unescaped.
    plain: Vec<bool>,
    /// For each character, whether it is a single backslash at the beginning of a word.
    share: Vec<bool>,
}

impl Words {
    fn of(chars: &[char], goes_on: (bool, bool)) -> Self {
        let mut plain = vec![true; chars.len()];
        let mut share = vec![false; chars.len()];
        if !chars.contains(&'\\') {
            return Self { plain, share };
        }
        let mut start = 0;
        for word in chars.split_inclusive(|c| c.is_whitespace()) {
            let is_odd = |(at, c): (usize, &char)| match c {
                '\\' => !word.get(at + 1).is_some_and(char::is_ascii_alphanumeric),
                ':' => word
                    .get(at + 1)
                    .is_some_and(|next| next.is_ascii_alphanumeric() || ":+-".contains(*next)),
                c => "*`[]<>|_~&!#{}$%=^+".contains(*c),
            };
            // The characters next to a word may be escaped as well.
            let is_part = start + word.len() == chars.len() && goes_on.1 || start == 0 && goes_on.0;
            // At the beginning, the full stop of `1.` is escaped.
            let is_number = start == 0 && word.first().is_some_and(char::is_ascii_digit);
            let is_plain = !is_part && !is_number && !word.iter().enumerate().any(is_odd);
            for (at, c) in word.iter().enumerate() {
                let before = at.checked_sub(1).and_then(|before| word.get(before));
                let begins = before.is_none_or(|c| !(c.is_alphanumeric() || ":\\".contains(*c)));
                let is_single = word.get(at + 1) != Some(&'\\');
                if let (Some(plain), Some(share)) =
                    (plain.get_mut(start + at), share.get_mut(start + at))
                {
                    *plain = is_plain;
                    *share = *c == '\\' && begins && is_single;
                }
            }
            start += word.len();
        }
        Self { plain, share }
    }

    fn is_plain_at(&self, index: usize) -> bool {
        self.plain.get(index).copied().unwrap_or_default()
    }

    fn is_share_at(&self, index: usize) -> bool {
        self.share.get(index).copied().unwrap_or_default()
    }
}
