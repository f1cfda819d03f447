//! The lines of a quoted event record: `Label: value`, and indented lines that continue a value.

use crate::markup::EventField;

/// The longest label, in characters; if the beginning of a line is longer, it is text.
const LABEL_LIMIT: usize = 60;

/// The fields in a fence of an event. A line that is indented or has no label continues the value
/// before it.
pub(super) fn read(text: &str) -> Vec<EventField> {
    let mut fields: Vec<EventField> = Vec::new();
    for line in text.split('\n') {
        let indented = line.starts_with([' ', '\t']);
        match (labeled(line).filter(|_| !indented), fields.last_mut()) {
            (Some((label, value)), _) => fields.push(EventField {
                label: label.to_owned(),
                value: value.to_owned(),
            }),
            (None, Some(field)) => {
                let two = line.strip_prefix("  ").or(line.strip_prefix('\t'));
                field.value.push('\n');
                field
                    .value
                    .push_str(two.or(line.strip_prefix(' ')).unwrap_or(line));
            }
            (None, None) => {
                fields.push(EventField {
                    label: String::new(),
                    value: line.to_owned(),
                });
            }
        }
    }
    fields
}

/// Writes the lines of an event; `fields` must be in normal form.
pub(super) fn write(fields: &[EventField]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for field in fields {
        for (index, line) in field.value.split('\n').enumerate() {
            lines.push(match (index, line) {
                (0, "") => format!("{}:", field.label),
                (0, line) => format!("{}: {line}", field.label),
                (_, "") => String::new(),
                (_, line) => format!("  {line}"),
            });
        }
    }
    lines.join("\n")
}

/// A field in normal form: its label can be read back, or is empty; its value has no spaces around
/// it or at the ends of its lines. `None` if nothing is left.
pub(super) fn normal(field: EventField) -> Option<EventField> {
    let label = field.label.split_whitespace().collect::<Vec<_>>().join(" ");
    let (label, value) = if label.is_empty() || is_label(&label) {
        (label, field.value)
    } else {
        (String::new(), format!("{label}: {}", field.value))
    };
    let lines: Vec<&str> = value.split('\n').map(str::trim_end).collect();
    let value = lines.join("\n").trim().to_owned();
    (!label.is_empty() || !value.is_empty()).then_some(EventField { label, value })
}

/// The label and value of a line. The colon must be followed by a space: in `C:\`, it doesn't end a
/// label.
fn labeled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    ((label.is_empty() || is_label(label)) && (value.is_empty() || value.starts_with([' ', '\t'])))
        .then_some((label, value))
}

fn is_label(label: &str) -> bool {
    label.starts_with(char::is_alphanumeric)
        && label.chars().count() <= LABEL_LIMIT
        && !label.contains(|c: char| c == ':' || c.is_control())
}
