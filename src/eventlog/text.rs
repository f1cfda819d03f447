//! Reads pasted events and exported rows.

use super::log::{Events, Log, MOST_EVENTS};
use crate::evidence::{EventRecord, parse_records};

/// The events of any text.
pub(super) fn read(log: &Log<'_>) -> Option<Events> {
    Some((parse_records(log.text(), MOST_EVENTS), Vec::new()))
}

/// Adds what the text around XML says of its events. Event Viewer puts the XML behind the text: the
/// XML has the fields in every language the same, the text has the message.
pub(super) fn merge(text: &str, records: &mut Vec<EventRecord>) {
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
