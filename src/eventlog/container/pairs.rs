//! Names and values in one line, as collectors write them: `source=Disk event_id=7 msg="…"`,
//! separated by spaces or tabs, the values in quotation marks or not.

use super::{
    super::{
        field::{Field, named},
        record::Fields,
        utc,
    },
    block::Block,
    piece::{Consumed, Form, Piece},
    syslog,
};

/// The fewest pairs that make a line of pairs.
const LEAST: usize = 3;
/// The most bytes of a name.
const LONGEST_NAME: usize = 48;
/// The most lines of a value in quotation marks.
const MAX_LINES: usize = 40;
/// Only this many bytes of a line are examined.
const REACH: usize = 64 * 1024;

/// A name with its value.
pub(super) struct Pair<'t> {
    pub(super) name: &'t str,
    pub(super) value: String,
    /// How it is written in the text.
    pub(super) raw: &'t str,
}

/// Whether a line is made of pairs, one of which is an event ID.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let text = block.line(line);
    if text.matches('=').nth(LEAST - 1).is_none() {
        return false;
    }
    let pairs = pairs(text);
    let has = |fields: &[Field]| {
        let mut known = pairs.iter().filter_map(|pair| named(pair.name));
        known.any(|field| fields.contains(&field))
    };
    pairs.len() >= LEAST
        && has(&[Field::Id, Field::Identifier])
        && has(&[Field::Source, Field::Description, Field::Log])
}

/// Reads one line, including the lines that a quoted value continues on.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let start = block.start(line);
    let mut next = line + 1;
    while next < line + MAX_LINES && is_open(block.text.get(start..block.start(next))?) {
        next += 1;
    }
    let whole = block.text.get(start..block.start(next))?;
    // A quotation mark that is never closed belongs to the text.
    if is_open(whole) {
        next = line + 1;
    }
    let text = block.text.get(start..block.start(next))?.trim_end();
    let pairs = pairs(text);
    let head = text.get(..text.find(pairs.first()?.raw)?)?;
    let mut fields = Fields::default();
    let is_head = syslog::head(head, &mut fields);
    let unknown = take(&pairs, &mut fields);
    let record = fields.record()?;
    let mut pieces = vec![Piece::Event(Form::Markup, Box::new(record))];
    if !is_head && head.chars().any(char::is_alphanumeric) {
        pieces.insert(0, Piece::Prose(head.to_owned()));
    }
    if !unknown.is_empty() {
        pieces.push(Piece::Unread(unknown));
    }
    Some(Consumed {
        pieces,
        end: block.start(next),
    })
}

/// Puts the values of known names into fields; returns the other pairs as written.
pub(super) fn take(pairs: &[Pair<'_>], fields: &mut Fields) -> String {
    let mut unknown: Vec<&str> = Vec::new();
    let mut message: Option<String> = None;
    for pair in pairs {
        match (named(pair.name), &mut message) {
            (Some(Field::Description), None) => message = Some(pair.value.clone()),
            (Some(Field::Moment | Field::Date | Field::Time), _) => {
                fields.put(Field::Moment, &utc::readable(&pair.value));
            }
            (Some(field), _) => fields.put(field, &pair.value),
            // Text that is not a pair continues the message before it.
            (None, Some(message)) if !pair.raw.contains('"') => {
                message.push(' ');
                message.push_str(pair.raw);
            }
            (None, _) => unknown.push(pair.raw),
        }
    }
    fields.put(Field::Description, &message.unwrap_or_default());
    unknown.join(" ")
}

/// Whether a quoted value is not closed.
fn is_open(text: &str) -> bool {
    let quotes = text.matches("=\"").count();
    quotes > 0 && text.matches('"').count() % 2 == 1
}

/// The pairs of a text: up to the next tab if tabs separate them, or else to the next name.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let text = text.get(..text.floor_char_boundary(REACH)).unwrap_or(text);
    let tabs = text
        .split('\t')
        .filter(|part| name_at_start(part).is_some());
    match tabs.count() >= LEAST {
        true => text.split('\t').filter_map(split).collect(),
        false => spaced(text),
    }
}

/// The pairs between separators.
pub(super) fn separated(text: &str, separator: char) -> Vec<Pair<'_>> {
    text.split(separator).filter_map(split).collect()
}

/// The pair in a part between separators, perhaps after other words.
fn split(part: &str) -> Option<Pair<'_>> {
    let equals = part.find('=')?;
    let head = part.get(..equals)?;
    let start = head.rfind(|c| !is_of_name(c)).map_or(0, |at| at + 1);
    let name = head.get(start..).filter(|name| is_name(name))?;
    let value = part.get(equals + 1..)?.trim();
    Some(Pair {
        name,
        value: unquoted(value).to_owned(),
        raw: part.get(start..)?.trim(),
    })
}

fn unquoted(value: &str) -> &str {
    let inside = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    inside.unwrap_or(value)
}

/// The pairs of a text that are separated by spaces.
fn spaced(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let Some(mut start) = next_name(text, 0) else {
        return pairs;
    };
    while let Some(length) = text.get(start..).and_then(name_at_start) {
        let value_at = start + length + 1;
        let (value, end) = value(text, value_at);
        let raw = text.get(start..end).unwrap_or_default();
        pairs.push(Pair {
            name: text.get(start..start + length).unwrap_or_default(),
            value,
            raw: raw.trim_end_matches([' ', ',', ';']),
        });
        let Some(next) = next_name(text, end) else {
            break;
        };
        start = next;
    }
    pairs
}

/// The value at a position and where it ends: at its quotation mark, or before the next name.
fn value(text: &str, at: usize) -> (String, usize) {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(inside) = rest.strip_prefix('"')
        && let Some(end) = closing(inside)
    {
        let value = inside.get(..end).unwrap_or_default();
        return (value.replace("\\\"", "\""), at + 1 + end + 1);
    }
    let end = next_name(text, at).unwrap_or(text.len());
    let value = text.get(at..end).unwrap_or_default();
    let bare = value.trim().trim_end_matches([',', ';']).trim_end();
    (bare.replace("\\=", "="), end)
}

/// The position of the quotation mark that closes a value: no word follows it directly.
fn closing(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('"')?;
        let head = text.get(..at)?;
        let after = text.get(at + 1..)?;
        let is_end =
            after.is_empty() || after.starts_with([' ', ',', ';', '\t', '\n', ')', ']', '}']);
        if is_end && !head.ends_with('\\') {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Where the next name with an equals sign begins.
fn next_name(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let equals = at + text.get(at..)?.find('=')?;
        let head = text.get(from..equals)?;
        let near = head.floor_char_boundary(head.len().saturating_sub(LONGEST_NAME + 4));
        let near_text = head.get(near..)?;
        let start = near_text.rfind(|c| !is_of_name(c));
        let start = start.map_or(0, |at| {
            at + near_text
                .get(at..)
                .and_then(|r| r.chars().next())
                .map_or(1, char::len_utf8)
        });
        let name = near_text.get(start..)?;
        let is_apart = near + start == 0
            || head.get(..near + start).is_some_and(|before| {
                before.ends_with([' ', '\t', '\n', ',', ';', '(', '[', '|', '"'])
            });
        if is_apart && is_name(name) {
            return Some(from + near + start);
        }
        at = equals + 1;
    }
}

/// The length of the name that a text begins with, if an equals sign follows.
fn name_at_start(text: &str) -> Option<usize> {
    let length = text
        .bytes()
        .take_while(|b| is_of_name(char::from(*b)))
        .count();
    let is_followed = text.get(length..)?.starts_with('=');
    (is_followed && text.get(..length).is_some_and(is_name)).then_some(length)
}

fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.len()) && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_distinguished() {
        for (text, expect) in [
            (
                "a=1 b=two words c=\"x y=z\" d=",
                "a:1|b:two words|c:x y=z|d:",
            ),
            ("at 5: a=1, b=2; c=3", "a:1|b:2|c:3"),
            ("a=1\tb=two c=3\td=4", "a:1|b:two c=3|d:4"),
            ("a=\"never closed b=2", "a:\"never closed|b:2"),
            (
                "a=x\\=y b=\"say \\\"hi\\\" now\" c=1",
                "a:x=y|b:say \"hi\" now|c:1",
            ),
            ("no pairs = here", ""),
            ("ü=1 é", ""),
        ] {
            let found = pairs(text);
            let found: Vec<_> = found
                .iter()
                .map(|pair| format!("{}:{}", pair.name, pair.value))
                .collect();
            assert_eq!(found.join("|"), expect, "{text}");
        }
    }
}
