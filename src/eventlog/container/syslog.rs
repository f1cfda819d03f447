//! Lines of syslog: those of Snare, with an event's fields between tabs, and those of programs that
//! write source and number before the message.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::{field::Field, moment, record::Fields, value::id},
    block::Block,
    piece::{Consumed, Form, Piece},
};

const SNARE: &str = "MSWinEventLog";

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:<\d{1,3}>)?(?:1 )?(?P<time>[A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})? \d{2}:\d{2}:\d{2}",
        r"|\d{4}-\d{2}-\d{2}T[\d:.]{8,16}(?:Z|[+\-]\d{2}:\d{2})?)\s{1,3}(?P<host>[\w.\-]{1,80})\s{1,3}",
    ))
    .expect("the pattern compiles")
});

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<source>[A-Za-z][A-Za-z0-9_ .\-/]{1,60}?)(?:\[\d{1,9}\])?: (?P<id>\d{1,5}): (?P<message>.+)$")
        .expect("the pattern compiles")
});

/// A text without the syslog header at its end, which precedes an object.
pub(super) fn without_head(text: &str) -> &str {
    let start = text.rfind('\n').map_or(0, |line| line + 1);
    let line = text.get(start..).unwrap_or_default();
    match may_be_head(line) && HEAD.is_match(line) {
        true => text.get(..start).unwrap_or_default(),
        false => text,
    }
}

/// Takes time and computer from a text if it is nothing but a syslog header; returns whether it is.
pub(super) fn head(text: &str, fields: &mut Fields) -> bool {
    let text = text.trim();
    // The pattern ends with a space.
    let line = format!("{text} ");
    let Some(found) = HEAD.captures(&line).filter(|_| may_be_head(&line)) else {
        return false;
    };
    let rest = line.get(found.get(0).map_or(0, |head| head.end())..);
    let is_whole = rest.is_some_and(|rest| rest.split_whitespace().count() <= 1);
    if is_whole {
        for (field, name) in [(Field::Moment, "time"), (Field::Computer, "host")] {
            fields.put(field, found.name(name).map_or("", |value| value.as_str()));
        }
    }
    is_whole
}

/// Whether a line begins as a header does: with a month (`Mar 11`) or a year (`2020-`), perhaps
/// after a priority.
fn may_be_head(line: &str) -> bool {
    let after = line.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let rest = after.map_or(line, |(_, rest)| rest);
    let rest = rest.strip_prefix("1 ").unwrap_or(rest);
    match rest.as_bytes() {
        [a, b, c, b' ', ..] if a.is_ascii_uppercase() => {
            b.is_ascii_lowercase() && c.is_ascii_lowercase()
        }
        [a, b, c, d, b'-', ..] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a line is a line of syslog with an event.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    record(block.line(line)).is_some()
}

/// Reads one line.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let record = record(block.line(line))?.record()?;
    Some(Consumed {
        pieces: vec![Piece::Event(Form::Markup, Box::new(record))],
        end: block.next_line(line),
    })
}

fn record(line: &str) -> Option<Fields> {
    if let Some(at) = line.find(SNARE) {
        return snare(line.get(at + SNARE.len()..)?);
    }
    let head = may_be_head(line).then(|| HEAD.captures(line))??;
    let found = NUMBERED.captures(line.get(head.get(0)?.end()..)?)?;
    let mut fields = Fields::default();
    for (field, value) in [
        (Field::Moment, head.name("time")),
        (Field::Computer, head.name("host")),
        (Field::Source, found.name("source")),
        (Field::Id, found.name("id")),
        (Field::Description, found.name("message")),
    ] {
        fields.put(field, value.map_or("", |value| value.as_str()));
    }
    Some(fields)
}

/// Criticality, log, counter, time, ID, source, user, kind of user, type, computer, category, data,
/// message, counter.
fn snare(rest: &str) -> Option<Fields> {
    let separator = rest.chars().next().filter(|c| !c.is_alphanumeric())?;
    let cells: Vec<&str> = match separator {
        ' ' => rest
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect(),
        separator => rest.get(separator.len_utf8()..)?.split(separator).collect(),
    };
    let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
    let when = (0..6).find(|at| moment::is_moment(cell(*at)))?;
    id(cell(when + 1))?;
    let mut fields = Fields::default();
    fields.put(Field::Log, cell(when.saturating_sub(2)));
    let columns = [
        Field::Moment,
        Field::Id,
        Field::Source,
        Field::User,
        Field::Other,
        Field::Type,
        Field::Computer,
        Field::Category,
        Field::Data,
    ];
    for (at, field) in columns.into_iter().enumerate() {
        fields.put(field, cell(when + at));
    }
    let message: Vec<&str> = cells
        .iter()
        .skip(when + columns.len())
        .map(|cell| cell.trim())
        .collect();
    let is_counter = |last: &&str| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    let message = match message.split_last() {
        Some((last, before)) if is_counter(last) && !before.is_empty() => before,
        _ => &message,
    };
    fields.put(Field::Description, &message.join(" "));
    Some(fields)
}
