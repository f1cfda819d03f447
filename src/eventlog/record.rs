//! Makes an event from the fields of a container, with the same rules for all containers.

use super::{
    field::Field,
    level::Level,
    level_words::level,
    missing, moment,
    value::{MAX_STRINGS, cut, id, identifier, joined, listed, source},
};
use crate::evidence::EventRecord;

/// A description is cut after this many bytes; the differences between events come much earlier.
const LONGEST_DESCRIPTION: usize = 8 * 1024;
/// Any other value is cut after this many bytes.
const LONGEST_VALUE: usize = 200;

/// The values of an event as its container gives them.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields {
    values: Vec<(Field, String)>,
    pub(super) strings: Vec<String>,
}

impl Fields {
    /// Sets a field that has no value yet.
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

    /// Sets a field, replacing its value.
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

    /// Adds a string, in the order of the parameters.
    pub(super) fn add_string(&mut self, value: &str) {
        if self.strings.len() < MAX_STRINGS {
            self.strings
                .push(cut(value.trim(), 2 * LONGEST_VALUE * 5).to_owned());
        }
    }

    /// Whether there are no values at all.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.strings.is_empty()
    }

    /// The event ID.
    pub(super) fn id(&self) -> Option<u32> {
        let id = self.get(Field::Id).and_then(id);
        id.or_else(|| Some(identifier(self.get(Field::Identifier)?)? & 0xFFFF))
    }

    /// The event; `None` if it has no ID.
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
        let lost = missing::find(&text);
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

    /// The level as an English word, or as written.
    fn kind(&self) -> Option<String> {
        let written = [self.get(Field::Level), self.get(Field::Type)];
        let word = written.into_iter().flatten().find_map(level);
        let number = || {
            let [level, kind] = written.map(|text| text?.trim().parse().ok());
            let level = level.map(|number| Level::of_number(Some(number), 0));
            let level = level.or_else(|| kind.map(|number| Level::of_type(number.into())));
            level.filter(|level| *level != Level::Other)
        };
        let audit = || {
            let keywords = self.get(Field::Keywords)?;
            let mut levels = keywords.split(',').filter_map(level);
            levels.find(|level| matches!(level, Level::AuditSuccess | Level::AuditFailure))
        };
        let known = word.or_else(number).or_else(audit);
        let known = known.map(Level::word);
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
