//! Event records that are written as lines: `Event ID: 68` with its source, or a single line
//! `EVENTLOG (Error): Source / Category : 68`.

use super::event;
use crate::markup::{Block, EventField, Inline, text};

/// Names of the field with the event ID.
const NUMBERS: [&str; 5] = [
    "event id",
    "eventid",
    "event-id",
    "ereignis-id",
    "ereigniskennung",
];
/// Names of the field with an event's source.
pub(super) const SOURCES: [&str; 6] = [
    "source",
    "event source",
    "log source",
    "quelle",
    "ereignisquelle",
    "provider",
];
/// Names of other fields of events.
pub(super) const OTHERS: [&str; 20] = [
    "log name",
    "log",
    "level",
    "type",
    "event type",
    "category",
    "event category",
    "task category",
    "description",
    "message",
    "user",
    "computer",
    "date",
    "time",
    "keywords",
    "event description",
    "protokollname",
    "ebene",
    "aufgabenkategorie",
    "beschreibung",
];

/// The longest text that is examined.
const LENGTH_LIMIT: usize = 20_000;

/// The event that a paragraph quotes line by line, or else the paragraph.
pub fn of_paragraph(inlines: Vec<Inline>) -> Block {
    // For most paragraphs, the first words are enough to tell.
    let begins = inlines.iter().find_map(|inline| match inline {
        Inline::Text { text } => Some(text.as_str()),
        Inline::Strong { inlines } => match inlines.first() {
            Some(Inline::Text { text }) => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    });
    let may_be = begins.is_some_and(|text| {
        text.starts_with(EVENTLOG) || text.split(':').next().is_some_and(is_known)
    });
    let is_plain = |inline: &Inline| {
        !matches!(
            inline,
            Inline::Link { .. } | Inline::Image { .. } | Inline::Anchor { .. }
        )
    };
    if may_be
        && inlines.iter().all(is_plain)
        && let Some(fields) = of_text(&text::inlines(&inlines))
    {
        return Block::Event { fields };
    }
    Block::Paragraph { text: inlines }
}

/// The fields of the event in `text`; `None` if it is not an event, or more than one.
pub fn of_text(text: &str) -> Option<Vec<EventField>> {
    if text.len() > LENGTH_LIMIT {
        return None;
    }
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if let Some(head) = first.trim().strip_prefix(EVENTLOG) {
        return of_eventlog(head, text);
    }
    if !is_known(first.split(':').next()?) {
        return None;
    }
    let indent = first.len() - first.trim_start().len();
    let lines = text.lines().map(|line| {
        let own = line.len() - line.trim_start().len();
        line.get(own.min(indent)..).unwrap_or_default().trim_end()
    });
    let lines: Vec<&str> = lines.skip_while(|line| line.is_empty()).collect();
    let fields = with_whole_text(event::read(&lines.join("\n")));
    let names: Vec<String> = fields.iter().map(|field| name(&field.label)).collect();
    let is_number = |(name, field): (&String, &EventField)| {
        let word = field.value.split_whitespace().next().unwrap_or_default();
        NUMBERS.contains(&name.as_str())
            && !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let numbers = names.iter().zip(&fields).filter(|pair| is_number(*pair));
    let has_source = names.iter().any(|name| SOURCES.contains(&name.as_str()));
    let known = names.iter().filter(|name| is_known(name)).count();
    (numbers.count() == 1 && has_source && known >= 3).then_some(fields)
}

/// Joins lines that look like fields, but belong to the description of an event, to the
/// description.
fn with_whole_text(fields: Vec<EventField>) -> Vec<EventField> {
    const TEXTS: [&str; 3] = ["description", "message", "beschreibung"];
    let mut out: Vec<EventField> = Vec::with_capacity(fields.len());
    for field in fields {
        match out.last_mut() {
            Some(text) if TEXTS.contains(&&*name(&text.label)) && !is_known(&field.label) => {
                let line = format!("\n{}: {}", field.label, field.value.trim_start());
                text.value.push_str(&line);
            }
            _ => out.push(field),
        }
    }
    out
}

/// The beginning of such a line, as in `EVENTLOG (Error): Lamp / General : 68`.
const EVENTLOG: &str = "EVENTLOG (";

fn of_eventlog(head: &str, text: &str) -> Option<Vec<EventField>> {
    let (level, rest) = head.split_once("):")?;
    let (origin, number) = rest.rsplit_once(':')?;
    let number = number.trim();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (source, category) = match origin.split_once(" / ") {
        Some((source, category)) => (source, category),
        None => (origin, ""),
    };
    let below = text.trim_start().split_once('\n').map(|(_, below)| below);
    // Only one event can be shown.
    if below.is_some_and(|below| below.contains(EVENTLOG)) {
        return None;
    }
    let fields = [
        ("EVENTLOG", level),
        ("Source", source),
        ("Category", category),
        ("Event ID", number),
        ("Description", below.unwrap_or_default()),
    ];
    let fields = fields
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty());
    let fields = fields.map(|(label, value)| EventField {
        label: label.to_owned(),
        value: value.trim().to_owned(),
    });
    Some(fields.collect())
}

fn is_known(label: &str) -> bool {
    let name = name(label);
    let name = name.as_str();
    NUMBERS.contains(&name) || SOURCES.contains(&name) || OTHERS.contains(&name)
}

fn name(label: &str) -> String {
    if label.len() > 60 {
        return String::new();
    }
    label.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_distinguished_from_other_lines() {
        for (text, expect) in [
            (
                "Event ID: 68\nSource: Lamp\nLevel: Error",
                "Event ID=68|Source=Lamp|Level=Error",
            ),
            (
                "    Log Name: Desk\n    Source: Lamp\n    Event ID: 68 (0x44)\n    Description:\n    Hot.",
                "Log Name=Desk|Source=Lamp|Event ID=68 (0x44)|Description=\nHot.",
            ),
            (
                "Event ID: 68\nSource: Lamp\nDescription: Hot.\nCause: heat\nLevel: Error",
                "Event ID=68|Source=Lamp|Description=Hot.\nCause: heat|Level=Error",
            ),
            (
                "EVENTLOG (Error): Lamp / General : 68\nIt is hot",
                "EVENTLOG=Error|Source=Lamp|Category=General|Event ID=68|Description=It is hot",
            ),
            (
                "EVENTLOG (Error): Lamp : 68",
                "EVENTLOG=Error|Source=Lamp|Event ID=68",
            ),
            // Two events, no number, or too few fields.
            ("Event ID: 68\nSource: A\nLevel: b\nEvent ID: 69", ""),
            ("EVENTLOG (Error): A : 68\nEVENTLOG (Error): B : 69", ""),
            ("Event ID: many\nSource: Lamp\nLevel: Error", ""),
            ("Event ID: 68\nSource: Lamp", ""),
            ("See this:\nEvent ID: 68\nSource: Lamp\nLevel: Error", ""),
            ("Description: a", ""),
            ("", ""),
        ] {
            let fields = of_text(text).unwrap_or_default();
            let shown = fields
                .iter()
                .map(|field| format!("{}={}", field.label, field.value.trim_matches(' ')));
            assert_eq!(shown.collect::<Vec<_>>().join("|"), expect, "{text}");
        }
    }
}
