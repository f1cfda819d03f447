//! Where the message of a record ends.

use super::{
    super::{super::field::Field, label::Label, sentence},
    Reader,
    ahead::{begins_inside, begins_record, begins_record_in_line, is_counter, is_head},
    prose::{is_prose, is_signed},
};

/// The most lines of a message that may come before its event ID.
const MAX_UNNUMBERED: usize = 20;

impl Reader<'_, '_> {
    /// Where the message that begins at a position ends. Takes the data bytes after it.
    pub(super) fn message_end(&mut self, from: usize) -> usize {
        let block = self.block;
        let first = block.line_of(from);
        let mut said = false;
        let mut paragraph = first;
        let mut line = first;
        while line < block.lines.len() {
            // If no event ID has been seen, there may never be one.
            if line > first + MAX_UNNUMBERED && self.fields.id().is_none() {
                return block.start(line);
            }
            if line > first {
                let blank = block.is_blank(line - 1);
                if blank && said {
                    paragraph = line;
                }
                // One or two lines above the next event are a person's comment on it.
                let above = if paragraph > first && line - paragraph <= 2 {
                    paragraph
                } else {
                    line
                };
                let prose = blank && said && is_prose(block.line(line));
                let asked = blank && said && block.line(line).trim_end().ends_with('?');
                let named = blank && said && sentence::opens(block.line(line));
                if block.opens(line) || is_counter(block.line(line)) {
                    return block.start(above);
                }
                let signed = blank && said && is_signed(block, line);
                if prose
                    || asked
                    || named
                    || signed
                    || (blank && said && begins_inside(block, line))
                {
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

    /// Whether the label at the beginning of a line ends the message, and where it then ends.
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
        if begins_record(self.block, index) || (said && self.is_field_after_message(index)) {
            self.next = index;
            return Some(self.block.start(line));
        }
        None
    }

    /// Where a record begins that was flattened into the same line.
    fn ended_inside(&self, line: usize, from: usize) -> Option<usize> {
        let index = self.block.label_from(from.max(self.block.start(line)));
        let labels = self.block.labels.iter().enumerate().skip(index);
        let mut inside = labels
            .take_while(|(_, label)| label.line == line)
            .filter(|(_, l)| !l.starts_line);
        let found = inside.find(|(index, _)| begins_record_in_line(self.block, *index));
        found.map(|(_, label)| label.start)
    }

    /// Takes the data bytes after a label; returns whether there were any.
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
        // The message ends before the label, the record after the bytes.
        self.next = block.label_from(end);
        self.last = None;
        self.data_end = Some(end);
        true
    }

    /// Whether a label after the message gives this record a field that it lacks.
    pub(super) fn is_field_after_message(&self, index: usize) -> bool {
        let lacks = |label: &Label| {
            is_head(label.field) && !self.fields.has(label.field) && !label.is_unmarked
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
                && !next.is_indented
                && next.field != label.field
        });
        needed && !label.is_vague || (follows && !label.is_indented)
    }
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
