//! Reads the events of any text: takes off what it is wrapped in, reads its containers, and makes
//! one event of what is there twice.

use super::{
    container::{Form, Piece, alone, pieces},
    log::MOST_EVENTS,
    reading::Reading,
};
use crate::{
    budget::Budget,
    evidence::{EventRecord, fold_source},
};

/// The events of a text, and what else is in it.
pub(super) fn read(text: &str, budget: Budget) -> Reading {
    let pieces = pieces(text, budget);
    let mut reading = Reading::default();
    let mut found: Vec<(Form, EventRecord)> = Vec::new();
    let mut apart = true;
    let mut prose = String::new();
    for piece in pieces {
        match piece {
            Piece::Event(form, record) => {
                let record = *record;
                let full = found.len() > MOST_EVENTS;
                match found.last_mut().filter(|_| !apart) {
                    Some(last) if is_same(last, form, &record) => merge(last, form, record),
                    _ if !full => found.push((form, record)),
                    _ => {}
                }
                apart = false;
            }
            Piece::Prose(said) => {
                apart |= !is_bridge(&said);
                reading.say(&said);
                prose.push_str(&said);
                prose.push('\n');
            }
            Piece::Unread(text) => reading.wonder(&text),
            Piece::Unreached(bytes) => reading.leave(bytes),
        }
    }
    if found.is_empty() && !budget.is_spent() {
        found = alone(&prose)
            .into_iter()
            .map(|record| (Form::Sentence, record))
            .collect();
    }
    without_mentions(&mut found);
    reading.warn();
    reading.records = found.into_iter().map(|(_, record)| record).collect();
    reading
}

/// Whether two neighbours are the text and the XML of one event.
fn is_same(last: &(Form, EventRecord), form: Form, record: &EventRecord) -> bool {
    let forms = (last.0, form);
    let pair = matches!(
        forms,
        (Form::Fields, Form::Markup) | (Form::Markup, Form::Fields)
    );
    pair && are_alike(&last.1, record)
}

/// The same number, and no source or computer that differs.
fn are_alike(one: &EventRecord, other: &EventRecord) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => {
            let (one, other) = (fold_source(one), fold_source(other));
            one == other || one.ends_with(&other) || other.ends_with(&one)
        }
        _ => true,
    };
    one.id == other.id && same(&one.source, &other.source)
}

/// The markup has the fields, the text has the message.
fn merge(last: &mut (Form, EventRecord), form: Form, record: EventRecord) {
    let (markup, text) = match form {
        Form::Markup => (record, std::mem::take(&mut last.1)),
        _ => (std::mem::take(&mut last.1), record),
    };
    let said = text.description.filter(|said| !said.is_empty());
    let is_strings = markup.description.as_deref() == Some(markup.strings.join(" ").as_str());
    let description = match markup.description {
        Some(message) if !is_strings => Some(message),
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
}

/// Whether what is said between two events is only the label between them.
fn is_bridge(said: &str) -> bool {
    let said = said.trim();
    said.len() < 40 && said.ends_with(':') || said.is_empty()
}

/// Drops what sentences say of events that are there with their fields.
fn without_mentions(found: &mut Vec<(Form, EventRecord)>) {
    let full: Vec<EventRecord> = found
        .iter()
        .filter(|(form, _)| *form != Form::Sentence)
        .map(|(_, record)| record.clone())
        .collect();
    if full.is_empty() || full.len() == found.len() {
        return;
    }
    let mut ids: Vec<u32> = full.iter().filter_map(|record| record.id).collect();
    ids.sort_unstable();
    found.retain(|(form, record)| {
        *form != Form::Sentence
            || record.id.is_none_or(|id| ids.binary_search(&id).is_err())
            || !full
                .iter()
                .take(1_000)
                .any(|other| are_alike(other, record))
    });
}
