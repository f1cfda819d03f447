//! The YAML of front matter: one mapping of texts and lists, read event by event.
//!
//! Scalars stay as they are written (`5.50` is not 5.5, a date is no number), and anchors and
//! aliases, which could make a small text large, are refused.

use granit_parser::{Event, Marker, Parser, ScalarStyle};

/// Deepest nesting that any field needs: a list of mappings.
const DEPTH_LIMIT: usize = 4;

/// A key of the front matter and its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct YamlEntry {
    pub(super) key: String,
    /// Line in the front matter, from 1.
    pub(super) line: usize,
    pub(super) value: YamlValue,
}

/// A value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum YamlValue {
    /// Nothing after the colon, `~` or `null`.
    Null,
    Text(String),
    List(Vec<YamlValue>),
    Map(Vec<YamlEntry>),
}

impl YamlValue {
    /// The text of a scalar; empty for none.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The texts of a list, or a single one.
    pub(super) fn into_texts(self) -> Option<Vec<String>> {
        match self {
            Self::Null => Some(Vec::new()),
            Self::Text(text) => Some(vec![text]),
            Self::List(items) => items
                .into_iter()
                .filter(|item| *item != Self::Null)
                .map(Self::into_text)
                .collect(),
            Self::Map(_) => None,
        }
    }

    /// The labels and texts of a mapping, or of a list of mappings.
    pub(super) fn into_pairs(self) -> Option<Vec<(String, String)>> {
        let maps = match self {
            Self::Null => Vec::new(),
            Self::List(items) => items,
            map => vec![map],
        };
        let mut pairs = Vec::new();
        for map in maps {
            let Self::Map(entries) = map else { return None };
            for entry in entries {
                pairs.push((entry.key, entry.value.into_text()?));
            }
        }
        Some(pairs)
    }
}

/// An open list or mapping.
enum OpenNode {
    List(Vec<YamlValue>),
    /// The entries so far, and the key whose value comes next.
    Map(Vec<YamlEntry>, Option<(String, usize)>),
}

/// The line in the file of each line as YAML counts them; in YAML, a carriage return alone ends one.
fn lines(text: &str) -> Vec<usize> {
    let (mut lines, mut line) = (vec![1], 1);
    let next = text.chars().skip(1).map(Some).chain([None]);
    for (c, next) in text.chars().zip(next) {
        line += usize::from(c == '\n');
        if c == '\n' || (c == '\r' && next != Some('\n')) {
            lines.push(line);
        }
    }
    lines
}

/// The entries of the mapping that `text` is, as far as it can be read, and where and why that ends.
pub(super) fn read(text: &str) -> (Vec<YamlEntry>, Option<(usize, String)>) {
    let mut stack: Vec<OpenNode> = Vec::new();
    let mut fault = None;
    let lines = lines(text);
    let line_of = |marker: &Marker| {
        let line = lines.get(marker.line().saturating_sub(1)).or(lines.last());
        line.copied().unwrap_or(1)
    };
    for event in Parser::new_from_str(text) {
        let (event, line) = match event {
            Ok((event, span)) => (event, line_of(&span.start)),
            Err(error) => {
                fault = Some((line_of(error.marker()), error.info()));
                break;
            }
        };
        let node = match event {
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(_, anchor, _)
            | Event::MappingStart(_, anchor, _)
                if anchor > 0 =>
            {
                fault = Some((
                    line,
                    "`&` begins an anchor, which is not supported; put the text in quotation marks"
                        .to_owned(),
                ));
                break;
            }
            Event::Alias(_) => {
                fault = Some((
                    line,
                    "`*` begins an alias, which is not supported; put the text in quotation marks"
                        .to_owned(),
                ));
                break;
            }
            Event::Scalar(text, ScalarStyle::Plain, _, _)
                if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") =>
            {
                YamlValue::Null
            }
            Event::Scalar(text, ..) => YamlValue::Text(text.into_owned()),
            Event::SequenceStart(..) if (1..DEPTH_LIMIT).contains(&stack.len()) => {
                stack.push(OpenNode::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) if stack.len() < DEPTH_LIMIT => {
                stack.push(OpenNode::Map(Vec::new(), None));
                continue;
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                fault = Some((
                    line,
                    "only text, lists of text, and labels with text are supported".to_owned(),
                ));
                break;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(OpenNode::List(items)) => YamlValue::List(items),
                Some(OpenNode::Map(entries, _)) if stack.is_empty() => return (entries, fault),
                Some(OpenNode::Map(entries, _)) => YamlValue::Map(entries),
                None => break,
            },
            _ => continue,
        };
        match stack.last_mut() {
            Some(OpenNode::List(items)) => items.push(node),
            Some(OpenNode::Map(entries, pending)) => match (pending.take(), node) {
                (Some((key, line)), value) => entries.push(YamlEntry { key, line, value }),
                (None, YamlValue::Text(key)) => *pending = Some((key, line)),
                (None, YamlValue::Null) => *pending = Some((String::new(), line)),
                (None, _) => {
                    fault = Some((line, "a key must be text; write `key: value`".to_owned()));
                    break;
                }
            },
            None => {
                fault = Some((line, "this line is not of the form `key: value`".to_owned()));
                break;
            }
        }
    }
    let entries = match stack.into_iter().next() {
        Some(OpenNode::Map(entries, _)) => entries,
        _ => Vec::new(),
    };
    (entries, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_scalars_as_written() {
        let (entries, fault) = read("a: 5.50\nb: [1999-05-27, \"x\\ty\", ~]\nc:\n- k: true\n");
        assert_eq!(fault, None);
        let text = |text: &str| YamlValue::Text(text.to_owned());
        let entry = |key: &str, line, value| YamlEntry {
            key: key.to_owned(),
            line,
            value,
        };
        assert_eq!(
            entries,
            [
                entry("a", 1, text("5.50")),
                entry(
                    "b",
                    2,
                    YamlValue::List(vec![text("1999-05-27"), text("x\ty"), YamlValue::Null])
                ),
                entry(
                    "c",
                    3,
                    YamlValue::List(vec![YamlValue::Map(vec![entry("k", 4, text("true"))])])
                ),
            ]
        );
    }

    #[test]
    fn says_where_it_stops_and_keeps_what_was_read() {
        for (yaml, line, read_keys) in [
            ("a: 1\nb: [1, 2\nc: 3", 3, 1),
            ("a: 1\nb: &x 2\nc: *x", 2, 1),
            ("- a\n- b", 1, 0),
            ("just text", 1, 0),
            ("a: 1\nb: [[[[[x]]]]]", 2, 1),
        ] {
            let (entries, fault) = read(yaml);
            assert_eq!(fault.map(|(line, _)| line), Some(line), "{yaml}");
            assert_eq!(entries.len(), read_keys, "{yaml}");
        }
    }
}
