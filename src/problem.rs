//! A problem in the content: what is wrong, where, and what to do about it.
//!
//! Readers never fail: they return what they could read and a list of these.

use std::{fmt, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many characters of the line an excerpt shows.
const MAX_EXCERPT: usize = 200;

/// How bad a problem is. `fixpath check` exits with 1 only for errors.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Probably intended; reported only by `fixpath check`.
    Note,
    /// Worth knowing; the content is served as it is.
    Warning,
    /// The content, or the named part of it, is not served as its author meant it.
    Error,
}

/// One problem in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file as people know it: a path that they can open.
    pub file: String,
    /// Line in that file, from 1; 0 for the whole file.
    pub line: usize,
    /// Column in that line, in characters from 1; 0 for the whole line.
    pub column: usize,
    /// How many characters are affected; 0 for the whole line.
    pub length: usize,
    /// The line as it is in the file, cut if it is long; empty if the exact place is not known.
    pub excerpt: String,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it; empty if the message says so.
    pub suggestion: String,
}

impl Problem {
    /// An error at `line` (from 1; 0 for the whole file).
    pub fn error(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, file.into(), line, message.into())
    }

    /// A note on a whole file.
    pub fn note(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, file.into(), 0, message.into())
    }

    /// A warning at `line` (from 1; 0 for the whole file).
    pub fn warning(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, file.into(), line, message.into())
    }

    fn new(severity: Severity, file: String, line: usize, message: String) -> Self {
        Self {
            severity,
            file,
            line,
            column: 0,
            length: 0,
            excerpt: String::new(),
            message,
            suggestion: String::new(),
        }
    }

    /// The same problem with its place in the file's text, given in bytes; if the place spans
    /// several lines, the first counts.
    #[must_use]
    pub fn at(mut self, text: &str, place: Range<usize>) -> Self {
        // A problem at the end of a file is shown at the last character.
        let last = text
            .trim_end()
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at);
        let place = place.start.min(last)..place.end;
        let before = text.get(..place.start).unwrap_or(text);
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(begin..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let column = before.get(begin..).unwrap_or_default().chars().count();
        let length = text.get(place).unwrap_or_default();
        let length = length.lines().next().unwrap_or_default().chars().count();
        self.line = before.matches('\n').count() + 1;
        self.column = column + 1;
        self.length = length.max(1);
        self.excerpt = line.chars().take(MAX_EXCERPT).collect();
        self
    }

    /// Whether it means that something is not served as its author meant it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether it has no effect on what is served.
    pub fn is_note(&self) -> bool {
        self.severity == Severity::Note
    }

    /// Carets for the line under the excerpt; empty if the exact place is not known.
    pub fn carets(&self) -> String {
        let shown = self.excerpt.chars().count();
        if self.column == 0 || self.column > shown {
            return String::new();
        }
        let indent = self.column - 1;
        // A tab stays a tab, so that the carets are in the right column in every terminal.
        let blank = self.excerpt.chars().take(indent);
        let blank: String = blank.map(|c| if c == '\t' { c } else { ' ' }).collect();
        blank + &"^".repeat(self.length.min(shown - indent).max(1))
    }

    /// The file's name without its folders.
    pub fn file_name(&self) -> &str {
        file_name(&self.file)
    }

    /// The problem for a terminal: one line, and if the exact place is known, the excerpt with
    /// carets under it.
    pub fn in_full(&self) -> String {
        self.in_lines().join("\n")
    }

    /// The lines of the problem for a terminal; a text with line breaks in it is a single line.
    pub fn in_lines(&self) -> Vec<String> {
        let carets = self.carets();
        if carets.is_empty() {
            return vec![self.to_string()];
        }
        let gutter = " ".repeat(self.line.to_string().len());
        let mut without_advice = self.clone();
        let suggestion = std::mem::take(&mut without_advice.suggestion);
        let (line, excerpt) = (self.line, &self.excerpt);
        let under = format!("{gutter} | {carets} {suggestion}");
        vec![
            without_advice.to_string(),
            format!("{gutter} |"),
            format!("{line} | {excerpt}"),
            under.trim_end().to_owned(),
        ]
    }

    /// The same problem with advice.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = suggestion.into();
        self
    }
}

/// The name of a file without its folders.
pub fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or_default()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}:", self.file)?;
        for number in [self.line, self.column] {
            if number > 0 {
                write!(f, "{number}:")?;
            }
        }
        write!(f, " {severity}: {}", self.message)?;
        if !self.suggestion.is_empty() {
            write!(f, " ({})", self.suggestion)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_carets_below_it() {
        let text = "id = \"x\"\n\tgo = \"nówhere\"\n";
        let start = text.find("\"n").unwrap();
        let problem = Problem::error("g.toml", 1, "there is no `nówhere`").suggest("Write it");
        let problem = problem.at(text, start..start + 10);
        assert_eq!((problem.line, problem.column, problem.length), (2, 7, 9));
        assert_eq!(
            problem.in_full(),
            "g.toml:2:7: error: there is no `nówhere`\n  |\n2 | \tgo = \"nówhere\"\n  | \t     ^^^^^^^^^ Write it"
        );
        assert_eq!(
            problem.to_string(),
            "g.toml:2:7: error: there is no `nówhere` (Write it)"
        );
    }

    #[test]
    fn any_place_can_be_given() {
        for place in [0..0, 3..90, 90..91, 2..3] {
            let problem = Problem::error("g.toml", 1, "bad").at("a\u{301}b", place);
            assert!(problem.column > 0 && problem.length > 0);
            assert!(problem.in_full().contains("bad"));
        }
    }
}
