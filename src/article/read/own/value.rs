//! What front matter says, whatever its syntax: keys with texts, lists and mappings.

use std::collections::HashMap;

/// The deepest nesting that is kept; anything deeper is left out.
pub(super) const DEPTH_LIMIT: usize = 32;

/// The longest name of a nested field, in bytes.
const NAME_LIMIT: usize = 120;

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its line in the front matter, from 1.
    pub line: usize,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing after the colon, `~` or `null`.
    Null,
    /// A scalar as it is written.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in the order of the text.
    Map(Vec<Entry>),
}

/// Where and why front matter can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FrontMatterProblem {
    /// Line in the front matter, from 1.
    pub(super) line: usize,
    pub(super) message: String,
    pub(super) advice: &'static str,
    /// Whether the part is left out, rather than read as written.
    pub(super) is_left_out: bool,
}

/// A field with its texts; the keys of a nested one are joined by dots (`last_update.date`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    /// Line in the front matter, from 1.
    pub(super) line: usize,
    pub(super) texts: Vec<String>,
    /// Whether the texts come from a list, even a list of one.
    pub(super) is_list: bool,
}

/// The fields that entries give, in order, each name once.
pub(super) fn fields(entries: Vec<Entry>) -> Vec<Field> {
    let mut gathered = Gathered::default();
    for Entry { key, line, value } in entries {
        gathered.add(key, line, value);
    }
    gathered.fields
}

#[derive(Default)]
struct Gathered {
    fields: Vec<Field>,
    known: HashMap<String, usize>,
}

impl Gathered {
    fn field(&mut self, name: &str, line: usize) -> Option<&mut Field> {
        let at = match self.known.get(name) {
            Some(at) => *at,
            None => {
                self.known.insert(name.to_owned(), self.fields.len());
                self.fields.push(Field {
                    name: name.to_owned(),
                    line,
                    texts: Vec::new(),
                    is_list: false,
                });
                self.fields.len() - 1
            }
        };
        self.fields.get_mut(at)
    }

    fn add(&mut self, name: String, line: usize, value: Value) {
        match value {
            Value::Null => {
                self.field(&name, line);
            }
            Value::Text(text) => {
                if let Some(field) = self.field(&name, line) {
                    field.texts.push(text);
                }
            }
            Value::List(items) => {
                let is_flat = !items.iter().any(|item| matches!(item, Value::Map(_)));
                if is_flat && let Some(field) = self.field(&name, line) {
                    field.is_list = true;
                }
                for item in items {
                    if item != Value::Null {
                        self.add(name.clone(), line, item);
                    }
                }
            }
            Value::Map(entries) => {
                for Entry { key, line, value } in entries {
                    let inner = match name.len() + key.len() {
                        length if length > NAME_LIMIT => name.clone(),
                        _ => format!("{name}.{key}"),
                    };
                    self.add(inner, line, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::yaml, *};

    #[test]
    fn nested_fields_have_dotted_names() {
        let (entries, problems) = yaml::read(
            "a: 1\nlast_update:\n  date: 2024-05-27\n  by: {name: Ann}\nteam:\n- name: x\n- name: y\nb: [p, [q], ~]\nc:\n",
        );
        assert_eq!(problems, []);
        let read: Vec<(String, usize, String)> = fields(entries)
            .into_iter()
            .map(|field| (field.name, field.line, field.texts.join("|")))
            .collect();
        let expect = [
            ("a", 1, "1"),
            ("last_update.date", 3, "2024-05-27"),
            ("last_update.by.name", 4, "Ann"),
            ("team.name", 6, "x|y"),
            ("b", 8, "p|q"),
            ("c", 9, ""),
        ];
        let expect = expect.map(|(name, line, text)| (name.to_owned(), line, text.to_owned()));
        assert_eq!(read, expect);
    }

    #[test]
    fn names_stay_short_however_deep_they_are() {
        let key = "k".repeat(100);
        let (entries, _) = yaml::read(&format!("{key}:\n  {key}:\n    a: [x]\n    b: y\n"));
        let fields = fields(entries);
        assert!(
            fields
                .iter()
                .all(|field| field.name.len() <= NAME_LIMIT + 1)
        );
        assert_eq!(fields.len(), 2);
    }
}
