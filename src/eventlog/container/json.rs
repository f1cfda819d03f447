//! JSON of any program: events are the objects with known keys, at any depth; the texts in other
//! objects are read as pastes themselves.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    super::{
        field::{Field, named},
        record::Fields,
        utc,
    },
    piece::{Form, Piece},
};

/// Objects that describe something other than the event.
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
/// Texts of at least this length are examined even if they have no line ends.
const LONG: usize = 40;

/// Reads the events in a value. `text` reads the texts of objects that are not events; everything
/// else in them is kept as written.
pub(super) fn read(
    value: &Value,
    pieces: &mut Vec<Piece>,
    text: &mut dyn FnMut(&str, &mut Vec<Piece>),
) {
    match value {
        Value::Array(values) => {
            let (texts, others) = values.iter().partition(|value| is_read(value));
            let texts: Vec<&Value> = texts;
            texts.iter().for_each(|value| read(value, pieces, text));
            let others: Vec<&Value> = others;
            push_prose(&others, others.is_empty(), pieces);
        }
        Value::Object(object) => {
            if event_ids(object).len() <= 1 {
                let (fields, others) = fields(object);
                if let Some(record) = fields.record() {
                    pieces.push(Piece::Event(Form::Markup, Box::new(record)));
                    if !others.is_empty() {
                        pieces.push(Piece::Unread(Value::Object(others).to_string()));
                    }
                    return;
                }
            }
            let mut others = Map::new();
            for (key, value) in object {
                match is_read(value) {
                    true => read(value, pieces, text),
                    false => {
                        others.insert(key.clone(), value.clone());
                    }
                }
            }
            push_prose(&others, others.is_empty(), pieces);
        }
        Value::String(string) => text(string, pieces),
        _ => {}
    }
}

/// Whether a value is searched for events.
fn is_read(value: &Value) -> bool {
    match value {
        Value::String(string) => string.contains('\n') || string.len() >= LONG,
        Value::Array(_) | Value::Object(_) => true,
        _ => false,
    }
}

fn push_prose(others: &impl Serialize, is_empty: bool, pieces: &mut Vec<Piece>) {
    let said = serde_json::to_string(others).unwrap_or_default();
    if !is_empty {
        pieces.push(Piece::Prose(said));
    }
}

/// The distinct event IDs in an object, at any depth.
fn event_ids(object: &Map<String, Value>) -> BTreeSet<String> {
    let mut event_ids = BTreeSet::new();
    for (key, value) in object.iter().filter(|(key, _)| !is_foreign(key)) {
        let is_whole = matches!(
            last(key).to_ascii_lowercase().as_str(),
            "instanceid" | "eventidentifier"
        );
        if let Value::Object(inside) = value {
            event_ids.append(&mut self::event_ids(inside));
        } else if !is_whole && is_event_id(object, key, value) {
            event_ids.extend(plain(value));
        }
    }
    event_ids
}

fn is_foreign(key: &str) -> bool {
    FOREIGN.contains(&key.to_ascii_lowercase().as_str())
}

/// The part of a key after its last dot.
fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// Whether a key certainly holds an event ID.
fn is_event_id(object: &Map<String, Value>, key: &str, value: &Value) -> bool {
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

/// The fields of an object and of the objects in it, and everything else in it. If several keys
/// give the same field, the surest comes first.
fn fields(object: &Map<String, Value>) -> (Fields, Map<String, Value>) {
    let mut gathered = Gathered::default();
    gather(object, &mut gathered);
    let mut found = gathered.found;
    found.sort_by_key(|(rank, _, _)| *rank);
    let mut fields = gathered.strings;
    for (_, field, value) in found {
        fields.put(field, &value);
    }
    (fields, gathered.others)
}

/// What was found in an object.
#[derive(Default)]
struct Gathered {
    /// Values, each with how sure its key is.
    found: Vec<(u8, Field, String)>,
    strings: Fields,
    /// The keys that belong to no known field.
    others: Map<String, Value>,
}

fn gather(object: &Map<String, Value>, gathered: &mut Gathered) {
    for (key, value) in object {
        let Gathered {
            found,
            strings,
            others,
        } = gathered;
        let name = last(key);
        let folded = name.to_ascii_lowercase();
        if STRINGS.contains(&folded.as_str()) {
            add_strings(value, strings);
            continue;
        }
        if is_event_id(object, key, value) {
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
                        gather(inside, gathered);
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
                            .map(|when| (0, Field::Moment, utc::readable(&when))),
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
                _ if is_foreign(name) => {
                    others.insert(key.clone(), value.clone());
                }
                _ => gather(inside, gathered),
            }
            continue;
        }
        let Some(field) = field_of(key, name) else {
            if !is_empty(value) {
                others.insert(key.clone(), value.clone());
            }
            continue;
        };
        if field == Field::Strings || (value.is_array() && field == Field::Description) {
            add_strings(value, strings);
            continue;
        }
        let Some(value) = plain(value) else { continue };
        let value = match field {
            Field::Moment | Field::Date | Field::Time => utc::readable(&value),
            _ => value,
        };
        found.push((rank(&folded), field, value));
    }
}

/// The field that a key stands for, if any; some keys describe the program, not the event.
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

/// How sure a key is; lower is surer.
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

/// Whether a value says nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_empty),
        _ => false,
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
