//! Sentences that name an event (`event 68 from Lamp on HOST: …`, `Lamp / 68`, `68: …`), and
//! sentences that say that a message is missing.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{
    super::{
        field::{Field, named},
        missing,
        record::Fields,
        source_name::is_source,
        value::source,
    },
    piece::{Form, Piece},
};
use crate::{budget::Budget, evidence::EventRecord};

/// The fewest words of a message.
const LEAST_WORDS: usize = 3;
/// Longer lines, in bytes, are not tried in every way.
const LONGEST_LINE: usize = 2_000;
/// How many bytes of the sentence with the event ID are examined.
const REACH: usize = 160;

fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "constant patterns, compiled by every test of this module"
    )]
    Regex::new(text).expect("the pattern compiles")
}

/// A number and the source after it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i-u)\bevent(?:\s?-?id)?s?\s{0,2}[:=#(]?\s{0,2}(?P<id>\d{1,5})\)?,?\s{1,3}(?:is\s|was\s)?(?:being\s)?(?:logged\s|reported\s|raised\s)?",
        r"(?:in\sthe\s[A-Za-z]{3,20}\s(?:event\s)?log\s)?(?:from|by|of|in|source)\s(?:the\s)?(?:event\s)?(?:source\s)?[:=]?\s?(?P<quote>[\x22'(]?)(?P<source>[A-Za-z.][\w.\-/]{1,60}(?:\s[\w.\-/()]{1,40}){0,5}?)[\x22')]?",
        r"(?:\s(?P<on>on)\s(?:the\s)?(?:server\s|host\s|computer\s|machine\s)?(?P<computer>[A-Za-z0-9][\w.\-]{1,60})|\s(?:every|each|show|shows|appear|appears|occur|occurs|come|comes|came|keep|keeps|before|because|but|then|since|when|after|while|with|and|is|was|has|at|again|today|says|saying|which|that|in|for|a)\b|[:;,(\n]|\.(?:\s|$)|\s-\s|\s{2}|$)",
    ))
});

/// A source and a number, alone on a line.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?-u)(?P<source>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)\s{0,2}(?:/|\||\s#|\s-|\s\(|\s(?u:–))\s{0,2}(?:(?i:event)\s?(?i:id)?\s?)?[:#]?(?P<id>\d{1,5})\)?",
        r"(?:\s?(?u:[:\-–])\s(?P<message>(?u:.+)))?$",
    ))
});
/// The same with the number first.
static NUMBER_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?-u)(?:(?i:event)\s?(?i:id)?\s?(?P<id>\d{1,5}),|(?:(?i:event)\s?(?i:id)?\s?)?(?P<number>\d{1,5})\s{0,2}(?:/|\||\s-))\s{0,2}(?P<source>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)(?:\s?(?u:[:–])\s(?P<message>(?u:.+)))?$",
    )
});
/// A source, a number and a message on one line, or with the source in brackets.
static SPACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?-u)^(?P<source>[A-Z][\w.\-]{1,40}(?:\s[\w.\-()]{1,30}){0,4}?)\s(?:(?i:event)\s(?i:id\s)?)?(?P<id>\d{1,5}):\s(?P<message>(?u:.+))$",
        r"|(?i:\bevent)\s(?i:id\s)?(?P<number>\d{1,5})\s\((?P<name>[A-Za-z][\w.\-]{1,40}(?:\s[\w.\-]{1,30}){0,4})\)[:,.]?\s(?P<said>(?u:.+))$",
    ))
});

/// A number and a message, and nothing else.
static ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<id>\d{1,5}):\s(?P<message>\p{Lu}.+)$"));

/// A source and the number after it.
static SOURCE_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u)\bsource\s(?P<source>[A-Za-z.][\w.\-/]{1,60}(?:\s[\w.\-/()]{1,40}){0,5}?),?\s(?:and\s)?(?:event\s)?id\s(?P<id>\d{1,5})\b",
    )
});

/// Words that come before a slash and a number without being a source.
const NO_SOURCES: [&str; 22] = [
    "windows", "office", "exchange", "server", "version", "page", "step", "line", "error", "kb",
    "sp", "build", "port", "date", "time", "day", "ticket", "case", "room", "phone", "tel", "code",
];

/// Words that are never part of a source's name, in lower case.
const NO_PARTS: [&str; 6] = ["event", "events", "id", "from", "and", "source"];

/// Whether a line certainly names an event with its source, or is a number with a message.
pub(super) fn opens(line: &str) -> bool {
    let line = line.trim();
    names(line) || line.len() < LONGEST_LINE && missing::find(line).is_some()
}

/// Whether a line opens an event, not counting a line that says that a message is missing: that
/// belongs to an event named before.
fn names(line: &str) -> bool {
    let line = line.trim();
    // Every event has an ID.
    line.len() < LONGEST_LINE
        && line.bytes().any(|byte| byte.is_ascii_digit())
        && (first_named(line).is_some() || pair(line).is_some() || ALONE.is_match(line))
}

/// The source, number and message of a line that has nothing else.
fn pair(line: &str) -> Option<(String, u32, Option<&str>)> {
    let line = line.trim();
    if line.len() > 4 * LONGEST_LINE {
        return None;
    }
    let found = [&*PAIR, &*NUMBER_FIRST, &*SPACED]
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
    let is_part = |word: &str| NO_PARTS.iter().any(|part| word.eq_ignore_ascii_case(part));
    let is_label = named(name).is_some() || last == "id" || name.split(' ').any(is_part);
    (!is_label && !NO_SOURCES.contains(&first.as_str()) && !year)
        .then(|| source(name).map(|name| (name, id, message)))?
}

/// Reads the events in sentences; all other text is prose.
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
        push_prose(text.get(done..start).unwrap_or_default(), pieces);
        pieces.push(Piece::Event(Form::Sentence, Box::new(record)));
        done = end.max(start + 1).min(text.len());
        while !text.is_char_boundary(done) {
            done += 1;
        }
        if pieces.len() > super::super::log::MAX_EVENTS {
            break;
        }
    }
    let rest = text.get(done..).unwrap_or_default();
    match budget.is_spent() {
        true => pieces.push(Piece::Unreached(rest.len())),
        false => push_prose(rest, pieces),
    }
}

fn push_prose(text: &str, pieces: &mut Vec<Piece>) {
    if !text.trim().is_empty() {
        pieces.push(Piece::Prose(text.to_owned()));
    }
}

/// The first event after a position, and the span of the event with its message.
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
    if !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut fields = Fields::default();
    let begins = text
        .get(..start)
        .is_none_or(|head| head.is_empty() || head.ends_with('\n'));
    if let Some((name, id, message)) = pair(bare).filter(|_| begins) {
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
    let (found, next) = first_named(line)?;
    // The text that names another event belongs to that one.
    let (line, line_end) = match next {
        Some(next) => (line.get(..next)?, start + next),
        None => (line, line_end),
    };
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
    let below = |said| match next {
        Some(_) => line_end,
        None => rest_end(text, line_end, said),
    };
    let text_to = |end| text.get(line_end..end).unwrap_or_default();
    let (message, end) = if is_said {
        let end = below(true);
        (format!("{said} {}", text_to(end)), end)
    } else if enough(text_to(below(false))) {
        let end = below(false);
        (text_to(end).trim().to_owned(), end)
    } else {
        let before = line.get(..found.get(0)?.start()).unwrap_or_default();
        let message = if enough(before) { before } else { said };
        (message.to_owned(), line_end)
    };
    fields.put(Field::Description, message.trim_matches(['"', ' ', '\n']));
    Some((fields.record()?, start, end))
}

/// The first event that a line certainly names with its source, and where the next one begins.
fn first_named(line: &str) -> Option<(Captures<'_>, Option<usize>)> {
    let lower = line.to_ascii_lowercase();
    let is_sourced = lower.contains("source");
    let words = [" from ", " by ", " of ", " in "];
    let is_named =
        lower.contains("event") && (is_sourced || words.iter().any(|word| lower.contains(word)));
    if !is_named && !is_sourced {
        return None;
    }
    let mut all = NAMED.captures_iter(line).filter(is_event);
    let first = all.next().or_else(|| SOURCE_ID.captures(line))?;
    let next = all.next().filter(|_| line.len() < LONGEST_LINE);
    let next = next.and_then(|next| Some(next.get(0)?.start()));
    Some((first, next))
}

/// Whether a sentence certainly means an event in a log: it says so (`event ID`, `source`), gives
/// the source in quotation marks or the computer's name, or the source is known or looks like one.
fn is_event(found: &Captures<'_>) -> bool {
    let whole = found.get(0).map_or("", |whole| whole.as_str());
    let text = |name| found.name(name).map_or("", |part| part.as_str());
    let source_at = found.name("source").map_or(0, |name| name.start());
    let from = found.get(0).map_or(0, |whole| whole.start());
    let head = whole.get(..source_at - from).unwrap_or_default();
    let says = |word: &str| {
        let lower = head.to_ascii_lowercase();
        lower
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|part| part == word)
    };
    let is_labeled = says("id") || says("ids") || says("eventid") || says("source");
    is_labeled
        || head.contains([':', '#', '='])
        || !text("quote").is_empty()
        || is_source(text("source"))
        || is_host(text("computer"))
}

/// The event that a text certainly names; the text after it is its message.
pub(super) fn named_event(text: &str) -> Option<EventRecord> {
    let found = opens(text).then(|| sentence(text, 0, text)).flatten();
    found.map(|(record, ..)| record)
}

fn is_host(name: &str) -> bool {
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }

    let upper = name.bytes().filter(u8::is_ascii_uppercase).count();
    upper >= 2 || name.bytes().any(|b| b.is_ascii_digit())
}

/// The missing message whose sentence begins on the line at a position.
fn missing_at(text: &str, start: usize) -> Option<(EventRecord, usize, usize)> {
    let line = text.get(start..).and_then(|rest| rest.lines().next())?;
    if !missing::may_begin(line) {
        return None;
    }
    let mut end = (start + 600).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let line_end = text
        .get(start..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |n| start + n);
    let head = missing::find(text.get(start..end)?)?;
    if start + head.start > line_end {
        return None;
    }
    let mut far = (start + 16 * 1024).min(text.len());
    while !text.is_char_boundary(far) {
        far -= 1;
    }
    let lost = missing::find(text.get(start..far)?)?;
    let mut fields = Fields::default();
    fields.put(Field::Id, &lost.id.to_string());
    fields.put(Field::Source, lost.source.as_deref().unwrap_or_default());
    fields.strings = lost.strings;
    Some((fields.record()?, start + lost.start, start + lost.end))
}

/// The lines from a position to the next empty line; empty lines at the beginning are skipped.
fn paragraph(text: &str, from: usize) -> String {
    let rest = text
        .get(from..paragraph_end(text, from))
        .unwrap_or_default();
    rest.trim().to_owned()
}

fn paragraph_end(text: &str, from: usize) -> usize {
    rest_end(text, from, false)
}

/// The end of the paragraph at a position; if `said` is false, of the paragraph that begins after
/// it.
fn rest_end(text: &str, from: usize, mut said: bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        let ends = match said {
            true => blank || opens(line),
            false => names(line),
        };
        if ends {
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
