//! Finds all mistakes in the form of a guide's file at once.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    super::typo::closest,
    shape::{Field, GUIDE, Part, Shape},
};
use crate::problem::Problem;

/// The most problems that are reported.
const MAX_PROBLEMS: usize = 50;

/// The mistakes of form in a file that is valid TOML, in the order of the file.
pub(super) fn misshapen(tree: &DeTable<'_>, text: &str, file: &str) -> Vec<Problem> {
    let mut look = Look {
        text,
        found: Vec::new(),
    };
    look.table(tree, &GUIDE, 0..0);
    let mut found = look.found;
    found.sort_by_key(|one| one.place.start);
    found.truncate(MAX_PROBLEMS);
    let problem = |one: Misshapen| {
        let problem = Problem::error(file, 0, one.message).suggest(one.suggestion);
        problem.at(text, one.place)
    };
    found.into_iter().map(problem).collect()
}

/// A mistake of form.
struct Misshapen {
    place: Range<usize>,
    message: String,
    suggestion: String,
}

struct Look<'t> {
    text: &'t str,
    found: Vec<Misshapen>,
}

impl Look<'_> {
    fn report(&mut self, place: Range<usize>, message: String, suggestion: String) {
        self.found.push(Misshapen {
            place,
            message,
            suggestion,
        });
    }

    /// Checks a table with the names of a part; `place` is where it is, empty for the whole file.
    fn table(&mut self, table: &DeTable<'_>, part: &Part, place: Range<usize>) {
        let named = |name: &str| part.fields.iter().find(|field| field.name == name);
        let names = || part.fields.iter().map(|field| field.name);
        let mut meant: Vec<&str> = Vec::new();
        let mut unknown = Vec::new();
        for (key, value) in table {
            match named(key.get_ref()) {
                Some(field) => self.value(field.name, value, field.shape),
                None => unknown.push(key),
            }
        }
        // Further mistakes would not be reported anyway.
        unknown.sort_by_key(|key| key.span().start);
        for key in unknown.into_iter().take(MAX_PROBLEMS) {
            let name: &str = key.get_ref();
            let near = closest(&name.to_ascii_lowercase(), names());
            meant.extend(near);
            let belongs_to_file = GUIDE.fields.iter().any(|field| field.name == name);
            let suggestion = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None if belongs_to_file && !std::ptr::eq(part, &GUIDE) => {
                    "Move it to the top of the file, before the first part in [[ and ]]".to_owned()
                }
                None => format!("Use one of {}", names().collect::<Vec<_>>().join(", ")),
            };
            self.report(key.span(), format!("there is no `{name}` here"), suggestion);
        }
        for Field { name, shape, .. } in part.fields.iter().filter(|field| field.is_required) {
            // A misspelled name is not reported as missing, too.
            if table.get(*name).is_none() && !meant.contains(name) {
                let message = format!("`{name}` is missing from this part");
                let suggestion = format!("Write `{name} = {}` in this part", example(name, *shape));
                self.report(self.first_line(&place), message, suggestion);
            }
        }
    }

    /// Checks the value of a name.
    fn value(&mut self, name: &str, value: &Spanned<DeValue<'_>>, shape: Shape) {
        let place = value.span();
        match (value.get_ref(), shape) {
            (DeValue::String(_), Shape::Text | Shape::Texts | Shape::TextOr(_)) => {
                self.path(place);
            }
            (DeValue::String(word), Shape::Word(words)) => {
                let words = words();
                if !words.contains(&&**word) {
                    let suggestion = match closest(&word.to_ascii_lowercase(), words.clone()) {
                        Some(near) => format!("Did you mean `{near}`?"),
                        None => format!("Use one of {}", words.join(", ")),
                    };
                    let message = format!("`{word}` is not one of the allowed words");
                    self.report(place, message, suggestion);
                }
            }
            (DeValue::Integer(number), Shape::Whole)
                if u32::from_str_radix(number.as_str(), number.radix()).is_ok() => {}
            (DeValue::Integer(_) | DeValue::Float(_), Shape::Number) => {}
            (DeValue::Array(values), Shape::List(of)) => {
                for value in values {
                    self.value(name, value, *of);
                }
            }
            (DeValue::Array(values), Shape::Texts) => {
                for value in values {
                    self.value(name, value, Shape::Text);
                }
            }
            (DeValue::Table(table), Shape::Part(part) | Shape::TextOr(part)) => {
                self.table(table, part, place);
            }
            (DeValue::Table(table), Shape::Named(of)) => {
                for (key, value) in table {
                    self.value(key.get_ref(), value, *of);
                }
            }
            (found, shape) => self.wrong(name, place, found, shape),
        }
    }

    /// Reports a value of another shape.
    fn wrong(&mut self, name: &str, place: Range<usize>, found: &DeValue<'_>, shape: Shape) {
        let written = self.text.get(place.clone()).unwrap_or_default();
        if let (DeValue::Table(_), Shape::List(_)) = (found, shape)
            && written.starts_with('[')
        {
            let message = format!("[{name}] needs two brackets on each side");
            return self.report(place, message, format!("Write [[{name}]]"));
        }
        let suggestion = match (found, shape) {
            // A number or a word that only lacks its quotes.
            (DeValue::Boolean(yes), Shape::Text | Shape::Texts) => {
                let word = if *yes { "yes" } else { "no" };
                format!("Write `{name} = \"{word}\"`")
            }
            (
                DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_),
                Shape::Text | Shape::Texts | Shape::TextOr(_),
            ) => format!("Write `{name} = \"{}\"`", written.trim()),
            (DeValue::String(text), Shape::Whole) if text.parse::<u32>().is_ok() => {
                format!("Write `{name} = {text}`, without quotes")
            }
            (DeValue::String(_), Shape::List(Shape::Text | Shape::TextOr(_))) => {
                format!("Write `{name} = [{}]`", written.trim())
            }
            _ => format!("Write `{name} = {}`", example(name, shape)),
        };
        let message = format!("`{name}` must be {}", must_be(shape));
        self.report(place, message, suggestion);
    }

    /// Reports a path in double quotes, in which `\t` or `\n` would be read as something else.
    fn path(&mut self, place: Range<usize>) {
        let written = self.text.get(place.clone()).unwrap_or_default();
        let is_double = written.starts_with('"');
        let has_path = || {
            let drives = written.match_indices(":\\");
            drives.into_iter().any(|(at, _)| {
                let mut before = written.get(..at).unwrap_or_default().chars().rev();
                let next = written.get(at + 2..).and_then(|rest| rest.chars().next());
                before.next().is_some_and(|c| c.is_ascii_alphabetic())
                    && !before.next().is_some_and(char::is_alphanumeric)
                    && next.is_some_and(|c| c.is_ascii_alphabetic())
            })
        };
        if is_double && has_path() {
            self.report(place, BACKSLASH.to_owned(), SINGLE_QUOTES.to_owned());
        }
    }

    /// The first line of a part; for the whole file, the end of its head.
    fn first_line(&self, place: &Range<usize>) -> Range<usize> {
        let rest = self.text.get(place.start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default().trim_end();
        place.start..place.start + line.len().min(place.len().max(1))
    }
}

/// The problem of a backslash in a text.
pub(super) const BACKSLASH: &str =
    "a backslash between double quotes begins a special character, so a path comes out wrong";

/// What to do about it.
pub(super) const SINGLE_QUOTES: &str =
    "Use single quotes, as in 'C:\\Temp', or write each backslash twice";

/// What a value must be, in words.
fn must_be(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Word(_) => "text in quotes",
        Shape::Whole => "a whole number, 0 or more, without quotes",
        Shape::Number => "a number",
        Shape::Texts => "text or a list of texts",
        Shape::List(Shape::Part(_)) => "a list of tables",
        Shape::List(Shape::TextOr(_)) => "a list of texts or tables",
        Shape::List(_) => "a list in [ and ]",
        Shape::Named(_) | Shape::Part(_) => "a table in { and }",
        Shape::TextOr(_) => "text or a table in { and }",
    }
}

/// An example of a value of this shape, as it is written in a file.
fn example(name: &str, shape: Shape) -> String {
    match (name, shape) {
        ("options", _) => "[\"Yes\", \"No\"]",
        ("next", _) => "[{ go = \"\u{2026}\" }]",
        ("events", _) => "[{ source = \"\u{2026}\", id = 1 }]",
        ("codes", _) => "[{ code = \"0x80004005\" }]",
        ("cite", _) => "[\"Q168465#resolution\"]",
        ("rules_out", _) => "[{ what = \"\u{2026}\", by = { \u{2026} = \"\u{2026}\" } }]",
        (_, Shape::Text | Shape::Texts | Shape::TextOr(_)) => "\"\u{2026}\"",
        (_, Shape::Word(words)) => {
            let first = words().first().copied().unwrap_or_default();
            return format!("\"{first}\"");
        }
        (_, Shape::Whole) => "1",
        (_, Shape::Number) => "2.5",
        (_, Shape::List(Shape::Text)) => "[\"\u{2026}\", \"\u{2026}\"]",
        (_, Shape::List(_)) => "[{ \u{2026} }]",
        (_, Shape::Named(_) | Shape::Part(_)) => "{ \u{2026} = \"\u{2026}\" }",
    }
    .to_owned()
}
