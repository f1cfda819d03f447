//! JSON of any program: events are the objects with the known keys, however deep they are; the
//! texts in other objects are read like pastes of their own.

use std::{collections::BTreeSet, ops::Range};

use serde_json::{Map, Value};

use super::{
    super::{
        field::{Field, named},
        record::Fields,
        utc,
    },
    piece::{Form, Piece},
};

/// Objects that describe something else than the event.
const FOREIGN: [&str; 16] = [
    "rule",
    "agent",
    "manager",
    "decoder",
    "predecoder",
    "process",
    "ecs",
    "input",
    "cluster",
    "user",
    "_shards",
    "elastic_agent",
    "data_stream",
    "fields",
    "beat",
    "related",
];
/// Objects whose values are the event's strings.
const STRINGS: [&str; 6] = [
    "event_data",
    "eventdata",
    "user_data",
    "userdata",
    "replacementstrings",
    "insertionstrings",
];
/// A text without line ends is looked into from this length on.
const LONG: usize = 40;

/// The values in a text, each with its span. What is cut off at its end is closed.
pub(super) fn values(text: &str) -> Vec<(Range<usize>, Value)> {
    let mut values = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['{', '['])) {
        let start = from + at;
        let rest = text.get(start..).unwrap_or_default();
        if !opens(rest) {
            from = start + 1;
            continue;
        }
        let (length, closing) = extent(rest);
        let body = rest.get(..length).unwrap_or_default();
        let value = match closing.is_empty() {
            true => serde_json::from_str(body).ok(),
            false => closed(body, &closing),
        };
        values.extend(value.map(|value| (start..start + length, value)));
        from = start + length.max(1);
    }
    values
}

/// Whether an object, or a list of objects, begins here.
fn opens(text: &str) -> bool {
    let signs = text.bytes().take(200);
    let is_sign = |byte: &u8| matches!(byte, b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n');
    let head = signs.take_while(is_sign).count();
    let signs = text.get(..head).unwrap_or_default();
    signs.contains('{')
        && text
            .get(head..)
            .is_some_and(|inside| inside.starts_with('"'))
}

/// How long the value is that a text begins with, and what is missing at its end.
fn extent(text: &str) -> (usize, String) {
    let mut open: Vec<char> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
                if open.is_empty() {
                    return (at + 1, String::new());
                }
            }
            _ => {}
        }
    }
    let mut closing = String::new();
    if quoted {
        closing.push('"');
    }
    closing.extend(open.iter().rev());
    (text.len(), closing)
}

/// A value whose end was cut off.
fn closed(body: &str, closing: &str) -> Option<Value> {
    let body = body.trim_end().trim_end_matches([',', '\\']);
    let whole = |body: &str| serde_json::from_str(&format!("{body}{closing}")).ok();
    // A key without its value goes, too.
    let shorter = || {
        let comma = body.rfind(",\"").or_else(|| body.rfind(", \""))?;
        let quotes = body.get(comma..)?.matches('"').count() % 2;
        let closing = if quotes == 1 {
            closing.trim_start_matches('"')
        } else {
            closing
        };
        serde_json::from_str(&format!("{}{closing}", body.get(..comma)?)).ok()
    };
    whole(body).or_else(shorter)
}

/// Reads the events of a value; `text` reads the texts of objects that are none.
pub(super) fn read(
    value: &Value,
    pieces: &mut Vec<Piece>,
    text: &mut dyn FnMut(&str, &mut Vec<Piece>),
) {
    match value {
        Value::Array(values) => {
            for value in values {
                read(value, pieces, text);
            }
        }
        Value::Object(object) => {
            let record = (numbers(object).len() <= 1)
                .then(|| fields(object).record())
                .flatten();
            if let Some(record) = record {
                pieces.push(Piece::Event(Form::Markup, Box::new(record)));
                return;
            }
            for value in object.values() {
                read(value, pieces, text);
            }
        }
        Value::String(string) if string.contains('\n') || string.len() >= LONG => {
            text(string, pieces)
        }
        _ => {}
    }
}

/// The different numbers of events in an object and in those in it.
fn numbers(object: &Map<String, Value>) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for (key, value) in object.iter().filter(|(key, _)| !is_foreign(key)) {
        let is_whole = matches!(
            last(key).to_ascii_lowercase().as_str(),
            "instanceid" | "eventidentifier"
        );
        if let Value::Object(inside) = value {
            numbers.append(&mut self::numbers(inside));
        } else if !is_whole && is_number(object, key, value) {
            numbers.extend(plain(value));
        }
    }
    numbers
}

fn is_foreign(key: &str) -> bool {
    FOREIGN.contains(&key.to_ascii_lowercase().as_str())
}

/// The words of a key behind its dots, in one.
fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// Whether a key is surely that of an event's number.
fn is_number(object: &Map<String, Value>, key: &str, value: &Value) -> bool {
    let name: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let is_id = match name.as_str() {
        "id" => [
            "ProviderName",
            "LevelDisplayName",
            "RecordId",
            "ProviderId",
            "provider_name",
            "providerName",
        ]
        .iter()
        .any(|companion| object.contains_key(*companion)),
        "eventid" | "eventcode" | "winlogeventid" | "instanceid" | "eventidentifier" | "evtid" => {
            true
        }
        "code" => object.contains_key("provider"),
        other => other.ends_with("systemeventid") || other.ends_with("winlogeventid"),
    };
    let filled = match value {
        Value::Number(_) | Value::Object(_) => true,
        Value::String(text) => text.trim().parse::<i64>().is_ok(),
        _ => false,
    };
    is_id && filled
}

/// The fields of an object and of those in it; the surest name of a field comes first.
fn fields(object: &Map<String, Value>) -> Fields {
    let mut found: Vec<(u8, Field, String)> = Vec::new();
    let mut strings = Fields::default();
    gather(object, &mut found, &mut strings);
    found.sort_by_key(|(rank, _, _)| *rank);
    let mut fields = strings;
    for (_, field, value) in found {
        fields.put(field, &value);
    }
    fields
}

fn gather(object: &Map<String, Value>, found: &mut Vec<(u8, Field, String)>, strings: &mut Fields) {
    for (key, value) in object {
        let name = last(key);
        let folded = name.to_ascii_lowercase();
        if STRINGS.contains(&folded.as_str()) {
            add_strings(value, strings);
            continue;
        }
        if is_number(object, key, value) {
            let field = match folded.as_str() {
                "instanceid" | "eventidentifier" => Field::Identifier,
                _ => Field::Id,
            };
            found.push((0, field, plain(value).unwrap_or_default()));
            continue;
        }
        if let Value::Object(inside) = value {
            match (folded.as_str(), named(name)) {
                ("host" | "hostname", _) => {
                    let host = ["hostname", "name"].iter().find_map(|key| inside.get(*key));
                    found.extend(host.and_then(plain).map(|host| (3, Field::Computer, host)));
                }
                ("event", _) => {
                    for (key, field) in [
                        ("provider", Field::Source),
                        ("code", Field::Id),
                        ("created", Field::Moment),
                    ] {
                        let value = inside.get(key).and_then(plain);
                        let rank = if field == Field::Moment { 4 } else { 2 };
                        found.extend(value.map(|value| (rank, field, value)));
                    }
                    if !inside.contains_key("code") && !inside.contains_key("provider") {
                        gather(inside, found, strings);
                    }
                }
                ("log", _) => {
                    let level = inside.get("level").and_then(plain);
                    found.extend(level.map(|level| (1, Field::Level, level)));
                }
                (_, Some(Field::Moment | Field::Date | Field::Time)) => {
                    let when = inside
                        .get("DateTime")
                        .or_else(|| inside.get("value"))
                        .or_else(|| inside.get("SystemTime"));
                    let when = when.or_else(|| inside.get("@SystemTime"));
                    found.extend(
                        when.and_then(plain)
                            .map(|when| (0, Field::Moment, moment_of(&when))),
                    );
                }
                (_, Some(Field::Id)) => {
                    let number = ["value", "#text", "_", "Value"]
                        .iter()
                        .find_map(|key| inside.get(*key));
                    found.extend(number.and_then(plain).map(|number| (0, Field::Id, number)));
                }
                (_, Some(Field::Source)) => {
                    let name = ["Name", "name", "@Name", "EventSourceName"]
                        .iter()
                        .find_map(|key| inside.get(*key));
                    found.extend(name.and_then(plain).map(|name| (0, Field::Source, name)));
                }
                _ if is_foreign(name) => {}
                _ => gather(inside, found, strings),
            }
            continue;
        }
        let Some(field) = field_of(key, name) else {
            continue;
        };
        if field == Field::Strings || (value.is_array() && field == Field::Description) {
            add_strings(value, strings);
            continue;
        }
        let Some(value) = plain(value) else { continue };
        let value = match field {
            Field::Moment | Field::Date | Field::Time => moment_of(&value),
            _ => value,
        };
        found.push((rank(&folded), field, value));
    }
}

/// The field that a key stands for; some keys are of the program, not of the event.
fn field_of(key: &str, name: &str) -> Option<Field> {
    let parent = key
        .strip_suffix(name)
        .unwrap_or_default()
        .trim_end_matches('.');
    let parent = last(parent).to_ascii_lowercase();
    if is_foreign(&parent)
        || matches!(name, "id" | "_id" | "type" | "_type" | "event" | "Event") && parent.is_empty()
    {
        return match name {
            "type" if parent.is_empty() => Some(Field::Other),
            _ => None,
        };
    }
    match (parent.as_str(), name) {
        ("event", "code") => Some(Field::Id),
        ("event", "provider") => Some(Field::Source),
        ("event", "created") => Some(Field::Moment),
        ("event", _) => None,
        ("host", "name" | "hostname") => Some(Field::Computer),
        ("event_data" | "eventdata", _) => Some(Field::Strings),
        ("log", "level") => Some(Field::Level),
        _ => named(name).filter(|field| !matches!(field, Field::Id | Field::Identifier)),
    }
}

/// How sure a key is, the surest first.
fn rank(key: &str) -> u8 {
    match key {
        "providername" | "provider_name" | "sourcename" | "source_name" | "_sourcename"
        | "leveldisplayname" | "entrytype" | "systemtime" | "timecreated" | "timegenerated"
        | "eventtime" | "machinename" | "computername" | "computer_name" | "computer"
        | "channel" | "logname" | "log_name" | "full_message" => 0,
        "level" | "severityvalue" | "source" | "@timestamp" | "timestamp" | "short_message" => 3,
        "host" | "hostname" | "node" => 2,
        _ => 1,
    }
}

/// The strings of an event, in order.
fn add_strings(value: &Value, strings: &mut Fields) {
    match value {
        Value::Object(object) => {
            for value in object.values() {
                add_strings(value, strings);
            }
        }
        Value::Array(values) => {
            for value in values {
                add_strings(value, strings);
            }
        }
        other => {
            if let Some(value) = plain(other) {
                strings.add_string(&value);
            }
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A time as written, or of the number that programs write for it.
fn moment_of(written: &str) -> String {
    let bare = written.trim_start_matches('\\');
    let digits = bare
        .strip_prefix("/Date(")
        .and_then(|rest| rest.split(')').next())
        .map(|millis| millis.split(['+']).next().unwrap_or(millis));
    let number = digits
        .unwrap_or(written)
        .split('.')
        .next()
        .unwrap_or_default();
    let value: Option<i64> = number.parse().ok();
    let seconds = match (value, digits) {
        (Some(value), Some(_)) => Some(value / 1_000),
        (Some(value), None) if (100_000_000..10_000_000_000).contains(&value) => Some(value),
        (Some(value), None) if (100_000_000_000..10_000_000_000_000).contains(&value) => {
            Some(value / 1_000)
        }
        _ => None,
    };
    seconds
        .and_then(utc::text)
        .unwrap_or_else(|| written.to_owned())
}
