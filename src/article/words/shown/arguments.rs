//! Shows the values of arguments that are words, as in `title="Mind the gap"`.

use std::ops::Range;

use super::scanner::Scanner;

impl Scanner<'_> {
    /// Hides `length` bytes, except the values of the arguments with these names.
    pub(super) fn show_arguments(&mut self, length: usize, names: &[&str]) {
        let start = self.at;
        let from = self.shown.text.len();
        let text = self.rest().get(..length).unwrap_or_default();
        for (name, value) in pairs(text) {
            if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                self.hide_to(start + value.start);
                self.show_decoded(value.len());
            }
        }
        self.hide_to(start + length);
        self.shown.loose.push(from..self.shown.text.len());
    }

    /// Shows `length` bytes, with character references decoded.
    pub(super) fn show_decoded(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        let decoded = html_escape::decode_html_entities(text);
        self.shown.text.push_str(&decoded);
        self.at += length;
    }
}

/// The names in a list of arguments, and where their values are.
pub(super) fn pairs(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('=')) {
        let before = text.get(at..at + found).unwrap_or_default().trim_end();
        let name = before.rfind(|c: char| !(c.is_alphanumeric() || "-_:".contains(c)));
        let name = before.get(name.map_or(0, |at| before.ceil_char_boundary(at + 1))..);
        let after = at + found + 1;
        let rest = text.get(after..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let start = after + blanks;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote.and_then(|quote| rest.get(1..)?.find(quote)) {
            Some(length) => start + 1..start + 1 + length,
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                start..start + end
            }
        };
        at = value.end + usize::from(quote.is_some() && value.start > start);
        pairs.push((name.unwrap_or_default(), value));
    }
    pairs
}
