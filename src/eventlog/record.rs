//! The fields of a container into an event: the same rules for all of them.

use super::{field::Field, level, missing, moment};
use crate::evidence::{EventRecord, shown_id};

/// A description is cut after this many bytes; what tells events apart comes long before.
const LONGEST_DESCRIPTION: usize = 8 * 1024;
/// Any other value is cut after this many bytes.
const LONGEST_VALUE: usize = 200;
/// The most strings that are kept of an event.
const MOST_STRINGS: usize = 100;

/// The values of an event, as its container has them.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields {
    values: Vec<(Field, String)>,
    pub(super) strings: Vec<String>,
}

impl Fields {
    /// Takes a value unless the field has one.
    pub(super) fn put(&mut self, field: Field, value: &str) {
        let value = value.trim();
        if field == Field::Strings {
            if self.strings.is_empty() {
                self.strings = listed(value);
            }
            return;
        }
        let longest = match field {
            Field::Description | Field::Data => 2 * LONGEST_DESCRIPTION,
            _ => LONGEST_VALUE,
        };
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if field == Field::Type && self.get(field).is_some_and(is_number) && !is_number(value) {
            self.take(field);
        }
        if !value.is_empty() && !self.has(field) {
            self.values.push((field, cut(value, longest).to_owned()));
        }
    }

    /// Takes a value in place of the one that the field has.
    pub(super) fn replace(&mut self, field: Field, value: &str) {
        self.take(field);
        self.put(field, value);
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.get(field).is_some()
    }

    pub(super) fn get(&self, field: Field) -> Option<&str> {
        let mut values = self.values.iter();
        let found = values.find(|(known, _)| *known == field)?;
        Some(found.1.as_str())
    }

    /// Adds a string, in the order of the slots.
    pub(super) fn add_string(&mut self, value: &str) {
        if self.strings.len() < MOST_STRINGS {
            self.strings
                .push(cut(value.trim(), 2 * LONGEST_VALUE * 5).to_owned());
        }
    }

    /// The event ID.
    pub(super) fn id(&self) -> Option<u32> {
        let id = self.get(Field::Id).and_then(id);
        id.or_else(|| Some(identifier(self.get(Field::Identifier)?)? & 0xFFFF))
    }

    /// The event; `None` without a number.
    pub(super) fn record(mut self) -> Option<EventRecord> {
        let id = self.id()?;
        let mut source = self.get(Field::Source).and_then(source);
        let (mut data, mut date) = (self.take(Field::Data), self.take(Field::Date));
        if data.as_deref().is_some_and(is_when) {
            date = date.or(data.take());
        }
        let time = self.take(Field::Time);
        let time = match (self.take(Field::Moment), date, time) {
            (None, Some(date), Some(time)) => Some(format!("{date} {time}")),
            (moment, date, time) => moment.or(date).or(time),
        };
        let text = self.take(Field::Description).unwrap_or_default();
        let lost = missing::message(&text);
        let mut is_missing = false;
        if let Some(lost) = lost {
            source = source.or(lost.source);
            if self.strings.is_empty() {
                self.strings = lost.strings;
            }
            is_missing = !self.strings.is_empty();
        }
        let said = if is_missing {
            String::new()
        } else {
            joined(&text)
        };
        let said = match said.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
            Some(inside) if !inside.contains('"') => inside.trim().to_owned(),
            _ => said,
        };
        let description = match said.is_empty() {
            true => joined(&self.strings.join(" ")),
            false => said,
        };
        Some(EventRecord {
            source,
            id: Some(id),
            kind: self.kind(),
            category: self.take(Field::Category),
            time,
            computer: self.take(Field::Computer),
            description: Some(description).filter(|text| !text.is_empty()),
            log: self.take(Field::Log),
            user: self.take(Field::User),
            strings: self.strings,
            data,
        })
    }

    /// The level as an English word, or as it is written.
    fn kind(&self) -> Option<String> {
        let written = [self.get(Field::Level), self.get(Field::Type)];
        let word = written.into_iter().flatten().find_map(level::word);
        let number = || {
            let [level, kind] = written;
            let level = level.and_then(level::of_level);
            level.or_else(|| kind.and_then(level::of_type))
        };
        let audit = || {
            let keywords = self.get(Field::Keywords)?;
            let mut words = keywords.split(',').filter_map(level::word);
            words.find(|word| word.starts_with("Audit"))
        };
        let known = word.or_else(number).or_else(audit);
        known
            .or_else(|| written.into_iter().flatten().next())
            .map(str::to_owned)
    }

    fn take(&mut self, field: Field) -> Option<String> {
        let at = self.values.iter().position(|(known, _)| *known == field)?;
        Some(self.values.remove(at).1)
    }
}

fn is_when(text: &str) -> bool {
    moment::is_date(text) || moment::is_moment(text)
}

/// The number of an event as written: `68`, `(68)`, `0x44`, `3221487684`, `7O24`.
pub(super) fn id(written: &str) -> Option<u32> {
    let (number, behind) = number_at_start(written)?;
    let apart = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '%');
    let is_part = behind.starts_with(['.', ':', '/', ','])
        && behind.bytes().nth(1).is_some_and(|b| b.is_ascii_digit());
    (apart && !is_part).then(|| shown_id(number)).flatten()
}

/// The number that a text begins with, in brackets or not, and what follows it.
pub(super) fn number_at_start(text: &str) -> Option<(u64, &str)> {
    let text = text
        .trim_start()
        .trim_start_matches(['(', '"', '\'', '#', '<', '[']);
    let text = text.trim_start();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let digits = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
        let number = u64::from_str_radix(hex.get(..digits.min(9))?, 16).ok()?;
        return Some((number, hex.get(digits..)?));
    }
    // Scanned texts have letters for digits, but never the first of two.
    let is_digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'O' | b'l');
    let digits = text.bytes().take_while(is_digit).count();
    let written = text.get(..digits)?;
    if digits == 0 || digits > 10 || !written.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = written.replace('O', "0").replace('l', "1").parse().ok()?;
    Some((number, text.get(digits..)?))
}

/// A whole identifier, which some programs write as a negative number.
fn identifier(written: &str) -> Option<u32> {
    let written = written.trim();
    match written.strip_prefix('-') {
        Some(digits) => digits.parse::<u32>().ok().map(u32::wrapping_neg),
        None => u32::try_from(number_at_start(written)?.0).ok(),
    }
}

/// A source's name without the signs around it.
pub(super) fn source(written: &str) -> Option<String> {
    let line = written.lines().next().unwrap_or_default();
    let bare = line
        .trim()
        .trim_matches(['"', '\'', '`', '*', '|', '='])
        .trim()
        .trim_end_matches([',', ';', ':', '-', '|'])
        .trim();
    let bare = match (bare.strip_suffix("..."), bare.strip_suffix('.')) {
        (None, Some(name)) => name,
        _ => bare,
    };
    let bare = bare
        .strip_suffix(')')
        .filter(|name| !name.contains('('))
        .unwrap_or(bare);
    let bare = bare
        .strip_prefix('(')
        .filter(|name| !name.contains(')'))
        .unwrap_or(bare);
    let name = joined(bare);
    let sensible = name.len() <= 120 && name.chars().any(char::is_alphabetic);
    sensible.then_some(name)
}

/// The strings that a program lists in one value: `{EXPORT, CCMDIR.EXP, 1}`.
fn listed(value: &str) -> Vec<String> {
    let inside = value.trim_start_matches('{').trim_end_matches('}').trim();
    if inside.is_empty() {
        return Vec::new();
    }
    let each = inside
        .split(", ")
        .map(|one| one.trim().trim_matches('"').to_owned());
    each.take(MOST_STRINGS).collect()
}

/// Lines joined by blanks.
pub(super) fn joined(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.len() + word.len() > LONGEST_DESCRIPTION {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        for (written, expect) in [
            ("68", Some(68)),
            ("(68)", Some(68)),
            ("0x44", Some(68)),
            ("3221487684", Some(68)),
            ("7O24 ", Some(7024)),
            ("68, Level", Some(68)),
            ("10:17:08", None),
            ("3/11", None),
            ("5.5", None),
            ("none", None),
        ] {
            assert_eq!(id(written), expect, "{written}");
        }
        assert_eq!(identifier("-1073479612"), Some(0xC004_0044));
    }
}
