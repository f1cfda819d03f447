//! The rows of a table that is being read, with cells that span several columns or rows.

use crate::markup::{Block, Inline, TableRow};

/// The most columns or rows that a cell may span.
const SPAN_LIMIT: usize = 20;

/// The most columns in which cells from rows above are taken into account.
const WIDTH_LIMIT: usize = 200;

/// A table that is open.
#[derive(Default)]
pub struct OpenTable {
    header: TableRow,
    rows: Vec<TableRow>,
    /// Content between the cells, where none is allowed; it is moved before the table.
    pub before: Vec<Block>,
    /// For each column, how many more rows a cell from above takes up.
    taken: Vec<usize>,
}

/// A row that is open.
#[derive(Default)]
pub struct OpenRow {
    cells: Vec<Cell>,
}

/// A cell that was closed.
pub struct Cell {
    /// Its text.
    pub text: Vec<Inline>,
    /// Whether it names a column or row.
    pub is_header: bool,
    /// How many columns and rows it spans.
    pub span: (usize, usize),
}

impl OpenRow {
    pub fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }
}

impl OpenTable {
    /// Adds a row. The first row is the header if all its cells are header cells.
    pub fn push(&mut self, row: OpenRow) {
        let is_header = self.rows.is_empty()
            && self.header.is_empty()
            && !row.cells.is_empty()
            && row.cells.iter().all(|cell| cell.is_header);
        let mut cells = TableRow::new();
        for cell in row.cells {
            self.skip_taken(&mut cells);
            let (columns, rows) = cell.span;
            let columns = columns.clamp(1, SPAN_LIMIT);
            let rows = rows.clamp(1, SPAN_LIMIT);
            let at = cells.len();
            cells.push(cell.text);
            (1..columns).for_each(|_| cells.push(Vec::new()));
            if rows > 1 && cells.len() <= WIDTH_LIMIT {
                self.taken.resize(self.taken.len().max(cells.len()), 0);
                for taken in self.taken.get_mut(at..cells.len()).unwrap_or_default() {
                    *taken = rows;
                }
            }
        }
        self.skip_taken(&mut cells);
        self.taken
            .iter_mut()
            .for_each(|rows| *rows = rows.saturating_sub(1));
        if is_header {
            self.header = cells;
        } else if !cells.is_empty() {
            self.rows.push(cells);
        }
    }

    fn skip_taken(&self, cells: &mut TableRow) {
        while self.taken.get(cells.len()).is_some_and(|rows| *rows > 0) {
            cells.push(Vec::new());
        }
    }

    /// The content between the cells, and the table.
    pub fn blocks(self) -> Vec<Block> {
        let mut blocks = self.before;
        if !self.header.is_empty() || !self.rows.is_empty() {
            blocks.push(Block::Table {
                header: self.header,
                rows: self.rows,
            });
        }
        blocks
    }
}
