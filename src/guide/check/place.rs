//! Finds a part of a guide in its file: the text range of a field, or of a value inside a field.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A place in a guide, named from the outside in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Where the part begins, in bytes; for the head of the file, `None`.
    part: Option<usize>,
    /// Names and numbers inside it: `next`, `0`, `go`.
    keys: Vec<String>,
    /// A word in the text at that place.
    word: String,
}

impl Spot {
    /// The head of the file: everything before the first part.
    pub(super) fn head() -> Self {
        Self {
            part: None,
            keys: Vec::new(),
            word: String::new(),
        }
    }

    /// A part that begins at this byte.
    pub(super) fn part(at: usize) -> Self {
        Self {
            part: Some(at),
            ..Self::head()
        }
    }

    /// The place of the value under a name, or at an index of a list.
    pub(super) fn key(&self, key: impl ToString) -> Self {
        let mut spot = self.clone();
        spot.keys.push(key.to_string());
        spot
    }

    /// The place of a word in the text at this place.
    pub(super) fn word(mut self, word: impl Into<String>) -> Self {
        self.word = word.into();
        self
    }
}

/// The places in a guide's file.
pub(super) struct Spans<'t> {
    text: &'t str,
    /// Where each name inside each part is.
    found: BTreeMap<(Option<usize>, String), Range<usize>>,
}

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut places = Self {
            text,
            found: BTreeMap::new(),
        };
        if let Ok(tree) = DeTable::parse(text) {
            places.table(tree.get_ref(), &[(None, String::new())]);
        }
        places
    }

    /// The byte range of a place, or of the closest place that the file has.
    pub(super) fn find(&self, spot: &Spot) -> Range<usize> {
        let named = (0..=spot.keys.len()).rev().find_map(|depth| {
            let path = spot.keys.get(..depth)?.join(".");
            self.found.get(&(spot.part, path)).cloned()
        });
        let start = spot.part.unwrap_or_default();
        let first_line = || {
            let rest = self.text.get(start..).unwrap_or_default();
            start..start + rest.lines().next().unwrap_or_default().trim_end().len()
        };
        let span = named.unwrap_or_else(first_line);
        let within = self.text.get(span.clone()).unwrap_or_default();
        match within.find(&spot.word) {
            Some(at) if !spot.word.is_empty() => {
                let start = span.start + at;
                start..start + spot.word.len()
            }
            _ => span,
        }
    }

    /// The span of an inline table includes the character after it.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let text = self.text.get(span.clone()).unwrap_or_default();
        match text.rfind('}') {
            Some(end) if text.starts_with('{') => span.start..span.start + end + 1,
            _ => span,
        }
    }

    /// Records the places in a table; `parts` are the parts around it, each with the path from
    /// there.
    fn table(&mut self, table: &DeTable<'_>, parts: &[(Option<usize>, String)]) {
        for (key, value) in table {
            self.value(value, parts, key.get_ref());
        }
    }

    fn value(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        parts: &[(Option<usize>, String)],
        key: &str,
    ) {
        let below = |(part, path): &(Option<usize>, String)| match path.as_str() {
            "" => (*part, key.to_owned()),
            path => (*part, format!("{path}.{key}")),
        };
        let mut parts: Vec<_> = parts.iter().map(below).collect();
        let span = self.trimmed(value.span());
        for part in &parts {
            self.found.insert(part.clone(), span.clone());
        }
        match value.get_ref() {
            DeValue::Table(table) => {
                let part = (Some(span.start), String::new());
                // For a part with a heading, its first line is used; see `find`.
                if self
                    .text
                    .get(span.clone())
                    .is_some_and(|text| text.starts_with('{'))
                {
                    self.found.insert(part.clone(), span);
                }
                parts.push(part);
                self.table(table, &parts);
            }
            DeValue::Array(array) => {
                for (at, value) in array.iter().enumerate() {
                    self.value(value, &parts, &at.to_string());
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id = \"g\"\nevents = [{ source = \"A\", id = 1 }]\n\n[[question]]\nid = \"q\"\nask = \"\"\"\nThe {x}?\"\"\"\nnext = [\n  { when = { q = [\"a\", \"b\"] }, go = \"o\" },\n]\n";

    #[test]
    fn a_place_is_found_or_what_is_around_it() {
        let places = Spans::new(TEXT);
        let question = Spot::part(TEXT.find("[[").unwrap());
        let rule = Spot::part(TEXT.find("{ when").unwrap());
        for (spot, found) in [
            (Spot::head().key("id"), "\"g\""),
            (Spot::head().key("events").key(0).key("source"), "\"A\""),
            (Spot::head().key("title"), "id = \"g\""),
            (question.clone(), "[[question]]"),
            (question.key("id"), "\"q\""),
            (question.key("ask").word("{x}"), "{x}"),
            (question.key("find"), "[[question]]"),
            (
                rule.clone(),
                "{ when = { q = [\"a\", \"b\"] }, go = \"o\" }",
            ),
            (rule.key("go"), "\"o\""),
            (rule.key("when").key("q").key(1), "\"b\""),
            (rule.key("when").key("q").key(7), "[\"a\", \"b\"]"),
        ] {
            assert_eq!(&TEXT[places.find(&spot)], found, "{spot:?}");
        }
    }
}
