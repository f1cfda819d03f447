//! Table rows, and the delimiter row between the header and the others.

/// The most cells that are added to a table row.
pub const CELL_LIMIT: usize = 50;

/// Whether a line is the delimiter row of a table.
pub fn is_delimiter(words: &str) -> bool {
    let words = words.trim();
    words.contains('-')
        && words.contains('|')
        && words
            .split('|')
            .map(str::trim)
            .enumerate()
            .all(|(at, cell)| {
                let line = cell.strip_prefix(':').unwrap_or(cell);
                let line = line.strip_suffix(':').unwrap_or(line);
                let is_line = !line.is_empty() && line.bytes().all(|byte| byte == b'-');
                is_line || cell.is_empty() && (at == 0 || words.ends_with('|'))
            })
}

/// Whether such a line is certainly a delimiter row, unlike a row of dashes for missing values.
pub fn is_drawn(words: &str) -> bool {
    words.contains("---") && {
        let cells = words.split('|').map(str::trim);
        cells
            .filter(|cell| !cell.is_empty())
            .all(|cell| cell.len() >= 3)
    }
}

/// How many cells a table row has.
pub fn cells(words: &str) -> usize {
    let words = words.trim();
    let words = words.strip_prefix('|').unwrap_or(words);
    let mut bars = 0;
    let mut escaped = false;
    let mut ends = false;
    for byte in words.bytes() {
        ends = byte == b'|' && !escaped;
        bars += usize::from(ends);
        // A table is split before its escapes are read, so `\\|` doesn't split it either.
        escaped = byte == b'\\';
    }
    bars + usize::from(!ends)
}

/// Removes heading marks from the cells of a row, where they have no meaning.
pub fn without_headings(text: &mut String) {
    if text.starts_with('|') && text.contains("| #") {
        let mut out = String::with_capacity(text.len());
        for (index, cell) in text.split('|').enumerate() {
            if index > 0 {
                out.push('|');
            }
            let words = cell.trim_start();
            let marks = words.bytes().take_while(|byte| *byte == b'#').count();
            let after = words.get(marks..).unwrap_or_default();
            let is_heading = (1..=6).contains(&marks)
                && after.starts_with(' ')
                && after
                    .trim_start()
                    .starts_with(|c: char| c.is_alphabetic() || c == '*');
            out.push_str(if is_heading { after } else { cell });
        }
        *text = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted() {
        for (line, is_one, count) in [
            ("|---|:-:|", true, 2),
            ("--- | ---", true, 2),
            ("| - |", true, 1),
            ("|---|---", true, 2),
            ("| a | b |", false, 2),
            (r"| a \| b | c", false, 2),
            (r"| a \\| b | c", false, 2),
            ("|| a |", false, 2),
            ("| --- x |", false, 1),
            ("|", false, 1),
        ] {
            assert_eq!(is_delimiter(line), is_one, "{line}");
            assert_eq!(cells(line), count, "{line}");
        }
    }

    #[test]
    fn headings_in_cells_are_words() {
        let mut row = "| ### Head | # 1 | #a |".to_owned();
        without_headings(&mut row);
        assert_eq!(row, "| Head | # 1 | #a |");
    }
}
