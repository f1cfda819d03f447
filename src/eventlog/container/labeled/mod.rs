//! Text with labels, as event viewers of every age copy it to the clipboard, and as mails and chats
//! change it. A record is a run of labels followed by its message.

mod above;
mod ahead;
mod apart;
mod message;
mod prose;
mod value;

use super::{
    super::{
        field::Field,
        missing,
        record::Fields,
        value::{id, number_at_start},
    },
    block::Block,
    label::Label,
    piece::{Consumed, Form, Piece},
    sentence,
};
use crate::evidence::{events, fold_source};
pub(super) use ahead::begins_record;
use ahead::{MAX_AHEAD, is_counter};
use value::clean;

/// The most words of a value on the line below its label.
const LONGEST_VALUE: usize = 8;

/// Reads the record whose first label is at `at` or later on that line. Returns where the record
/// begins, which is not before `from`, and what was read.
pub(super) fn read(block: &Block<'_>, from: usize, at: usize) -> Option<(usize, Consumed)> {
    let line = block.line_of(at);
    if is_counter(block.line(line)) && block.start(line) == at {
        let taken = Consumed {
            pieces: Vec::new(),
            end: block.next_line(line),
        };
        return Some((at, taken));
    }
    let first = block.label_from(at);
    let label = block.labels.get(first).filter(|label| label.line == line)?;
    let second = block.labels.get(first + 1);
    if !label.starts_line && second.is_none_or(|second| second.line != line) {
        return None;
    }
    let mut reader = Reader {
        block,
        fields: Fields::default(),
        unread: Vec::new(),
        around: ["", ""],
        first,
        next: first,
        end: label.start,
        bound: block.text.len(),
        head_end: label.start,
        last: None,
        has_weak_id: false,
        data_end: None,
    };
    reader.header(true);
    let above = reader.above(from).filter(|_| label.starts_line);
    let mut has_message_below = match above {
        Some(start) => {
            reader.take_above(start, label);
            false
        }
        None => reader.description(),
    };
    if let Some(end) = reader.end_before_another() {
        let said = block.text.get(at..end).unwrap_or_default();
        let pieces = vec![Piece::Prose(said.to_owned())];
        return Some((at, Consumed { pieces, end }));
    }
    // Some programs put the message among the fields, or the number after it.
    while has_message_below && reader.goes_on() {
        let before = reader.end;
        reader.header(false);
        reader.last_value();
        if reader.end == before {
            break;
        }
        has_message_below = false;
    }
    let prefix = block.text.get(at..label.start).unwrap_or_default();
    let taken = reader.finish(prefix, label)?;
    Some((above.unwrap_or(at), taken))
}

struct Reader<'b, 't> {
    block: &'b Block<'t>,
    fields: Fields,
    unread: Vec<&'t str>,
    /// The text before and after the note that the message is missing.
    around: [&'t str; 2],
    /// The record's first label.
    first: usize,
    /// The label to read next.
    next: usize,
    /// Where the part read so far ends.
    end: usize,
    /// Where the next record begins, if known.
    bound: usize,
    /// Where its fields end.
    head_end: usize,
    /// The label whose value has not been read yet.
    last: Option<usize>,
    /// Whether the label of its number is only `ID`.
    has_weak_id: bool,
    /// Where its data bytes end.
    data_end: Option<usize>,
}

impl<'b, 't> Reader<'b, 't> {
    fn label(&self, index: usize) -> Option<&'b Label> {
        self.block.labels.get(index)
    }

    fn between(&self, from: usize, to: usize) -> &'t str {
        self.block.text.get(from..to.max(from)).unwrap_or_default()
    }

    /// Reads labels and their values up to the message, the next record or other text.
    fn header(&mut self, described_next: bool) {
        while let Some(label) = self.label(self.next) {
            if let Some(last) = self.last.and_then(|last| self.label(last)) {
                if self.is_apart(last, label) {
                    break;
                }
                if self.is_of_next(last, label) {
                    self.bound = self.block.start(label.line);
                    break;
                }
                if self.repeats_field(label, last) {
                    break;
                }
            }
            if self.is_announcement(label) {
                self.next += 1;
                continue;
            }
            if label.field == Field::Description
                && (!described_next || label.is_unmarked && self.last.is_none())
            {
                break;
            }
            self.value_before(label.start);
            self.last = Some(self.next);
            self.next += 1;
            self.end = label.end;
            if matches!(label.field, Field::Description | Field::End) {
                break;
            }
        }
    }

    /// Whether the record has this field already, so that the label belongs to the next record.
    fn repeats_field(&self, label: &Label, last: &Label) -> bool {
        let repeats = !matches!(
            label.field,
            Field::Other | Field::End | Field::Keywords | Field::Strings | Field::Description
        );
        let has = self.fields.has(label.field) || last.field == label.field;
        if self.is_surer(label, last) {
            return false;
        }
        // `User` and `User Name` occur together, and so do `EventType` and `Type`.
        let alone = matches!(label.field, Field::Id | Field::Source | Field::Log);
        repeats && has && (alone || self.repeats_first(label))
    }

    /// Whether a message label is directly followed by another label: `Last message: Event ID: 7`.
    fn is_announcement(&self, label: &Label) -> bool {
        let next = self.label(self.next + 1);
        let gap = |next: &Label| self.between(label.end, next.start);
        label.field == Field::Description
            && !label.is_unmarked
            && next.is_some_and(|next| next.line == label.line && gap(next).trim().is_empty())
    }

    /// Whether a label certainly names the event's source, although an earlier one seemed to:
    /// `Source`, a number, then `Event Source`, with no other number after it.
    fn is_surer(&self, label: &Label, last: &Label) -> bool {
        let is_sure = |label: &Label| self.name(label).contains("event");
        let before = self.block.labels.iter().take(self.next).skip(self.first);
        let mut before = before.filter(|other| other.field == Field::Source);
        let after = self.block.labels.iter().skip(self.next);
        label.field == Field::Source
            && last.field == Field::Id
            && is_sure(label)
            && !before.any(is_sure)
            && !after.take(MAX_AHEAD).any(|other| other.field == Field::Id)
    }

    fn name(&self, label: &Label) -> String {
        self.between(label.start, label.end).trim().to_lowercase()
    }

    fn repeats_first(&self, label: &Label) -> bool {
        let name = |label: &Label| self.name(label);
        let mut before = self.block.labels.iter().take(self.next).skip(self.first);
        before.any(|other| other.field == label.field && name(other) == name(label))
    }

    /// Gives the last label the text between it and `end` as its value.
    fn value_before(&mut self, end: usize) {
        let Some(label) = self.last.take().and_then(|last| self.label(last)) else {
            return;
        };
        let value = value::between(label.field, self.between(label.end, end));
        self.unread.extend(value.others);
        self.fields.put(Field::Description, value.said);
        self.put(label, &value.text);
    }

    /// Gives the last label the rest of its line, or the next line, as its value.
    fn last_value(&mut self) {
        let Some(label) = self.last.and_then(|last| self.label(last)) else {
            return;
        };
        let bound = self
            .label(self.next)
            .map_or(self.block.text.len(), |next| next.start);
        let mut line = label.line;
        let mut from = label.end;
        let mut to = self
            .block
            .lines
            .get(line)
            .map_or(from, |line| line.end)
            .min(bound);
        let mut steps = 0;
        while clean(self.between(from, to)).is_empty() && steps < 3 {
            line += 1;
            steps += 1;
            let is_sentence = is_sentence(self.block.line(line));
            if self.block.opens(line) || self.block.start(line) >= bound || is_sentence {
                break;
            }
            from = self.block.start(line);
            to = self
                .block
                .lines
                .get(line)
                .map_or(from, |line| line.end)
                .min(bound);
        }
        let value = self.between(from, to);
        self.last = None;
        if let Some((inside, after)) = value::quoted(value.trim_start()) {
            self.end = to - after.trim_start_matches([']', ' ']).len();
            self.put(label, inside);
            return;
        }
        if let Some(length) = value::length(label.field, value) {
            self.end = from + length;
            self.put(label, clean(value.get(..length).unwrap_or_default()));
            return;
        }
        self.end = to.max(label.end);
        if label.field == Field::Id
            && let Some((_, after)) = number_at_start(value)
        {
            // The text after the number on its line is the message.
            self.end = to - after.len();
        }
        self.put(label, clean(value));
    }

    fn put(&mut self, label: &Label, value: &str) {
        if label.field == Field::Id {
            if id(value).is_none() {
                if !value.is_empty() {
                    self.unread.push(self.between(label.start, label.end));
                }
                return;
            }
            self.has_weak_id = label.is_vague && !self.fields.has(Field::Id);
        }
        match label.field == Field::Source && self.fields.has(Field::Source) {
            true => self.fields.replace(label.field, value),
            false => self.fields.put(label.field, value),
        }
    }

    /// Where the message above the fields begins, if this record has one there.
    fn above(&self, from: usize) -> Option<usize> {
        let (first, last) = (self.label(self.first)?, self.label(self.last?)?);
        let is_described = matches!(last.field, Field::Description | Field::End);
        if is_described || self.fields.has(Field::Description) {
            return None;
        }
        above::above(self.block, from, first.line, last.line)
    }

    /// Reads the message above the first label.
    fn take_above(&mut self, start: usize, first: &Label) {
        self.last_value();
        let message = self.between(start, self.block.start(first.line));
        self.fields.put(Field::Description, message.trim());
    }

    /// Whether the first line below the fields, after an empty one, is a person's own words.
    fn is_followed_by_speech(&self) -> bool {
        let line = self.block.line_of(self.end);
        let rest = self.between(
            self.end,
            self.block.lines.get(line).map_or(self.end, |l| l.end),
        );
        let next = (line + 1..self.block.lines.len()).find(|line| !self.block.is_blank(*line));
        rest.trim().is_empty()
            && next.is_some_and(|next| {
                next > line + 1 && prose::begins_as_speech(self.block.line(next))
            })
    }

    /// Reads the message below the fields; returns whether there is one.
    fn description(&mut self) -> bool {
        let label = self.last.and_then(|last| self.label(last));
        match label.map(|label| label.field) {
            Some(Field::Description) => self.last = None,
            Some(Field::End) => {
                self.last = None;
                return false;
            }
            _ => {
                self.last_value();
                // Without a number, there is no event yet that the message could belong to.
                if self.fields.id().is_none()
                    || self.fields.has(Field::Description)
                    || self.is_followed_by_speech()
                {
                    return false;
                }
            }
        }
        let from = self.end;
        self.head_end = from;
        let to = self.message_end(from).min(self.bound).max(from);
        let text = self.between(from, to);
        self.end = to;
        let message = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*'));
        let signs = [':', '-', '–', '—', '.', ',', ')', ' ', '\t'];
        let message = message.trim_start_matches(signs);
        let message = message.strip_prefix("/ ").unwrap_or(message);
        // A block of YAML, which has its own mark; or a message in quotation marks.
        let message = message
            .strip_prefix(">\n")
            .or_else(|| message.strip_prefix("|\n"))
            .unwrap_or(message);
        let message = match value::quoted(message) {
            Some((inside, after)) if after.trim_matches([',', '}', ']', ' ', '\n']).is_empty() => {
                inside
            }
            _ => message,
        };
        // A note that the message is missing is not a message; it ends where its strings end.
        let lost = missing::find(message).filter(|lost| !lost.strings.is_empty());
        let (before, message, after) = match &lost {
            Some(lost) => (
                message.get(..lost.start).unwrap_or_default(),
                message.get(lost.start..lost.end).unwrap_or_default(),
                message.get(lost.end..).unwrap_or_default(),
            ),
            None => ("", message, ""),
        };
        self.around = [before, after];
        self.fields.put(Field::Description, message);
        !message.is_empty()
    }

    /// Whether fields of the same record follow its message.
    fn goes_on(&self) -> bool {
        self.label(self.next).is_some_and(|label| {
            // A number with its own text below it belongs to the next record.
            let has_text = self.block.is_blank(label.line.saturating_sub(1))
                && !self.block.is_blank(label.line + 1)
                && self.block.label_of_line(label.line + 1).is_none();
            !has_text
                && !self.block.opens(label.line)
                && label.starts_line
                && label.start >= self.end
                && label.start - self.end <= 8
                && self.is_field_after_message(self.next)
                && !self.begins_record_of_its_own(self.next)
        })
    }

    /// Whether a complete record begins here.
    fn begins_record_of_its_own(&self, index: usize) -> bool {
        self.fields.id().is_some() && begins_record(self.block, index)
    }

    fn finish(mut self, prefix: &str, first: &Label) -> Option<Consumed> {
        if self.last.is_some() {
            self.last_value();
        }
        let end = self.head_end.max(first.end).min(first.start + 1_000);
        let head = self.between(first.start, self.block.text.floor_char_boundary(end));
        if self.fields.id().is_none() || !self.fields.has(Field::Source) {
            let needs_id = self.fields.id().is_none();
            let found = events(head).into_iter().next();
            let found = found.filter(|found| needs_id || self.fields.id() == Some(found.id));
            let own = self.fields.get(Field::Source).map(fold_source);
            let found = found.filter(|found| {
                let other = found.source.as_deref().map(fold_source);
                own.is_none() || other.is_none() || own == other
            });
            // The number of something else is not an event ID: `Ticket ID: 5`.
            let is_others = |at: usize| {
                let next = self.block.label_from(at + 1);
                let own = next
                    .checked_sub(1)
                    .and_then(|own| self.block.labels.get(own));
                own.is_some_and(|own| at < own.end && own.field == Field::Other)
            };
            let found = found.filter(|found| !is_others(first.start + found.span.start));
            if let Some(found) = found {
                let known = self.fields.has(Field::Source) || found.source.is_some();
                if needs_id && known {
                    self.fields.put(Field::Id, &found.id.to_string());
                }
                if let Some(source) = found.source.filter(|_| !self.fields.has(Field::Source)) {
                    self.fields.put(Field::Source, &source);
                }
            }
        }
        let others = [
            Field::Source,
            Field::Level,
            Field::Type,
            Field::Description,
            Field::Log,
            Field::Moment,
            Field::Date,
        ];
        let count = others
            .iter()
            .filter(|field| self.fields.has(**field))
            .count();
        if count == 0 || (self.has_weak_id && !self.fields.has(Field::Source)) {
            return None;
        }
        let end = self.data_end.unwrap_or(self.end).max(first.end);
        let record = self.fields.record()?;
        let mut pieces = Vec::new();
        if !prefix.trim().is_empty() {
            pieces.push(Piece::Prose(prefix.to_owned()));
        }
        pieces.push(Piece::Event(Form::Fields, Box::new(record)));
        let around = self
            .around
            .into_iter()
            .filter(|text| !text.trim().is_empty());
        pieces.extend(around.map(|text| Piece::Prose(text.to_owned())));
        let unread = self.unread.into_iter().filter(|text| !text.is_empty());
        pieces.extend(unread.map(|text| Piece::Unread(text.to_owned())));
        Some(Consumed { pieces, end })
    }
}

/// Whether a line is a sentence rather than the value of the label above it.
fn is_sentence(line: &str) -> bool {
    line.split_whitespace().nth(LONGEST_VALUE).is_some() || sentence::opens(line)
}
