//! Lists of properties, one per line: `Name : value` of PowerShell and WMI, `Name=value` of wmic
//! and Splunk. The properties come in any order, and a value may continue on the lines below.

use super::{
    super::{
        field::{Field, named},
        moment,
        record::Fields,
    },
    block::Block,
    labeled,
    piece::{Consumed, Form, Piece},
};

/// Two known properties within this many lines make a list.
const AHEAD: usize = 16;

/// Properties as programs name them; other lists use the labels of event viewers.
const PROPERTIES: [&str; 26] = [
    "timecreated",
    "providername",
    "leveldisplayname",
    "machinename",
    "entrytype",
    "instanceid",
    "timegenerated",
    "sourcename",
    "computername",
    "eventcode",
    "eventidentifier",
    "logfile",
    "replacementstrings",
    "insertionstrings",
    "recordnumber",
    "recordid",
    "categorystring",
    "categorynumber",
    "timewritten",
    "logname",
    "eventtype",
    "taskcategory",
    "opcode",
    "taskdisplayname",
    "opcodedisplayname",
    "keywordsdisplaynames",
];

/// A property at the beginning of a line.
struct Property<'t> {
    name: &'t str,
    mark: char,
    /// The position of the mark in the line.
    column: usize,
    value: &'t str,
}

fn property(line: &str) -> Option<Property<'_>> {
    let bare = line.trim_start();
    let letters = bare
        .bytes()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count();
    let name = bare.get(..letters).filter(|name| name.len() >= 2)?;
    let after = bare.get(letters..)?;
    let rest = after.trim_start_matches(' ');
    let mark = rest.chars().next().filter(|c| matches!(c, ':' | '='))?;
    let value = rest.get(1..)?;
    Some(Property {
        name,
        mark,
        column: line.len() - rest.len(),
        value,
    })
}

fn is_program_name(name: &str) -> bool {
    let mut known = PROPERTIES.iter();
    known.any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a line is a property, followed directly by other properties in a program's spelling.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let Some(first) = property(block.line(line)) else {
        return false;
    };
    if named(first.name).is_none() {
        return false;
    }
    let lines = (line..block.lines.len()).take(AHEAD);
    let mut count = 0;
    for line in lines {
        match property(block.line(line)) {
            Some(next) if next.mark == first.mark => {
                count += usize::from(is_program_name(next.name));
                if count >= 2 {
                    return true;
                }
            }
            _ if block.is_blank(line) => break,
            _ => {}
        }
    }
    false
}

/// Reads one event.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let first = property(block.line(line))?;
    let aligned = (line + 1..block.lines.len())
        .take(2)
        .filter_map(|line| property(block.line(line)))
        .any(|next| next.column == first.column && first.mark == ':');
    let is_next = |text| next_property(text, &first, aligned);
    let mut fields = Fields::default();
    let mut names: Vec<String> = Vec::new();
    let mut current: Option<(&str, String)> = None;
    let mut at = line;
    let mut blanks = 0;
    while at < block.lines.len() {
        let text = block.line(at);
        if let Some(next) = is_next(text) {
            let name = next.name.to_ascii_lowercase();
            let again =
                names.contains(&name) || blanks > 0 && has_again(block, at, &names, is_next);
            if again || (blanks > 0 && is_whole(&fields, current.as_ref()) && opens(block, at)) {
                break;
            }
            names.push(name);
            store(current.take(), &mut fields);
            current = Some((next.name, next.value.to_owned()));
            blanks = 0;
        } else if text.trim().is_empty() {
            blanks += 1;
        } else {
            let indented = text.starts_with([' ', '\t']);
            let in_message = current
                .as_ref()
                .is_some_and(|(name, _)| named(name) == Some(Field::Description));
            let is_dated = moment::is_moment(text.trim()) && opens(block, at + 1);
            let begins = is_dated
                || block
                    .label_of_line(at)
                    .is_some_and(|(label, _)| labeled::begins_record(block, label));
            let goes_on = (blanks == 0 && !begins)
                || (in_message && (indented || first.mark == '=' && !stops(text) && !begins));
            if !goes_on || (block.opens(at) && !indented) {
                break;
            }
            if let Some((_, value)) = &mut current {
                value.push(if value.ends_with('-') && aligned {
                    '\u{0}'
                } else {
                    ' '
                });
                value.push_str(text.trim());
            }
            blanks = 0;
        }
        at += 1;
    }
    store(current, &mut fields);
    if let Some(above) = line.checked_sub(1).map(|above| block.line(above).trim())
        && moment::is_moment(above)
    {
        fields.put(Field::Moment, above);
    }
    let end = block.start(at);
    let piece = match fields.record() {
        Some(record) => Piece::Event(Form::Markup, Box::new(record)),
        None => Piece::Unread(block.text.get(block.start(line)..end)?.to_owned()),
    };
    Some(Consumed {
        pieces: vec![piece],
        end,
    })
}

/// Whether the properties up to the next empty line repeat one of these, so that they belong to
/// another event.
fn has_again<'t>(
    block: &Block<'t>,
    line: usize,
    names: &[String],
    next: impl Fn(&'t str) -> Option<Property<'t>>,
) -> bool {
    let lines = (line..block.lines.len()).take(AHEAD);
    let lines = lines.take_while(|line| !block.is_blank(*line));
    let mut properties = lines.filter_map(|line| next(block.line(line)));
    properties.any(|property| names.contains(&property.name.to_ascii_lowercase()))
}

/// The property at the beginning of a line, if it belongs to the same list as the first.
fn next_property<'t>(text: &'t str, first: &Property<'_>, aligned: bool) -> Option<Property<'t>> {
    let found = property(text)?;
    let fits = match aligned {
        true => found.column == first.column,
        false => named(found.name).is_some() && !text.starts_with([' ', '\t']),
    };
    (found.mark == first.mark && fits).then_some(found)
}

/// Whether a line after a blank one begins something else.
fn stops(text: &str) -> bool {
    moment::moment_at_start(text) > 0 || text.trim_end().ends_with('?')
}

/// Whether there are already an event ID, and a source or a message.
fn is_whole(fields: &Fields, current: Option<&(&str, String)>) -> bool {
    let message = current.is_some_and(|(name, _)| named(name) == Some(Field::Description));
    fields.id().is_some()
        && (message || fields.has(Field::Description) || fields.has(Field::Source))
}

fn store(current: Option<(&str, String)>, fields: &mut Fields) {
    let Some((name, value)) = current else { return };
    let value = value.replace('\u{0}', "");
    let value = value.trim();
    let value = value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .unwrap_or(value);
    match name.to_ascii_lowercase().as_str() {
        // Splunk gives the type both as a number and as a word.
        "eventtype" if value.bytes().all(|b| b.is_ascii_digit()) => {}
        _ => {
            if let Some(field) = named(name) {
                fields.put(field, value);
            }
        }
    }
}
