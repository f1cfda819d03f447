//! Reads the events of any text: removes the wrapping, reads the containers, and merges events that
//! occur twice.

use std::collections::HashMap;

use super::{
    container::{Form, Piece, mentioned, pieces},
    log::MAX_EVENTS,
    messages::has_only_strings,
    reading::LogReading,
};
use crate::{
    budget::Budget,
    evidence::{EventRecord, fold_source},
};

/// The most events with fields that sentences are compared with.
const MAX_COMPARED: usize = 1_000;

/// The events of a text, and everything else in it.
pub(super) fn read(text: &str, budget: Budget) -> LogReading {
    let pieces = pieces(text, budget);
    let mut reading = LogReading::default();
    let mut found: Vec<(Form, EventRecord)> = Vec::new();
    let mut apart = true;
    let mut prose = String::new();
    for piece in pieces {
        match piece {
            Piece::Event(form, record) => {
                let record = *record;
                let full = found.len() > MAX_EVENTS;
                match found.last_mut().filter(|_| !apart) {
                    Some(last) if is_same(last, form, &record) => {
                        reading.keep_prose(&merge(last, form, record));
                    }
                    _ if !full => found.push((form, record)),
                    _ => {}
                }
                apart = false;
            }
            Piece::Prose(said) => {
                apart |= !is_bridge(&said);
                reading.keep_prose(&said);
                prose.push_str(&said);
                prose.push('\n');
            }
            Piece::Unread(text) => reading.keep_not_understood(&text),
            Piece::Unreached(bytes) => reading.count_unread(bytes),
        }
    }
    if found.is_empty() && !budget.is_spent() {
        found = mentioned(&prose)
            .into_iter()
            .map(|record| (Form::Sentence, record))
            .collect();
    }
    without_mentions(&mut found);
    reading.report_omissions();
    reading.records = found.into_iter().map(|(_, record)| record).collect();
    reading
}

/// Whether two neighbors are the text and the XML of the same event.
fn is_same(last: &(Form, EventRecord), form: Form, record: &EventRecord) -> bool {
    let forms = (last.0, form);
    let pair = matches!(
        forms,
        (Form::Fields, Form::Markup) | (Form::Markup, Form::Fields)
    );
    pair && are_alike(&last.1, record) && say_the_same(&last.1, record)
}

/// Whether two messages may be the same: if both exist, one is the beginning of the other.
fn say_the_same(one: &EventRecord, other: &EventRecord) -> bool {
    let said = |record: &EventRecord| match has_only_strings(record) {
        true => String::new(),
        false => record.description.clone().unwrap_or_default(),
    };
    let (one, other) = (said(one), said(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Whether they have the same event ID and no conflicting sources.
fn are_alike(one: &EventRecord, other: &EventRecord) -> bool {
    let fold = |record: &EventRecord| record.source.as_deref().map(fold_source);
    one.id == other.id && is_one_source(fold(one).as_deref(), fold(other).as_deref())
}

/// Whether two folded sources may be the same.
fn is_one_source(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.ends_with(other) || other.ends_with(one),
        _ => true,
    }
}

/// Merges two events into one: the markup gives the fields, the text gives the message. Text beyond
/// a message that the markup has, too, is returned.
fn merge(last: &mut (Form, EventRecord), form: Form, record: EventRecord) -> String {
    let (markup, text) = match form {
        Form::Markup => (record, std::mem::take(&mut last.1)),
        _ => (std::mem::take(&mut last.1), record),
    };
    let said = text.description.filter(|said| !said.is_empty());
    let is_strings = markup.description.as_deref() == Some(markup.strings.join(" ").as_str());
    let mut beyond = String::new();
    let description = match markup.description {
        Some(message) if !is_strings => {
            let rest = said
                .as_deref()
                .and_then(|said| said.strip_prefix(&*message));
            beyond = rest.unwrap_or_default().to_owned();
            Some(message)
        }
        strings => said.or(strings),
    };
    *last = (
        Form::Markup,
        EventRecord {
            source: markup.source.or(text.source),
            id: markup.id.or(text.id),
            kind: markup.kind.or(text.kind),
            category: text.category.or(markup.category),
            time: markup.time.or(text.time),
            computer: markup.computer.or(text.computer),
            description,
            log: markup.log.or(text.log),
            user: text.user.or(markup.user),
            strings: if markup.strings.is_empty() {
                text.strings
            } else {
                markup.strings
            },
            data: markup.data.or(text.data),
        },
    );
    beyond
}

/// Whether the text between two events is only the label between them.
fn is_bridge(said: &str) -> bool {
    let said = said.trim();
    said.len() < 40 && said.ends_with(':') || said.is_empty()
}

/// Drops events that sentences mention if the same events also exist with their fields.
fn without_mentions(found: &mut Vec<(Form, EventRecord)>) {
    let mut sources: HashMap<Option<u32>, Vec<Option<String>>> = HashMap::new();
    let full = found.iter().filter(|(form, _)| *form != Form::Sentence);
    for (_, record) in full.take(MAX_COMPARED) {
        let source = record.source.as_deref().map(fold_source);
        sources.entry(record.id).or_default().push(source);
    }
    found.retain(|(form, record)| {
        let source = record.source.as_deref().map(fold_source);
        let same = sources.get(&record.id).filter(|_| *form == Form::Sentence);
        !same.is_some_and(|same| {
            let mut same = same.iter();
            same.any(|other| is_one_source(source.as_deref(), other.as_deref()))
        })
    });
}
