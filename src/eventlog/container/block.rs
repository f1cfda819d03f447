//! A block: text without breaks, with its lines and the labels in them.

use std::ops::Range;

use super::label::{Label, labels};

/// A text in which containers are looked for.
pub(super) struct Block<'t> {
    pub(super) text: &'t str,
    /// Each line without its line end.
    pub(super) lines: Vec<Range<usize>>,
    pub(super) labels: Vec<Label>,
    /// Which of the characters that containers need are in each line.
    signs: Vec<u8>,
    /// The index, in the table, of the container that opens in each line.
    pub(super) openings: Vec<Option<usize>>,
}

/// Characters that lines of a container have.
pub(super) const COLON: u8 = 1;
pub(super) const EQUALS: u8 = 2;
pub(super) const DIGIT: u8 = 4;
pub(super) const BAR: u8 = 8;
pub(super) const SEPARATOR: u8 = 16;
pub(super) const BRACKET: u8 = 32;
pub(super) const ANY: u8 = 64;

fn sign(byte: u8) -> u8 {
    ANY | match byte {
        b':' => COLON,
        b'=' => EQUALS,
        b'0'..=b'9' => DIGIT,
        b'|' => BAR | SEPARATOR,
        b'\t' | b',' | b';' => SEPARATOR,
        b'[' => BRACKET,
        _ => 0,
    }
}

impl<'t> Block<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(start..start + line.trim_end_matches('\n').len());
            start += line.len();
        }
        let labels = labels(text, &lines);
        let signs = lines.iter().map(|range| {
            let line = text.as_bytes().get(range.clone()).unwrap_or_default();
            line.iter().fold(0, |signs, byte| signs | sign(*byte))
        });
        Self {
            text,
            signs: signs.collect(),
            lines,
            labels,
            openings: Vec::new(),
        }
    }

    /// The text of a line; empty if there is no such line.
    pub(super) fn line(&self, number: usize) -> &'t str {
        let range = self.lines.get(number).cloned();
        range
            .and_then(|range| self.text.get(range))
            .unwrap_or_default()
    }

    /// Whether a line has any of these characters, or digits.
    pub(super) fn has(&self, number: usize, wanted: u8) -> bool {
        self.signs
            .get(number)
            .is_some_and(|signs| signs & wanted > 0)
    }

    pub(super) fn is_blank(&self, number: usize) -> bool {
        self.line(number).trim().is_empty()
    }

    pub(super) fn opens(&self, number: usize) -> bool {
        self.opener(number).is_some()
    }

    /// The container that opens in a line, other than labeled text.
    pub(super) fn opener(&self, number: usize) -> Option<usize> {
        self.openings.get(number).copied().flatten()
    }

    /// The number of the line that a position is in.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.end < at)
    }

    /// Where a line begins; the end of the text if there is no such line.
    pub(super) fn start(&self, number: usize) -> usize {
        self.lines
            .get(number)
            .map_or(self.text.len(), |line| line.start)
    }

    /// Where the line after a line begins.
    pub(super) fn next_line(&self, number: usize) -> usize {
        self.start(number + 1)
    }

    /// The first label at a position or after it.
    pub(super) fn label_from(&self, at: usize) -> usize {
        self.labels.partition_point(|label| label.start < at)
    }

    /// The label at the beginning of a line.
    pub(super) fn label_of_line(&self, number: usize) -> Option<(usize, &Label)> {
        let index = self.label_from(self.start(number));
        let label = self.labels.get(index)?;
        (label.line == number && label.starts_line).then_some((index, label))
    }
}
