//! Containers of events: pasted text, exported rows and event XML, read into [`EventRecord`]s.
//!
//! What the bytes are is told from their content, never from a name. Reading never fails: it returns what
//! could be read and what is wrong. Binary logs (`.evt`, `.evtx`) are recognised, but not read.

mod xml;

use std::borrow::Cow;

use crate::{
    evidence::{EventRecord, parse_records},
    problem::Problem,
};

/// The most events that one log gives.
pub const MOST_EVENTS: usize = 10_000;
/// The most bytes of text that are read; the rest is left out with a warning.
pub const MOST_BYTES: usize = 1024 * 1024;

/// What problems call the log, which has no file name here.
const NAME: &str = "log";

/// Reads all events of a log or a paste, in order, and what is wrong with it.
pub fn read(bytes: &[u8]) -> (Vec<EventRecord>, Vec<Problem>) {
    let mut problems = Vec::new();
    if let Some(format) = binary_format(bytes) {
        let problem = Problem::error(NAME, 0, format!("binary logs ({format}) are not read yet"));
        problems.push(problem.suggest("save the log as text or XML in Event Viewer and try that"));
        return (Vec::new(), problems);
    }
    let text = decode(bytes, &mut problems);
    if text.contains('\0') {
        let problem = Problem::error(NAME, 0, "this is neither text nor a known kind of log");
        problems.push(problem.suggest("save the log as text or XML in Event Viewer and try that"));
        return (Vec::new(), problems);
    }
    let mut records = match xml::start(&text) {
        Some(start) => xml::read(text.get(start..).unwrap_or_default(), &mut problems),
        None => Vec::new(),
    };
    if records.is_empty() || xml::start(&text).is_some_and(|start| start > 0) {
        merge_text(&text, &mut records);
    }
    if records.len() >= MOST_EVENTS {
        records.truncate(MOST_EVENTS);
        let message = format!("the log has more than {MOST_EVENTS} events; the rest is left out");
        problems.push(Problem::warning(NAME, 0, message));
    }
    (records, problems)
}

/// Event Viewer puts the XML behind the text: the XML has the fields in every language the same, the text
/// has the message.
fn merge_text(text: &str, records: &mut Vec<EventRecord>) {
    let spoken = parse_records(text, MOST_EVENTS);
    if records.is_empty() {
        *records = spoken;
        return;
    }
    for (record, said) in records.iter_mut().zip(spoken) {
        if said.id == record.id && said.description.is_some() {
            record.description = said.description;
            record.kind = said.kind.or(record.kind.take());
            record.category = said.category.or(record.category.take());
        }
    }
}

fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"ElfFile\0") {
        return Some(".evtx");
    }
    (bytes.get(4..8) == Some(b"LfLe")).then_some(".evt")
}

/// The text of a log's bytes: UTF-16 with a byte order mark, UTF-8, or else Windows-1252.
fn decode<'b>(bytes: &'b [u8], problems: &mut Vec<Problem>) -> Cow<'b, str> {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let most = if encoding == encoding_rs::UTF_8 {
        MOST_BYTES
    } else {
        2 * MOST_BYTES
    };
    let mut body = bytes.get(mark..).unwrap_or_default();
    if body.len() > most {
        body = body.get(..most).unwrap_or_default();
        let message = "the log is longer than 1 MB; only its beginning is read";
        problems.push(Problem::warning(NAME, 0, message).suggest("export fewer events"));
        // A character cut in half must not make the whole text look like another encoding.
        let whole = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
        if encoding == encoding_rs::UTF_8 && body.len() - whole < 4 {
            body = body.get(..whole).unwrap_or_default();
        }
    }
    let (text, malformed) = encoding.decode_without_bom_handling(body);
    if malformed && encoding == encoding_rs::UTF_8 {
        return encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(body)
            .0;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const XML: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Service Control Manager' Guid='{0}'/><EventID Qualifiers='49152'>7000</EventID>\
        <Level>2</Level><TimeCreated SystemTime='2026-01-02T03:04:05Z'/><Computer>SRV1</Computer></System>\
        <EventData><Data Name='param1'>Spooler &amp; Co</Data><Data Name='param2'>%%1053</Data></EventData></Event>";

    #[test]
    fn reads_xml_with_and_without_a_root() {
        let rooted = format!("<?xml version=\"1.0\"?><Events>{XML}</Events>");
        for (text, count) in [
            (XML.to_owned(), 1),
            (format!("{XML}\n{XML}"), 2),
            (rooted, 1),
        ] {
            let (records, problems) = read(text.as_bytes());
            assert_eq!(records.len(), count);
            assert_eq!(problems, []);
            let record = &records[0];
            assert_eq!(record.source.as_deref(), Some("Service Control Manager"));
            assert_eq!(record.id, Some(7000));
            assert_eq!(record.kind.as_deref(), Some("Error"));
            assert_eq!(record.time.as_deref(), Some("2026-01-02T03:04:05Z"));
            assert_eq!(record.computer.as_deref(), Some("SRV1"));
            assert_eq!(record.description.as_deref(), Some("Spooler & Co %%1053"));
        }
    }

    #[test]
    fn takes_the_message_from_the_text_before_the_xml() {
        let text = format!(
            "Protokollname: System\nQuelle: Service Control Manager\nEreignis-ID: 7000\n\
             Beschreibung:\nDer Dienst startet nicht.\nEvent Xml:\n{XML}"
        );
        let (records, _) = read(text.as_bytes());
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].id, Some(7000));
        assert_eq!(
            records[0].description.as_deref(),
            Some("Der Dienst startet nicht.")
        );
    }

    #[test]
    fn reads_utf_16() {
        let text = "Event ID: 9\nSource: Foo\nDescription: über";
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let (records, _) = read(&bytes);
        assert_eq!(records[0].description.as_deref(), Some("über"));
    }

    #[test]
    fn says_what_it_cannot_read() {
        for (bytes, word) in [
            (b"ElfFile\0rest".as_slice(), ".evtx"),
            (b"\x30\0\0\0LfLe".as_slice(), ".evt"),
            (b"MZ\0\0".as_slice(), "neither"),
        ] {
            let (records, problems) = read(bytes);
            assert_eq!(records, []);
            assert!(problems[0].message.contains(word));
            assert!(problems[0].suggestion.contains("text"));
        }
    }

    #[test]
    fn broken_xml_keeps_the_events_before_the_break() {
        let text = format!("{XML}<Event><System><EventID>5</EventI");
        let (records, problems) = read(text.as_bytes());
        assert_eq!(records.len(), 1);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn entities_are_not_expanded() {
        let text = format!(
            "<!DOCTYPE a [<!ENTITY b \"bomb\">]>{}",
            XML.replace("&amp;", "&b;")
        );
        let (records, _) = read(text.as_bytes());
        assert!(
            records
                .iter()
                .all(|r| !r.description.as_deref().unwrap_or("").contains("bomb"))
        );
    }

    proptest! {
        #[test]
        fn never_fails(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }

        #[test]
        fn never_fails_on_xml(text in "(<Event>|<System>|</Event>|<EventID>|5|<Data>|</Data>|&|<|.){0,20}") {
            read(text.as_bytes());
        }
    }
}
