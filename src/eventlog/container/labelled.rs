//! Text with labels: what event viewers of every age put on the clipboard, and what becomes of it
//! in mails and chats. A record is a run of labels, and its message what follows them.

use super::{
    super::{
        field::Field,
        record::Fields,
        value::{id, number_at_start},
    },
    block::Block,
    label::Label,
    piece::{Form, Piece, Taken},
};
use crate::evidence::events;

/// Labels that are looked through for those that begin a line.
const MOST_LABELS: usize = 64;

/// Between two labels of a record are so many other lines at most.
const MOST_BETWEEN: usize = 3;
/// The lines of a message that may stand before its event's number.
const MOST_UNNUMBERED: usize = 20;
/// Labels that are looked at to see whether a record begins.
const MOST_AHEAD: usize = 16;

/// How people go on behind an event, in lower case.
const PROSE: [&str; 24] = [
    "i", "i'm", "we", "what", "how", "any", "can", "does", "why", "has", "anyone", "thanks",
    "hello", "hi", "is", "then", "also", "my", "so", "wir", "ich", "was", "hallo", "thx",
];

/// Reads the record whose first label is at a place or behind it on the same line.
pub(super) fn read(block: &Block<'_>, at: usize) -> Option<Taken> {
    let line = block.line_of(at);
    if is_counter(block.line(line)) && block.start(line) == at {
        let end = block.next_line(line);
        return Some(Taken {
            pieces: Vec::new(),
            end,
        });
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
        first,
        next: first,
        end: label.start,
        last: None,
        weak_id: false,
        data_end: None,
    };
    reader.header(true);
    let mut described = reader.description();
    // Some put the message among the fields, or the number behind it.
    while described.is_some() && reader.goes_on() {
        let before = reader.end;
        reader.header(false);
        reader.last_value();
        if reader.end == before {
            break;
        }
        described = None;
    }
    let prefix = block.text.get(at..label.start).unwrap_or_default();
    reader.taken(prefix, label)
}

/// `Event[3]:`, which wevtutil writes above each event.
fn is_counter(line: &str) -> bool {
    let line = line.trim().trim_end_matches(':');
    let digits = line
        .strip_prefix("Event[")
        .and_then(|rest| rest.strip_suffix(']'));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

struct Reader<'b, 't> {
    block: &'b Block<'t>,
    fields: Fields,
    unread: Vec<&'t str>,
    /// The record's first label.
    first: usize,
    /// The label to be read next.
    next: usize,
    /// Where the record ends, as far as it is read.
    end: usize,
    /// The label whose value was not taken yet.
    last: Option<usize>,
    /// Whether the number has only `ID` before it.
    weak_id: bool,
    /// Where its bytes of data end.
    data_end: Option<usize>,
}

impl<'b, 't> Reader<'b, 't> {
    fn label(&self, index: usize) -> Option<&'b Label> {
        self.block.labels.get(index)
    }

    fn between(&self, from: usize, to: usize) -> &'t str {
        self.block.text.get(from..to.max(from)).unwrap_or_default()
    }

    /// Takes labels and their values up to the message, the next record or other text.
    fn header(&mut self, described_next: bool) {
        while let Some(label) = self.label(self.next) {
            if let Some(last) = self.last.and_then(|last| self.label(last)) {
                if self.is_apart(last, label) {
                    break;
                }
                if self.is_taken(label, last) {
                    break;
                }
            }
            if label.field == Field::Description
                && (!described_next || label.unmarked && self.last.is_none())
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

    /// Whether a label can't belong to the record of the one before: other text is between them.
    fn is_apart(&self, last: &Label, label: &Label) -> bool {
        let between = last.line + 1..label.line;
        let mut filled = between.clone().filter(|line| !self.block.is_blank(*line));
        let far = filled.nth(MOST_BETWEEN - 1).is_some();
        let opened = (last.line + 1..=label.line).any(|line| self.block.opens(line));
        let counted = between
            .clone()
            .any(|line| is_counter(self.block.line(line)));
        far || opened || counted
    }

    /// Whether the record has this field already, so that the next record begins.
    fn is_taken(&self, label: &Label, last: &Label) -> bool {
        let repeats = !matches!(
            label.field,
            Field::Other | Field::End | Field::Keywords | Field::Strings | Field::Description
        );
        let has = self.fields.has(label.field) || last.field == label.field;
        // `User` and `User Name` stand side by side, as do `EventType` and `Type`.
        let alone = matches!(label.field, Field::Id | Field::Source | Field::Log);
        repeats && has && (alone || self.repeats_first(label))
    }

    fn repeats_first(&self, label: &Label) -> bool {
        let name = |label: &Label| self.between(label.start, label.end).trim().to_lowercase();
        let mut before = self.block.labels.iter().take(self.next).skip(self.first);
        before.any(|other| other.field == label.field && name(other) == name(label))
    }

    /// Gives the last label the text between it and `end` as its value.
    fn value_before(&mut self, end: usize) {
        let Some(label) = self.last.take().and_then(|last| self.label(last)) else {
            return;
        };
        let text = self.between(label.end, end);
        let mut lines = text.split('\n');
        let first = clean(lines.next().unwrap_or_default());
        let mut value = first.to_owned();
        let mut ended = false;
        for line in lines {
            let more = clean(line);
            if more.is_empty() {
                ended = !value.is_empty();
            } else if !ended && label.field != Field::Id {
                if !value.is_empty() && !value.ends_with('-') {
                    value.push(' ');
                }
                value.push_str(more);
            } else if value.is_empty() {
                value.push_str(more);
                ended = true;
            } else if !line.trim().is_empty() {
                self.unread.push(line.trim());
            }
        }
        self.put(label, &value);
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
            if self.block.opens(line) || self.block.start(line) >= bound {
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
        if let Some((inside, behind)) = value
            .trim_start()
            .strip_prefix('"')
            .and_then(|v| v.split_once('"'))
        {
            self.end = to - behind.trim_start_matches([']', ' ']).len();
            self.put(label, inside);
            return;
        }
        self.end = to.max(label.end);
        if label.field == Field::Id
            && let Some((_, behind)) = number_at_start(value)
        {
            // What follows the number on its line is the message.
            self.end = to - behind.len();
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
            self.weak_id = label.vague && !self.fields.has(Field::Id);
        }
        self.fields.put(label.field, value);
    }

    /// Takes the message; `None` where there is none.
    fn description(&mut self) -> Option<()> {
        let label = self.last.and_then(|last| self.label(last));
        match label.map(|label| label.field) {
            Some(Field::Description) => self.last = None,
            Some(Field::End) => {
                self.last = None;
                return None;
            }
            _ => {
                self.last_value();
                // Without a number there is no event yet whose message this could be.
                self.fields.id()?;
            }
        }
        let from = self.end;
        let to = self.message_end(from);
        let text = self.between(from, to);
        self.end = to;
        let message = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*'));
        let message = message.trim_start_matches([':', '-', '.', ',', ')', ' ', '\t']);
        let message = message.strip_prefix("/ ").unwrap_or(message);
        self.fields.put(Field::Description, message);
        (!message.is_empty()).then_some(())
    }

    /// Where the message that begins at a place ends; takes the bytes of data behind it.
    fn message_end(&mut self, from: usize) -> usize {
        let block = self.block;
        let first = block.line_of(from);
        let mut said = false;
        let mut paragraph = first;
        let mut line = first;
        while line < block.lines.len() {
            // Where no number was seen, none may ever come.
            if line > first + MOST_UNNUMBERED && self.fields.id().is_none() {
                return block.start(line);
            }
            if line > first {
                let blank = block.is_blank(line - 1);
                if blank && said {
                    paragraph = line;
                }
                // One or two lines above the next event are what somebody says of it.
                let above = if paragraph > first && line - paragraph <= 2 {
                    paragraph
                } else {
                    line
                };
                let prose = blank && said && is_prose(block.line(line));
                let asked = blank && said && block.line(line).trim_end().ends_with('?');
                let named = blank && said && super::sentence::opens(block.line(line));
                if block.opens(line) || is_counter(block.line(line)) {
                    return block.start(above);
                }
                if prose || asked || named || (blank && said && begins_inside(block, line)) {
                    return block.start(line);
                }
                if let Some(end) = self.ended_by_label(line, said) {
                    return if self.data_end.is_some() {
                        end
                    } else {
                        end.min(block.start(above))
                    };
                }
            }
            if let Some(end) = self.ended_inside(line, from) {
                return end;
            }
            let start = block.start(line).max(from);
            let end = block.lines.get(line).map_or(start, |line| line.end);
            said |= !self.between(start, end).trim().is_empty();
            line += 1;
        }
        block.text.len()
    }

    /// Whether the label that begins a line ends the message, and where it then ends.
    fn ended_by_label(&mut self, line: usize, said: bool) -> Option<usize> {
        let (index, label) = self.block.label_of_line(line)?;
        if label.field == Field::End {
            self.next = index + 1;
            let start = self.block.start(line);
            self.fields.put(Field::Other, "end");
            return Some(start);
        }
        if label.field == Field::Data && self.bytes(label) {
            return Some(self.block.start(line));
        }
        if begins_record(self.block, index) || (said && self.is_further(index)) {
            self.next = index;
            return Some(self.block.start(line));
        }
        None
    }

    /// Where a record that was flattened into the same line begins.
    fn ended_inside(&self, line: usize, from: usize) -> Option<usize> {
        let index = self.block.label_from(from.max(self.block.start(line)));
        let labels = self.block.labels.iter().enumerate().skip(index);
        let mut inside = labels
            .take_while(|(_, label)| label.line == line)
            .filter(|(_, l)| !l.starts_line);
        let found = inside.find(|(index, _)| begins_flat(self.block, *index));
        found.map(|(_, label)| label.start)
    }

    /// Whether bytes of data follow a label; takes them.
    fn bytes(&mut self, label: &Label) -> bool {
        let block = self.block;
        let mut data = String::new();
        let rest = block
            .lines
            .get(label.line)
            .map_or(label.end, |line| line.end);
        let mut text = self.between(label.end, rest);
        let mut line = label.line;
        let mut end = rest;
        loop {
            if !text.trim().is_empty() {
                if !is_hex(text) {
                    break;
                }
                data.push_str(text.trim());
                data.push('\n');
                end = block.lines.get(line).map_or(end, |line| line.end);
            } else if line > label.line + 1 {
                break;
            }
            line += 1;
            if line >= block.lines.len() {
                break;
            }
            text = block.line(line);
        }
        if data.is_empty() {
            return false;
        }
        self.fields.put(Field::Data, data.trim());
        // The message ends before the label, the record behind the bytes.
        self.next = block.label_from(end);
        self.last = None;
        self.data_end = Some(end);
        true
    }

    /// Whether a label gives this record a field that it lacks, behind its message.
    fn is_further(&self, index: usize) -> bool {
        let lacks = |label: &Label| {
            is_head(label.field) && !self.fields.has(label.field) && !label.unmarked
        };
        let Some(label) = self.label(index).filter(|label| lacks(label)) else {
            return false;
        };
        let needed = match label.field {
            Field::Id => !self.fields.has(Field::Identifier),
            Field::Source => true,
            _ => false,
        };
        let next = self.label(index + 1);
        let follows = next.is_some_and(|next| {
            next.starts_line
                && next.line <= label.line + 2
                && lacks(next)
                && !next.indented
                && next.field != label.field
        });
        needed && !label.vague || (follows && !label.indented)
    }

    /// Whether fields of the same record follow its message.
    fn goes_on(&self) -> bool {
        self.label(self.next).is_some_and(|label| {
            label.starts_line
                && label.start >= self.end
                && label.start - self.end <= 8
                && self.is_further(self.next)
                && !self.begins_record_of_its_own(self.next)
        })
    }

    /// Whether what begins here needs nothing of this record.
    fn begins_record_of_its_own(&self, index: usize) -> bool {
        self.fields.id().is_some() && begins_record(self.block, index)
    }

    fn taken(mut self, prefix: &str, first: &Label) -> Option<Taken> {
        if self.last.is_some() {
            self.last_value();
        }
        let head = self.between(first.start, self.end.min(first.start + 1_000));
        if self.fields.id().is_none() || !self.fields.has(Field::Source) {
            let needs_id = self.fields.id().is_none();
            let head = head.get(..head.len()).unwrap_or_default();
            let found = events(head).into_iter().next();
            let found = found.filter(|found| needs_id || self.fields.id() == Some(found.id));
            // The number of something else is no event's: `Ticket ID: 5`.
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
        if count == 0 || (self.weak_id && !self.fields.has(Field::Source)) {
            return None;
        }
        let end = self.data_end.unwrap_or(self.end).max(first.end);
        let record = self.fields.record()?;
        let mut pieces = Vec::new();
        if !prefix.trim().is_empty() {
            pieces.push(Piece::Prose(prefix.to_owned()));
        }
        pieces.push(Piece::Event(Form::Fields, Box::new(record)));
        let unread = self.unread.into_iter().filter(|text| !text.is_empty());
        pieces.extend(unread.map(|text| Piece::Unread(text.to_owned())));
        Some(Taken { pieces, end })
    }
}

/// Whether a label begins a record: behind it are the number and other fields.
pub(super) fn begins_record(block: &Block<'_>, index: usize) -> bool {
    let labels = block.labels.iter().skip(index).take(MOST_LABELS);
    let labels = labels
        .enumerate()
        .filter(|(place, label)| *place == 0 || label.starts_line);
    begins(block, labels.map(|(_, label)| label), 3)
}

/// The same within one line.
fn begins_flat(block: &Block<'_>, index: usize) -> bool {
    let line = block.labels.get(index).map_or(0, |label| label.line);
    let labels = block.labels.iter().skip(index);
    begins(block, labels.take_while(|label| label.line == line), 4)
}

fn begins<'l>(block: &Block<'_>, labels: impl Iterator<Item = &'l Label>, least: usize) -> bool {
    let mut seen: Vec<Field> = Vec::new();
    let mut numbered = false;
    let mut last: Option<&Label> = None;
    for label in labels.take(MOST_AHEAD) {
        let repeats = seen.contains(&label.field) && label.field != Field::Other;
        let apart = last.is_some_and(|last| label.line > last.line + 2 * MOST_BETWEEN);
        if repeats || apart || matches!(label.field, Field::Description | Field::End) {
            break;
        }
        if label.field == Field::Id {
            let line = block
                .lines
                .get(label.line)
                .map_or(label.end, |line| line.end);
            let value = block.text.get(label.end..line).unwrap_or_default();
            let value = if value.trim().is_empty() {
                block.line(label.line + 1)
            } else {
                value
            };
            numbered |= number_at_start(value).is_some();
        }
        if !matches!(
            label.field,
            Field::Other | Field::Keywords | Field::Data | Field::Strings
        ) {
            seen.push(label.field);
        }
        last = Some(label);
    }
    let both = seen.contains(&Field::Source) && seen.len() == 2;
    numbered && (seen.len() >= least || both)
}

/// Whether a record begins in a line behind other words.
fn begins_inside(block: &Block<'_>, line: usize) -> bool {
    let index = block.label_from(block.start(line));
    let label = block.labels.get(index);
    label.is_some_and(|label| label.line == line && !label.starts_line)
        && begins_record(block, index)
}

/// Whether somebody speaks in a line.
fn is_prose(line: &str) -> bool {
    let word = line
        .trim_start()
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .next();
    word.is_some_and(|word| PROSE.contains(&word.to_lowercase().as_str()))
}

fn is_head(field: Field) -> bool {
    !matches!(
        field,
        Field::Description
            | Field::End
            | Field::Other
            | Field::Keywords
            | Field::Strings
            | Field::Data
    )
}

/// A value without the signs that separate flattened fields.
fn clean(value: &str) -> &str {
    let signs = [',', ';', '|', '-', '•', '·', '>', '*', '/'];
    let value = value.trim().trim_start_matches(['|', '*']);
    value.trim().trim_end_matches(signs).trim_end()
}

/// A line of bytes: `0000: 5e 00 00 c0`.
fn is_hex(line: &str) -> bool {
    let line = line.trim();
    let line = match line.split_once(':') {
        Some((offset, rest))
            if offset.len() <= 8 && offset.bytes().all(|b| b.is_ascii_hexdigit()) =>
        {
            rest
        }
        Some(_) => return false,
        None => line,
    };
    let mut words = line.split_whitespace();
    words.next().is_some_and(|word| {
        matches!(word.len(), 2 | 4 | 8) && word.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
