//! Sentences that name an event: `event 68 from Lamp on HOST: …`, `Lamp / 68`, `68: …`, and those
//! that say that a message is missing.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::{
        field::{Field, named},
        missing,
        record::Fields,
        value::source,
    },
    piece::{Form, Piece},
};
use crate::{
    budget::Budget,
    evidence::{EventRecord, events},
};

/// A message has so many words at least.
const LEAST_WORDS: usize = 3;
/// The number's own sentence is looked at in so many bytes.
const REACH: usize = 160;

fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "constant patterns, compiled by every test of this module"
    )]
    Regex::new(text).expect("the pattern compiles")
}

/// A number and the source behind it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i-u)\bevent(?:\s?-?id)?s?\s{0,2}[:=#(]?\s{0,2}(?P<id>\d{1,5})\)?,?\s{1,3}(?:is\s|was\s)?(?:being\s)?(?:logged\s|reported\s|raised\s)?",
        r"(?:from|by|of|in|source)\s(?:the\s)?(?:event\s)?(?:source\s)?[:=]?\s?(?P<quote>[\x22'(]?)(?P<source>[A-Za-z.][\w.\-/]{1,60}(?:\s[\w.\-/()]{1,40}){0,5}?)[\x22')]?",
        r"(?:\s(?P<on>on)\s(?:the\s)?(?:server\s|host\s|computer\s|machine\s)?(?P<computer>[A-Za-z0-9][\w.\-]{1,60})|\s(?:every|each|since|when|after|while|with|and|is|was|has|at|again|today|says|saying|which|that|in|for|a)\b|[:;,(\n]|\.(?:\s|$)|\s-\s|\s{2}|$)",
    ))
});

/// A source and a number, alone in a line.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?-u)(?P<source>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)\s{0,2}(?:/|\||\s#|\s-|\s\(|\s(?u:–))\s{0,2}(?:(?i:event)\s?(?i:id)?\s?)?[:#]?(?P<id>\d{1,5})\)?",
        r"(?:\s?(?u:[:\-–])\s(?P<message>(?u:.+)))?$",
    ))
});
static RIAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?-u)(?:(?i:event)\s?(?i:id)?\s?)?(?P<id>\d{1,5})\s{0,2}(?:/|\||\s-)\s{0,2}(?P<source>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)(?:\s?(?u:[:–])\s(?P<message>(?u:.+)))?$",
    )
});
/// A source, a number and a message in one line, or the source in brackets.
static SPACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?-u)^(?P<source>[A-Z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)\s(?:(?i:event)\s(?i:id\s)?)?(?P<id>\d{1,5}):\s(?P<message>(?u:.+))$",
        r"|(?i:\bevent)\s(?i:id\s)?(?P<number>\d{1,5})\s\((?P<name>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-]{1,30}){0,4})\)[:,.]?\s(?P<said>(?u:.+))$",
    ))
});

/// A number and a message, with nothing else.
static ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<id>\d{1,5}):\s(?P<message>\p{Lu}.+)$"));

/// A source and the number behind it.
static SOURCE_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u)\bsource\s(?P<source>[A-Za-z.][\w.\-/]{1,60}(?:\s[\w.\-/()]{1,40}){0,5}?),?\s(?:and\s)?(?:event\s)?id\s(?P<id>\d{1,5})\b",
    )
});

/// Words that stand before a slash and a number without being a source.
const NO_SOURCES: [&str; 22] = [
    "windows", "office", "exchange", "server", "version", "page", "step", "line", "error", "kb",
    "sp", "build", "port", "date", "time", "day", "ticket", "case", "room", "phone", "tel", "code",
];

/// Things that have an ID of their own.
const NUMBERED_THINGS: [&str; 10] = [
    "ticket", "case", "request", "incident", "order", "customer", "asset", "session", "user",
    "process",
];

/// Whether a line surely names an event with its source, or is a number with a message.
pub(super) fn opens(line: &str) -> bool {
    let line = line.trim();
    line.len() < 2_000
        && (NAMED.is_match(line)
            || SOURCE_ID.is_match(line)
            || pair(line).is_some()
            || ALONE.is_match(line)
            || missing::message(line).is_some())
}

/// The source, number and message of a line that has nothing else.
fn pair(line: &str) -> Option<(String, u32, Option<&str>)> {
    let line = line.trim();
    let found = [&*PAIR, &*RIAP, &*SPACED]
        .into_iter()
        .find_map(|pattern| pattern.captures(line))?;
    let either = |one: &str, other: &str| found.name(one).or_else(|| found.name(other));
    let has_name = found.name("name").is_some();
    let either = |one, other| {
        if has_name {
            either(other, one)
        } else {
            either(one, other)
        }
    };
    let name = either("source", "name")?.as_str();
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let id: u32 = either("id", "number")?
        .as_str()
        .parse()
        .ok()
        .filter(|id| *id <= 65_535)?;
    let year = (1980..2040).contains(&id)
        && name.split(' ').count() == 1
        && name.chars().all(|c| c.is_ascii_lowercase());
    let message = either("message", "said").map(|message| message.as_str());
    let is_label = named(name).is_some() || last == "id";
    (!is_label && !NO_SOURCES.contains(&first.as_str()) && !year)
        .then(|| source(name).map(|name| (name, id, message)))?
}

/// Reads the events of sentences; all else is prose.
pub(super) fn read(text: &str, budget: Budget, pieces: &mut Vec<Piece>) {
    if text.trim().is_empty() {
        return;
    }
    if let [record] = alone_in_paragraph(text).as_slice() {
        pieces.push(Piece::Event(Form::Sentence, Box::new(record.clone())));
        return;
    }
    let mut done = 0;
    while let Some((record, start, end)) = next(text, done, budget) {
        say(text.get(done..start).unwrap_or_default(), pieces);
        pieces.push(Piece::Event(Form::Sentence, Box::new(record)));
        done = end.max(start + 1).min(text.len());
        while !text.is_char_boundary(done) {
            done += 1;
        }
        if pieces.len() > super::super::log::MOST_EVENTS {
            break;
        }
    }
    let rest = text.get(done..).unwrap_or_default();
    match budget.is_spent() {
        true => pieces.push(Piece::Unreached(rest.len())),
        false => say(rest, pieces),
    }
}

fn say(text: &str, pieces: &mut Vec<Piece>) {
    if !text.trim().is_empty() {
        pieces.push(Piece::Prose(text.to_owned()));
    }
}

/// The first event behind a place, and its span with its message.
fn next(text: &str, from: usize, budget: Budget) -> Option<(EventRecord, usize, usize)> {
    let rest = text.get(from..)?;
    let mut offset = from;
    let lines = rest.split_inclusive('\n');
    for line in lines.take_while(|_| !budget.is_spent()) {
        let found = sentence(text, offset, line);
        if found.is_some() {
            return found;
        }
        offset += line.len();
    }
    None
}

/// The event that a line names.
fn sentence(text: &str, start: usize, line: &str) -> Option<(EventRecord, usize, usize)> {
    let bare = line.trim();
    if bare.is_empty() {
        return None;
    }
    let line_end = start + line.len();
    if let Some(lost) = missing_at(text, start) {
        return Some(lost);
    }
    let mut fields = Fields::default();
    if let Some((name, id, message)) = pair(bare) {
        let (message, end) = match message {
            Some(message) => {
                let end = rest_end(text, line_end, true);
                let rest = text.get(line_end..end).unwrap_or_default();
                (format!("{message} {rest}"), end)
            }
            None => (paragraph(text, line_end), paragraph_end(text, line_end)),
        };
        if message.split_whitespace().count() < LEAST_WORDS {
            return None;
        }
        fields.put(Field::Source, &name);
        fields.put(Field::Id, &id.to_string());
        fields.put(Field::Description, &message);
        return Some((fields.record()?, start, end));
    }
    let found = NAMED.captures(line).or_else(|| SOURCE_ID.captures(line))?;
    let name = found.name("source")?;
    fields.put(Field::Source, name.as_str());
    fields.put(Field::Id, found.name("id")?.as_str());
    let mut behind = name.end().max(found.name("id")?.end());
    if let Some(computer) = found.name("computer").filter(|name| is_host(name.as_str())) {
        fields.put(Field::Computer, computer.as_str());
        behind = computer.end();
    }
    let after = line
        .get(behind..)
        .unwrap_or_default()
        .trim_start_matches(['"', '\'', ')']);
    let colon = after.find(": ").filter(|colon| *colon < REACH);
    let said = match colon {
        Some(colon) => after.get(colon + 2..).unwrap_or_default(),
        None => after.trim_start_matches([':', '-', '.', ',', ';', ' ', '–']),
    };
    let enough = |text: &str| text.split_whitespace().count() >= LEAST_WORDS;
    let is_said = colon.is_some() || enough(said);
    let end = rest_end(text, line_end, is_said);
    let rest = text.get(line_end..end).unwrap_or_default();
    let below = paragraph(text, line_end);
    let message = if is_said {
        format!("{said} {rest}")
    } else if enough(&below) {
        below
    } else {
        let before = line.get(..found.get(0)?.start()).unwrap_or_default();
        if enough(before) {
            before.to_owned()
        } else {
            said.to_owned()
        }
    };
    fields.put(Field::Description, message.trim_matches(['"', ' ', '\n']));
    Some((fields.record()?, start, end))
}

fn is_host(name: &str) -> bool {
    let upper = name.bytes().filter(u8::is_ascii_uppercase).count();
    upper >= 2 || name.bytes().any(|b| b.is_ascii_digit())
}

/// The missing message whose sentence begins in the line at a place.
fn missing_at(text: &str, start: usize) -> Option<(EventRecord, usize, usize)> {
    let mut end = (start + 600).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let line_end = text
        .get(start..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |n| start + n);
    let head = missing::message(text.get(start..end)?)?;
    if start + head.start > line_end {
        return None;
    }
    let mut far = (start + 16 * 1024).min(text.len());
    while !text.is_char_boundary(far) {
        far -= 1;
    }
    let lost = missing::message(text.get(start..far)?)?;
    let mut fields = Fields::default();
    fields.put(Field::Id, &lost.id.to_string());
    fields.put(Field::Source, lost.source.as_deref().unwrap_or_default());
    fields.strings = lost.strings;
    Some((fields.record()?, start + lost.start, start + lost.end))
}

/// The lines from a place up to an empty one, past empty lines at its beginning.
fn paragraph(text: &str, from: usize) -> String {
    let rest = text
        .get(from..paragraph_end(text, from))
        .unwrap_or_default();
    rest.trim().to_owned()
}

fn paragraph_end(text: &str, from: usize) -> usize {
    rest_end(text, from, false)
}

/// Where the paragraph ends that a place is in, or begins behind where nothing was said yet.
fn rest_end(text: &str, from: usize, mut said: bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if said && (blank || opens(line)) {
            break;
        }
        said |= !blank;
        at += line.len();
    }
    from + at
}

/// The event of a text that is nothing but a number and a message.
fn alone_in_paragraph(text: &str) -> Vec<EventRecord> {
    let bare = text.trim();
    let all = super::super::value::joined(bare);
    let Some(found) = ALONE.captures(&all).filter(|_| !bare.contains("\n\n")) else {
        return Vec::new();
    };
    let said = found.name("message").map_or("", |message| message.as_str());
    let single = bare
        .lines()
        .filter(|line| ALONE.is_match(line.trim()))
        .count()
        == 1;
    let mut fields = Fields::default();
    fields.put(Field::Id, found.name("id").map_or("", |id| id.as_str()));
    fields.put(Field::Description, said);
    let enough = single && said.split(' ').count() > LEAST_WORDS;
    fields.record().filter(|_| enough).into_iter().collect()
}

/// The events of a text in which nothing else was read: a bare number counts, too.
pub fn alone(text: &str) -> Vec<EventRecord> {
    mentioned(text)
}

/// Whether what is at a place is the number of something else: `Ticket ID: 5`.
fn is_numbered_thing(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let near = head.floor_char_boundary(head.len().saturating_sub(32));
    let near = head.get(near..).unwrap_or_default();
    let word = near.split_whitespace().next_back().unwrap_or_default();
    NUMBERED_THINGS
        .iter()
        .any(|thing| word.eq_ignore_ascii_case(thing))
}

/// Events as any text mentions them; what follows is the message.
fn mentioned(text: &str) -> Vec<EventRecord> {
    let mut mentions = events(text);
    mentions.retain(|mention| !is_numbered_thing(text, mention.span.start));
    let Some(first) = mentions.first() else {
        return Vec::new();
    };
    let mut records = Vec::new();
    let mut from = 0;
    let mut kept: Vec<_> = vec![first];
    for mention in mentions.iter().skip(1) {
        let head = text.get(..mention.span.start).unwrap_or_default();
        let opens_line = head.bytes().rev().take(60).any(|b| b == b'\n');
        let fresh = kept.last().is_none_or(|last| last.span != mention.span);
        if opens_line && fresh && mention.source.is_some() {
            kept.push(mention);
        }
    }
    for (index, mention) in kept.iter().enumerate() {
        let end = kept.get(index + 1).map_or(text.len(), |next| {
            let head = text.get(..next.span.start).unwrap_or_default();
            head.rfind('\n')
                .map_or(mention.span.end, |n| n + 1)
                .max(mention.span.end)
        });
        let after = text.get(mention.span.end..end).unwrap_or_default();
        let after = without_source(after, mention.source.as_deref());
        let enough = |text: &str| text.split_whitespace().count() >= LEAST_WORDS;
        let before = text.get(from..mention.span.start).unwrap_or_default();
        let said = if !enough(after) && enough(before) {
            before
        } else {
            after
        };
        let mut fields = Fields::default();
        fields.put(Field::Id, &mention.id.to_string());
        fields.put(Field::Source, mention.source.as_deref().unwrap_or_default());
        fields.put(Field::Description, said);
        records.extend(fields.record());
        from = mention.span.end;
    }
    records
}

/// What follows a mention, without the words that only name the source.
fn without_source<'t>(after: &'t str, source: Option<&str>) -> &'t str {
    let named = source.and_then(|source| Some((after.find(source)?, source.len())));
    let rest = match named {
        Some((at, length)) if at < 30 => after.get(at + length..).unwrap_or_default(),
        _ => after,
    };
    rest.trim_start_matches([':', '-', '.', ',', ')', '(', '"', ' ', '\t', '\r', '\n'])
}
