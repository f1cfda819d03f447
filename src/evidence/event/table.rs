//! Tables of events: a header that names the columns, then one line per event.
//!
//! Archive articles have tabs between the columns (in the header also spaces), Markdown tables ` |
//! `.

use std::ops::Range;

use super::source::clean_name;

/// The most rows of one table.
const MAX_ROWS: usize = 400;
/// The most columns of a row; the description is in the last.
const MAX_COLUMNS: usize = 12;

/// A row with its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventRow {
    /// Where the ID is.
    pub(super) span: Range<usize>,
    pub(super) id: u32,
    pub(super) source: String,
    /// The text of the last column.
    pub(super) description: Option<String>,
}

/// Types of events, which come between source and ID in a row.
const KINDS: [&str; 5] = [
    "Error",
    "Warning",
    "Information",
    "Success Audit",
    "Failure Audit",
];

/// The columns of a table, by position.
#[derive(Debug, Clone, Copy)]
struct Header {
    source: usize,
    id: usize,
    description: Option<usize>,
}

/// The rows of every table in `text` whose header has columns for the source and the event ID, and
/// rows without a header that can be nothing else.
pub(super) fn rows(text: &str) -> Vec<EventRow> {
    let mut found = Vec::new();
    // Nearly all texts end here.
    if !text.contains('\t') && !text.contains('|') {
        return found;
    }
    let mut header: Option<Header> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(known) = header else {
            // Most lines are not headers, and lines without both words are not split.
            if line.contains("ource") && line.contains("vent") {
                header = read_header(line);
            } else if line.contains('\t') && found.len() < MAX_ROWS {
                found.extend(bare_row(line, start));
            }
            continue;
        };
        match row(line, start, known) {
            Some(row) if found.len() < MAX_ROWS => found.push(row),
            _ if is_rule(line) => {}
            _ => header = None,
        }
    }
    found
}

fn read_header(line: &str) -> Option<Header> {
    let cells = cells(line);
    let place = |names: &[&str]| {
        cells.iter().position(|cell| {
            let cell = line.get(cell.clone()).unwrap_or_default();
            names.iter().any(|name| name.eq_ignore_ascii_case(cell))
        })
    };
    Some(Header {
        source: place(&["Source", "Event Source"])?,
        id: place(&["Event ID", "Event", "EventID", "Event #", "Event number"])?,
        description: place(&["Description", "Message", "Event Description"]),
    })
}

/// A tab-separated row with source, type, ID and description, in the order of an export.
fn bare_row(line: &str, start: usize) -> Option<EventRow> {
    let cells = cells(line);
    let kind = line.get(cells.get(1)?.clone())?;
    if cells.len() < 4 || !KINDS.contains(&kind) {
        return None;
    }
    let header = Header {
        source: 0,
        id: 2,
        description: Some(3),
    };
    row(line, start, header)
}

fn row(line: &str, start: usize, header: Header) -> Option<EventRow> {
    let cells = cells(line);
    let text = |place: usize| line.get(cells.get(place)?.clone());
    let id = cells.get(header.id)?;
    let number = line.get(id.clone()).filter(|number| number.len() <= 5)?;
    let is_number = number.bytes().all(|b| b.is_ascii_digit());
    let id_value = number
        .parse()
        .ok()
        .filter(|id: &u32| is_number && *id <= 65_535)?;
    Some(EventRow {
        span: start + id.start..start + id.end,
        id: id_value,
        source: clean_name(text(header.source)?)?,
        description: header.description.and_then(text).map(str::to_owned),
    })
}

/// The cells of a line, separated by `|`, tabs, or two or more spaces. An empty cell between bars
/// keeps its position; a run of spaces of any length is one separator.
fn cells(line: &str) -> Vec<Range<usize>> {
    let has_bars = line.contains('|');
    let is_gap = |bytes: &[u8]| match bytes {
        [b'|', ..] => has_bars,
        [b'\t', ..] | [b' ', b' ' | b'\t', ..] => !has_bars,
        _ => false,
    };
    let bytes = line.as_bytes();
    let mut cells = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() && cells.len() + 1 < MAX_COLUMNS {
        if bytes.get(at..).is_some_and(is_gap) {
            cells.push(from..at);
            at += 1;
            from = at;
        } else {
            at += 1;
        }
    }
    cells.push(from..bytes.len());
    let trimmed = cells.into_iter().filter_map(|cell| {
        let text = line.get(cell.clone())?;
        let start = cell.start + (text.len() - text.trim_start().len());
        let end = start + text.trim().len();
        (has_bars || start < end).then_some(start..end)
    });
    trimmed.collect()
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && line
            .bytes()
            .all(|b| matches!(b, b'-' | b'=' | b'|' | b' ' | b'\t' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tables_of_events() {
        for text in [
            "Source  Category      Event ID   Description  \n=========\nLamp\tInformation\t100\tThe lamp is on. \nLamp\tError\t\t145\tDark.\n\nLamp\t7\tno row\n",
            "Source | Event ID | Description\nLamp | 100 | The lamp is on.\nLamp | 145 | Dark.\nThat is all, event 3 too.",
            "Lamp\tInformation\t100\tThe lamp is on. \nLamp\tError\t\t145\tDark.\n",
            "| Event ID | Event source | Message |\n|----|:---|---|\n| 100 | Lamp | The lamp is on. |\n| 145 | Lamp | Dark. |",
            "Source | Type | Event ID | Description\nLamp |  | 100 | The lamp is on.\nLamp | Error | 145 | Dark.",
            "| Type | Source | Event ID | Description | |\n|  | Lamp | 100 | The lamp is on. | |\n| Error | Lamp | 145 | Dark. | |",
            "Type | Source | Event ID | Description\n | Lamp | 100 | The lamp is on.\nError | Lamp | 145 | Dark.",
        ] {
            let read: Vec<_> = rows(text)
                .into_iter()
                .map(|row| {
                    assert_eq!(
                        text.get(row.span.clone()),
                        Some(row.id.to_string().as_str())
                    );
                    (row.id, row.source, row.description.unwrap_or_default())
                })
                .collect();
            let expect = [(100, "The lamp is on."), (145, "Dark.")]
                .map(|(id, said)| (id, "Lamp".to_owned(), said.to_owned()));
            assert_eq!(read, expect, "{text}");
        }
    }

    #[test]
    fn other_tables_have_no_events() {
        for text in [
            "Source  Target\nLamp  100\n",
            "Source: Lamp\nEvent ID: 100\n",
            "Lamp\tBroken\t100\tThe lamp is on.\nError\t5\n",
            "The Source of an Event  is known\nLamp  100\n",
            "Source  Category      Event      User\n",
        ] {
            assert_eq!(rows(text), [], "{text}");
        }
    }
}
