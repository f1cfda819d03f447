//! Code that is recognized by its indentation alone.

use super::super::prefix;

#[derive(Default)]
pub struct IndentedCode {
    is_open: bool,
    /// The column at which the words of the last list item begin.
    list_column: usize,
}

impl IndentedCode {
    /// Takes the next line, which begins with `prefix`; returns whether it is code, as far as can
    /// be told without parsing.
    pub fn takes(&mut self, prefix: &str, line: &str, after_blank: bool) -> bool {
        let is_mark = |c: char| !matches!(c, ' ' | '\t');
        if prefix.contains(is_mark) {
            self.is_open = false;
            let list = prefix.split('>').next().unwrap_or_default();
            if list.contains(is_mark) {
                self.list_column = prefix::indent(&prefix::continued(list));
            }
            return false;
        }
        let indent = prefix::indent(line);
        if after_blank && indent < self.list_column {
            self.list_column = indent;
        }
        self.is_open = indent >= self.list_column + 4 && (after_blank || self.is_open);
        self.is_open
    }
}
