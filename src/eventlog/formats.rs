//! The formats of logs, and which of them reads a log.
//!
//! What the bytes are is told from their content, never from a name. Reading never fails: it
//! returns what could be read and what is wrong.

use super::{
    binary,
    log::{Events, Log, MOST_EVENTS, NAME},
    text, xml,
};
use crate::{evidence::EventRecord, number::grouped, problem::Problem};

/// Every format: each gives the events of a log that is its own, and nothing otherwise. The first
/// that does reads the log, so those that are sure come before those that take anything.
const FORMATS: [fn(&Log<'_>) -> Option<Events>; 4] =
    [binary::log, binary::other, xml::read, text::read];

/// Reads all events of a log or a paste, in order, and what is wrong with it.
pub fn read(bytes: &[u8]) -> (Vec<EventRecord>, Vec<Problem>) {
    let log = Log::new(bytes);
    let read = FORMATS.iter().find_map(|read| read(&log));
    let (mut records, found) = read.unwrap_or_default();
    let mut problems: Vec<Problem> = log.into_problem().into_iter().chain(found).collect();
    if records.len() >= MOST_EVENTS {
        records.truncate(MOST_EVENTS);
        let message = format!(
            "the log has more than {} events; the rest were skipped",
            grouped(MOST_EVENTS)
        );
        problems.push(Problem::warning(NAME, 0, message));
    }
    (records, problems)
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
