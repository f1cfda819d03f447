//! Lines of tables: the one that parts the header from the rows gets as many cells as the header
//! has.

use super::super::{
    lines::Lines,
    row::{CELL_LIMIT, cells, is_delimiter, is_drawn},
};

#[derive(Default)]
pub struct Table {
    /// How many cells the line before has, if it may be a row of a table.
    row: Option<usize>,
    /// Whether the line that parts the header from the rows has been read.
    is_begun: bool,
}

impl Table {
    /// Rewrites the line if it parts a header from rows, once in a table; returns whether it was.
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
