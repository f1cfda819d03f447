//! The text typed so far, and how it is read.

use crate::{
    evidence::{fold_source, is_event_label},
    lookup::knowledge::Knowledge,
    search::Completions,
};

/// The typed text, and what is known.
pub(super) struct Typed<'t, 'a> {
    pub known: Knowledge<'a>,
    pub completions: &'a Completions,
    pub text: &'t str,
}

/// An event as typed: `event 68 ccmc`.
pub(super) struct TypedEvent {
    /// Whether the text says that it is an event.
    pub is_labeled: bool,
    /// The number, without leading zeros, if it is the only one.
    pub number: Option<String>,
    /// The words of the source, folded.
    pub name: Vec<String>,
}

impl TypedEvent {
    /// Reads the text typed so far.
    pub(super) fn read(typed: &str) -> Self {
        let (mut is_labeled, mut numbers, mut name) = (false, Vec::new(), Vec::new());
        let separates = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '(' | ')');
        for word in typed.split(separates).filter(|word| !word.is_empty()) {
            if word.bytes().all(|b| b.is_ascii_digit()) {
                let number = word.trim_start_matches('0');
                numbers.push(if number.is_empty() { "0" } else { number }.to_owned());
            } else if is_event_label(word) {
                is_labeled = true;
            } else {
                name.push(fold_source(word));
            }
        }
        name.retain(|word| !word.is_empty());
        let number = (numbers.len() == 1).then(|| numbers.concat());
        Self {
            is_labeled,
            number: number.filter(|number| number.len() <= 5),
            name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_while_it_is_typed() {
        for (typed, is_labeled, number, name) in [
            ("68", false, Some("68"), ""),
            ("event 68", true, Some("68"), ""),
            ("Event ID: 68 CCMC", true, Some("68"), "ccmc"),
            (
                "msexchangeis private 1018",
                false,
                Some("1018"),
                "msexchangeis private",
            ),
            ("windows 95 98", false, None, "windows"),
            ("1234567", false, None, ""),
            ("event 0", true, Some("0"), ""),
            ("event 007", true, Some("7"), ""),
            ("", false, None, ""),
        ] {
            let read = TypedEvent::read(typed);
            assert_eq!(read.is_labeled, is_labeled, "{typed}");
            assert_eq!(read.number.as_deref(), number, "{typed}");
            assert_eq!(read.name.join(" "), name, "{typed}");
        }
    }
}
