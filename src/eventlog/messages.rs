//! The message texts of event providers, from a file made from their message tables. They restore
//! the messages of events in a log that holds only the parameters.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    path::Path,
};

use encoding_rs::{Encoding, UTF_8};

use crate::{
    evidence::{EventRecord, fold_source, shown_id},
    problem::Problem,
};

/// The largest file that is read, in bytes: the providers of one machine have some ten megabytes.
const LARGEST: u64 = 128 << 20;

/// The longest line that is read, and the longest message that is built, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Message texts with parameters (`%1`), by provider and event ID.
#[derive(Debug, Default)]
pub struct Messages {
    /// By the folded name of the provider and the ID as shown.
    templates: HashMap<(String, u32), String>,
    /// Shown IDs of more than 16 bits, by their lower 16 bits, which are all that logs have.
    by_low_word: HashMap<(String, u32), u32>,
}

impl Messages {
    /// Reads a file of lines `provider<tab>id<tab>template`, in UTF-8 or, with a mark, UTF-16. An
    /// ID may be a complete identifier (3221487684), of which the lower 16 bits count. Other lines
    /// are ignored, with a problem that names the first. If two lines are for the same event, the
    /// first counts.
    ///
    /// # Errors
    /// If the file can't be read, or is larger than 128 MB.
    pub fn open(path: &Path) -> io::Result<(Self, Option<Problem>)> {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::other("it is larger than 128 MB"));
        }
        Ok(Self::read(&bytes, &path.display().to_string()))
    }

    fn read(bytes: &[u8], name: &str) -> (Self, Option<Problem>) {
        let (mut read, mut wrong, mut first) = (Self::default(), 0, 0);
        let encoding = Encoding::for_bom(bytes).map_or(UTF_8, |(encoding, _)| encoding);
        let (text, _) = encoding.decode_with_bom_removal(bytes);
        for (place, line) in text.lines().enumerate() {
            if !read.add(line) {
                wrong += 1;
                first = if first == 0 { place + 1 } else { first };
            }
        }
        let problem = (wrong > 0).then(|| {
            let message = match wrong {
                1 => "1 line is not provider, ID and message".to_owned(),
                _ => format!("{wrong} lines are not provider, ID and message"),
            };
            let advice = "Separate the three by tabs, one event per line.";
            Problem::warning(name, first, message).suggest(advice)
        });
        (read, problem)
    }

    /// Adds the messages of another file; existing ones stay.
    pub fn add_all(&mut self, other: Self) {
        for (key, template) in other.templates {
            self.templates.entry(key).or_insert(template);
        }
        for (key, id) in other.by_low_word {
            self.by_low_word.entry(key).or_insert(id);
        }
    }

    /// Adds a line; false if it is malformed.
    fn add(&mut self, line: &str) -> bool {
        if line.is_empty() || line.starts_with('#') {
            return true;
        }
        let mut columns = line.splitn(3, '\t');
        let (Some(provider), Some(id), Some(template)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return false;
        };
        let Some(id) = id.trim().parse().ok().and_then(shown_id) else {
            return false;
        };
        let fold = fold_source(provider);
        if fold.is_empty() || line.len() > LONGEST_LINE {
            return false;
        }
        if id > 0xffff {
            let key = (fold.clone(), id & 0xffff);
            self.by_low_word.entry(key).or_insert(id);
        }
        let templates = self.templates.entry((fold, id));
        templates.or_insert_with(|| template.to_owned());
        true
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.templates.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// The message text of an event, with its placeholders.
    pub fn template(&self, source: &str, id: u32) -> Option<&str> {
        let mut key = (fold_source(source), id);
        let template = self.templates.get(&key).or_else(|| {
            key.1 = *self.by_low_word.get(&key)?;
            self.templates.get(&key)
        });
        template.map(String::as_str)
    }
}

/// Whether only the parameters of an event's message are known.
pub fn has_only_strings(event: &EventRecord) -> bool {
    let words = event.strings.iter();
    let words = words.flat_map(|text| text.split_whitespace());
    let own = event.description.as_deref();
    let has_own = own.is_some_and(|own| !words.eq(own.split_whitespace()));
    !event.strings.is_empty() && !has_own
}

/// Builds the message of an event of which only the strings are known, from a text with parameters.
/// `None` if the event has a message already, a parameter has no string, or the message would be
/// longer than 64 KB.
pub fn rebuilt(event: &EventRecord, template: &str) -> Option<String> {
    match has_only_strings(event) {
        true => filled(template, &event.strings),
        false => None,
    }
}

/// A text with its parameters filled in; `None` if one is missing. `%n`, `%r` and `%t` become
/// spaces; `%%` before a number refers to another message and stays.
fn filled(template: &str, strings: &[String]) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        text.push_str(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count().min(2);
        if digits > 0 {
            let number: usize = rest.get(..digits)?.parse().ok()?;
            // `%0` ends a message.
            let Some(place) = number.checked_sub(1) else {
                rest = "";
                break;
            };
            text.push_str(strings.get(place)?);
            if text.len() > LONGEST_LINE {
                return None;
            }
            rest = rest.get(digits..)?;
            // A format for printing the string: `%1!s!`.
            if let Some((_, after)) = rest.strip_prefix('!').and_then(|r| r.split_once('!')) {
                rest = after;
            }
            continue;
        }
        match rest.chars().next() {
            Some('n' | 'r' | 't') => text.push(' '),
            Some('%') => text.push_str("%%"),
            Some(other) => text.push(other),
            None => break,
        }
        rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..)?;
    }
    text.push_str(rest);
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(strings: &[&str], description: Option<&str>) -> EventRecord {
        EventRecord {
            strings: strings.iter().map(ToString::to_string).collect(),
            description: description.map(str::to_owned),
            ..EventRecord::default()
        }
    }

    #[test]
    fn messages_are_read_and_mistakes_are_reported() {
        let file = "\u{feff}# made today\nLamp Service\t7\tThe %1 is dark.\r\nLAMP-service\t7\tother\n\nno tabs\nLamp\tx\ty\n";
        let (messages, problem) = Messages::read(file.as_bytes(), "m.tsv");
        assert_eq!(messages.len(), 1);
        assert_eq!(messages.template("lampservice", 7), Some("The %1 is dark."));
        assert_eq!(messages.template("lampservice", 8), None);
        let problem = problem.unwrap();
        assert_eq!(
            (problem.line, problem.message.contains("2 lines")),
            (5, true)
        );
    }

    #[test]
    fn a_file_may_be_in_utf_16_and_have_whole_identifiers() {
        let file =
            "\u{feff}Lamp\t3221487684\tDark.\nLamp\t65543\tOn.\nLamp\t65544\t-\nLamp\t8\tOff.\n";
        let utf16: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [file.as_bytes(), &utf16] {
            let (messages, problem) = Messages::read(bytes, "m.tsv");
            assert_eq!(problem, None);
            for (id, template) in [
                (68, Some("Dark.")),
                (69, None),
                (7, Some("On.")),
                (65543, Some("On.")),
                (8, Some("Off.")),
            ] {
                assert_eq!(messages.template("lamp", id), template, "{id}");
            }
        }
    }

    #[test]
    fn the_first_file_with_an_event_counts() {
        let read = |file: &str| Messages::read(file.as_bytes(), "m.tsv").0;
        let mut messages = read("Lamp\t7\tDark.\n");
        messages.add_all(read("Lamp\t7\tOther.\nLamp\t8\tOn.\n"));
        assert_eq!(messages.template("Lamp", 7), Some("Dark."));
        assert_eq!(messages.template("Lamp", 8), Some("On."));
    }

    #[test]
    fn no_message_grows_without_end() {
        let event = event(&[&"long ".repeat(10_000)], None);
        assert_eq!(rebuilt(&event, &"%1".repeat(1000)), None);
    }

    #[test]
    fn strings_fill_the_slots_of_a_message() {
        for (template, strings, filled) in [
            (
                "The %1 is %2.",
                vec!["lamp", "dark"],
                Some("The lamp is dark."),
            ),
            ("%2%nthen %1!s!%0", vec!["a", "b"], Some("b then a")),
            ("%1 needs %3", vec!["a", "b"], None),
            ("It ended: %%1053", vec!["a"], Some("It ended: %%1053")),
            ("100 %", vec!["a"], Some("100")),
            ("%1 off%0 not shown", vec!["a"], Some("a off")),
        ] {
            let got = rebuilt(&event(&strings, None), template);
            assert_eq!(got.as_deref(), filled, "{template}");
        }
    }

    #[test]
    fn a_message_of_its_own_stays() {
        for (description, is_rebuilt) in [
            (None, true),
            (Some("lamp  dark"), true),
            (Some("The lamp is dark."), false),
        ] {
            let event = event(&["lamp", "dark"], description);
            assert_eq!(rebuilt(&event, "%1 %2!").is_some(), is_rebuilt);
        }
        assert_eq!(rebuilt(&event(&[], None), "Dark."), None);
    }
}
