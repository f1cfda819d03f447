//! An entry: one thing that somebody added at the desk. Entries are only ever added; what is shown
//! follows from all of them ([`super::View`]), so nothing that was said is lost, and several
//! processes agree by reading each other's entries.

use serde::{Deserialize, Serialize};

use super::{error::DeskError, subject::Subject};

/// The most bytes of a text that somebody writes: a note, the words of a report.
pub const MAX_TEXT: usize = 32 << 10;

/// The most bytes of a ticket number.
const MAX_TICKET: usize = 100;

/// Whether something solved the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It did.
    Yes,
    /// Partly.
    Partly,
    /// It did not.
    No,
}

/// What is wrong with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// It says something wrong.
    Wrong,
    /// It was right once.
    Outdated,
    /// It can't be understood, or can be misunderstood.
    Unclear,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Said whether the subject solved a problem.
    Feedback {
        /// Whether it did.
        answer: Answer,
        /// Why, in the person's words; may be empty.
        reason: String,
        /// How long the walk took that led there, in seconds; 0 if that is not known.
        #[serde(default, skip_serializing_if = "is_zero")]
        seconds: u32,
    },
    /// Saved a walk for a ticket.
    Walk {
        /// The answers, as pairs of the walk's address.
        answers: Vec<(String, String)>,
        /// How long it took so far, in seconds; 0 if that is not known.
        #[serde(default, skip_serializing_if = "is_zero")]
        seconds: u32,
    },
    /// Reported a problem with the subject.
    Report {
        /// What is wrong with it.
        flaw: Flaw,
        /// The same in words.
        words: String,
    },
    /// Replied to a report and closed it.
    Close {
        /// The report's entry.
        report: i64,
        /// The reply; may be empty.
        reply: String,
    },
    /// Wrote a note, in Markdown.
    Note {
        /// The note.
        text: String,
        /// The entry of the note that it replaces; 0 for a new one.
        replaces: i64,
    },
    /// Removed a note from view.
    RemoveNote {
        /// The note's entry.
        note: i64,
    },
    /// Starred the subject.
    Star,
    /// Took the star away.
    Unstar,
    /// Made the subject internal, whatever its file says.
    MakeInternal {
        /// The paths of its files. They stay internal if they get other IDs.
        #[serde(default)]
        paths: Vec<String>,
    },
    /// Took that back: the file's own setting applies again.
    UnmakeInternal,
}

/// An entry to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What it is about.
    pub subject: Subject,
    /// Who adds it; empty if that is not known.
    pub person: String,
    /// The ticket that it belongs to; may be empty.
    pub ticket: String,
    /// What they do.
    pub action: Action,
}

/// An entry of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, which grows.
    pub seq: i64,
    /// When it was added, in seconds since 1970.
    pub at: i64,
    /// What was added.
    pub new: NewEntry,
}

impl Action {
    /// Its kind, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Feedback { .. } => "feedback",
            Self::Walk { .. } => "walk",
            Self::Report { .. } => "report",
            Self::Close { .. } => "close",
            Self::Note { .. } => "note",
            Self::RemoveNote { .. } => "remove_note",
            Self::Star => "star",
            Self::Unstar => "unstar",
            Self::MakeInternal { .. } => "make_internal",
            Self::UnmakeInternal => "unmake_internal",
        }
    }

    /// The entry that it changes, if it changes one.
    pub(super) fn changes(&self) -> Option<i64> {
        match self {
            Self::Close { report: entry, .. } | Self::RemoveNote { note: entry } => Some(*entry),
            Self::Note { replaces, .. } if *replaces != 0 => Some(*replaces),
            _ => None,
        }
    }

    /// The text that somebody wrote, and what it is called.
    fn text(&self) -> (&'static str, &str) {
        match self {
            Self::Feedback { reason, .. } => ("The reason", reason),
            Self::Report { words, .. } => ("The report", words),
            Self::Close { reply, .. } => ("The answer", reply),
            Self::Note { text, .. } => ("The note", text),
            Self::Walk { .. }
            | Self::RemoveNote { .. }
            | Self::Star
            | Self::Unstar
            | Self::MakeInternal { .. }
            | Self::UnmakeInternal => ("", ""),
        }
    }
}

impl NewEntry {
    /// The entry, if nothing in it is too long.
    ///
    /// # Errors
    ///
    /// Which part is too long.
    pub(super) fn checked(self) -> Result<Self, DeskError> {
        // PostgreSQL takes no NUL, and one entry must not make those saved with it fail.
        if self.ticket.contains(char::is_control) || self.person.contains(char::is_control) {
            let what = "The ticket number";
            return Err(DeskError::ControlCharacter { what });
        }
        // An address can't end in them.
        if matches!(&*self.ticket, "." | "..") {
            return Err(DeskError::NoTicket);
        }
        let (what, text) = self.action.text();
        let sizes = [
            (what, text.len(), MAX_TEXT),
            ("The ticket number", self.ticket.len(), MAX_TICKET),
        ];
        match sizes.into_iter().find(|(_, bytes, limit)| bytes > limit) {
            Some((what, bytes, limit)) => Err(DeskError::TooLong { what, bytes, limit }),
            None => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_an_action_is_that_of_its_json() {
        let actions = [
            Action::Feedback {
                answer: Answer::Yes,
                reason: String::new(),
                seconds: 90,
            },
            Action::Walk {
                answers: vec![("a".to_owned(), "b".to_owned())],
                seconds: 0,
            },
            Action::Report {
                flaw: Flaw::Wrong,
                words: "x".to_owned(),
            },
            Action::Close {
                report: 1,
                reply: String::new(),
            },
            Action::Note {
                text: "x".to_owned(),
                replaces: 0,
            },
            Action::RemoveNote { note: 1 },
            Action::Star,
            Action::Unstar,
            Action::MakeInternal {
                paths: vec!["a.md".to_owned()],
            },
            Action::UnmakeInternal,
        ];
        for action in actions {
            let json = serde_json::to_value(&action).unwrap();
            assert_eq!(json["kind"], action.kind());
            assert_eq!(serde_json::from_value::<Action>(json).unwrap(), action);
        }
    }

    #[test]
    fn what_is_too_long_is_named() {
        let note = |length: usize, ticket: &str| NewEntry {
            subject: Subject::guide("x"),
            person: String::new(),
            ticket: ticket.to_owned(),
            action: Action::Note {
                text: "n".repeat(length),
                replaces: 0,
            },
        };
        assert!(note(MAX_TEXT, "T-1").checked().is_ok());
        let error = note(MAX_TEXT + 1, "").checked().unwrap_err().to_string();
        assert_eq!(error, "The note has 32769 bytes, and may have 32768");
        let error = note(1, &"9".repeat(101)).checked().unwrap_err().to_string();
        assert_eq!(error, "The ticket number has 101 bytes, and may have 100");
        let error = note(1, "a\0b").checked().unwrap_err().to_string();
        assert!(error.contains("control character"), "{error}");
    }
}
