//! The value of a label: the text between it and the next label, without unknown labels and without
//! a message that is glued to it.

use super::super::{
    super::{
        field::Field,
        level_words::level,
        moment,
        source_name::{length_at_start, looks_like_source},
    },
    label::ends_quote,
};

/// The most bytes, and the most words, of a label.
const LONGEST_LABEL: usize = 40;
const MAX_WORDS: usize = 5;
/// The fewest words of a message that is glued to a value.
const LEAST_SAID: usize = 3;
/// A source has no more words.
const MAX_SOURCE_WORDS: usize = 6;

/// Words that begin a sentence and are never the second word of a source.
const BEGINNINGS: [&str; 18] = [
    "The", "A", "An", "This", "No", "It", "Unable", "Cannot", "Could", "Failed", "There", "Your",
    "Der", "Die", "Das", "Le", "La", "El",
];

/// The value between a label and the next, and the parts of that text that are not the value.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Value<'t> {
    pub(super) text: String,
    /// The message, if it was glued to a source.
    pub(super) said: &'t str,
    pub(super) others: Vec<&'t str>,
}

/// Reads the lines between a field's label and the next label.
pub(super) fn between<'t>(field: Field, text: &'t str) -> Value<'t> {
    let mut value = Value::default();
    let mut ended = false;
    for (number, line) in text.split('\n').enumerate() {
        let more = clean(line);
        if more.is_empty() {
            ended |= number > 0 && !value.text.is_empty();
        } else if number > 0 && is_label(line) {
            value.others.push(line.trim());
            ended |= !value.text.is_empty();
        } else if value.text.is_empty() {
            let (own, other) = parts(field, more);
            let length = length(field, own).filter(|_| field == Field::Source);
            let (own, said) = own
                .split_at_checked(length.unwrap_or(own.len()))
                .unwrap_or((own, ""));
            value.said = said.trim();
            value.text.push_str(own);
            value.others.extend(other);
            ended |= other.is_some() || number > 0 && field == Field::Id;
        } else if !ended && field != Field::Id {
            if !value.text.ends_with('-') {
                value.text.push(' ');
            }
            value.text.push_str(more);
        } else {
            value.others.push(line.trim());
        }
    }
    value
}

/// The value in one line, and the text after it: after its closing quotation mark, or from an
/// unknown label on.
fn parts(field: Field, line: &str) -> (&str, Option<&str>) {
    if let Some((inside, after)) = quoted(line) {
        let after = Some(after.trim()).filter(|after| says_something(after));
        return (inside, after);
    }
    match foreign(field, line) {
        Some(at) => {
            let (own, other) = line.split_at_checked(at).unwrap_or((line, ""));
            (clean(own), Some(clean(other)))
        }
        None => (line, None),
    }
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The inside of the quotation marks that a text begins with, and the text after them.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let sign = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = text.get(1..)?;
    let mut marks = inside.match_indices(sign).map(|(at, _)| at);
    let end = marks.find(|at| ends_quote(inside, *at))?;
    Some((inside.get(..end)?, inside.get(end + 1..)?))
}

/// Where an unknown label begins in a value. In a message, all words belong to it.
fn foreign(field: Field, value: &str) -> Option<usize> {
    if matches!(
        field,
        Field::Description | Field::Data | Field::Strings | Field::Keywords
    ) {
        return None;
    }
    let mut colons = value.match_indices(": ").map(|(at, _)| at);
    let colon = colons.find(|colon| {
        let head = value.get(..*colon).unwrap_or_default();
        head.ends_with(char::is_alphanumeric) && head.contains([' ', '\t', '|', ',', ';'])
    })?;
    let head = value.get(..colon)?;
    let signs = ["  ", "\t", "|", ",", ";", " - ", " – "];
    let sign = signs.iter().filter_map(|sign| {
        let at = head.rfind(sign)?;
        Some(at + sign.len())
    });
    let known = || {
        let length = length_at_start(value).filter(|_| field == Field::Source)?;
        (length < colon).then_some(length)
    };
    let word = || Some(head.rfind(' ')? + 1);
    let at = sign.max().or_else(known).or_else(word)?;
    let name = value.get(at..colon)?;
    (at > 0 && is_name(name.trim())).then_some(at)
}

/// Whether a line is a label with a value, known or not.
pub(super) fn is_label(line: &str) -> bool {
    let line = line.trim();
    let near = line
        .get(..line.floor_char_boundary(LONGEST_LABEL + 4))
        .unwrap_or(line);
    let Some(at) = near.find([':', '\t', '=']) else {
        return false;
    };
    let after = line.get(at + 1..).unwrap_or_default();
    let apart =
        after.is_empty() || after.starts_with([' ', '\t']) || near.get(at..=at) != Some(":");
    apart && near.get(..at).is_some_and(|name| is_name(name.trim_end()))
}

/// Whether a text can be the name of a field.
fn is_name(text: &str) -> bool {
    let fits = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '(' | ')' | '.' | '\'' | '#')
    };
    (2..=LONGEST_LABEL).contains(&text.len())
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(fits)
        && text.split_whitespace().count() <= MAX_WORDS
}

/// How many bytes of the rest of a line are the value of a field, if the message follows it without
/// a label.
pub(super) fn length(field: Field, rest: &str) -> Option<usize> {
    let start = rest.len() - rest.trim_start().len();
    let value = rest.get(start..)?;
    let length = gap(value).or_else(|| own_length(field, value))?;
    let after = value.get(length..)?.trim_start();
    let is_said = after.split_whitespace().nth(LEAST_SAID - 1).is_some();
    (is_said && length > 0).then_some(start + length)
}

/// Where spaces separate a value from the text after it.
fn gap(value: &str) -> Option<usize> {
    let at = value.find("  ").into_iter().chain(value.find('\t')).min()?;
    let after = value.get(at..)?.trim_start();
    let is_name = after.split_whitespace().next()?.ends_with(':');
    (!is_name && after.starts_with(|c: char| c.is_alphanumeric() || c == '"')).then_some(at)
}

fn own_length(field: Field, value: &str) -> Option<usize> {
    let first = value.find(' ')?;
    let word = value.get(..first)?;
    let nothing =
        ["N/A", "None", "-"].contains(&word) || (word.starts_with('(') && word.ends_with(')'));
    match field {
        Field::Source => source_length(value),
        Field::Level | Field::Type => {
            let second = value.get(first + 1..)?.find(' ').map(|at| first + 1 + at);
            let ends = second.into_iter().chain([first]);
            let mut levels =
                ends.filter(|end| value.get(..*end).is_some_and(|word| level(word).is_some()));
            levels.next()
        }
        Field::Computer => Some(first),
        Field::User if word.contains('\\') => {
            let second = value.get(first + 1..)?;
            let is_service = word.starts_with("NT ") || second.starts_with("SERVICE ");
            Some(if is_service { first + 8 } else { first })
        }
        Field::User | Field::Category | Field::Log if nothing => Some(first),
        Field::User => {
            let own = value.strip_prefix("NT AUTHORITY\\")?;
            let name = ["NETWORK SERVICE", "LOCAL SERVICE", "SYSTEM"];
            let name = name.iter().find(|name| own.starts_with(**name))?;
            Some(value.len() - own.len() + name.len())
        }
        Field::Log => ["Application", "System", "Security", "Setup"]
            .contains(&word)
            .then_some(first),
        Field::Date | Field::Time | Field::Moment => match moment::moment_at_start(value) {
            0 => (moment::is_date(word) || moment::is_time(word)).then_some(first),
            length => Some(length),
        },
        _ => None,
    }
}

/// The length of the source at the beginning of a text, if a message follows.
fn source_length(value: &str) -> Option<usize> {
    if let Some(length) = length_at_start(value) {
        let after = value.get(length..)?.trim_start();
        let restarts = after.starts_with(|c: char| !c.is_lowercase());
        return restarts.then_some(length);
    }
    let mut words = Vec::new();
    let mut at = 0;
    for word in value.split_inclusive(' ').take(MAX_SOURCE_WORDS + 2) {
        words.push((at, word.trim_end()));
        at += word.len();
    }
    let start = |place: usize| words.get(place).map(|(at, _)| at.saturating_sub(1));
    let (_, first) = *words.first()?;
    if let Some(place) = (1..words.len().min(MAX_SOURCE_WORDS)).find(|place| {
        words
            .get(*place)
            .is_some_and(|(_, word)| BEGINNINGS.contains(word))
    }) {
        return start(place);
    }
    if words.len() <= MAX_SOURCE_WORDS {
        return None;
    }
    if looks_like_source(first) {
        let second = words.get(1).map_or("", |(_, word)| word);
        return start(if matches!(second, "Private" | "Public") {
            2
        } else {
            1
        });
    }
    // The words of a name are capitalized, and so is the first word of a sentence.
    let lowercase = words
        .iter()
        .position(|(_, word)| word.starts_with(char::is_lowercase));
    start(lowercase.unwrap_or(2).saturating_sub(1).max(1))
}

/// A value without the punctuation that separates flattened fields.
pub(super) fn clean(value: &str) -> &str {
    let signs = [',', ';', '|', '-', '–', '—', '•', '·', '>', '*', '/'];
    let value = value.trim().trim_start_matches(['|', '*']);
    value.trim().trim_end_matches(signs).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_labels_end_a_value() {
        for (text, value, others) in [
            (
                "Disk\nSeverity rating: high\nAsset: 5\n",
                "Disk",
                vec!["Severity rating: high", "Asset: 5"],
            ),
            ("Disk Asset: 55 ", "Disk", vec!["Asset: 55"]),
            (
                "Lamp Control | Asset tag: 5 | ",
                "Lamp Control",
                vec!["Asset tag: 5"],
            ),
            (
                "Service Control Manager Asset tag: 5",
                "Service Control Manager",
                vec!["Asset tag: 5"],
            ),
            ("\"Lamp\" rack=7", "Lamp", vec!["rack=7"]),
            ("Lamp\nControl", "Lamp Control", vec![]),
            ("Lamp\n\nControl", "Lamp", vec!["Control"]),
            ("\nLamp\n", "Lamp", vec![]),
            ("C:\\lamp: on", "C:\\lamp: on", vec![]),
        ] {
            let got = between(Field::Source, text);
            assert_eq!((got.text.as_str(), got.others), (value, others), "{text}");
        }
    }

    #[test]
    fn a_message_after_a_value_is_separated_from_it() {
        let said = "The lamp went out.";
        for (field, value) in [
            (Field::Source, "Disk"),
            (Field::Source, "Service Control Manager"),
            (Field::Source, "Lamp Control"),
            (Field::Source, "MSExchangeIS Private"),
            (Field::Level, "Error"),
            (Field::Type, "Failure Audit"),
            (Field::Computer, "HALL2"),
            (Field::User, "N/A"),
            (Field::User, "HALL2\\bob"),
            (Field::User, "NT AUTHORITY\\NETWORK SERVICE"),
            (Field::Category, "(1)"),
            (Field::Log, "System"),
            (Field::Moment, "3/11/1999 10:17:08 AM"),
        ] {
            let text = format!(" {value} {said}");
            assert_eq!(length(field, &text), Some(value.len() + 1), "{text}");
            assert_eq!(length(field, value), None, "{value}");
        }
        for (text, found) in [
            ("Lamp Control  Light is off", Some(12)),
            (
                "MSExchangeCCMC Lotus cc:Mail EXPORT to file returned code 1",
                Some(14),
            ),
            ("Lamp Room Lotus export of the file never ended", Some(9)),
            ("SNA Host Security", None),
        ] {
            assert_eq!(length(Field::Source, text), found, "{text}");
        }
    }
}
