//! Events as articles quote them: fields in the lines around the number, then the message.

use super::{
    label::{FieldName, Label, labels},
    mention::events,
    model::{EventMention, EventRecord},
    source::clean_name,
    table,
};

/// A record's fields and the beginning of its message are within this many bytes after its number.
const REACH: usize = 700;
/// Fields before the number are within this many bytes of it.
const REACH_BACK: usize = 300;
/// A quoted message is cut after this many bytes.
const LONGEST_MESSAGE: usize = 1_500;

/// Every event that a text of an article mentions, with the fields and the message quoted next to
/// it.
///
/// Unlike in a paste, a message ends with its paragraph, since the article continues. Every record
/// has an ID.
pub fn quoted_events(text: &str) -> Vec<EventRecord> {
    quoted_among(text, &events(text))
}

/// The [`quoted_events`] of a text for which the result of [`events`] is already known.
pub fn quoted_among(text: &str, mentions: &[EventMention]) -> Vec<EventRecord> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let quoted = LabeledText {
        text,
        labels: labels(text),
        first_line: text.find('\n').unwrap_or(text.len()),
    };
    let rows = table::rows(text);
    let mut records = Vec::new();
    let mut index = 0;
    let mut previous_end = 0;
    while let Some(mention) = mentions.get(index) {
        let in_table = rows.binary_search_by_key(&mention.span.start, |row| row.span.start);
        if let Some(row) = in_table.ok().and_then(|at| rows.get(at)) {
            records.push(EventRecord {
                source: Some(row.source.clone()),
                id: Some(row.id),
                description: row.description.clone(),
                ..EventRecord::default()
            });
            previous_end = mention.span.end;
            index += 1;
            continue;
        }
        let alike = mentions
            .iter()
            .skip(index)
            .take_while(|m| m.span == mention.span)
            .count();
        let next = mentions
            .get(index + alike)
            .map_or(text.len(), |next| next.span.start);
        let mut record = quoted.record(mention, previous_end, next);
        if alike > 1 {
            // A message next to a list of numbers can't be assigned to one of them.
            record.description = None;
        }
        for listed in mentions.iter().skip(index).take(alike) {
            records.push(EventRecord {
                id: Some(listed.id),
                ..record.clone()
            });
        }
        previous_end = mention.span.end;
        index += alike;
    }
    records
}

/// A text and the labels in it. No record looks beyond the next number or the next label, so all
/// records together read the text only a few times.
struct LabeledText<'t> {
    text: &'t str,
    labels: Vec<Label>,
    /// Where the first line ends.
    first_line: usize,
}

impl LabeledText<'_> {
    /// The record around a number; it is between `from`, the end of the previous number, and
    /// `next`, the next number.
    fn record(&self, mention: &EventMention, from: usize, next: usize) -> EventRecord {
        let span = &mention.span;
        let back = from.max(span.start.saturating_sub(REACH_BACK));
        let mut record = EventRecord {
            source: mention.source.clone(),
            ..EventRecord::default()
        };
        let mut fields_end = span.end;
        let mut has_fields = false;
        let mut described = None;
        let near = self.labels_from(back).iter();
        for label in near.take_while(|label| label.span.start < next.min(span.end + REACH)) {
            let is_after = label.span.start >= span.end;
            // Fields follow each other without other text between them.
            let gap = self.text.get(fields_end..label.span.start);
            let gap = gap.unwrap_or_default();
            let connected = gap
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | ';' | '.'))
                .is_empty();
            if is_after
                && !connected
                && has_empty_line(gap)
                && label.field != FieldName::Description
            {
                break;
            }
            let line = || line_value(self.text, label.span.end, next.max(label.span.end));
            match label.field {
                FieldName::Description if is_after => {
                    described = Some(label.span.end);
                    break;
                }
                FieldName::Kind if record.kind.is_none() => record.kind = short(line()),
                FieldName::Category if record.category.is_none() => record.category = short(line()),
                FieldName::Source if record.source.is_none() && is_after => {
                    record.source = clean_name(line());
                }
                FieldName::End => break,
                _ => {}
            }
            has_fields |= matches!(
                label.field,
                FieldName::Source | FieldName::Kind | FieldName::Category
            );
            if is_after && (connected || label.starts_line) && label.field != FieldName::Id {
                fields_end = label.span.end + self.value_length(label, mention);
            }
        }
        let start = described.or_else(|| self.unlabeled(mention, fields_end, has_fields));
        record.description = start.and_then(|start| self.message(start, next));
        record
    }

    /// The labels from a position on.
    fn labels_from(&self, start: usize) -> &[Label] {
        let first = self
            .labels
            .partition_point(|label| label.span.start < start);
        self.labels.get(first..).unwrap_or_default()
    }

    /// The length of a field's value: up to the next label, the end of the line, or the end of the
    /// source's name if the message follows it on the same line.
    fn value_length(&self, label: &Label, mention: &EventMention) -> usize {
        let next = self.labels_from(label.span.start + 1).first();
        let end = next.map_or(self.text.len(), |next| next.span.start);
        let value = line_value(self.text, label.span.end, end);
        match (&mention.source, label.field) {
            (Some(source), FieldName::Source) => value
                .find(source.as_str())
                .map_or(value.len(), |at| at + source.len()),
            _ => value.len(),
        }
    }

    /// Where a message without a label begins; `None` if the number is in a sentence.
    fn unlabeled(
        &self,
        mention: &EventMention,
        fields_end: usize,
        has_fields: bool,
    ) -> Option<usize> {
        let is_blank = |c: char| c != '\n' && (c.is_whitespace() || matches!(c, '-' | '*'));
        let head = self.text.get(..mention.span.start)?;
        let head = head.trim_end_matches(is_blank);
        let opens_line = head.is_empty() || head.ends_with('\n');
        let rest = self.text.get(fields_end..)?;
        let skipped = rest.len()
            - rest
                .trim_start_matches([' ', '\t', ':', '-', '.', ',', ')', '\r', '"'])
                .len();
        let after = rest.get(skipped..)?;
        let opens_line = opens_line || rest.get(..skipped)?.ends_with('"');
        if after.starts_with('\n') {
            return (has_fields || opens_line).then_some(fields_end + skipped);
        }
        let capital =
            after.starts_with(|c: char| c.is_uppercase() || matches!(c, '<' | '%' | '(' | '\\'));
        ((has_fields || opens_line) && capital).then_some(fields_end + skipped)
    }

    /// The paragraph from `start`: up to an empty line, a field of the next record, or the line of
    /// the next number.
    fn message(&self, start: usize, next: usize) -> Option<String> {
        let limit = match self.text.get(start..next) {
            Some(_) if next == self.text.len() => next,
            Some(between) => match between.rfind('\n') {
                Some(at) => start + at,
                None if self.first_line < next => start,
                None => next,
            },
            None => start,
        };
        let opening = self
            .labels_from(start)
            .iter()
            .take_while(|label| label.span.start < limit)
            .find(|label| label.starts_line && opens_record(label));
        let limit = opening.map_or(limit, |label| label.span.start);
        let mut words: Vec<&str> = Vec::new();
        let mut length = 0;
        for line in self.text.get(start..limit)?.lines() {
            let line = line.trim();
            if line.is_empty() {
                if words.is_empty() {
                    continue;
                }
                break;
            }
            if line.len() >= 3 && line.bytes().all(|b| matches!(b, b'-' | b'=')) {
                continue;
            }
            length += line.len();
            if length > LONGEST_MESSAGE {
                break;
            }
            words.extend(line.split_whitespace());
        }
        let message = words.join(" ");
        let is_quoted = self.text.get(..start)?.ends_with('"');
        let message = match message.split_once('"').filter(|_| is_quoted) {
            Some((inside, _)) => inside,
            None => message.trim_matches('"').trim(),
        };
        (message.len() >= 3).then(|| message.to_owned())
    }
}

/// Whether a label at the start of a line begins the next record, rather than belonging to the
/// message.
fn opens_record(label: &Label) -> bool {
    match label.field {
        FieldName::Id => label.names_event,
        FieldName::Source
        | FieldName::Kind
        | FieldName::Category
        | FieldName::Log
        | FieldName::End => true,
        _ => false,
    }
}

fn has_empty_line(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().is_empty())
}

fn line_value(text: &str, from: usize, to: usize) -> &str {
    let rest = text.get(from..to).unwrap_or_default();
    rest.get(..rest.find('\n').unwrap_or(rest.len()))
        .unwrap_or_default()
}

fn short(line: &str) -> Option<String> {
    let value = line
        .split(['\t', ','])
        .find(|part| !part.trim().is_empty())?
        .trim();
    let value = value.split("  ").next().unwrap_or_default().trim();
    (!value.is_empty() && value.len() <= 40).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<(u32, String, String)> {
        quoted_events(text)
            .into_iter()
            .map(|r| {
                (
                    r.id.unwrap(),
                    r.source.unwrap_or_default(),
                    r.description.unwrap_or_default(),
                )
            })
            .collect()
    }

    #[test]
    fn reads_the_message_beside_a_number() {
        for (text, source, message) in [
            (
                "The log says:\n\n  Event ID: 68\n  Source: Foo\n  Type: Error\n  Description: It broke\n  twice.\n\nAnd so on.",
                "Foo",
                "It broke twice.",
            ),
            (
                "Event Viewer may show Event ID 68 - \"It broke.\" When that is so, go on.",
                "",
                "It broke.",
            ),
            (
                "Event ID: 68\nSource: Foo\n\nDescription:\n\nIt broke.\n\nMore.",
                "Foo",
                "It broke.",
            ),
            (
                "Event ID: 68 - Source: Foo\n\n  It broke.\n\nMore.",
                "Foo",
                "It broke.",
            ),
            (
                "Source: Foo Event ID: 68 The thing broke.\n\nMore.",
                "Foo",
                "The thing broke.",
            ),
            (
                "Source: Foo: EventId: 68\nIt broke.\n\nMore",
                "Foo",
                "It broke.",
            ),
            (
                "EVENT ID: 68 Source: Foo TYPE: Error Category: (4) Description: No.",
                "Foo",
                "No.",
            ),
            (
                "Event ID 68 - Bar((18)) could not open\nthe file.\n\nMore.",
                "",
                "Bar((18)) could not open the file.",
            ),
            ("you may see event 68 in the log. It means nothing.", "", ""),
            ("Event ID 68 is harmless.", "", ""),
        ] {
            assert_eq!(
                quoted(text),
                [(68, source.to_owned(), message.to_owned())],
                "{text}"
            );
        }
    }

    #[test]
    fn records_do_not_run_together() {
        let text = "Source: Aaa Event ID: 1 The first.\n\nSource: Bbb Event ID: 2 The second.\n";
        let expect = [
            (1, "Aaa".to_owned(), "The first.".to_owned()),
            (2, "Bbb".to_owned(), "The second.".to_owned()),
        ];
        assert_eq!(quoted(text), expect);
        let text = "Event ID: 1\nSource: Aaa\nDescription: The first.\nEvent ID: 2\nSource: Bbb\nDescription: The second.\n";
        assert_eq!(quoted(text), expect);
    }

    #[test]
    fn keeps_kind_and_category() {
        let record =
            quoted_events("Event ID: 1\nSource: A1\nType: Error\nCategory: General\n").remove(0);
        assert_eq!(record.kind.as_deref(), Some("Error"));
        assert_eq!(record.category.as_deref(), Some("General"));
    }
}
