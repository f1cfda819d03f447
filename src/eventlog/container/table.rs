//! Tables with fixed-width columns, as PowerShell prints them. Numbers are right-aligned, and
//! values may be wider than their column, so each cell is recognized by what it must contain.

use super::{
    super::{
        field::{Field, named},
        level_words, moment,
        record::Fields,
        value::id,
    },
    block::Block,
    piece::{Consumed, Form, Piece},
};

/// A column: its field and where it begins, in characters.
struct Column {
    field: Option<Field>,
    start: usize,
}

/// Whether a table begins in a line, or below a line that names its source.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    columns(block, line).is_some() || group(block, line).is_some()
}

/// The source above a table, and the line in which the table begins.
fn group<'t>(block: &Block<'t>, line: usize) -> Option<(&'t str, usize)> {
    let name = block.line(line).trim().strip_prefix("ProviderName:")?;
    let below = (line + 1..line + 4).find(|line| !block.is_blank(*line))?;
    columns(block, below)
        .is_some()
        .then(|| (name.trim(), below))
}

/// The columns of a header that has a rule below it.
fn columns(block: &Block<'_>, line: usize) -> Option<Vec<Column>> {
    let rule = block.line(line + 1);
    let is_rule = rule.contains("--") && rule.bytes().all(|b| matches!(b, b'-' | b' ' | b'\t'));
    let head: Vec<char> = block.line(line).chars().take(1_000).collect();
    if !is_rule || head.len() < 8 {
        return None;
    }
    let mut columns = Vec::new();
    let mut start = None;
    let rule: Vec<char> = rule.chars().take(1_000).chain([' ']).collect();
    for (at, c) in rule.iter().enumerate() {
        match (c, start) {
            ('-', None) => start = Some(at),
            ('-', Some(_)) | (_, None) => {}
            (_, Some(from)) => {
                let name: String = head
                    .get(from.min(head.len())..at.min(head.len()))?
                    .iter()
                    .collect();
                columns.push(Column {
                    field: named(&name),
                    start: from,
                });
                start = None;
            }
        }
    }
    let has = |field| columns.iter().any(|column| column.field == Some(field));
    let known = columns
        .iter()
        .filter(|column| column.field.is_some())
        .count();
    let numbered = has(Field::Id) || has(Field::Identifier);
    (numbered && known >= 3).then_some(columns)
}

/// Reads the rows of a table.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let (source, head) = match group(block, line) {
        Some((source, below)) => (Some(source), below),
        None => (None, line),
    };
    let columns = columns(block, head)?;
    let last = columns.last().map_or(0, |column| column.start);
    let mut rows: Vec<Fields> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let mut at = head + 2;
    while at < block.lines.len() && !block.opens(at) {
        let text = block.line(at);
        if text.trim().is_empty() {
            if !rows.is_empty() {
                break;
            }
            at += 1;
            continue;
        }
        let indent = text.chars().take_while(|c| *c == ' ').count();
        match row(text, &columns) {
            Some((mut fields, message)) => {
                if let Some(source) = source {
                    fields.put(Field::Source, source);
                }
                rows.push(fields);
                said.push(message);
            }
            None if indent + 2 >= last && !said.is_empty() => {
                if let Some(said) = said.last_mut() {
                    said.push(' ');
                    said.push_str(text.trim());
                }
            }
            None => break,
        }
        at += 1;
    }
    let pieces: Vec<Piece> = rows
        .into_iter()
        .zip(said)
        .filter_map(|(mut fields, message)| {
            fields.put(Field::Description, &message);
            Some(Piece::Event(Form::Markup, Box::new(fields.record()?)))
        })
        .collect();
    (!pieces.is_empty()).then(|| Consumed {
        pieces,
        end: block.start(at),
    })
}

/// The fields and the message of a row; `None` if the ID is not where it should be.
fn row(text: &str, columns: &[Column]) -> Option<(Fields, String)> {
    let mut fields = Fields::default();
    let mut rest = text.trim_start();
    let mut message = String::new();
    for (at, column) in columns.iter().enumerate() {
        let next = columns.get(at + 1);
        let Some(next) = next else {
            match column.field {
                Some(Field::Description) => message = rest.trim().to_owned(),
                Some(field) => fields.put(field, rest),
                None => {}
            }
            break;
        };
        let width = next.start.saturating_sub(column.start);
        let length = match column.field {
            Some(Field::Moment | Field::Time | Field::Date) => {
                match moment::moment_at_start(rest) {
                    0 => gap(rest),
                    length => length,
                }
            }
            Some(Field::Id | Field::Identifier) => digits(rest),
            Some(Field::Other) if rest.starts_with(|c: char| c.is_ascii_digit()) => digits(rest),
            Some(Field::Level | Field::Type) => level_length(rest),
            _ => before_number(rest, next, width),
        };
        let (cell, after) = rest.split_at_checked(length)?;
        if column.field == Some(Field::Id) {
            id(cell)?;
        }
        if let Some(field) = column.field {
            fields.put(field, cell);
        }
        rest = after.trim_start();
    }
    fields.id()?;
    Some((fields, message))
}

fn digits(text: &str) -> usize {
    text.bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'-')
        .count()
}

/// The position of two spaces in a row, or the end.
fn gap(text: &str) -> usize {
    text.find("  ")
        .or_else(|| text.find('\t'))
        .unwrap_or(text.len())
}

/// The length of a level, which may have two words.
fn level_length(text: &str) -> usize {
    let one = text.find(' ').unwrap_or(text.len());
    let two = text
        .get(one + 1..)
        .and_then(|rest| rest.find(' '))
        .map(|at| one + 1 + at);
    let is_level = |end: &usize| {
        text.get(..*end)
            .is_some_and(|word| level_words::level(word).is_some())
    };
    two.filter(is_level).unwrap_or(one)
}

/// The length of a cell that is followed by another: if that must be a number, up to the number.
fn before_number(text: &str, next: &Column, width: usize) -> usize {
    let is_number = matches!(next.field, Some(Field::Id | Field::Identifier));
    let gap = gap(text);
    if !is_number {
        let wide = text
            .char_indices()
            .nth(width.saturating_sub(1))
            .map_or(text.len(), |(at, _)| at);
        return if gap < text.len() {
            gap
        } else {
            wide.min(text.len())
        };
    }
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(' ')) {
        let blank = from + at;
        let after = text.get(blank..).unwrap_or_default().trim_start();
        let length = digits(after);
        let ends = after
            .get(length..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if length > 0 && ends {
            return blank;
        }
        from = blank + 1;
    }
    gap
}
