//! What is wrong with a piece of content, where, and what to do about it.
//!
//! Readers never fail: they return what they could read and a list of these.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a problem is. `fixpath check` exits with 1 only for errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the content is served as it is.
    Warning,
    /// The content, or the part named, is not served as its author meant it.
    Error,
}

/// One problem of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file as the person knows it: the path they can open.
    pub file: String,
    /// Line in that file, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it; empty where the message says it.
    pub suggestion: String,
}

impl Problem {
    /// An error at `line` (from 1; 0 for the whole file).
    pub fn error(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, file.into(), line, message.into())
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
            message,
            suggestion: String::new(),
        }
    }

    /// Whether something is not served as its author meant it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The same problem with advice.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = suggestion.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        if self.line > 0 {
            write!(
                f,
                "{}:{}: {severity}: {}",
                self.file, self.line, self.message
            )?;
        } else {
            write!(f, "{}: {severity}: {}", self.file, self.message)?;
        }
        if !self.suggestion.is_empty() {
            write!(f, " ({})", self.suggestion)?;
        }
        Ok(())
    }
}
