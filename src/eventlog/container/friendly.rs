//! The “friendly view” of event XML, copied as text: elements are on lines of their own,
//! attributes are in brackets.

use super::{
    super::{field::Field, record::Fields},
    block::Block,
    piece::{Consumed, Form, Piece},
};

/// The view begins with the element `System`, expanded or not.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let head = block.line(line).trim();
    let named = matches!(
        head,
        "+ System" | "- System" | "System" | "- Provider" | "+ Provider"
    );
    let filled = (line + 1..block.lines.len()).filter(|line| !block.is_blank(*line));
    named
        && filled
            .take(3)
            .any(|line| bracketed(block.line(line)).is_some_and(|(name, _)| name == "Name"))
}

/// `[ Name]  value`.
fn bracketed(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim().strip_prefix('[')?;
    let (name, value) = inside.split_once(']')?;
    Some((name.trim(), value.trim()))
}

/// Reads one event.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let mut fields = Fields::default();
    let mut data: Vec<&str> = Vec::new();
    let mut in_data = false;
    let mut at = line;
    while at < block.lines.len() {
        let text = block.line(at).trim();
        if at > line
            && in_data
            && (block.opens(at) || block.label_of_line(at).is_some_and(|(_, l)| !l.is_unmarked))
        {
            break;
        }
        if at > line && matches!(text, "+ System" | "- System") {
            break;
        }
        let bare = text.trim_start_matches(['+', '-']).trim();
        if let Some((name, value)) = bracketed(text) {
            match name {
                "Name" if !in_data => fields.put(Field::Source, value),
                "EventSourceName" if !value.is_empty() => fields.replace(Field::Source, value),
                "SystemTime" => fields.put(Field::Moment, value),
                "UserID" => fields.put(Field::User, value),
                _ if in_data => data.push(value),
                _ => {}
            }
        } else if matches!(bare, "EventData" | "UserData") {
            in_data = true;
        } else if in_data {
            if is_prose(bare) && block.is_blank(at - 1) && !data.is_empty() {
                break;
            }
            if !bare.is_empty() {
                data.push(bare);
            }
        } else if !bare.is_empty() && !element(bare, &mut fields) {
            break;
        }
        at += 1;
    }
    add_strings(&data, &mut fields);
    let record = fields.record()?;
    Some(Consumed {
        pieces: vec![Piece::Event(Form::Markup, Box::new(record))],
        end: block.start(at),
    })
}

/// Takes an element of `System`; false if it is not one.
fn element(text: &str, fields: &mut Fields) -> bool {
    let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let field = match name {
        "EventID" => Field::Id,
        "Level" => Field::Level,
        "Channel" => Field::Log,
        "Computer" => Field::Computer,
        "Keywords" => Field::Keywords,
        "System" | "Provider" | "Version" | "Task" | "Opcode" | "TimeCreated" | "EventRecordID"
        | "Correlation" | "Execution" | "Security" | "RenderingInfo" => Field::Other,
        _ => return false,
    };
    fields.put(field, value);
    true
}

/// Adds the strings without the names that some data items have.
fn add_strings(data: &[&str], fields: &mut Fields) {
    let name = |line: &&str| {
        let name = line.split(' ').next().unwrap_or_default();
        let numbered = name
            .strip_prefix("param")
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let words = name.bytes().skip(1).any(|b| b.is_ascii_uppercase())
            && name.bytes().any(|b| b.is_ascii_lowercase());
        numbered || (words && name.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let named = !data.is_empty() && data.iter().all(name);
    for line in data {
        let value = match named {
            true => line.split_once(' ').map_or("", |(_, value)| value),
            false => line,
        };
        fields.add_string(value);
    }
}

/// Whether a line is a person's sentence rather than a string.
fn is_prose(line: &str) -> bool {
    line.ends_with('?') || (line.split(' ').count() > 6 && line.ends_with(['.', '!']))
}
