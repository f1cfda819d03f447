//! Event-log records quoted in an article: labeled lines such as `Event ID: 68`.

use super::{
    line::{self, Line, is_wrapped},
    list::Marker,
};
use crate::markup::{Block, EventField};

/// How many of [`LABELS`], from the first one on, are labels of the event's ID.
const IDS: usize = 3;

const LABELS: [&str; 22] = [
    "event id",
    "eventid",
    "event",
    "source",
    "event source",
    "source name",
    "type",
    "event type",
    "category",
    "event category",
    "description",
    "event description",
    "event message",
    "message",
    "user",
    "user name",
    "computer",
    "date",
    "time",
    "log",
    "event log",
    "severity",
];

/// The event that `lines` begin with, and how many lines it takes. One empty line may be between
/// labeled lines; a repeated label belongs to the next event.
pub(super) fn read(lines: &[Line], wrap: usize) -> Option<(Block, usize)> {
    let (block, end) = record(lines, wrap)?;
    let is_event = matches!(&block, Block::Event { fields } if fields.len() >= 2);
    is_event.then_some((block, end))
}

/// Like [`read`], but also accepts a record with no field except the event's ID.
fn record(lines: &[Line], wrap: usize) -> Option<(Block, usize)> {
    let base = lines.first()?.indent;
    let mut fields: Vec<EventField> = Vec::new();
    let mut known: Vec<usize> = Vec::new();
    let mut end = 0;
    let mut before: Option<&Line> = None;
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            if before.is_none() {
                break;
            }
            before = None;
            continue;
        }
        // Sometimes the colon between a label and its value is missing.
        let named = label(line.text).or_else(|| {
            let is_between = before.is_some_and(|line| label(line.text).is_some())
                && lines
                    .get(at + 1)
                    .is_some_and(|line| label(line.text).is_some());
            label_without_colon(line.text).filter(|_| is_between)
        });
        match (named, fields.last_mut(), before) {
            (Some((number, label, value)), ..) if line.indent <= base + 1 => {
                if known.contains(&number) || line.indent < base {
                    break;
                }
                known.push(number);
                put(label, value, &mut known, &mut fields);
            }
            (_, Some(field), Some(before)) if line.indent >= base => {
                if !field.value.is_empty() {
                    field.value.push(if is_wrapped(before, line, wrap) {
                        ' '
                    } else {
                        '\n'
                    });
                }
                field.value.push_str(line.text);
            }
            _ => break,
        }
        before = Some(line);
        end = at + 1;
    }
    let names_id = known.iter().any(|number| *number < IDS);
    let is_event = names_id && !fields.iter().any(|field| crowded(&field.value));
    is_event.then_some((Block::Event { fields }, end))
}

/// Like [`read`], and if the record has no description, takes the text below it: inside an indented
/// region, that is a description whose label was left out.
pub(super) fn read_quoted(lines: &[Line], wrap: usize) -> Option<(Block, usize)> {
    let first = lines.first()?;
    let (mut block, mut len) = record(lines, wrap)?;
    let base = first.indent;
    let is_lone = matches!(&block, Block::Event { fields } if fields.len() < 2);
    // A label by itself is the ID of an event if nothing but a number follows.
    let is_number = label(first.text).is_some_and(|(_, _, value)| {
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_lone && !(is_number && len == 1) {
        return None;
    }
    if let Block::Event { fields } = &mut block
        && !fields.iter().any(|field| describes(&field.label))
    {
        let mut value = String::new();
        loop {
            let rest = lines.get(len..).unwrap_or_default();
            let start = rest.iter().position(|line| !line.is_blank());
            let Some(stanza) = start.and_then(|start| rest.get(start..)) else {
                break;
            };
            let length = stanza.iter().position(Line::is_blank);
            let stanza = stanza.get(..length.unwrap_or(stanza.len()))?;
            let is_text = |line: &Line| {
                line.indent.abs_diff(base) <= 1
                    && label(line.text).is_none()
                    && !line.has_gap()
                    && !line::is_joiner(line.text)
                    && !line::is_citation(line.text)
                    && Marker::of(line.text).is_none()
            };
            if !stanza.iter().all(is_text) || stanza.first().is_some_and(names_event) {
                break;
            }
            let mut before: Option<&Line> = None;
            for line in stanza {
                if !value.is_empty() {
                    let is_one = before.is_some_and(|before| is_wrapped(before, line, wrap));
                    value.push(if is_one { ' ' } else { '\n' });
                }
                value.push_str(line.text);
                before = Some(line);
            }
            len += start.unwrap_or(0) + stanza.len();
        }
        if !value.is_empty() {
            let label = String::new();
            fields.push(EventField { label, value });
        } else if is_lone {
            return None;
        }
    }
    Some((block, len))
}

/// Whether a line opens with the ID of another event, as in `Event 7: …` or `7`.
fn names_event(line: &Line) -> bool {
    let words = line.text.split_whitespace();
    let is_label = |word: &&str| {
        ["event", "id"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    };
    let labels = words.take(2).take_while(is_label).count();
    let number = line.text.split_whitespace().nth(labels);
    let is_number = number.is_some_and(|number| {
        let number = number.trim_end_matches([':', '.', ',']);
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    is_number && (labels > 0 || line.text.split_whitespace().nth(1).is_none())
}

/// Whether a field with this label holds the text of the event.
fn describes(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.ends_with("description") || label.ends_with("message")
}

/// Whether a line is an event's ID, written like the first field of a record.
pub(super) fn opens(line: &Line) -> bool {
    label(line.text).is_some_and(|(number, _, value)| {
        number < IDS && value.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Adds a field, and any further fields on the same line, as in `Event ID: 7, Source: Spool, Type:
/// Error`.
fn put(label: &str, value: &str, known: &mut Vec<usize>, fields: &mut Vec<EventField>) {
    let (mut label, mut rest) = (label, value);
    while let Some((value, (number, next, after))) = rest
        .match_indices(", ")
        .find_map(|(at, _)| Some((rest.get(..at)?, self::label(rest.get(at + 2..)?)?)))
        .filter(|(_, (number, ..))| !known.contains(number))
    {
        fields.push(EventField {
            label: label.to_owned(),
            value: value.to_owned(),
        });
        known.push(number);
        (label, rest) = (next, after);
    }
    fields.push(EventField {
        label: label.to_owned(),
        value: rest.to_owned(),
    });
}

/// The position in [`LABELS`], the label and the value.
fn label(text: &str) -> Option<(usize, &str, &str)> {
    // No label is longer, and looking further would be slow on a hostile line.
    let colon = text.bytes().take(24).position(|byte| byte == b':')?;
    let (label, value) = (text.get(..colon)?.trim_end(), text.get(colon + 1..)?);
    let number = LABELS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(label))?;
    Some((number, label, value.trim_start()))
}

/// Like [`label`], for a capitalized label of one word and a value of one or two words without a
/// colon between them.
fn label_without_colon(text: &str) -> Option<(usize, &str, &str)> {
    let (label, value) = text.split_once(' ')?;
    let number = LABELS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(label))?;
    let fits = label.starts_with(|c: char| c.is_ascii_uppercase())
        && (1..=2).contains(&value.split_whitespace().take(3).count())
        && !value.ends_with('.');
    fits.then_some((number, label, value.trim_start()))
}

/// Whether a value contains further columns, which must not be run together.
fn crowded(value: &str) -> bool {
    value.lines().any(|line| {
        let mut parts = line.split("  ").skip(1);
        parts.any(|part| {
            part.trim_start()
                .split_once(':')
                .is_some_and(|(name, _)| name.len() <= 20)
        }) || line.contains('\t')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Option<(Vec<(String, String)>, usize)> {
        let lines: Vec<Line> = text.lines().map(Line::new).collect();
        let (block, end) = read(&lines, 79)?;
        let Block::Event { fields } = block else {
            return None;
        };
        Some((
            fields
                .into_iter()
                .map(|field| (field.label, field.value))
                .collect(),
            end,
        ))
    }

    #[test]
    fn reads_labeled_lines() {
        let text = "Event ID: 7\nSource: Spool\nDescription: The queue is\nfull.\n\nNothing else.";
        let (fields, end) = fields(text).unwrap();
        assert_eq!(end, 4);
        assert_eq!(fields[0], ("Event ID".to_owned(), "7".to_owned()));
        assert_eq!(fields[2].1, "The queue is\nfull.");
    }

    #[test]
    fn parts_fields_of_one_line() {
        let (fields, _) =
            fields("Event ID: 7, Source: Spool, Type: Error\nDescription: x, y").unwrap();
        let labels: Vec<&str> = fields.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["Event ID", "Source", "Type", "Description"]);
    }

    #[test]
    fn a_colon_may_be_missing_between_labeled_lines() {
        for (text, expect) in [
            (
                "Event ID: 7\nType Error\nUser: a",
                vec!["Event ID", "Type", "User"],
            ),
            ("Event ID: 7\nUser: a\nType Error", vec!["Event ID", "User"]),
            (
                "Event ID: 7\nDescription: Bad\nSource of all that evil\nUser: a",
                vec!["Event ID", "Description", "User"],
            ),
        ] {
            let (fields, _) = fields(text).unwrap();
            let labels: Vec<&str> = fields.iter().map(|(label, _)| label.as_str()).collect();
            assert_eq!(labels, expect, "{text}");
        }
    }

    #[test]
    fn leaves_other_labels_alone() {
        for text in [
            "Source: a\nType: b",
            "Event ID: 7",
            "Event ID: 7  Source: X\nType: b",
            "",
        ] {
            assert_eq!(fields(text), None, "{text}");
        }
    }

    #[test]
    fn a_repeated_label_opens_the_next_event() {
        assert_eq!(
            fields("Event ID: 7\nSource: a\n\nEvent ID: 8\nSource: b")
                .unwrap()
                .1,
            2
        );
    }

    #[test]
    fn a_description_may_have_no_label() {
        for (text, expect, len) in [
            (
                "Event ID: 7\nSource: Lamp\n\nThe lamp went out due to code 5.\n\nLight it.",
                Some("The lamp went out due to code 5.\nLight it."),
                6,
            ),
            (
                "Event ID: 7\n\nThe lamp went out.",
                Some("The lamp went out."),
                3,
            ),
            ("Event ID: 7\nSource: Lamp\n\n1. Light it.", None, 2),
            ("Event ID: 7\nSource: Lamp\n\n-or-\n\nLight it.", None, 2),
            ("Event ID: 7\nDescription: It is out.\n\nLight it.", None, 2),
            (
                "Event ID: 7\nSource: Lamp\n\nEvent ID 8: It is out.",
                None,
                2,
            ),
            ("Event ID: 7\nSource: Lamp\n\n8\nIt is out.", None, 2),
            (
                "Event ID: 7\nSource: Lamp\n\nEvent ID: 8\nSource: a",
                None,
                2,
            ),
        ] {
            let lines: Vec<Line> = text.lines().map(Line::new).collect();
            let (block, read) = read_quoted(&lines, 79).unwrap();
            let Block::Event { fields } = block else {
                panic!("{text}");
            };
            let last = fields.last().filter(|field| field.label.is_empty());
            assert_eq!(last.map(|field| field.value.as_str()), expect, "{text}");
            assert_eq!(read, len, "{text}");
        }
    }
}
