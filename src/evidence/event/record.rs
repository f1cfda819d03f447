//! Reads pasted events: every form in which an event viewer, an export or a colleague hands one
//! over.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    export,
    label::{FieldName, Label, labels},
    mention::events,
    model::{EventMention, EventRecord, shown_id},
    source::clean_name,
};

/// A description is cut after this many bytes; what tells events apart comes long before.
const LONGEST_DESCRIPTION: usize = 8 * 1024;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static MISSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?is)description\sfor\sevent\sid\s?[(\[']?\s?(?P<id>\d{1,10})\s?[)\]']?\s(?:in|from)\ssource\s?",
        r"[(\[']?\s?(?P<source>[^)\]\r\n]{2,60}?)\s?[)\]']?\s(?:could\snot|cannot|can\snot|can't)\sbe\sfound",
    ))
    .expect("the missing-message pattern compiles")
});

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static STRINGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?is)(?:insertion\sstrings?(?:\(s\))?|part\sof\sthe\sevent|included\swith\sthe\sevent)",
        r"\s?:\s?",
    ))
    .expect("the insertion-string pattern compiles")
});

/// Reads the first event of a pasted text; `None` where it names no event ID.
pub fn parse_record(text: &str) -> Option<EventRecord> {
    parse_records(text, 1).into_iter().next()
}

/// Reads all events of a pasted text or text export, at most `most` of them, in order.
///
/// Understood are the texts that Event Viewers put on the clipboard (labels in several languages),
/// the knowledge base's own quoting, exported rows with tabs or commas, and sentences such as
/// `Event ID 7000 from Service Control Manager: …`. An event without a number isn't one.
pub fn parse_records(text: &str, most: usize) -> Vec<EventRecord> {
    let rows = export::rows(text, most);
    if !rows.is_empty() {
        return rows;
    }
    let labels = labels(text);
    let starts = record_starts(text, &labels);
    let mut records = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        if records.len() == most {
            break;
        }
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        let Some(part) = text.get(*start..end) else {
            continue;
        };
        // The labels are in order, and there may be as many records as labels.
        let first = labels.partition_point(|label| label.span.start < *start);
        let inside: Vec<Label> = labels
            .iter()
            .skip(first)
            .take_while(|label| label.span.start < end)
            .filter(|label| label.span.end <= end)
            .map(|label| Label {
                span: label.span.start - start..label.span.end - start,
                ..label.clone()
            })
            .collect();
        records.extend(labelled(part, &inside));
    }
    if records.is_empty() {
        records = loose(text, most);
    }
    for record in &mut records {
        rebuild_missing(record);
    }
    records
}

/// Where the records of a text with labels begin: a label at the start of a line opens the next one
/// if it is the same that opened the first, and the record before has its number already.
fn record_starts(text: &str, labels: &[Label]) -> Vec<usize> {
    let mut lines = labels
        .iter()
        .filter(|label| label.starts_line && label.field != FieldName::End);
    let Some(first) = lines.next() else {
        return vec![0];
    };
    let mut starts = vec![0];
    let mut numbered = is_numbered(text, first);
    for label in lines {
        if label.field == first.field && numbered && names_same(text, first, label) {
            starts.push(label.span.start);
            numbered = is_numbered(text, label);
        } else {
            numbered |= is_numbered(text, label);
        }
    }
    starts
}

fn is_numbered(text: &str, label: &Label) -> bool {
    label.field == FieldName::Id && number_after(text, label).is_some()
}

fn names_same(text: &str, one: &Label, other: &Label) -> bool {
    let word = |label: &Label| {
        let raw = text.get(label.span.clone()).unwrap_or_default();
        raw.trim_end_matches([':', '=', ' ', '\t']).to_lowercase()
    };
    word(one) == word(other)
}

fn number_after(text: &str, label: &Label) -> Option<u32> {
    let value = text
        .get(label.span.end..)?
        .trim_start()
        .trim_start_matches(['(', '"', '\'', '#', '<']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = value
        .get(..digits)
        .filter(|d| !d.is_empty() && d.len() <= 10)?
        .parse()
        .ok()?;
    shown_id(number)
}

/// One record with labelled fields.
fn labelled(text: &str, labels: &[Label]) -> Option<EventRecord> {
    let described = labels
        .iter()
        .position(|label| label.field == FieldName::Description);
    let head = labels
        .get(..described.unwrap_or(labels.len()))
        .unwrap_or_default();
    // A lone `Event ID:` in a sentence isn't a record with fields; the loose reader does better.
    if head.len() < 2 && described.is_none() {
        return None;
    }
    let behind = labels
        .get(described.map_or(labels.len(), |at| at + 1)..)
        .unwrap_or_default();
    let has_source = labels.iter().any(|label| label.field == FieldName::Source);

    let mut record = EventRecord::default();
    let mut end = 0;
    for (index, label) in head.iter().enumerate() {
        let next = labels
            .get(index + 1)
            .map_or(text.len(), |next| next.span.start);
        let (value, value_end) = value(text, label, next);
        let known = take(&mut record, text, label, value, has_source);
        if known {
            end = value_end;
        }
    }
    // Some quotations put fields behind the description, each on its own line.
    let mut tail = text.len();
    for label in behind.iter().filter(|label| label.starts_line) {
        let missing = match label.field {
            FieldName::Id => record.id.is_none() && number_after(text, label).is_some(),
            FieldName::Source => record.source.is_none(),
            FieldName::End => true,
            _ => false,
        };
        if missing {
            tail = tail.min(label.span.start);
            let (value, _) = value(text, label, text.len());
            take(&mut record, text, label, value, has_source);
        }
    }
    if record.id.is_none() || record.source.is_none() {
        let mention = events(text.get(..tail)?).into_iter().next();
        let mention = mention.filter(|m| record.id.is_none_or(|id| id == m.id));
        if let Some(mention) = mention {
            if record.id.is_none() && (has_source || mention.source.is_some()) {
                end = end.max(mention.span.end);
            }
            record.id = record.id.or(Some(mention.id));
            record.source = record.source.or(mention.source);
        }
    }
    record.id?;
    let from = described
        .and_then(|at| labels.get(at))
        .map_or(end, |label| label.span.end);
    record.description = text.get(from..tail).and_then(joined);
    Some(record)
}

/// Stores a field's value unless it has one; false where the label means nothing here.
fn take(
    record: &mut EventRecord,
    text: &str,
    label: &Label,
    value: &str,
    has_source: bool,
) -> bool {
    let filled = |value: &str| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    match label.field {
        FieldName::Id if record.id.is_none() => {
            let trusted = label.names_event || label.starts_line || has_source;
            record.id = number_after(text, label).filter(|_| trusted);
            record.id.is_some()
        }
        FieldName::Source if record.source.is_none() => {
            record.source = clean_name(value);
            true
        }
        FieldName::Kind if record.kind.is_none() => {
            record.kind = filled(value);
            true
        }
        FieldName::Category if record.category.is_none() => {
            record.category = filled(value);
            true
        }
        FieldName::Date | FieldName::Time if label.starts_line => {
            if let Some(value) = filled(value) {
                record.time = match record.time.take() {
                    Some(time) if time.len() < 40 => Some(format!("{time} {value}")),
                    _ => Some(value),
                };
            }
            true
        }
        FieldName::Computer if record.computer.is_none() => {
            record.computer = filled(value);
            true
        }
        FieldName::Log | FieldName::Other => label.starts_line,
        _ => false,
    }
}

/// The text between a label and the next one or the line's end, and where it ends.
fn value<'t>(text: &'t str, label: &Label, next: usize) -> (&'t str, usize) {
    let rest = text
        .get(label.span.end..next.max(label.span.end))
        .unwrap_or_default();
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let value = rest.get(..line).unwrap_or_default();
    (
        value.trim().trim_end_matches([',', ';', '-']).trim_end(),
        label.span.end + line,
    )
}

/// Sentences that name an event: what follows the mention is its message.
fn loose(text: &str, most: usize) -> Vec<EventRecord> {
    if let Some((id, source, description)) = missing_message(text) {
        return vec![EventRecord {
            id,
            source,
            description,
            ..EventRecord::default()
        }];
    }
    let mentions = events(text);
    let mut kept: Vec<&EventMention> = Vec::new();
    for mention in &mentions {
        let opens_line = text.get(..mention.span.start).is_some_and(|head| {
            let before = head.bytes().rev().take(60);
            head.len() < 60 || before.into_iter().any(|byte| byte == b'\n')
        });
        let fresh = kept.last().is_none_or(|last| last.span != mention.span);
        if kept.is_empty() || (opens_line && fresh && mention.source.is_some()) {
            kept.push(mention);
        }
    }
    let mut records = Vec::new();
    let mut before_from = 0;
    for (index, mention) in kept.iter().take(most).enumerate() {
        let line_start = |at: usize| {
            text.get(..at)
                .and_then(|head| head.rfind('\n'))
                .map_or(0, |n| n + 1)
        };
        let end = kept.get(index + 1).map_or(text.len(), |next| {
            line_start(next.span.start).max(mention.span.end)
        });
        let after = text.get(mention.span.end..end).unwrap_or_default();
        let mut description = joined(strip_source(after, mention.source.as_deref()));
        if description
            .as_deref()
            .is_none_or(|d| d.split(' ').count() < 3)
        {
            // No further back than to the event before, which has its own words.
            let before = text.get(before_from..mention.span.start);
            let before = before.and_then(joined);
            if before.as_deref().is_some_and(|b| b.split(' ').count() >= 4) {
                description = before;
            }
        }
        before_from = mention.span.end;
        records.push(EventRecord {
            source: mention.source.clone(),
            id: Some(mention.id),
            description,
            ..EventRecord::default()
        });
    }
    records
}

/// What follows a mention, without the words that only name the source.
fn strip_source<'t>(after: &'t str, source: Option<&str>) -> &'t str {
    let mut rest = after;
    if let Some(source) = source
        && let Some(at) = after.find(source)
        && at < 30
    {
        rest = after.get(at + source.len()..).unwrap_or_default();
    }
    rest.trim_start_matches([':', '-', '.', ',', ')', '(', '"', ' ', '\t', '\r', '\n'])
}

/// Lines joined by blanks; `None` where nothing is left.
fn joined(text: &str) -> Option<String> {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.len() + word.len() > LONGEST_DESCRIPTION {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Some(line).filter(|line| !line.is_empty())
}

/// A viewer without the message file says so instead of the message; the insertion strings, the
/// source and the number are inside that sentence.
fn rebuild_missing(record: &mut EventRecord) {
    let Some(description) = record.description.as_deref() else {
        return;
    };
    let Some((id, source, strings)) = missing_message(description) else {
        return;
    };
    record.id = record.id.or(id);
    record.source = record.source.take().or(source);
    record.description = strings;
}

fn missing_message(text: &str) -> Option<(Option<u32>, Option<String>, Option<String>)> {
    let found = MISSING.captures(text)?;
    let id: u64 = found.name("id")?.as_str().parse().ok()?;
    let rest = text.get(found.get(0)?.end()..)?;
    let strings = STRINGS.find(rest);
    let strings = strings.and_then(|label| rest.get(label.end()..));
    let strings = strings.and_then(|strings| joined(strings.trim_end_matches(['"', ' '])));
    Some((
        shown_id(id),
        clean_name(found.name("source")?.as_str()),
        strings,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> (String, u32, String) {
        let record = parse_record(text).unwrap_or_default();
        (
            record.source.unwrap_or_default(),
            record.id.unwrap_or_default(),
            record.description.unwrap_or_default(),
        )
    }

    #[test]
    fn reads_every_form() {
        for (text, source, id, description) in [
            (
                "Log Name:      System\nSource:        Service Control Manager\nDate:          3/4/2001 9:11:07 AM\nEvent ID:      7000\nTask Category: None\nLevel:         Error\nComputer:      SRV1\nDescription:\nThe Foo service did not start.\nReason: none.\n",
                "Service Control Manager",
                7000,
                "The Foo service did not start. Reason: none.",
            ),
            (
                "Event Type:\tError\r\nEvent Source:\tW3SVC\r\nEvent Category:\tNone\r\nEvent ID:\t36\r\nDate:\t\t8/4/2001\r\nTime:\t\t2:01:44 PM\r\nUser:\t\tN/A\r\nComputer:\tSRV\r\nDescription:\r\nNo application.\r\n  User Name: bob\r\n",
                "W3SVC",
                36,
                "No application. User Name: bob",
            ),
            (
                "Event ID: 68\nSource: MSExchangeCCMC\nType: Error\nCategory: General\nDescription: Nothing came\nout.",
                "MSExchangeCCMC",
                68,
                "Nothing came out.",
            ),
            (
                "Event ID: 1345 - Source: SNA Host Security\n\nNothing is known.",
                "SNA Host Security",
                1345,
                "Nothing is known.",
            ),
            (
                "EVENT ID: 13005 Source: MSExchangeFoo TYPE: Error Category: (4) Description: No way.",
                "MSExchangeFoo",
                13005,
                "No way.",
            ),
            (
                "8/4/2001\t2:01:44 PM\tEventLog\tInformation\tNone\t6005\tN/A\tSRV\tThe log was started.",
                "EventLog",
                6005,
                "The log was started.",
            ),
            (
                "8/4/01,14:01:44,Srv,Error,None,2011,N/A,SRV,\"Too small, \"\"IRP\"\" stack.\"",
                "Srv",
                2011,
                "Too small, \"IRP\" stack.",
            ),
            (
                "Information,11/22/2026 4:40:10 PM,Foo,7036,None,\"It is\nrunning.\"",
                "Foo",
                7036,
                "It is running.",
            ),
            (
                "got this on the server: Event ID 7000 from Service Control Manager: The X service failed",
                "Service Control Manager",
                7000,
                "The X service failed",
            ),
            (
                "seen here today, source Service control manager id 7009:\nNo answer within time.",
                "Service control manager",
                7009,
                "No answer within time.",
            ),
            (
                "The description for Event ID ( 8007 ) in Source ( NwRdr ) could not be found. It contains the following insertion string(s): \\Device\\NwRdr, POST.",
                "NwRdr",
                8007,
                "\\Device\\NwRdr, POST.",
            ),
            (
                "Protokollname: System\nQuelle: Foo\nDatum: 1.2.2020 10:00:00\nEreignis-ID: 41\nEbene: Fehler\nBeschreibung:\nAus.",
                "Foo",
                41,
                "Aus.",
            ),
            ("help, event 5719 netlogon", "", 5719, "netlogon"),
        ] {
            let expect = (source.to_owned(), id, description.to_owned());
            assert_eq!(parse(text), expect, "{text}");
        }
    }

    #[test]
    fn reads_all_fields() {
        let record = parse_record(
            "8/4/2001\t2:01:44 PM\tEventLog\tInformation\t(2)\t6005\tN/A\tSRV\tStarted.",
        )
        .unwrap();
        assert_eq!(record.kind.as_deref(), Some("Information"));
        assert_eq!(record.category.as_deref(), Some("(2)"));
        assert_eq!(record.time.as_deref(), Some("8/4/2001 2:01:44 PM"));
        assert_eq!(record.computer.as_deref(), Some("SRV"));
    }

    #[test]
    fn separates_several_records() {
        let text = "Event ID: 1\nSource: A1\nDescription: one\n\nEvent ID: 2\nSource: B2\nDescription: two\n";
        let read: Vec<_> = parse_records(text, 10)
            .into_iter()
            .map(|r| (r.id.unwrap(), r.source.unwrap(), r.description.unwrap()))
            .collect();
        assert_eq!(
            read,
            [
                (1, "A1".to_owned(), "one".to_owned()),
                (2, "B2".to_owned(), "two".to_owned())
            ]
        );
    }

    #[test]
    fn prose_is_no_record() {
        for text in [
            "",
            "the printer is broken",
            "Date: tomorrow\nSource: the boss",
            "error 5",
        ] {
            assert_eq!(parse_record(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(text in "(?s)((Event ID: ?|Source: |Description:|[0-9]{1,6}|\\t|\\n|,|\"|.){0,30})") {
            for record in parse_records(&text, 5) {
                prop_assert!(record.id.is_some());
            }
        }
    }
}
