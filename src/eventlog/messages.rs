//! The message texts of event providers, from a file that is made of their message tables: so that
//! an event whose log holds only the strings gets its message back.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use crate::{
    evidence::{EventRecord, fold_source},
    problem::Problem,
};

/// The longest line of the file that is read, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Message texts with slots (`%1`), by provider and event ID.
#[derive(Debug, Default)]
pub struct Messages {
    templates: HashMap<(String, u32), String>,
}

impl Messages {
    /// Reads a file of lines `provider<tab>id<tab>template`, in UTF-8. Lines that are not so are
    /// left out, with a problem that names the first. Of two lines for one event the first counts.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn open(path: &Path) -> io::Result<(Self, Option<Problem>)> {
        Self::read(
            BufReader::new(File::open(path)?),
            &path.display().to_string(),
        )
    }

    fn read(mut file: impl BufRead, name: &str) -> io::Result<(Self, Option<Problem>)> {
        let (mut read, mut line) = (Self::default(), Vec::new());
        let (mut number, mut wrong, mut first) = (0, 0, 0);
        while file.read_until(b'\n', &mut line)? > 0 {
            number += 1;
            if !read.add(&String::from_utf8_lossy(&line)) {
                wrong += 1;
                first = if first == 0 { number } else { first };
            }
            line.clear();
        }
        let problem = (wrong > 0).then(|| {
            let message = format!("{wrong} lines are not provider, ID and message");
            let advice = "Separate the three by tabs, one event per line.";
            Problem::warning(name, first, message).suggest(advice)
        });
        Ok((read, problem))
    }

    /// Adds a line; false if it is none.
    fn add(&mut self, line: &str) -> bool {
        let line = line
            .trim_start_matches('\u{feff}')
            .trim_end_matches(['\r', '\n']);
        if line.is_empty() || line.starts_with('#') {
            return true;
        }
        let mut columns = line.splitn(3, '\t');
        let (Some(provider), Some(id), Some(template)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return false;
        };
        let Ok(id) = id.trim().parse() else {
            return false;
        };
        let fold = fold_source(provider);
        if fold.is_empty() || line.len() > LONGEST_LINE {
            return false;
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

    /// The message text of an event, with its slots.
    pub fn template(&self, source: &str, id: u32) -> Option<&str> {
        let template = self.templates.get(&(fold_source(source), id));
        template.map(String::as_str)
    }
}

/// The message of an event of which only the strings are known, by a text with slots; `None` if the
/// event has a message of its own, or the text has a slot without a string.
pub fn rebuilt(event: &EventRecord, template: &str) -> Option<String> {
    let joined = event.strings.join(" ");
    let has_message = event.description.as_ref().is_some_and(|own| *own != joined);
    if has_message || event.strings.is_empty() {
        return None;
    }
    filled(template, &event.strings)
}

/// A text with its slots filled; `None` if a string for one is missing. `%n`, `%r` and `%t` are
/// blanks, `%%` before a number is a message of its own and stays.
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
            rest = rest.get(digits..)?;
            // How a string is printed: `%1!s!`.
            if let Some((_, behind)) = rest.strip_prefix('!').and_then(|r| r.split_once('!')) {
                rest = behind;
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
    fn messages_are_read_and_what_is_wrong_is_said() {
        let file = "\u{feff}# made today\nLamp Service\t7\tThe %1 is dark.\r\nLAMP-service\t7\tother\n\nno tabs\nLamp\tx\ty\n";
        let (messages, problem) = Messages::read(file.as_bytes(), "m.tsv").unwrap();
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
            (Some("lamp dark"), true),
            (Some("The lamp is dark."), false),
        ] {
            let event = event(&["lamp", "dark"], description);
            assert_eq!(rebuilt(&event, "%1 %2!").is_some(), is_rebuilt);
        }
        assert_eq!(rebuilt(&event(&[], None), "Dark."), None);
    }
}
