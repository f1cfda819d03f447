//! The YAML of front matter: one mapping, read event by event.
//!
//! Scalars stay as they are written (`5.50` is not 5.5, a date is not a number), and anchors and
//! aliases, which could make a small text large, are refused.

use granit_parser::{Event, Marker, Parser, ScalarStyle};

use super::value::{DEPTH_LIMIT, Entry, FrontMatterProblem, Value};

/// The most problems that are reported for one front matter.
const PROBLEM_LIMIT: usize = 5;

const QUOTE_IT: &str = "put the text in quotation marks";

/// An open list or mapping.
enum OpenNode {
    List(Vec<Value>),
    /// The entries so far, and the key whose value comes next.
    Map(Vec<Entry>, Option<(String, usize)>),
}

/// For each line as YAML counts them, its line in the file; in YAML, a carriage return alone also
/// ends a line.
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

/// The entries of the mapping in `text`. If a part of it is not YAML, the other parts are read, and
/// a faulty single line is taken as written.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<FrontMatterProblem>) {
    let (entries, problem) = mapping(text);
    let Some(problem) = problem else {
        return (entries, Vec::new());
    };
    let (mut recovered, mut problems) = (Vec::new(), Vec::new());
    for (start, part) in parts(text) {
        let (mut entries, problem) = mapping(part);
        if let Some(mut problem) = problem {
            if let Some(entry) = as_written(part).filter(|_| !problem.is_left_out) {
                entries = vec![entry];
            } else {
                problem.is_left_out = true;
            }
            problem.line += start;
            problems.push(problem);
        }
        for mut entry in entries {
            move_down(&mut entry, start);
            recovered.push(entry);
        }
    }
    problems.truncate(PROBLEM_LIMIT);
    if problems.is_empty() {
        problems.push(problem);
    }
    (recovered, problems)
}

/// The entries of a YAML file that is one mapping, as far as it can be read.
pub fn read_yaml(text: &str) -> Vec<Entry> {
    read(text).0
}

/// Moves the lines of an entry down by the number of lines above its part.
fn move_down(entry: &mut Entry, lines: usize) {
    entry.line += lines;
    let mut values = vec![&mut entry.value];
    while let Some(value) = values.pop() {
        match value {
            Value::List(items) => values.extend(items),
            Value::Map(entries) => {
                for entry in entries {
                    entry.line += lines;
                    values.push(&mut entry.value);
                }
            }
            Value::Null | Value::Text(_) => {}
        }
    }
}

/// The lines of each top-level field, with the number of lines above them.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let (mut parts, mut start, mut first, mut at) = (Vec::new(), 0, 0, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let begins = !line.starts_with([' ', '\t', '-', '#', ']', '}', '\r', '\n']);
        if begins && at > start {
            parts.push((first, text.get(start..at).unwrap_or_default()));
            (start, first) = (at, index);
        }
        at += line.len();
    }
    parts.push((first, text.get(start..).unwrap_or_default()));
    parts
}

/// The entry of a line `key: value`, whatever the value.
fn as_written(part: &str) -> Option<Entry> {
    let mut lines = part.lines().filter(|line| !line.trim().is_empty());
    let (line, None) = (lines.next()?, lines.next()) else {
        return None;
    };
    let (key, text) = line.split_once(':')?;
    let (key, text) = (key.trim(), text.trim());
    // A single word that begins like an alias is one.
    let is_alias = text.starts_with(['*', '&']) && !text.contains(char::is_whitespace);
    let is_key =
        !is_alias && !key.is_empty() && !key.contains(|c: char| "{}[]\"'&*!|>%@`#".contains(c));
    let text = text.trim_start_matches(['"', '\'']);
    let text = text.trim_end_matches(['"', '\'']);
    is_key.then(|| Entry {
        key: key.to_owned(),
        line: 1,
        value: Value::Text(text.to_owned()),
    })
}

/// The entries of the mapping in `text`, as far as it can be read, and where and why reading
/// stopped.
pub(super) fn mapping(text: &str) -> (Vec<Entry>, Option<FrontMatterProblem>) {
    let mut stack: Vec<OpenNode> = Vec::new();
    let mut problem = None;
    let mut skipped = 0usize;
    let lines = lines(text);
    let line_of = |marker: &Marker| {
        let line = lines.get(marker.line().saturating_sub(1)).or(lines.last());
        line.copied().unwrap_or(1)
    };
    let refused = |line, mark: &str| FrontMatterProblem {
        line,
        message: format!("{mark}, which is not supported"),
        advice: QUOTE_IT,
        is_left_out: true,
    };
    let broken = |line, message: String| FrontMatterProblem {
        line,
        message,
        advice: QUOTE_IT,
        is_left_out: false,
    };
    for event in Parser::new_from_str(text) {
        let (event, line) = match event {
            Ok((event, span)) => (event, line_of(&span.start)),
            Err(error) => {
                problem = Some(broken(line_of(error.marker()), error.info()));
                break;
            }
        };
        let node = match event {
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(_, anchor, _)
            | Event::MappingStart(_, anchor, _)
                if anchor > 0 =>
            {
                problem = Some(refused(line, "`&` begins an anchor"));
                break;
            }
            Event::Alias(_) => {
                problem = Some(refused(line, "`*` begins an alias"));
                break;
            }
            Event::SequenceStart(..) | Event::MappingStart(..)
                if skipped > 0 || stack.len() >= DEPTH_LIMIT =>
            {
                skipped += 1;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd if skipped > 1 => {
                skipped -= 1;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd if skipped == 1 => {
                skipped = 0;
                Value::Null
            }
            _ if skipped > 0 => continue,
            Event::Scalar(text, ScalarStyle::Plain, _, _)
                if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") =>
            {
                Value::Null
            }
            Event::Scalar(text, ..) => Value::Text(text.into_owned()),
            Event::SequenceStart(..) if !stack.is_empty() => {
                stack.push(OpenNode::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                stack.push(OpenNode::Map(Vec::new(), None));
                continue;
            }
            Event::SequenceStart(..) => {
                problem = Some(broken(line, "this is a list".to_owned()));
                break;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(OpenNode::List(items)) => Value::List(items),
                Some(OpenNode::Map(entries, _)) if stack.is_empty() => return (entries, problem),
                Some(OpenNode::Map(entries, _)) => Value::Map(entries),
                None => break,
            },
            _ => continue,
        };
        match stack.last_mut() {
            Some(OpenNode::List(items)) => items.push(node),
            Some(OpenNode::Map(entries, pending)) => match (pending.take(), node) {
                (Some((key, line)), value) => entries.push(Entry { key, line, value }),
                (None, Value::Text(key)) => *pending = Some((key, line)),
                // No other program's format needs a list as a key.
                (None, _) => *pending = Some((String::new(), line)),
            },
            None => {
                let message = "this line is not of the form `key: value`".to_owned();
                problem = Some(broken(line, message));
                break;
            }
        }
    }
    let entries = match stack.into_iter().next() {
        Some(OpenNode::Map(entries, _)) => entries,
        _ => Vec::new(),
    };
    (entries, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn entry(key: &str, line: usize, value: Value) -> Entry {
        Entry {
            key: key.to_owned(),
            line,
            value,
        }
    }

    #[test]
    fn keeps_scalars_as_written() {
        let (entries, problems) = read("a: 5.50\nb: [1999-05-27, \"x\\ty\", ~]\nc:\n- k: yes\n");
        assert_eq!(problems, []);
        let list = vec![text("1999-05-27"), text("x\ty"), Value::Null];
        assert_eq!(
            entries,
            [
                entry("a", 1, text("5.50")),
                entry("b", 2, Value::List(list)),
                entry(
                    "c",
                    3,
                    Value::List(vec![Value::Map(vec![entry("k", 4, text("yes"))])])
                ),
            ]
        );
    }

    #[test]
    fn reads_any_nesting() {
        let deep = format!("a: {}x{}\nb: y\n", "[".repeat(100), "]".repeat(100));
        let (entries, problems) = read(&deep);
        assert_eq!(problems, []);
        assert_eq!(entries.last(), Some(&entry("b", 2, text("y"))));
        let (entries, problems) = read("? [a, b]\n: c\n? {d: e}\n: f\ng: {h: [{i: j}]}\n");
        assert_eq!((entries.len(), problems), (3, vec![]));
    }

    #[test]
    fn says_where_it_is_broken_and_keeps_the_rest() {
        for (yaml, line, is_left_out, keys) in [
            // The text after a colon is read as written.
            ("a: 1\nb: Error: it fails\nc: 3", 2, false, "a b c"),
            ("a: 1\nb: \"it fails\nc: 3", 2, false, "a b c"),
            ("a: @you\nb: 2", 1, false, "a b"),
            ("a: 1\nb: [1, 2\nc: 3", 2, false, "a b c"),
            ("a: 1\nb: &x 2\nc: *x\nd: 4", 2, true, "a d"),
            ("a: 1\nb:\n\t- x: [\nc: 3", 2, true, "a c"),
        ] {
            let (entries, problems) = read(yaml);
            let problem = problems.first().unwrap();
            assert_eq!(problem.is_left_out, is_left_out, "{yaml} {problems:?}");
            assert!(problem.line.abs_diff(line) <= 1, "{yaml} {problems:?}");
            let read: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            assert_eq!(read.join(" "), keys, "{yaml}");
        }
        for yaml in ["- a\n- b", "just text"] {
            let (entries, problems) = read(yaml);
            assert_eq!((entries.len(), problems.len()), (0, 1), "{yaml}");
        }
        let (entries, _) = read("a: Error: it fails\n");
        assert_eq!(entries, [entry("a", 1, text("Error: it fails"))]);
    }
}
