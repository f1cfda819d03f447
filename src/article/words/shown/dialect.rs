//! Syntax that only one Markdown tool understands: names of icons, keys and targets, editors'
//! marks, directives between fences.

use super::scanner::Scanner;

/// Fenced directives whose content is not Markdown, so that it is shown as written.
const NOT_MARKDOWN: [&str; 10] = [
    "code",
    "code-block",
    "code-cell",
    "sourcecode",
    "prompt",
    "parsed-literal",
    "literalinclude",
    "toctree",
    "math",
    "eval-rst",
];

impl Scanner<'_> {
    /// Hides a line that has no text for people; whether it was one.
    pub(super) fn aside(&mut self, words: &str) -> bool {
        let bare = words.trim();
        let end = match bare {
            "%%" => Some("%%"),
            "{::comment}" => Some("{:/comment}"),
            _ => None,
        };
        if let Some(end) = end
            && let Some(found) = self.find(end, self.at + bare.len())
        {
            self.hide_to(found + end.len());
            return true;
        }
        let is_target = bare.starts_with('(') && bare.ends_with(")=");
        let is_abbreviation = bare.starts_with("*[") && bare.contains("]: ");
        if is_target || is_abbreviation {
            self.hide(words.len());
        }
        is_target || is_abbreviation
    }

    /// Hides an MDX `import` or `export` up to its last closing bracket.
    pub(super) fn exported(&mut self) {
        let mut open = 0;
        loop {
            let line = self.line();
            for c in line.chars() {
                match c {
                    '(' | '[' | '{' => open += 1,
                    ')' | ']' | '}' => open -= 1,
                    _ => {}
                }
            }
            self.hide((line.len() + 1).min(self.rest().len()));
            if open <= 0 || self.rest().is_empty() || self.line().starts_with('#') {
                return;
            }
        }
    }

    /// Hides the first line and the options of a directive between fences, as in `{note} Title`;
    /// returns whether its text is Markdown.
    pub(super) fn fenced_directive(&mut self, length: usize, info: &str) -> bool {
        let Some((name, title)) = info
            .trim()
            .strip_prefix('{')
            .and_then(|i| i.split_once('}'))
        else {
            return false;
        };
        if NOT_MARKDOWN.contains(&name) {
            return false;
        }
        self.fenced.push(length);
        let line = self.line();
        self.hide(line.len() - title.len().min(line.len()));
        self.inlines(self.at + title.len());
        self.hide(1.min(self.rest().len()));
        while is_option(self.line()) {
            let line = self.line();
            self.hide((line.len() + 1).min(self.rest().len()));
        }
        true
    }

    /// Whether the line ends such a directive.
    pub(super) fn ends_fenced(&mut self, length: usize, info: &str) -> bool {
        let is_end = info.trim().is_empty() && self.fenced.last().is_some_and(|own| length >= *own);
        if is_end {
            self.fenced.pop();
            let line = self.line();
            self.hide(line.len());
        }
        is_end
    }

    /// A role of Sphinx, `` {doc}`words <target>` ``, whose words are shown.
    pub(super) fn role(&mut self) -> bool {
        let line = self.near();
        let Some((name, after)) = line.split_once("}`") else {
            return false;
        };
        let is_name = |c: char| c.is_ascii_lowercase() || "{-:".contains(c);
        let Some(words) = after
            .split('`')
            .next()
            .filter(|_| name.chars().all(is_name))
        else {
            return false;
        };
        self.hide(name.len() + 2);
        let shown = words.rsplit_once('<').map_or(words, |(shown, _)| shown);
        self.show(shown.len());
        self.hide(words.len() - shown.len() + 1);
        true
    }

    /// A mark of one program inside a line; whether it was one.
    pub(super) fn mark_of_program(&mut self) -> bool {
        let line = self.near();
        let length = match line.as_bytes() {
            [b':', next, ..] if next.is_ascii_alphanumeric() || b"+-".contains(next) => {
                named(line, ':', |c| {
                    c.is_ascii_lowercase() || "0123456789_-+".contains(c)
                })
            }
            [b'^', next, ..] if next.is_ascii_alphanumeric() => {
                let end = line.trim_end().len();
                let name = line.get(1..end).unwrap_or_default();
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                is_name.then_some(end).or_else(|| raised(line))
            }
            [b'~', next, ..] if next.is_ascii_digit() => raised(line),
            [b'+', b'+', ..] => {
                let is_key = |c: char| c.is_ascii_alphanumeric() || "+-".contains(c);
                let rest = line.trim_start_matches(is_key);
                Some(line.len() - rest.len())
            }
            [b'{', b'>', b'>', ..] => line.find("<<}").map(|end| end + 3),
            _ => None,
        };
        length.map(|length| self.hide(length)).is_some()
    }
}

/// The length of a name between two such marks.
fn named(line: &str, mark: char, is_name: impl Fn(char) -> bool) -> Option<usize> {
    let inside = line.get(1..)?;
    let end = inside.find(|c| !is_name(c))?;
    let after = inside.get(end..)?;
    (end > 0 && after.starts_with(mark)).then_some(end + 2)
}

/// The length of superscript or subscript digits with their marks.
fn raised(line: &str) -> Option<usize> {
    let mark = line.chars().next()?;
    named(line, mark, |c| c.is_ascii_digit())
}

/// Whether a line is an option of a directive, `:name: value`.
fn is_option(line: &str) -> bool {
    let inside = line.trim_start().strip_prefix(':');
    let name = inside.and_then(|inside| inside.split_once(':'));
    name.is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "-_".contains(c))
    })
}
