//! Reads event XML: one or more `<Event>` elements, with or without a root around them.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    log::{Events, Log, MOST_EVENTS, NAME},
    text,
};
use crate::{
    evidence::{EventRecord, shown_id},
    problem::Problem,
};

/// A description built of data fields is cut here.
const LONGEST_DESCRIPTION: usize = 8 * 1024;

/// The events of a log with XML in it; what the text before that says of them, too.
pub(super) fn read(log: &Log<'_>) -> Option<Events> {
    let text = log.text();
    let start = start(text)?;
    let (mut records, problems) = events(text.get(start..).unwrap_or_default());
    if records.is_empty() || start > 0 {
        text::merge(text, &mut records);
    }
    Some((records, problems))
}

/// Where XML with events begins in `text`.
fn start(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    if trimmed.starts_with('<') {
        return (text.contains("<Event") || text.contains(":Event"))
            .then(|| text.len() - trimmed.len());
    }
    ["<Event ", "<Event>", "<Events"]
        .iter()
        .filter_map(|tag| text.find(tag))
        .min()
}

/// The element whose text is being read.
#[derive(Clone, Copy, PartialEq)]
enum Element {
    Outside,
    Id,
    Level,
    Computer,
    Data,
    Message,
}

/// Reads the events of `text`; after broken markup, those before it.
fn events(text: &str) -> Events {
    let mut problems = Vec::new();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut records = Vec::new();
    let mut current: Option<EventRecord> = None;
    let mut message = None;
    let mut element = Element::Outside;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "Event" => {
                current = Some(EventRecord::default());
            }
            Ok(Event::Start(tag)) => element = open(&tag, current.as_mut()),
            Ok(Event::Empty(tag)) => {
                open(&tag, current.as_mut());
            }
            Ok(Event::Text(content)) => {
                store(element, &content, current.as_mut(), &mut message);
            }
            Ok(Event::CData(content)) => {
                store(element, &content, current.as_mut(), &mut message);
            }
            Ok(Event::GeneralRef(name)) => {
                let value = match name.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => predefined(name.as_ref()).to_owned(),
                };
                store(element, &value, current.as_mut(), &mut message);
            }
            Ok(Event::End(tag)) => {
                if element == Element::Data {
                    store(element, " ", current.as_mut(), &mut message);
                }
                element = Element::Outside;
                if tag.local_name().as_ref() == "Event" {
                    records.extend(
                        current
                            .take()
                            .and_then(|record| finish(record, message.take())),
                    );
                    if records.len() >= MOST_EVENTS {
                        break;
                    }
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let line = 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
                problems.push(Problem::warning(
                    NAME,
                    line,
                    format!("The XML ends early: {error}"),
                ));
                break;
            }
        }
    }
    (records, problems)
}

/// Reads a tag's attributes, and tells which element's text follows.
fn open(tag: &BytesStart<'_>, record: Option<&mut EventRecord>) -> Element {
    let Some(record) = record else {
        return Element::Outside;
    };
    match tag.local_name().as_ref() {
        "Provider" => {
            record.source = attribute(tag, "EventSourceName").or_else(|| attribute(tag, "Name"));
            Element::Outside
        }
        "TimeCreated" => {
            record.time = attribute(tag, "SystemTime");
            Element::Outside
        }
        "EventID" => Element::Id,
        "Level" => Element::Level,
        "Computer" => Element::Computer,
        "Data" | "Binary"
            if record
                .description
                .as_ref()
                .is_none_or(|d| d.len() < LONGEST_DESCRIPTION) =>
        {
            if tag.local_name().as_ref() == "Data" {
                Element::Data
            } else {
                Element::Outside
            }
        }
        "Message" => Element::Message,
        _ => Element::Outside,
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    let raw: &str = &found.value;
    // Only the five entities that XML knows by itself: nothing a document declares is ever
    // expanded.
    let value =
        quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_string(), |v| v.to_string());
    Some(value.trim().to_owned()).filter(|value| !value.is_empty() && value.len() <= 200)
}

fn predefined(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

fn store(
    element: Element,
    value: &str,
    record: Option<&mut EventRecord>,
    message: &mut Option<String>,
) {
    let Some(record) = record else { return };
    let trimmed = value.trim();
    match element {
        Element::Id => {
            record.id = record.id.or(trimmed.parse().ok().and_then(shown_id));
        }
        Element::Level => record.kind = level(trimmed).map(str::to_owned),
        Element::Computer if !trimmed.is_empty() && trimmed.len() <= 200 => {
            record.computer = Some(trimmed.to_owned());
        }
        Element::Data => append(&mut record.description, value),
        Element::Message => append(message, value),
        _ => {}
    }
}

fn append(field: &mut Option<String>, value: &str) {
    let text = field.get_or_insert_default();
    if text.len() + value.len() <= LONGEST_DESCRIPTION {
        text.push_str(value);
    }
}

fn level(number: &str) -> Option<&'static str> {
    match number {
        "1" => Some("Critical"),
        "2" => Some("Error"),
        "3" => Some("Warning"),
        "0" | "4" => Some("Information"),
        "5" => Some("Verbose"),
        _ => None,
    }
}

/// The record with its text in one line; `None` where it has no event ID.
fn finish(mut record: EventRecord, message: Option<String>) -> Option<EventRecord> {
    record.id?;
    let text = message.or(record.description.take()).unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    record.description = Some(line).filter(|line| !line.is_empty());
    Some(record)
}
