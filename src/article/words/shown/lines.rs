//! Marks at the beginning of a line: of lists, quotations, code, headings, notes, definitions.

use super::scanner::Scanner;

/// The most characters of a line that are examined for marks.
const MARKS: usize = 100;

/// The directives that have a title without brackets.
const TITLED: [&str; 12] = [
    "note",
    "tip",
    "info",
    "warning",
    "caution",
    "danger",
    "important",
    "success",
    "error",
    "example",
    "question",
    "details",
];

impl Scanner<'_> {
    /// Goes through all remaining lines.
    pub(super) fn lines(&mut self) {
        while self.at < self.source.len() {
            if !self.opening() {
                self.inlines(self.source.len());
            }
        }
    }

    /// Reads what a line begins with; returns whether that was all of it.
    fn opening(&mut self) -> bool {
        let line = self.line();
        if line.trim().is_empty() {
            self.is_after_blank = true;
            self.show_line();
            return true;
        }
        let length = marks(line);
        let marks = line.get(..length).unwrap_or_default();
        self.end_containers(line, marks);
        let start = self.shown.text.len();
        self.hide(length);
        let words = self.line();
        let is_whole = self.fence(marks, words)
            || self.underline(words)
            || self.table(words)
            || self.definition(words)
            || self.module(words)
            || self.aside(words)
            || self.contents(words);
        if !is_whole {
            let _ =
                self.directive(words) || self.admonition(marks, words) || self.mark(marks, words);
            if words.starts_with('#') {
                self.heading = Some(self.shown.text.len());
            }
        }
        self.line_start = start;
        self.is_after_blank = false;
        is_whole
    }

    fn show_line(&mut self) {
        let line = self.line();
        self.show((line.len() + 1).min(self.rest().len()));
    }

    fn hide_line(&mut self) {
        let line = self.line();
        self.hide((line.len() + 1).min(self.rest().len()));
    }

    /// Ends the footnotes and list items that the line is no longer in.
    fn end_containers(&mut self, line: &str, marks: &str) {
        let indent = columns(line);
        let is_item = marks.contains(|c: char| !matches!(c, ' ' | '\t' | '>'));
        let words = line.trim_start();
        let interrupts = ["```", "~~~", "#"]
            .iter()
            .any(|mark| words.starts_with(mark));
        if self.is_after_blank || is_item || interrupts {
            while self.items.last().is_some_and(|column| indent < *column) {
                self.items.pop();
            }
        }
        // Content inside a quotation begins with its mark.
        let marks = marks.split('>').next().unwrap_or_default();
        let mut is_blank = true;
        let mut has_mark = false;
        for (at, c) in marks.char_indices().take(MARKS) {
            let begins = is_blank && !matches!(c, ' ' | '\t');
            if begins && has_mark {
                self.items
                    .push(columns(&blanks(marks.get(..at).unwrap_or_default())));
            }
            is_blank = matches!(c, ' ' | '\t');
            has_mark |= !is_blank;
        }
        if has_mark {
            self.items.push(columns(&blanks(marks)));
        }
        if indent == 0
            && self.is_after_blank
            && let Some(from) = self.loose_from.take()
        {
            self.shown.loose.push(from..self.shown.text.len());
        }
    }

    /// A block between fences, whose text is shown as it is.
    fn fence(&mut self, marks: &str, words: &str) -> bool {
        let Some(mark) = words.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            return false;
        };
        let length = words.len() - words.trim_start_matches(mark).len();
        let info = words.get(length..).unwrap_or_default();
        let is_endless = self
            .endless
            .is_some_and(|(of, from)| of == mark && length >= from);
        let is_quoted = marks.contains('>');
        let indent = columns(&blanks(marks));
        let column = self.items.last().copied().unwrap_or_default();
        let is_code = indent >= column + 4 && !is_quoted;
        if length < 3 || info.contains('`') || is_endless || is_code {
            return false;
        }
        if self.ends_fenced(length, info) || self.fenced_directive(length, info) {
            return true;
        }
        let start = self.at + words.len() + 1;
        let mut at = start;
        let mut end = None;
        for line in self
            .source
            .get(start..)
            .unwrap_or_default()
            .split_inclusive('\n')
        {
            let text = line.trim_matches([' ', '\t', '>', '\n']);
            let run = text.len() - text.trim_start_matches(mark).len();
            let is_closing = run >= length && run == text.len() && columns(line) < indent + 4;
            let is_left = match is_quoted {
                true => !line.trim_start().starts_with('>'),
                false => columns(line) < column && !line.trim().is_empty(),
            };
            if is_left {
                self.items.retain(|column| *column <= columns(line));
            }
            if is_closing || is_left {
                end = Some((at, if is_closing { at + line.len() } else { at }));
                break;
            }
            at += line.len();
        }
        let Some((end, next)) = end else {
            self.endless = Some((mark, length));
            self.hide_line();
            return true;
        };
        self.hide_to(start);
        if info.trim_start().starts_with('{') {
            // Its options are not text.
            let lines = self.source.get(start..end).unwrap_or_default();
            let options = lines
                .split_inclusive('\n')
                .take_while(|line| line.starts_with(':'));
            self.hide(options.map(str::len).sum());
        }
        let start = self.at;
        let text = self.source.get(start..end).unwrap_or_default();
        match text.trim_start().starts_with("<Event") && text.contains("<EventID") {
            true => self.event(end),
            false => self.show(end - start),
        }
        self.hide_to(next);
        true
    }

    /// An event in XML up to that position, which becomes a table.
    fn event(&mut self, end: usize) {
        let from = self.shown.text.len();
        while self.at < end {
            let text = self.source.get(self.at..end).unwrap_or_default();
            let tag = text.find('<').unwrap_or(text.len());
            self.show_decoded(tag);
            let text = text.get(tag..).unwrap_or_default();
            self.hide(text.find('>').map_or(text.len(), |at| at + 1));
        }
        self.shown.loose.push(from..self.shown.text.len());
    }

    /// A line below a heading.
    fn underline(&mut self, words: &str) -> bool {
        let bare = words.trim_end();
        let is_line = ['=', '-']
            .iter()
            .any(|mark| bare.trim_matches(*mark).is_empty());
        if is_line && !self.is_after_blank {
            let above = self.line_start..self.shown.text.len();
            self.shown.headings.push(above);
        }
        is_line && {
            self.hide_line();
            true
        }
    }

    /// A definition of a link target, or the label of a footnote.
    fn definition(&mut self, words: &str) -> bool {
        let Some(end) = words.find("]:").filter(|_| words.starts_with('[')) else {
            return false;
        };
        let label = words.get(1..end).unwrap_or_default();
        if label.starts_with('^') {
            self.hide(end + 2);
            self.loose_from.get_or_insert(self.shown.text.len());
            return false;
        }
        let target = words.get(end + 2..).unwrap_or_default().trim();
        let after = target
            .split_once(char::is_whitespace)
            .map(|(_, after)| after.trim_start());
        let is_target = target.starts_with('<')
            || after.is_none_or(|after| after.is_empty() || after.starts_with(['"', '\'', '(']));
        let is_definition = is_target && !label.contains(['[', ']']);
        if is_definition {
            self.hide_line();
            // Each part may be on a line of its own.
            if target.is_empty() && !self.line().trim().contains(char::is_whitespace) {
                self.hide_line();
            }
            let below = self.line().trim();
            let is_title =
                |mark| below.len() > 1 && below.starts_with(mark) && below.ends_with(mark);
            if after.is_none_or(str::is_empty) && (is_title('"') || is_title('\'')) {
                self.hide_line();
            }
        }
        is_definition
    }

    /// The line below the header of a table. A table with a single row may be read as an event.
    fn table(&mut self, words: &str) -> bool {
        let is_line = words.starts_with(['|', ':', '-'])
            && words.contains('|')
            && words.trim_matches(['|', '-', ':', ' ', '\t']).is_empty();
        if is_line {
            self.hide_line();
            let mut below = self.rest().lines().skip(1);
            if below.next().is_none_or(|line| !line.contains('|')) {
                self.loose_from.get_or_insert(self.line_start);
            }
        }
        is_line
    }

    /// Imports and exports of components.
    fn module(&mut self, words: &str) -> bool {
        let exported = words.strip_prefix("export ");
        let is_code =
            |rest: &str| rest.contains(['=', '(', '{', ';']) || rest.split(' ').count() < 3;
        let is_module =
            self.is_mdx && (words.starts_with("import ") || exported.is_some_and(is_code));
        if is_module {
            self.exported();
        }
        is_module
    }

    /// The place where a table of contents is inserted.
    fn contents(&mut self, words: &str) -> bool {
        let below = self
            .rest()
            .get(words.len()..)
            .unwrap_or_default()
            .trim_start();
        let is_mark = matches!(words.trim(), "[TOC]" | "[toc]" | "${toc}")
            || below.starts_with("{:toc}") && words.len() < 40
            || words.starts_with("--8<--");
        if is_mark {
            self.hide_line();
        }
        is_mark
    }

    /// `:::note[Title]`
    fn directive(&mut self, words: &str) -> bool {
        let rest = words.trim_start_matches(':');
        if words.len() < rest.len() + 3 || rest.trim_end().ends_with(":::") {
            return false;
        }
        let inside = rest.trim_start_matches([' ', '{', '.']);
        let end = inside.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c)));
        let (name, after) = inside.split_at(end.unwrap_or(inside.len()));
        self.hide(words.len() - after.len());
        let blanks = after.len() - after.trim_start().len();
        let title = after.trim_start();
        let may_have_title = TITLED.contains(&name) || title.starts_with(char::is_uppercase);
        if title.starts_with('[') || may_have_title && !title.contains(['=', '}']) {
            let end = title.find(['{', ']']).unwrap_or(title.len());
            self.inlines(self.at + blanks + end);
            let line = self.line();
            self.hide(line.len());
        } else {
            self.show_arguments(after.len(), &["title", "label", "summary"]);
        }
        true
    }

    /// `!!! note "Title"`, `=== "Tab"`
    fn admonition(&mut self, marks: &str, words: &str) -> bool {
        let is_admonition = ["!!!", "???", "==="]
            .iter()
            .any(|mark| words.starts_with(mark));
        if !is_admonition || marks.contains('>') {
            return false;
        }
        self.items.push(columns(marks) + 4);
        match words
            .find('"')
            .zip(words.rfind('"'))
            .filter(|(start, end)| start < end)
        {
            Some((start, end)) => {
                // The kind is inside the quotation marks if its author wrote it there.
                let has_kind = !words
                    .get(3..start)
                    .is_none_or(|kind| kind.trim().is_empty());
                let title = words.get(start + 1..end).unwrap_or_default();
                let first = title.split(' ').next().unwrap_or_default();
                let is_kind = !has_kind && !first.contains(|c: char| !c.is_lowercase());
                let start = if is_kind {
                    start + 1 + first.len()
                } else {
                    start
                };
                self.hide(start);
                self.inlines(self.at + end - start);
                let line = self.line();
                self.hide(line.len());
            }
            // Its classes are short and in lower case.
            None if words.len() < 40 && !words.contains(|c: char| c.is_uppercase() || c == '.') => {
                self.hide(words.len());
            }
            None => {
                let kind = words.get(3..).unwrap_or_default().trim_start();
                let kind = kind.find(' ').map(|at| words.len() - kind.len() + at);
                self.hide(kind.unwrap_or(words.len()));
            }
        }
        true
    }

    /// `[!NOTE]`, `[x]`, `**Note**`
    fn mark(&mut self, marks: &str, words: &str) -> bool {
        let length = words.find(']').map_or(0, |end| end + 1);
        let inside = words.get(..length).unwrap_or_default();
        let after = words.get(length..).unwrap_or_default();
        let is_note = inside.starts_with("[!") && !after.starts_with(['(', '[']);
        let is_box = matches!(inside, "[x]" | "[X]" | "[ ]") && after.starts_with(' ');
        let bold = words.trim_end().strip_prefix("**");
        let bold = bold
            .and_then(|bold| bold.strip_suffix("**"))
            .unwrap_or_default();
        let is_word = marks.contains('>') && TITLED.contains(&bold.to_lowercase().as_str());
        if is_note || is_box {
            self.hide(length);
        } else if is_word {
            self.hide(words.len());
        }
        is_note || is_box || is_word
    }
}

/// How many bytes at the start of a line are spaces and marks of quotations and items.
fn marks(line: &str) -> usize {
    let mut rest = line;
    loop {
        let bare = rest.trim_start_matches([' ', '\t', '>']);
        let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = match digits {
            0 => bare.strip_prefix(['-', '*', '+']),
            _ => bare
                .get(digits..)
                .and_then(|bare| bare.strip_prefix(['.', ')'])),
        };
        match after.filter(|after| after.starts_with([' ', '\t'])) {
            Some(after) => rest = after,
            None => return line.len() - bare.len(),
        }
    }
}

/// As many spaces as there are marks.
fn blanks(marks: &str) -> String {
    let blank = |c| if c == '\t' { c } else { ' ' };
    marks.chars().map(blank).collect()
}

/// The columns of the spaces that a line begins with.
fn columns(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blanks.fold(0, |columns, c| match c {
        '\t' => columns + 4 - columns % 4,
        _ => columns + 1,
    })
}
