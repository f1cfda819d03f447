//! Tables that quote one event: a column for each field, or a row for each.

use super::event_record::{OTHERS, SOURCES};
use crate::markup::{Block, EventField, Inline, TableRow, text};

/// Names of fields, one of which a table must have to quote an event.
const IDS: [&str; 5] = ["event id", "eventid", "ereignis-id", "event-id", "id"];

/// Names of the column that holds the field names.
const COLUMNS: [&str; 6] = ["field", "property", "name", "item", "key", "feld"];

/// The event that a table quotes, or else the table itself.
pub fn read(header: TableRow, rows: Vec<TableRow>) -> Block {
    match fields(&header, &rows) {
        Some(fields) => Block::Event { fields },
        None => Block::Table { header, rows },
    }
}

fn fields(header: &TableRow, rows: &[TableRow]) -> Option<Vec<EventField>> {
    let is_down = header.len() == 2 || header.is_empty() && rows.iter().all(|row| row.len() == 2);
    let pairs: Vec<(String, String)> = match rows {
        [row] if header.len() > 2 => {
            let cells = header.iter().zip(row);
            cells
                .map(|(label, value)| (words(label), words(value)))
                .collect()
        }
        rows if is_down && rows.len() < 30 => {
            let pairs = std::iter::once(header)
                .chain(rows)
                .filter(|row| !row.is_empty());
            let pairs = pairs.map(|row| {
                let cell = |at: usize| row.get(at).map(|cell| words(cell)).unwrap_or_default();
                (cell(0), cell(1))
            });
            // A header that only names the two columns has no data.
            pairs
                .filter(|(label, value)| !(label.is_empty() && value.is_empty()))
                .skip_while(|(label, _)| COLUMNS.contains(&name(label).as_str()))
                .collect()
        }
        _ => return None,
    };
    let names: Vec<String> = pairs.iter().map(|(label, _)| name(label)).collect();
    let has = |names_of: &[&str]| names.iter().any(|name| names_of.contains(&name.as_str()));
    let known = |name: &String| {
        let name = name.as_str();
        IDS.contains(&name) || SOURCES.contains(&name) || OTHERS.contains(&name)
    };
    let is_number = |(name, (_, value)): (&String, &(String, String))| {
        IDS.contains(&name.as_str())
            && value.starts_with(|c: char| c.is_ascii_digit())
            && value
                .split_whitespace()
                .next()
                .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_event = has(&SOURCES)
        && names.iter().zip(&pairs).any(is_number)
        && names.iter().filter(|name| known(name)).count() * 2 > names.len();
    let has_link = |row: &TableRow| row.iter().flatten().any(is_rich);
    if !is_event || has_link(header) || rows.iter().any(has_link) {
        return None;
    }
    let fields = pairs.into_iter().map(|(label, value)| EventField {
        label: label.trim().trim_end_matches(':').trim().to_owned(),
        value,
    });
    Some(fields.collect())
}

fn name(label: &str) -> String {
    label.trim().trim_end_matches(':').trim().to_lowercase()
}

fn words(cell: &[Inline]) -> String {
    text::inlines(cell).trim().to_owned()
}

/// Whether an inline would lose information, such as a link, as plain text.
fn is_rich(inline: &Inline) -> bool {
    match inline {
        Inline::Link { .. } | Inline::Image { .. } => true,
        Inline::Strong { inlines }
        | Inline::Emphasis { inlines }
        | Inline::Strikethrough { inlines } => inlines.iter().any(is_rich),
        _ => false,
    }
}
