//! Tables, drawn with `|` or with columns aligned by spaces; only those whose cells certainly do
//! not wrap.

use std::ops::Range;

use super::{code, line::Line};
use crate::markup::{Block, Inline, TableRow};

/// The table that `lines` (none of them blank) form, if that is certain.
pub(super) fn read(lines: &[Line]) -> Option<Block> {
    piped(lines).or_else(|| aligned(lines))
}

/// Whether the stanza `at` of `lines` is a drawing or has columns, so that its lines must not be
/// rejoined. Two spaces inside a sentence are a typing mistake, unless another line of the stanza
/// or next to it has some at the same column.
pub(super) fn has_layout(lines: &[Line], at: &Range<usize>) -> bool {
    let inside = lines.get(at.clone()).unwrap_or_default();
    let drawn = |line: &Line| {
        let text = line.text;
        let has_bar = text.contains('|');
        (has_bar
            && (text.starts_with('|')
                || text.contains("|--")
                || text.contains("--|")
                || (text.contains(" | ") && !code::is_prose(line))))
            || text.contains("+--")
            || (text.len() >= 5 && text.bytes().all(|byte| b"-=+|_ *~.".contains(&byte)))
    };
    if inside.iter().any(drawn) {
        return true;
    }
    let around = at.start.saturating_sub(2)..lines.len().min(at.end + 2);
    let mut columns: Vec<usize> = Vec::new();
    for line in lines.get(around).unwrap_or_default() {
        columns.extend(line.gaps().map(|(_, column)| column));
    }
    columns.sort_unstable();
    let is_common = |column: &usize| {
        let first = columns.partition_point(|other| other < column);
        columns.get(first + 1) == Some(column)
    };
    inside.iter().any(|line| {
        let is_prose = code::is_prose(line);
        let may_be_far = !(is_prose && inside.len() == 1 && line.indent == 0);
        (!is_prose && line.gaps().nth(1).is_some())
            || line
                .gaps()
                .any(|(width, column)| (width >= 3 && may_be_far) || is_common(&column))
    })
}

/// The lines of a table whose rows or headings have empty lines between them, and where they end.
pub(super) fn spread_rows<'a>(lines: &[Line<'a>], stanza: &Range<usize>) -> (Vec<Line<'a>>, usize) {
    let mut rows: Vec<Line> = lines.get(stanza.clone()).unwrap_or_default().to_vec();
    let base = rows.first().map_or(0, |line| line.indent);
    let mut end = stanza.end;
    while let Some(next) = lines.get(end + 1).filter(|next| !next.is_blank()) {
        if next.indent.abs_diff(base) > 1 || !(next.has_gap() || next.text.starts_with('|')) {
            break;
        }
        let more = lines
            .get(end + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|line| !line.is_blank());
        let before = rows.len();
        rows.extend(more.cloned());
        end += 1 + rows.len() - before;
    }
    (rows, end)
}

fn piped(lines: &[Line]) -> Option<Block> {
    let is_rule = |line: &Line| {
        line.text.contains('-') && line.text.bytes().all(|byte| b"+-|= :".contains(&byte))
    };
    let mut groups: Vec<Vec<Vec<&str>>> = vec![Vec::new()];
    let mut ruled = false;
    for line in lines {
        if is_rule(line) {
            ruled = true;
            if groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(Vec::new());
            }
            continue;
        }
        if !line.text.contains('|') {
            return None;
        }
        let inner = line.text.strip_prefix('|').unwrap_or(line.text);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        groups
            .last_mut()?
            .push(inner.split('|').map(str::trim).collect());
    }
    groups.retain(|group| !group.is_empty());
    let rows: Vec<&Vec<&str>> = groups.iter().flatten().collect();
    let width = rows.first()?.len();
    let bordered = lines.iter().all(|line| line.text.starts_with(['|', '+']));
    let even = rows
        .iter()
        .all(|row| row.len() == width && !row.first().is_none_or(|c| c.is_empty()));
    // With rules between the rows, several lines between two rules are one row with wrapped cells.
    let wraps = match groups.len() {
        1 => false,
        2 => groups.first().is_some_and(|group| group.len() > 1),
        _ => groups.iter().any(|group| group.len() > 1),
    };
    if width < 2 || rows.len() < 2 || !(ruled || bordered) || !even || wraps || goes_on(&rows) {
        return None;
    }
    let has_header = groups.len() >= 2 && groups.first().is_some_and(|group| group.len() == 1);
    Some(table(&rows, has_header))
}

/// A cell, and the columns where it starts and ends.
pub(super) struct Cell<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a str,
}

fn aligned(lines: &[Line]) -> Option<Block> {
    let mut ruled_at = None;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in lines {
        let is_rule = line.text.bytes().all(|byte| b"-= \t".contains(&byte));
        if is_rule {
            // One rule is under the column headings and one may be at the end; a further one
            // separates more than headings.
            match ruled_at {
                None => ruled_at = Some(rows.len()),
                Some(_) if std::ptr::eq(line, lines.last()?) => {}
                Some(_) => return None,
            }
        } else {
            rows.push(cells(line));
        }
    }
    let has_header = match ruled_at {
        None => false,
        Some(1) => true,
        Some(at) if at == rows.len() => false,
        Some(_) => return None,
    };
    let first = rows.first()?;
    let aligned = rows.iter().all(|row| {
        row.len() == first.len()
            && row.iter().zip(first).all(|(cell, head)| {
                cell.start.abs_diff(head.start) <= 1 || cell.end.abs_diff(head.end) <= 1
            })
    });
    let needed = if has_header { 2 } else { 3 };
    let texts: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.text).collect())
        .collect();
    let texts: Vec<&Vec<&str>> = texts.iter().collect();
    let is_table = first.len() >= 2 && rows.len() >= needed && aligned && !goes_on(&texts);
    is_table.then(|| table(&texts, has_header))
}

/// Cells with two or more spaces, or tabs, between them.
pub(super) fn cells<'a>(line: &Line<'a>) -> Vec<Cell<'a>> {
    let mut cells = Vec::new();
    let mut column = line.indent;
    let mut rest = line.text;
    while !rest.is_empty() {
        // Both kinds of cell end are looked for at once; otherwise each cell would search to the
        // end of the line for the rarer one.
        let next = rest.bytes().skip(1).chain([0]);
        let is_end = |(byte, next)| byte == b'\t' || (byte == b' ' && next == b' ');
        let len = rest.bytes().zip(next).position(is_end);
        let len = len.unwrap_or(rest.len());
        let (text, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        let text = text.trim_end();
        let end = column + text.chars().count();
        cells.push(Cell {
            start: column,
            end,
            text,
        });
        let next = after.trim_start();
        column = end;
        for c in after.chars().take_while(|c| c.is_whitespace()) {
            column = if c == '\t' {
                column / 8 * 8 + 8
            } else {
                column + 1
            };
        }
        rest = next;
    }
    cells
}

/// Whether some cell seems to continue in the row below.
fn goes_on(rows: &[&Vec<&str>]) -> bool {
    rows.windows(2).any(|pair| {
        let [above, below] = pair else { return false };
        above.iter().zip(below.iter()).any(|(above, below)| {
            above.len() >= 16 && below.starts_with(|c: char| c.is_ascii_lowercase())
        })
    })
}

fn table(rows: &[&Vec<&str>], has_header: bool) -> Block {
    let row = |cells: &&Vec<&str>| -> TableRow {
        let words = |cell: &&str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
        cells
            .iter()
            .map(|cell| vec![Inline::text(words(cell))])
            .collect()
    };
    let (header, body) = rows
        .split_at_checked(usize::from(has_header))
        .unwrap_or_default();
    Block::Table {
        header: header.first().map(row).unwrap_or_default(),
        rows: body.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::text;

    #[test]
    fn reads_only_what_is_certain() {
        for (source, expect) in [
            (
                "+---+---+\n| A | B |\n+---+---+\n| 1 | 2 |\n+---+---+",
                Some("A | B\n1 | 2"),
            ),
            (
                "+---+---+\n| a | b |\n| c | d |\n+---+---+\n| 1 | 2 |\n+---+---+",
                None,
            ),
            (
                "Name    Size\n----    ----\na.exe   12\nb.exe   200",
                Some("Name | Size\na.exe | 12\nb.exe | 200"),
            ),
            ("One     Two\nThree   Four", None),
            (
                "Key    Opens the window that\nF1     shows help and\nF2     more",
                None,
            ),
            ("a | b", None),
        ] {
            let lines: Vec<Line> = source.lines().map(Line::new).collect();
            let read = read(&lines).map(|block| text::write(&[block]).replace("\n\n", "\n"));
            assert_eq!(read.as_deref(), expect, "{source}");
        }
    }
}
