//! An event in a fence, as XML from Event Viewer.

use crate::markup::{
    EventField,
    html_read::{Piece, Tag, pieces},
};

/// The fields of the event in `text`; `None` if it is not an event.
pub fn read(text: &str) -> Option<Vec<EventField>> {
    let text = text.trim();
    let is_event = text.starts_with("<Event") && text.ends_with("</Event>");
    if !is_event || !text.contains("<EventID") || text.matches("<Event ").count() > 1 {
        return None;
    }
    let mut fields: Vec<EventField> = Vec::new();
    let mut label = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Start(tag) => {
                let name = tag.written_name();
                label = tag.attribute("name").map_or(shown(name), str::to_owned);
                if name == "Provider" {
                    push(&mut fields, "Source", tag.attribute("name"));
                    push(&mut fields, "Provider GUID", tag.attribute("guid"));
                } else {
                    push_attributes(&tag, &mut fields);
                }
            }
            Piece::Text(value) => push(&mut fields, &label, Some(value.trim())),
            Piece::End { .. } => {}
        }
    }
    Some(fields)
}

fn push_attributes(tag: &Tag<'_>, fields: &mut Vec<EventField>) {
    const KNOWN: [(&str, &str); 7] = [
        ("systemtime", "Date"),
        ("userid", "User"),
        ("processid", "Process ID"),
        ("threadid", "Thread ID"),
        ("activityid", "Activity ID"),
        ("relatedactivityid", "Related activity ID"),
        ("qualifiers", "Qualifiers"),
    ];
    for (attribute, label) in KNOWN {
        push(fields, label, tag.attribute(attribute));
    }
}

/// The label of an element, as Event Viewer shows it.
fn shown(name: &str) -> String {
    match name {
        "EventID" => "Event ID",
        "Channel" => "Log Name",
        "Task" => "Task Category",
        "EventRecordID" => "Record",
        name => name,
    }
    .to_owned()
}

fn push(fields: &mut Vec<EventField>, label: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        fields.push(EventField {
            label: label.to_owned(),
            value: value.to_owned(),
        });
    }
}
