//! The request to the diagnosis page: the fields of an event, a text, and the groups of events to
//! show.

use super::finding::{FIELDS, level_class};
use crate::{
    eventlog::{Level, seconds},
    lookup::{EventFilter, Submission, Summary},
};

/// The classes of levels that can be hidden, each with its name on the page.
pub(super) const CLASSES: [(&str, &str); 4] = [
    ("error", "Errors"),
    ("warning", "Warnings"),
    ("information", "Information"),
    ("other", "Without a level"),
];

/// A link from a ticket system or from Event Viewer, the page's form, or the form for corrections.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The fields of an event except its message, in the order of [`FIELDS`].
    pub event: [String; FIELDS.len()],
    /// The pasted text or, with fields, the message.
    pub text: String,
    /// Which findings of the previous page to show; `None` for a new diagnosis.
    pub again: Option<Again>,
}

/// Findings that are shown again.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// What was submitted to the previous page; `None` if it can't be read.
    pub summary: Option<Summary>,
    /// The classes of levels that are shown.
    shown: Vec<String>,
    /// The source and the times, as they were typed.
    pub source: String,
    pub from: String,
    pub to: String,
}

impl Asked {
    /// Reads the pairs of a query string or form; unknown ones are ignored.
    pub(super) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let (mut asked, mut again, mut is_again) = (Self::default(), Again::default(), false);
        for (name, value) in pairs {
            match &*name {
                "text" => asked.text = value,
                "again" => is_again = true,
                "summary" => again.summary = Summary::from_text(&value),
                "show" => again.shown.push(value),
                "of" => again.source = value,
                "from" => again.from = value,
                "to" => again.to = value,
                name => {
                    // As in SQL Server's links.
                    let name = match name {
                        "EvtSrc" => "source",
                        "EvtID" => "id",
                        name => name,
                    };
                    let field = FIELDS.iter().position(|(_, field)| *field == name);
                    if let Some(field) = field.and_then(|field| asked.event.get_mut(field)) {
                        *field = value;
                    }
                }
            }
        }
        asked.again = is_again.then_some(again);
        asked
    }

    /// Whether the request is empty.
    pub(super) fn is_empty(&self) -> bool {
        let values = self.event.iter().chain([&self.text]);
        values.into_iter().all(|value| value.trim().is_empty())
    }

    /// What to diagnose: the event if there are fields, or else the text.
    pub(super) fn submission(&self) -> Submission {
        let given: Vec<(String, String)> = self.fields().collect();
        match given.is_empty() {
            true => Submission::Text(self.text.clone().into_bytes()),
            false => {
                let message = ("Description".to_owned(), self.text.clone());
                Submission::Fields(given.into_iter().chain([message]).collect())
            }
        }
    }

    /// The request as a text, which can be changed and diagnosed again.
    pub(super) fn into_text(self) -> String {
        let fields = self.fields();
        let mut lines: Vec<String> = fields
            .map(|(label, value)| format!("{label}: {value}"))
            .collect();
        if lines.is_empty() {
            return self.text;
        }
        if !self.text.is_empty() {
            lines.push("Description:".to_owned());
            lines.push(self.text);
        }
        lines.join("\n")
    }

    /// The label and the value of each field that is filled in, on one line.
    fn fields(&self) -> impl Iterator<Item = (String, String)> {
        let fields = FIELDS.into_iter().zip(&self.event);
        let joined = |value: &String| value.split_whitespace().collect::<Vec<_>>().join(" ");
        let fields = fields.map(move |((label, _), value)| (label.to_owned(), joined(value)));
        fields.filter(|(_, value)| !value.is_empty())
    }
}

impl Again {
    /// Whether a class of levels is shown.
    pub(super) fn shows(&self, class: &str) -> bool {
        self.shown.iter().any(|shown| shown == class)
    }

    /// The filter for groups of events.
    pub(super) fn filter(&self) -> EventFilter {
        let without = |level: &Level| !self.shows(level_class(*level));
        EventFilter {
            without: Level::ALL.into_iter().filter(without).collect(),
            source: self.source.clone(),
            from: moment(&self.from),
            to: moment(&self.to),
        }
    }
}

/// A moment in the form of a browser's input field for times, with or without seconds; UTC.
fn moment(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    let typed = typed.strip_suffix('Z').unwrap_or(typed);
    seconds(&format!("{typed}Z")).or_else(|| seconds(&format!("{typed}:00Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_browsers_write_them() {
        for (typed, expect) in [
            ("2011-07-27T06:41", Some(1_311_748_860)),
            ("2011-07-27T06:41:01", Some(1_311_748_861)),
            (" 2011-07-27T06:41:01Z ", Some(1_311_748_861)),
            ("2011-07-27 06:41", Some(1_311_748_860)),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(moment(typed), expect, "{typed}");
        }
    }
}
