//! Finds and reads the JSON in a text, even if a mail program has broken its lines, or if its end
//! is cut off and other text follows.

use std::{borrow::Cow, ops::Range};

use serde_json::Value;

/// For this many values without an end, the end is looked for in the whole text; for others, only
/// up to where another value begins.
const MAX_UNENDED: usize = 4;
/// How many bytes before a value on its line are examined.
const LONGEST_HEAD: usize = 1_000;
/// After this many failures, the rest is left to be read as text.
const MAX_FAILED: usize = 1_000;

/// The values in a text, each with its span. Brackets that are missing at a cut-off end are added.
pub(super) fn values(text: &str) -> Vec<(Range<usize>, Value)> {
    let mut values = Vec::new();
    let mut from = 0;
    let mut failed = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['{', '['])) {
        let start = from + at;
        let rest = text.get(start..).unwrap_or_default();
        if !opens(rest) {
            from = start + 1;
            continue;
        }
        let near = match failed < MAX_UNENDED {
            true => rest,
            false => rest.get(..next_value(text, start)).unwrap_or_default(),
        };
        let whole = Extent::of(near);
        let found = whole.value(near).or_else(|| {
            failed += 1;
            cut_off_value(text, start, &whole)
        });
        match found {
            Some((length, value)) => {
                values.push((start..start + length, value));
                from = start + length.max(1);
            }
            None if failed < MAX_UNENDED => from = start + 1,
            None => from = start + near.len().max(1),
        }
        if failed >= MAX_FAILED {
            break;
        }
    }
    values
}

/// Whether an object, or a list of objects, begins here.
fn opens(text: &str) -> bool {
    let bytes = text.bytes().take(200);
    let is_bracket_or_space =
        |byte: &u8| matches!(byte, b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n');
    let head = bytes.take_while(is_bracket_or_space).count();
    let brackets = text.get(..head).unwrap_or_default();
    brackets.starts_with(['{', '['])
        && brackets.contains('{')
        && text
            .get(head..)
            .is_some_and(|inside| inside.starts_with('"'))
}

/// The extent of the value at the beginning of a text.
struct Extent {
    length: usize,
    /// The brackets that are missing at its end.
    closing: String,
    /// The first line end inside a string, where JSON allows none.
    broken: Option<usize>,
}

impl Extent {
    fn of(text: &str) -> Self {
        let mut open: Vec<char> = Vec::new();
        let (mut quoted, mut escaped) = (false, false);
        let mut broken = None;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'\n' if quoted => broken = broken.or(Some(at)),
                _ if quoted => {}
                b'{' => open.push('}'),
                b'[' => open.push(']'),
                b'}' | b']' => {
                    open.pop();
                    if open.is_empty() {
                        return Self {
                            length: at + 1,
                            closing: String::new(),
                            broken,
                        };
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
        Self {
            length: text.len(),
            closing,
            broken,
        }
    }

    /// The value, if the text holds all of it, and its length.
    fn value(&self, text: &str) -> Option<(usize, Value)> {
        let body = text.get(..self.length)?;
        if !self.closing.is_empty() {
            return None;
        }
        let value = match self.broken {
            None => serde_json::from_str(body).ok(),
            Some(_) => serde_json::from_str(&repaired(body)).ok(),
        };
        Some((self.length, value?))
    }
}

/// The value with its line ends inside strings replaced by spaces.
fn repaired(body: &str) -> Cow<'_, str> {
    let (mut quoted, mut escaped) = (false, false);
    let repair = |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '\n' | '\r' | '\t' if quoted => return ' ',
            _ => {}
        }
        c
    };
    Cow::Owned(body.chars().map(repair).collect())
}

/// The value at a position whose end is cut off, and its length: up to a line end inside a string,
/// a line in which another value begins, or the end of the text.
fn cut_off_value(text: &str, start: usize, whole: &Extent) -> Option<(usize, Value)> {
    let rest = text.get(start..)?;
    let end = next_value(text, start).min(whole.length);
    let end = whole.broken.map_or(end, |broken| broken.min(end));
    let body = rest.get(..end)?;
    let extent = Extent::of(body);
    if extent.closing.is_empty() {
        return extent.value(body);
    }
    let is_in_text = extent.closing.starts_with('"');
    let unfinished = if is_in_text { '\\' } else { ',' };
    let bare = body.trim_end().trim_end_matches(unfinished);
    let closed = |body: &str, closing: &str| -> Option<Value> {
        serde_json::from_str(&format!("{body}{closing}")).ok()
    };
    if let Some(value) = closed(bare, &extent.closing) {
        return Some((body.len(), value));
    }
    // Other text may follow the last value.
    if !is_in_text && let Some(quote) = bare.rfind('"') {
        let before = bare.get(..=quote)?;
        if let Some(value) = closed(before, &Extent::of(before).closing) {
            return Some((before.len(), value));
        }
    }
    // A key without a value is left to be read as text.
    let comma = bare.rfind(",\"").or_else(|| bare.rfind(", \""));
    let comma = comma.or_else(|| bare.rfind(",\n"))?;
    let before = bare.get(..comma)?;
    let closing = Extent::of(before).closing;
    Some((comma, closed(before, &closing)?))
}

/// The limit of a value at a position: the line end before another value that is not indented more
/// deeply.
fn next_value(text: &str, start: usize) -> usize {
    let head = text.get(..start).unwrap_or_default();
    let near = head.get(head.floor_char_boundary(start.saturating_sub(LONGEST_HEAD))..);
    let before = near
        .unwrap_or_default()
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    if !before.trim().is_empty() {
        return rest.find('\n').unwrap_or(rest.len());
    }
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let is_outer = line.len() - bare.len() <= before.len();
        if end > 0 && is_outer && rest.get(end + line.len() - bare.len()..).is_some_and(opens) {
            return end - 1;
        }
        end += line.len();
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_that_are_cut_off_end_before_complete_ones() {
        let good = "{\"b\": 2}";
        for (text, spans) in [
            (good.to_owned(), vec![good]),
            (format!("x {good} y {good}"), vec![good, good]),
            (
                format!("{{\"a\": \"half\n{good}"),
                vec!["{\"a\": \"half", good],
            ),
            (
                format!("{{\"a\": 1, \"c\":\n{good}"),
                vec!["{\"a\": 1", good],
            ),
            (
                format!("{{\"a\": {{\"c\": 1\n{good}"),
                vec!["{\"a\": {\"c\": 1", good],
            ),
            (
                "{\"a\": \"two\nlines\"}".to_owned(),
                vec!["{\"a\": \"two\nlines\"}"],
            ),
            (
                format!("[{{\"a\": 1}}, {{\"c\": x}}]\n{good}"),
                vec!["{\"a\": 1}", good],
            ),
            (
                "{\"a\": \"half\n\nRegards".to_owned(),
                vec!["{\"a\": \"half"],
            ),
            (
                format!("at 5 {{\"a\": [1\nat 6 {good}"),
                vec!["{\"a\": [1", good],
            ),
            ("[a] {b}".to_owned(), vec![]),
        ] {
            let found = values(&text);
            let found: Vec<_> = found.into_iter().map(|(span, _)| &text[span]).collect();
            assert_eq!(found, spans, "{text}");
        }
    }
}
