//! Lines of security monitoring, CEF and LEEF: a header divided by bars, then names with values.

use super::{
    super::{
        field::{Field, named},
        level_words::level,
        record::Fields,
        utc,
    },
    block::Block,
    pairs::{self, Pair},
    piece::{Consumed, Form, Piece},
    syslog,
};

/// The names that these formats use for an event's fields, in lower case.
const NAMES: [(&str, Field); 18] = [
    ("externalid", Field::Id),
    ("eventidcode", Field::Id),
    ("rt", Field::Moment),
    ("devtime", Field::Moment),
    ("end", Field::Moment),
    ("dvchost", Field::Computer),
    ("identhostname", Field::Computer),
    ("originatingcomputer", Field::Computer),
    ("shost", Field::Computer),
    ("dhost", Field::Computer),
    ("cat", Field::Log),
    ("duser", Field::User),
    ("suser", Field::User),
    ("usrname", Field::User),
    ("sourceservicename", Field::Source),
    ("msg", Field::Description),
    ("eventid", Field::Other),
    ("sev", Field::Other),
];

/// The parts of a line.
struct Parts<'t> {
    before: &'t str,
    product: String,
    /// The event ID, alone or after the source.
    signature: String,
    name: String,
    severity: String,
    pairs: Vec<Pair<'t>>,
}

/// Whether a line is in one of these formats.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    fields(block.line(line)).is_some()
}

/// Reads one line.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let (before, fields, unknown) = fields(block.line(line))?;
    let record = fields.record()?;
    let mut pieces = vec![Piece::Event(Form::Markup, Box::new(record))];
    if !before.trim().is_empty() {
        pieces.insert(0, Piece::Prose(before.to_owned()));
    }
    if !unknown.is_empty() {
        pieces.push(Piece::Unread(unknown));
    }
    Some(Consumed {
        pieces,
        end: block.next_line(line),
    })
}

/// The text before a line's header, the fields in it, and the rest.
fn fields(line: &str) -> Option<(&str, Fields, String)> {
    let parts = cef(line).or_else(|| leef(line))?;
    let mut fields = Fields::default();
    let before = match syslog::head(parts.before, &mut fields) {
        true => "",
        false => parts.before,
    };
    let (source, number) = match parts.signature.rsplit_once(':') {
        Some((source, number)) => (source, number),
        None => ("", &*parts.signature),
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let mut unknown: Vec<&str> = Vec::new();
    let mut computer = None;
    for pair in &parts.pairs {
        let lower = pair.name.to_ascii_lowercase();
        let own = NAMES.iter().find(|(name, _)| *name == lower);
        match own.map(|(_, field)| *field).or_else(|| named(pair.name)) {
            // The header names the collector, the pairs after it name the computer.
            Some(Field::Computer) if computer.is_none() && !pair.value.is_empty() => {
                computer = Some(pair.value.as_str());
            }
            Some(Field::Moment | Field::Date | Field::Time) => {
                fields.replace(Field::Moment, &utc::readable(&pair.value));
            }
            Some(field) => fields.put(field, &pair.value),
            None => unknown.push(pair.raw),
        }
    }
    if let Some(computer) = computer {
        fields.replace(Field::Computer, computer);
    }
    if is_number && (!source.is_empty() || !fields.has(Field::Id)) {
        fields.replace(Field::Id, number);
    }
    if !source.is_empty() {
        fields.replace(Field::Source, source);
    }
    fields.put(Field::Source, &parts.product);
    if level(&parts.severity).is_some() {
        fields.put(Field::Level, &parts.severity);
    }
    fields.put(Field::Description, &parts.name);
    fields.id()?;
    Some((before, fields, unknown.join(" ")))
}

/// `CEF:0|vendor|product|version|signature|name|severity|pairs`.
fn cef(line: &str) -> Option<Parts<'_>> {
    let at = line.find("CEF:")?;
    let (cells, rest) = cells(line.get(at + 4..)?, 7)?;
    let [_, _, product, _, signature, name, severity] = <[String; 7]>::try_from(cells).ok()?;
    Some(Parts {
        before: line.get(..at)?,
        product,
        signature,
        name,
        severity,
        pairs: pairs::pairs(rest),
    })
}

/// `LEEF:1.0|vendor|product|version|number|pairs`; version 2 has the separator before the pairs.
fn leef(line: &str) -> Option<Parts<'_>> {
    let at = line.find("LEEF:")?;
    let body = line.get(at + 5..)?;
    let (cells, rest) = cells(body, 5)?;
    let [version, _, product, _, signature] = <[String; 5]>::try_from(cells).ok()?;
    let named = rest.split_once('|').filter(|_| version.starts_with('2'));
    let (separator, rest) = match named {
        Some((sign, rest)) => (separator(sign)?, rest),
        None => ('\t', rest),
    };
    Some(Parts {
        before: line.get(..at)?,
        product,
        signature,
        name: String::new(),
        severity: String::new(),
        pairs: match rest.contains(separator) {
            true => pairs::separated(rest, separator),
            false => pairs::pairs(rest),
        },
    })
}

/// `^`, `x5E` or `0x5E`.
fn separator(sign: &str) -> Option<char> {
    let hex = sign.strip_prefix("0x").or_else(|| sign.strip_prefix('x'));
    match hex {
        Some(hex) if !hex.is_empty() => char::from_u32(u32::from_str_radix(hex, 16).ok()?),
        _ => Some(sign.chars().next().unwrap_or('\t')),
    }
}

/// The given number of cells between bars, and the text after them. An escaped bar belongs to the
/// text.
fn cells(text: &str, count: usize) -> Option<(Vec<String>, &str)> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                cell.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '|' => {
                cells.push(std::mem::take(&mut cell));
                if cells.len() == count {
                    return Some((cells, text.get(at + 1..)?));
                }
            }
            c if cell.len() < 1_000 => cell.push(c),
            _ => return None,
        }
    }
    None
}
