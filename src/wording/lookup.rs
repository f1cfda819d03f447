//! Names what a text mentions.

use crate::{
    evidence::{Code, Family},
    guide::Fit,
    lookup::{Change, EventSource, GuideReason, GuideStart, SimilarKey, Subject, Topic},
    number::{counted, grouped},
};

/// The most events that are listed for a guide.
const EVENTS_COVERED: usize = 6;

/// The name of a subject: `Event 68 from MSExchangeCCMC`, `Error 5`.
pub fn subject(subject: &Subject<'_>) -> String {
    match subject {
        Subject::Event(id, EventSource::Named(source)) => {
            format!("Event {id} from {}", source.name)
        }
        Subject::Event(id, EventSource::Unknown) => format!("Event {id}, unknown source"),
        Subject::Event(id, EventSource::Any) => format!("Event {id}"),
        Subject::Code(code, number) => code_name(code, *number),
        Subject::Article(id) | Subject::Missing(id) => format!("Article {id}"),
    }
}

/// The sentence about a topic that no article mentions; empty if one does.
pub fn nothing_known(topic: &Topic<'_>) -> String {
    match (&topic.subject, topic.total) {
        (Subject::Missing(id), 0) => {
            format!("{id} is not in this knowledge base, and no article cites it.")
        }
        (Subject::Missing(id), 1) => {
            format!("{id} is not in this knowledge base. One article cites it:")
        }
        (Subject::Missing(id), count) => format!(
            "{id} is not in this knowledge base. {} articles cite it:",
            grouped(count)
        ),
        (Subject::Event(id, EventSource::Named(source)), 0) => {
            format!("No article mentions event {id} from {}.", source.name)
        }
        (Subject::Event(id, _), 0) => format!("No article mentions event {id}."),
        (Subject::Code(..), 0) => "No article mentions this code.".to_owned(),
        _ => String::new(),
    }
}

/// The name of something similar to what was named.
pub fn near(near: &SimilarKey<'_>) -> String {
    match near {
        SimilarKey::Code(code, _) => code_name(code, None),
        SimilarKey::Event(_, id) => format!("Event {id}"),
        SimilarKey::Source(source) => match source.events {
            1 => format!("The event from {}", source.name),
            events => format!("All {} from {}", counted(events, "event"), source.name),
        },
    }
}

/// Why a guide was found.
pub fn guide_reason(reason: GuideReason) -> &'static str {
    match reason {
        GuideReason::Claim => "handles this event or code",
        GuideReason::Title => "words in the title",
        GuideReason::Symptom => "words in a symptom",
        GuideReason::Answer => "words in an answer",
        GuideReason::Step => "words in a step",
    }
}

/// The text of the button that starts a guide.
pub fn start_guide(start: &GuideStart<'_>) -> String {
    match start.event {
        Some(id) => format!("Start the guide for event {id}"),
        None => "Start the guide".to_owned(),
    }
}

/// What a guide covers, for someone who may start it for an event; empty for a guide that is
/// started otherwise.
pub fn guide_covers(start: &GuideStart<'_>) -> String {
    let Some(id) = start.event else {
        return String::new();
    };
    let others = start.covered();
    let listed: Vec<String> = (others.iter())
        .filter(|one| **one != id)
        .take(EVENTS_COVERED)
        .map(ToString::to_string)
        .collect();
    let more = match others.len() > EVENTS_COVERED {
        true => " and more",
        false => "",
    };
    let events = match listed.len() {
        0 => String::new(),
        1 => format!("event {}", listed.join("")),
        _ => format!("events {}{more}", listed.join(", ")),
    };
    match start.fit {
        Fit::Full if others.len() < 2 => String::new(),
        Fit::Full => format!("also covers {events}"),
        Fit::General if events.is_empty() => {
            format!(
                "covers other messages of event {id}; for this message, only the general steps apply"
            )
        }
        Fit::General => format!("covers {events}; for event {id}, only the general steps apply"),
    }
}

/// The description of a changed search; `filter` gives a filter's name and value.
pub fn change(change: &Change, filter: impl Fn(crate::search::FilterKind) -> String) -> String {
    match change {
        Change::WithoutFilter(one) => format!("Without {}", filter(*one)),
        Change::WithoutFilters => "Without any filters".to_owned(),
        Change::WithoutQuotes(_) => "The words in any order, without the quotes".to_owned(),
        Change::WithoutWords { words, .. } => {
            let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
            format!("Without {}", words.join(" and "))
        }
    }
}

/// The name of a code (`Error 5`). `number` holds the digits as typed; if they were read as
/// hexadecimal, they are shown: `1645` gives `Error 5701 (0x1645)`.
fn code_name(code: &Code, number: Option<u32>) -> String {
    let mut name = code.commonest_spelling();
    let is_word = name.split(' ').next().is_some_and(|word| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        word.len() > 2 && word.bytes().all(is_letter)
    });
    if let Some(first) = name.get_mut(..1).filter(|_| is_word) {
        first.make_ascii_uppercase();
    }
    if let Some(number) = number.filter(|_| code.family == Family::Win32)
        && code.value != number.to_string()
    {
        name.push_str(&format!(" (0x{number})"));
    }
    name
}

/// The name of an event that was read from a log.
pub fn event_read(source: Option<&str>, id: Option<u32>) -> String {
    match (source, id) {
        (Some(source), Some(id)) => format!("Event {id} from {source}"),
        (None, Some(id)) => format!("Event {id}, unknown source"),
        (Some(source), None) => format!("An event from {source} without an ID"),
        (None, None) => "A message without an event ID".to_owned(),
    }
}
