//! Tables with a rule below their column names. Cells may be empty, wrap, or have empty lines
//! inside, as long as the words stay in the order in which they are written.

use super::{
    line::{self, Line},
    table::{Cell, cells},
};
use crate::markup::{Block, Inline, TableRow};

/// A table that begins with its column names; or its lines as they are, if its cells are not
/// certain.
pub(super) struct RuledTable {
    pub(super) block: Option<Block>,
    /// How many lines it takes.
    pub(super) len: usize,
}

/// The most lines that the column names take.
const NAMES: usize = 3;

/// No real table has more columns; each cell is compared with all of them.
const MAX_COLUMNS: usize = 32;

/// The table that `lines` begin with.
pub(super) fn read(lines: &[Line]) -> Option<RuledTable> {
    let lead = usize::from(lines.first()?.is_column_rule());
    let rule = lines.iter().skip(lead).take(NAMES + 1);
    let rule = lead + rule.into_iter().position(Line::is_column_rule)?;
    let names = lines.get(lead..rule)?;
    if names
        .iter()
        .any(|line| line.is_blank() || line.text.contains('|'))
    {
        return None;
    }
    let columns = Columns::of(names.last()?, lines.get(rule)?)?;
    let (body, end, is_closed) = body(lines, rule + 1, &columns);
    let margin = body.iter().map(|(line, _)| line.end).max().unwrap_or(0);
    let mut table = Rows::new(&columns, margin);
    for line in names {
        table.add(line, names.len() > 1, false)?;
    }
    if body.is_empty() && is_closed {
        return None;
    }
    let is_certain = is_closed
        && table.rows.len() == 1
        && !body.is_empty()
        && body
            .into_iter()
            .all(|(line, after_blank)| table.add(line, false, after_blank).is_some());
    let block = table.block().filter(|_| is_certain);
    Some(RuledTable { block, len: end })
}

/// The lines below the names from `start` on, each with whether an empty line is above it; where
/// they end; and whether the table certainly ends there.
fn body<'l, 'a>(
    lines: &'l [Line<'a>],
    start: usize,
    columns: &Columns,
) -> (Vec<(&'l Line<'a>, bool)>, usize, bool) {
    let mut body: Vec<(&Line, bool)> = Vec::new();
    let (mut after_blank, mut end, mut is_closed) = (false, start, true);
    // Where the table would end before the last line.
    let mut before = start;
    for (at, line) in lines.iter().enumerate().skip(start) {
        if line.is_blank() {
            after_blank = true;
            continue;
        }
        if line.is_column_rule() {
            match body.last() {
                // These are the names of the next table.
                Some((_, true)) if !after_blank => {
                    body.pop();
                    end = before;
                }
                _ if !after_blank => {
                    is_closed &= lines.get(at + 1).is_none_or(Line::is_blank);
                    end = at + 1;
                }
                _ => {}
            }
            break;
        }
        let is_citation = line::is_citation(line.text) && !line.has_gap();
        let belongs = columns.may_hold(line, after_blank && !body.is_empty()) && !is_citation;
        if after_blank && !belongs {
            break;
        }
        is_closed &= belongs;
        body.push((line, after_blank));
        before = end;
        (after_blank, end) = (false, at + 1);
    }
    (body, end, is_closed)
}

/// Where the columns are.
struct Columns {
    /// The first and last column of each name, or of the rule below it.
    spans: Vec<(usize, usize)>,
}

impl Columns {
    fn of(names: &Line, rule: &Line) -> Option<Self> {
        let spans_of = |cells: Vec<Cell>| -> Vec<(usize, usize)> {
            cells.iter().map(|cell| (cell.start, cell.end)).collect()
        };
        let mut spans = Vec::new();
        let mut start = None;
        for (at, c) in rule.text.chars().chain([' ']).enumerate() {
            match (start, c) {
                (None, '-' | '=') => start = Some(at),
                (Some(from), ' ') => {
                    spans.push((rule.indent + from, rule.indent + at));
                    start = None;
                }
                _ => {}
            }
        }
        if spans.len() < 2 {
            spans = spans_of(cells(names));
        }
        (2..=MAX_COLUMNS)
            .contains(&spans.len())
            .then_some(Self { spans })
    }

    /// Whether a line may belong to the table: it has several cells, the first in the first column,
    /// or it begins in a later column. The first line below an empty one has to prove that.
    fn may_hold(&self, line: &Line, is_doubtful: bool) -> bool {
        let Some([first, second]) = self.spans.first_chunk() else {
            return false;
        };
        if line.indent + 2 >= second.0 && line.indent > first.0 + 2 {
            return true;
        }
        if line.indent.abs_diff(first.0) > 2 && line.indent < first.0 {
            return false;
        }
        let mut others = self.split(line).into_iter().skip(1);
        let is_at = |cell: &Cell| {
            let near = |(start, end): &(usize, usize)| {
                cell.start.abs_diff(*start) <= 1 || cell.end.abs_diff(*end) <= 1
            };
            self.spans.iter().any(near)
        };
        match is_doubtful {
            true => others.any(|cell| is_at(&cell)),
            false => others.next().is_some(),
        }
    }

    /// Whether the first cell is below the first name.
    fn opens(&self, cells: &[Cell]) -> bool {
        match (cells.first(), self.spans.first()) {
            (Some(cell), Some(span)) => cell.start < span.1,
            _ => false,
        }
    }

    /// The cells of a line; two cells with a single space between them are told apart if the second
    /// begins where a column does.
    fn split<'a>(&self, line: &Line<'a>) -> Vec<Cell<'a>> {
        let mut whole = Vec::new();
        for mut cell in cells(line) {
            for (start, _) in self.spans.iter().skip(1) {
                let Some(at) = start.checked_sub(cell.start).filter(|at| *at > 0) else {
                    continue;
                };
                let Some((before, after)) = cell.text.split_at_checked(at) else {
                    continue;
                };
                let is_ascii = before.is_ascii();
                if !is_ascii || !before.ends_with(' ') || !after.starts_with(|c: char| c != ' ') {
                    continue;
                }
                // A sentence has a word there by chance.
                if before.trim_end().split(' ').count() > 3 {
                    continue;
                }
                let text = before.trim_end();
                whole.push(Cell {
                    start: cell.start,
                    end: cell.start + text.len(),
                    text,
                });
                cell = Cell {
                    start: *start,
                    end: cell.end,
                    text: after,
                };
            }
            whole.push(cell);
        }
        let mut out = Vec::with_capacity(whole.len());
        for cell in whole {
            match self.split_words(&cell) {
                Some(parts) => out.extend(parts),
                None => out.push(cell),
            }
        }
        out
    }

    /// Splits a few words below several columns, if each word is certainly in one column. All but
    /// the last must have digits, since numbers are right-aligned and may touch the next column.
    fn split_words<'a>(&self, cell: &Cell<'a>) -> Option<Vec<Cell<'a>>> {
        const MAX_WORDS: usize = 5;
        let words = cell.text.split(' ');
        let plain = words.rev().skip(1);
        let mut plain = plain.filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
        if self.column_of(cell).is_some() || !cell.text.is_ascii() || plain.next().is_some() {
            return None;
        }
        let mut parts: Vec<(usize, usize, usize)> = Vec::new();
        let mut at = 0;
        for (count, word) in cell.text.split(' ').enumerate() {
            let (start, end) = (at, at + word.len());
            at = end + 1;
            let place = Cell {
                start: cell.start + start,
                end: cell.start + end,
                text: word,
            };
            let column = self.column_of(&place).filter(|_| count < MAX_WORDS)?;
            match parts.last_mut() {
                Some((before, _, until)) if *before == column => *until = end,
                Some((before, ..)) if *before > column => return None,
                _ => parts.push((column, start, end)),
            }
        }
        let part = |(_, start, end): (usize, usize, usize)| {
            Some(Cell {
                start: cell.start + start,
                end: cell.start + end,
                text: cell.text.get(start..end)?,
            })
        };
        parts.into_iter().map(part).collect()
    }

    /// The column of a cell; `None` if that is not certain.
    fn column_of(&self, cell: &Cell) -> Option<usize> {
        let next_start = |at: usize| self.spans.get(at + 1).map_or(usize::MAX, |next| next.0);
        let near = |(start, end): (usize, usize)| {
            cell.start.abs_diff(start) <= 1 || cell.end.abs_diff(end) <= 1
        };
        let spans = || self.spans.iter().copied().enumerate();
        // A cell may reach this far into the next column.
        const REACH: usize = 2;
        let overlap =
            |(start, end): (usize, usize)| cell.end.min(end).saturating_sub(cell.start.max(start));
        let mut overlapping: Vec<(usize, (usize, usize))> =
            spans().filter(|(_, span)| overlap(*span) > 0).collect();
        if overlapping.len() > 1 {
            overlapping.pop_if(|(_, span)| overlap(*span) <= REACH && !near(*span));
        }
        let column = match overlapping[..] {
            [(column, _)] => column,
            [] => {
                let is_near = spans().find(|(_, span)| near(*span));
                let is_inside = || {
                    spans().find(|(at, (start, _))| (*start..next_start(*at)).contains(&cell.start))
                };
                is_near.or_else(is_inside)?.0
            }
            _ => return None,
        };
        (cell.end <= next_start(column).saturating_add(REACH)).then_some(column)
    }
}

/// The rows read so far.
struct Rows<'c> {
    columns: &'c Columns,
    rows: Vec<Vec<String>>,
    /// The last column that has text in the last row.
    last: usize,
    /// Whether the first row below the names begins where the first column does.
    is_first_row_aligned: bool,
    /// Where the last line ends, and where the longest one does.
    end: usize,
    margin: usize,
}

impl<'c> Rows<'c> {
    fn new(columns: &'c Columns, margin: usize) -> Self {
        Self {
            columns,
            rows: Vec::new(),
            last: 0,
            is_first_row_aligned: false,
            end: 0,
            margin,
        }
    }

    /// Adds a line, as a new row or to the cells of the last one. `None` if that is not certain or
    /// would change the order of the words.
    fn add(&mut self, line: &Line, is_name: bool, after_blank: bool) -> Option<()> {
        let cells = self.columns.split(line);
        let mut placed: Vec<(usize, &str)> = Vec::with_capacity(cells.len());
        let is_full = cells.len() == self.columns.spans.len() && self.columns.opens(&cells);
        let word = line.text.split(' ').next().map_or(0, str::len);
        let is_short = self.end + 1 + word + 4 < self.margin;
        self.end = line.end;
        for (at, cell) in cells.iter().enumerate() {
            let column = if is_full {
                at
            } else {
                self.columns.column_of(cell)?
            };
            if placed.last().is_some_and(|(before, _)| *before >= column) {
                return None;
            }
            // Text that begins before its column may belong to the column before.
            let before = placed.last().map_or(0, |(before, _)| before + 1);
            let (start, end) = *self.columns.spans.get(column)?;
            if before < column && cell.start + 1 < start && cell.end.abs_diff(end) > 2 {
                return None;
            }
            placed.push((column, cell.text));
        }
        let (first, text) = *placed.first()?;
        let opens_low = |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase());
        let goes_on = match self.rows.last() {
            None => false,
            Some(_) if is_name => true,
            Some(_) if first == 0 => false,
            // Several cells below others are a row without its first cell, or wrapped text.
            Some(_) if placed.len() > 1 && first < self.last => {
                if placed.iter().any(|(_, text)| opens_low(text)) {
                    return None;
                }
                false
            }
            Some(_) => true,
        };
        if goes_on {
            if first < self.last {
                return None;
            }
            let row = self.rows.last_mut()?;
            for (column, text) in placed {
                let cell = row.get_mut(column)?;
                if !cell.is_empty() {
                    let mark = match after_blank || (is_short && !opens_low(text)) {
                        true => '\n',
                        false => ' ',
                    };
                    if mark == '\n' || !line::is_split_word(cell, text) {
                        cell.push(mark);
                    }
                }
                cell.push_str(text);
                self.last = column;
            }
            return Some(());
        }
        if first == 0 && placed.len() == 1 && !after_blank && self.rows.len() > 1 {
            // This may be a row of one cell, or the rest of the cell above.
            return None;
        }
        // A total below the rows has columns of its own.
        let is_indented = line.indent > self.columns.spans.first()?.0 + 2;
        if is_indented && first == 0 && !is_full && self.rows.len() > 1 && self.is_first_row_aligned
        {
            return None;
        }
        self.is_first_row_aligned |= self.rows.len() == 1 && !is_indented;
        let is_wrapped = |above: &Vec<String>| {
            let of_column = |(column, text): &(usize, &str)| {
                let above = above.get(*column).map_or("", String::as_str);
                above.len() >= 16 && opens_low(text)
            };
            !after_blank && self.rows.len() > 1 && placed.iter().any(of_column)
        };
        if self.rows.last().is_some_and(is_wrapped) || text.is_empty() {
            return None;
        }
        let mut row = vec![String::new(); self.columns.spans.len()];
        for (column, text) in placed {
            text.clone_into(row.get_mut(column)?);
            self.last = column;
        }
        self.rows.push(row);
        Some(())
    }

    fn block(&self) -> Option<Block> {
        let row =
            |row: &Vec<String>| -> TableRow { row.iter().map(|cell| inlines(cell)).collect() };
        let (header, rows) = self.rows.split_first()?;
        Some(Block::Table {
            header: row(header),
            rows: rows.iter().map(row).collect(),
        })
    }
}

/// The text of a cell; an empty line inside becomes a line break.
fn inlines(cell: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in cell.split('\n').filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        let words: Vec<&str> = part.split_whitespace().collect();
        out.push(Inline::text(words.join(" ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::text;

    #[test]
    fn reads_what_is_certain() {
        for (source, expect, len) in [
            (
                "Choose This      To Do This\n-----------      ----------\n\n\
                 Always Lit       Light the lamp every time that somebody\n                enters the hall.\n\n\
                 \x20               Choose this at night.\n\nNever            Put it out.\n\nText.",
                Some(
                    "Choose This | To Do This\nAlways Lit | Light the lamp every time that somebody enters the hall. \
                     Choose this at night.\nNever | Put it out.",
                ),
                9,
            ),
            (
                "Lamp name           Type  State       Owner Name\n------------------------------------------------\n\n\
                 hall                 AC      L H          Ann\nattic                DC      L            Ben Smith",
                Some(
                    "Lamp name | Type | State | Owner Name\nhall | AC | L H | Ann\nattic | DC | L | Ben Smith",
                ),
                5,
            ),
            (
                "Lamp       Version   Date      Size  Room\n-----------------------------------------\n\
                 Hall.lit   1.00.07   4/26/96  21,504 Hall\nAttic.lit           12/11/95 375,930 Attic",
                Some(
                    "Lamp | Version | Date | Size | Room\nHall.lit | 1.00.07 | 4/26/96 | 21,504 | Hall\n\
                     Attic.lit |  | 12/11/95 | 375,930 | Attic",
                ),
                4,
            ),
            (
                "Lamp     Does            Room\n----     ----            ----\nHot      lights the      hall\n         whole house\nCold     nothing         attic",
                None,
                5,
            ),
            (
                "Lamp         Size    Date\n-------------------------\na.lit          12  12-9-96\n     1 lamp    12 bytes",
                None,
                4,
            ),
            (
                "Byte     Meaning\n----------------\n1        Lamp\n         Hot    4\n         Cold   5",
                None,
                5,
            ),
            (
                "Lamp     Room\n-------------\nhall     hot\nThis is the lamp.\n\nText.",
                None,
                4,
            ),
        ] {
            let lines: Vec<Line> = source.lines().map(Line::new).collect();
            let table = read(&lines).unwrap();
            let block = table
                .block
                .map(|block| text::write(&[block]).replace("\n\n", "\n"));
            assert_eq!(block.as_deref(), expect, "{source}");
            assert_eq!(table.len, len, "{source}");
        }
    }

    #[test]
    fn the_next_table_is_a_different_one() {
        let one = "Lamp     Room\n-------------\na        hall\nb        attic\n\n";
        let source = format!("{one}Wick     Room\n-------------\nc        hall");
        let lines: Vec<Line> = source.lines().map(Line::new).collect();
        let table = read(&lines).unwrap();
        assert!(table.block.is_some());
        assert_eq!(table.len, 4);
    }

    #[test]
    fn other_rules_open_no_table() {
        for source in [
            "Turning It On\n-------------\n\nText.",
            "Lamp     Room\n-------------\n\nText is here.",
            "Lamp | Room\n-----------\na    | b",
            "Text.",
        ] {
            let lines: Vec<Line> = source.lines().map(Line::new).collect();
            assert!(read(&lines).is_none(), "{source}");
        }
    }
}
