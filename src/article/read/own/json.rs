//! The JSON of front matter: an object, or just its members between lines of `;;;`.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value as Json};

use super::{
    value::{DEPTH_LIMIT, Entry, FrontMatterProblem, Value},
    yaml,
};

/// The length in bytes of the object that a text begins with; `None` if there is no complete
/// object.
pub(super) fn length(text: &str) -> Option<usize> {
    let mut objects = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    objects.next()?.ok()?;
    Some(objects.byte_offset())
}

/// The entries of an object, as far as it can be read, and its problems.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<FrontMatterProblem>) {
    let object = match text.trim_start().starts_with('{') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{{{}}}", text.trim_end().trim_end_matches(','))),
    };
    // Most JSON is YAML, and the YAML reader gives the line of each key and reads up to a problem.
    let (read, problem) = yaml::mapping(&object);
    if problem.is_none() {
        return (read, Vec::new());
    }
    match serde_json::from_str::<Map<String, Json>>(&numbers_quoted(&object)) {
        Ok(object) => (entries(object, 0), Vec::new()),
        Err(error) => {
            let problem = FrontMatterProblem {
                line: error.line().max(1),
                message: "this is not JSON".to_owned(),
                advice: "check the quotation marks and commas on this line and the one before",
                is_left_out: true,
            };
            (read, vec![problem])
        }
    }
}

/// A text of JSON with its numbers as strings, so that `5.50` stays as it is written.
fn numbers_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_text, mut is_escaped, mut in_number) = (false, false, false);
    for c in text.chars() {
        let is_number = !in_text && (c.is_ascii_digit() || (in_number && "+-.eE".contains(c)));
        let begins = !in_text && !in_number && (c == '-' || c.is_ascii_digit());
        if begins {
            out.push('"');
            in_number = true;
        } else if in_number && !is_number {
            out.push('"');
            in_number = false;
        }
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The entries, all on the line where the object begins; a person can find the key in it.
fn entries(object: Map<String, Json>, depth: usize) -> Vec<Entry> {
    let entry = |(key, value): (String, Json)| Entry {
        key,
        line: 1,
        value: self::value(value, depth + 1),
    };
    object.into_iter().map(entry).collect()
}

fn value(value: Json, depth: usize) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(is_so) => Value::Text(is_so.to_string()),
        Json::Number(number) => Value::Text(number.to_string()),
        Json::String(text) => Value::Text(text),
        Json::Array(_) | Json::Object(_) if depth >= DEPTH_LIMIT => Value::Null,
        Json::Array(items) => {
            let items = items.into_iter();
            Value::List(items.map(|item| self::value(item, depth + 1)).collect())
        }
        Json::Object(object) => Value::Map(entries(object, depth)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn keeps_values_as_written() {
        for json in [
            "{\"a\": 5.50, \"b\": [\"x 1\\\" 2\", true, null, -1e3], \"c\": {\"d\": 7}}",
            // Members alone, as between two lines of `;;;`.
            "\"a\": 5.50,\n\"b\": [\"x 1\\\" 2\", true, null, -1e3],\n\"c\": {\"d\": 7},\n",
        ] {
            let (entries, problems) = read(json);
            assert_eq!(problems, []);
            let values: Vec<Value> = entries.into_iter().map(|entry| entry.value).collect();
            let list = vec![text("x 1\" 2"), text("true"), Value::Null, text("-1e3")];
            assert_eq!(
                values.get(..2),
                Some(&[text("5.50"), Value::List(list)][..])
            );
            let Some(Value::Map(inner)) = values.last() else {
                panic!("{values:?}");
            };
            assert_eq!(inner.first().map(|entry| &entry.value), Some(&text("7")));
        }
    }

    #[test]
    fn reads_what_yaml_does_not() {
        let (entries, problems) = read("{\n\t\"a\": \"\\ud83d\\ude00\",\n\t\"b\": 5.50\n}");
        assert_eq!(problems, []);
        let values: Vec<Value> = entries.into_iter().map(|entry| entry.value).collect();
        assert_eq!(values, [text("\u{1f600}"), text("5.50")]);
    }

    #[test]
    fn keeps_what_can_be_read() {
        let (entries, problems) = read("{\n\"a\": \"x\",\n\"b\": \"y\"\n\"c\": }\n");
        assert_eq!(problems.len(), 1);
        assert_eq!(entries.first().map(|entry| &entry.value), Some(&text("x")));
        assert_eq!(length("{\"a\": {}} b"), Some(9));
        assert_eq!(length("{% raw %}"), None);
    }
}
