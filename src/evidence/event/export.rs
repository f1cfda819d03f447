//! Reads rows of an exported log: tabs or commas between columns, usually without a header.
//!
//! NT 4 writes date, time, source, type, category, event, user, computer, description; Windows 2000
//! puts the type first; later Event Viewers write level, date with time, source, event ID,
//! category.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    model::{EventRecord, shown_id},
    source::clean_name,
};

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}(?P<time>[ T]\d{1,2}[:.]\d{2}.{0,20})?$")
        .expect("the date pattern compiles")
});

/// The events of an export, `most` at most; empty where `text` is no export.
pub(super) fn rows(text: &str, most: usize) -> Vec<EventRecord> {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let separator = if first.contains('\t') { '\t' } else { ',' };
    let mut records: Vec<EventRecord> = Vec::new();
    for (number, columns) in (Columns {
        rest: text,
        separator,
    })
    .enumerate()
    {
        if records.len() == most || (records.is_empty() && number > 3) {
            break;
        }
        match record(&columns) {
            Some(record) => records.push(record),
            // An unquoted description may go on in the next line.
            None => {
                let more = columns.join(" ");
                if let Some(description) = records.last_mut().and_then(|r| r.description.as_mut())
                    && !more.trim().is_empty()
                    && description.len() < 4096
                {
                    description.push(' ');
                    description.push_str(more.trim());
                }
            }
        }
    }
    records
}

fn record(columns: &[String]) -> Option<EventRecord> {
    let column = |at: usize| columns.get(at).map(|c| c.trim()).filter(|c| !c.is_empty());
    let date = (0..2).find(|at| column(*at).is_some_and(|c| DATE.is_match(c)))?;
    let with_time = column(date)
        .and_then(|c| DATE.captures(c))
        .is_some_and(|c| c.name("time").is_some());
    let source = if with_time { date + 1 } else { date + 2 };
    let is_number = |at: &usize| {
        column(*at).is_some_and(|c| c.len() <= 10 && c.bytes().all(|b| b.is_ascii_digit()))
    };
    let event = (source + 1..source + 4).find(is_number)?;
    let text = |at: usize| {
        column(at)
            .filter(|c| *c != "None" && *c != "N/A")
            .map(str::to_owned)
    };
    let (kind, category) = match event - source {
        3 => (text(source + 1), text(source + 2)),
        2 => (text(0).filter(|_| date == 1), text(source + 1)),
        _ => (text(0).filter(|_| date == 1), text(event + 1)),
    };
    let tail = if with_time { event + 2 } else { event + 3 };
    let description = columns.get(tail..).unwrap_or_default().join(" ");
    let number: u64 = column(event)?.parse().ok()?;
    let time = if with_time {
        text(date)
    } else {
        Some([text(date)?, text(date + 1)?].join(" "))
    };
    Some(EventRecord {
        source: Some(clean_name(column(source)?)?),
        id: shown_id(number),
        kind,
        category,
        time,
        computer: if with_time { None } else { text(event + 2) },
        description: Some(description.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|d| !d.is_empty()),
        ..EventRecord::default()
    })
}

/// Splits rows into columns; a quoted column may hold separators and line ends.
struct Columns<'t> {
    rest: &'t str,
    separator: char,
}

impl Iterator for Columns<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut columns = vec![String::new()];
        let mut quoted = false;
        // Whether the column has only blanks so far, so that a quotation mark opens it.
        let mut blank = true;
        let mut used = self.rest.len();
        let mut characters = self.rest.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let full = columns.len() >= 64;
            let Some(column) = columns.last_mut() else {
                break;
            };
            match c {
                '"' if quoted && characters.peek().is_some_and(|(_, next)| *next == '"') => {
                    column.push('"');
                    blank = false;
                    characters.next();
                }
                '"' if quoted => quoted = false,
                '"' if blank => quoted = true,
                '\n' if !quoted => {
                    used = at + 1;
                    break;
                }
                '\r' => {}
                c if c == self.separator && !quoted && !full => {
                    columns.push(String::new());
                    blank = true;
                }
                c => {
                    column.push(c);
                    blank &= c.is_whitespace();
                }
            }
        }
        self.rest = self.rest.get(used..).unwrap_or_default();
        Some(columns)
    }
}
