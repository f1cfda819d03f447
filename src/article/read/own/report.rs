//! Reports the problems of one file.

use crate::problem::Problem;

/// The problems of one file.
pub(super) struct Report<'a> {
    pub(super) file: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    pub(super) fn error(
        &mut self,
        line: usize,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.problems
            .push(Problem::error(self.file, line, message).suggest(advice));
    }

    pub(super) fn warning(
        &mut self,
        line: usize,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.problems
            .push(Problem::warning(self.file, line, message).suggest(advice));
    }
}
