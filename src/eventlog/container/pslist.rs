//! The text output of PsLogList: the record's number in brackets and the source, with labels below.

use super::{
    super::{field::Field, moment, record::Fields},
    block::Block,
    piece::{Consumed, Form, Piece},
};

/// `[0077] Service Control Manager`, with the type below it.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let below = block.line(line + 1).trim_start().to_ascii_lowercase();
    source(block.line(line)).is_some() && below.starts_with("type:")
}

fn source(line: &str) -> Option<&str> {
    let (number, source) = line.trim().strip_prefix('[')?.split_once(']')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    Some(source.trim()).filter(|source| is_number && !source.is_empty())
}

/// Reads one event.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let mut fields = Fields::default();
    fields.put(Field::Source, source(block.line(line))?);
    let mut at = line + 1;
    let mut message = String::new();
    while at < block.lines.len() && !block.opens(at) {
        let text = block.line(at);
        let labels = block.labels.iter().skip(block.label_from(block.start(at)));
        let labels: Vec<_> = labels.take_while(|label| label.line == at).collect();
        let known = labels
            .first()
            .is_some_and(|label| label.starts_line && label.is_indented);
        if known && message.is_empty() && !fields.has(Field::Id) {
            for (index, label) in labels.iter().enumerate() {
                let end = labels
                    .get(index + 1)
                    .map_or(block.start(at) + text.len(), |next| next.start);
                let value = block.text.get(label.end..end).unwrap_or_default();
                let field = match label.field {
                    Field::Time if moment::is_moment(value) => Field::Moment,
                    field => field,
                };
                fields.put(field, value);
            }
        } else if known && message.is_empty() {
            for label in &labels {
                let end = block.start(at) + text.len();
                fields.put(
                    label.field,
                    block.text.get(label.end..end).unwrap_or_default(),
                );
            }
        } else if text.trim().is_empty() {
            if !message.is_empty() {
                break;
            }
        } else {
            message.push_str(text.trim());
            message.push(' ');
        }
        at += 1;
    }
    fields.put(Field::Description, &message);
    let record = fields.record()?;
    Some(Consumed {
        pieces: vec![Piece::Event(Form::Fields, Box::new(record))],
        end: block.start(at),
    })
}
