//! Lines of tables: the delimiter row between header and rows gets as many cells as the header has.

use super::super::{
    lines::Lines,
    row::{CELL_LIMIT, cells, is_delimiter, is_drawn},
};

#[derive(Default)]
pub struct Table {
    /// The number of cells on the previous line, if it may be a table row.
    row: Option<usize>,
    /// Whether the delimiter row has been read.
    is_begun: bool,
}

impl Table {
    /// Rewrites the line if it is the delimiter row of a table, once per table; returns whether it
    /// was.
    pub fn try_delimiter(
        &mut self,
        prefix: &str,
        words: &str,
        after_blank: bool,
        lines: &mut Lines,
    ) -> bool {
        if !words.contains('|') {
            *self = Self::default();
            return false;
        }
        if !is_delimiter(words) {
            self.row = Some(cells(words));
            return false;
        }
        let Some(header) = self.row.filter(|_| !after_blank) else {
            return false;
        };
        if self.is_begun {
            return is_drawn(words);
        }
        self.is_begun = true;
        let own = cells(words);
        let more = "---|".repeat(header.saturating_sub(own).min(CELL_LIMIT));
        let words = words.trim_end();
        let bar = if more.is_empty() || words.ends_with('|') {
            ""
        } else {
            "|"
        };
        lines.add_cells(own.saturating_sub(header).min(CELL_LIMIT));
        lines.push(&format!("{prefix}{words}{bar}{more}"));
        true
    }
}
