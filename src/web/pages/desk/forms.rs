//! The forms of the desk, as they are sent.

use crate::{
    config::Anonymous,
    desk::{Action, Answer, Flaw, people::Role},
    web::actor::Actor,
};

/// The forms, by their names in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskForm {
    /// Whether something solved the problem.
    Feedback,
    /// A walk that is saved for a ticket.
    Walk,
    /// A report of a problem.
    Report,
    /// The reply to a report, which closes it.
    Close,
    /// A note, new or edited.
    Note,
    /// The removal of a note.
    RemoveNote,
    /// A star, or its removal.
    Star,
    /// What makes the subject internal, or takes that back.
    Visibility,
}

/// What a form sent: names and values.
pub struct Sent(pub Vec<(String, String)>);

/// Something that was typed or chosen, to be sent again.
pub struct Typed<'s> {
    /// The name of its field.
    pub name: &'s str,
    /// What people call it; empty if it was not typed.
    pub label: &'static str,
    /// The value.
    pub value: &'s str,
}

impl Sent {
    /// The value of a field, without blanks around it; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(one, _)| one == name);
        field.map_or("", |(_, value)| value.trim())
    }

    /// All that was typed or chosen.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        self.0
            .iter()
            .map(|(name, value)| Typed {
                name,
                label: label(name),
                value,
            })
            .collect()
    }

    /// The number of an entry; 0 if it is none.
    fn entry(&self, name: &str) -> i64 {
        self.get(name).parse().unwrap_or(0)
    }
}

/// What people call a field that they type into.
fn label(name: &str) -> &'static str {
    match name {
        "reason" => "Reason",
        "words" => "In your words",
        "reply" => "Reply",
        "text" => "Note",
        "ticket" => "Ticket",
        _ => "",
    }
}

/// The name of a field in which something is chosen, and its values with what people call them.
pub type Choice = (&'static str, Values);

/// Values, with what people call them.
pub type Values = &'static [(&'static str, &'static str)];

/// What can be wrong with something.
pub const FLAWS: Values = &[
    ("wrong", "Something is incorrect"),
    ("outdated", "Something is outdated"),
    ("unclear", "Something is unclear"),
];

/// Whether something helped.
pub const ANSWERS: Values = &[("yes", "Yes"), ("partly", "Partly"), ("no", "No")];

impl DeskForm {
    /// Every form.
    const ALL: [Self; 8] = [
        Self::Feedback,
        Self::Walk,
        Self::Report,
        Self::Close,
        Self::Note,
        Self::RemoveNote,
        Self::Star,
        Self::Visibility,
    ];

    /// The form with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Walk => "walk",
            Self::Report => "report",
            Self::Close => "close",
            Self::Note => "note",
            Self::RemoveNote => "remove-note",
            Self::Star => "star",
            Self::Visibility => "visibility",
        }
    }

    /// Whether somebody may send it; the setting says what those may do who have not signed in.
    pub fn is_for(self, actor: &Actor, anonymous: Anonymous) -> bool {
        let least = match self {
            Self::Close | Self::Visibility => Role::Editor,
            Self::Feedback | Self::Report if anonymous == Anonymous::Feedback => Role::Reader,
            _ => Role::Agent,
        };
        actor.may(least)
    }

    /// The choice that is needed and was not made: the name of its field, and its values.
    pub fn missing_choice(self, sent: &Sent) -> Option<Choice> {
        let (name, is_made, values) = match self {
            Self::Report => ("flaw", flaw(sent.get("flaw")).is_ok(), FLAWS),
            Self::Feedback => ("answer", answer(sent.get("answer")).is_ok(), ANSWERS),
            _ => return None,
        };
        (!is_made).then_some((name, values))
    }

    /// What a sent form does.
    ///
    /// # Errors
    ///
    /// What is missing, as a sentence for the person.
    pub fn action(self, sent: &Sent) -> Result<Action, &'static str> {
        let text = |name| sent.get(name).to_owned();
        Ok(match self {
            Self::Feedback => Action::Feedback {
                answer: answer(sent.get("answer"))?,
                reason: text("reason"),
                seconds: seconds(sent.get("seconds")),
            },
            Self::Walk if sent.get("ticket").is_empty() => {
                return Err("Enter the number of the ticket.");
            }
            Self::Walk => Action::Walk {
                answers: Vec::new(),
                seconds: seconds(sent.get("seconds")),
            },
            Self::Report => Action::Report {
                flaw: flaw(sent.get("flaw"))?,
                words: text("words"),
            },
            Self::Close => Action::Close {
                report: sent.entry("report"),
                reply: text("reply"),
            },
            Self::Note if sent.get("text").is_empty() => {
                return Err("The note is empty: write something first.");
            }
            Self::Note => Action::Note {
                text: text("text"),
                replaces: sent.entry("replaces"),
            },
            Self::RemoveNote => Action::RemoveNote {
                note: sent.entry("note"),
            },
            Self::Star => match sent.get("starred") {
                "yes" => Action::Star,
                "no" => Action::Unstar,
                _ => return Err("Choose whether to star it."),
            },
            Self::Visibility => match sent.get("visibility") {
                "internal" => Action::MakeInternal { paths: Vec::new() },
                "as-in-its-file" => Action::UnmakeInternal,
                _ => return Err("Choose whether to make it internal."),
            },
        })
    }
}

fn answer(value: &str) -> Result<Answer, &'static str> {
    match value {
        "yes" => Ok(Answer::Yes),
        "partly" => Ok(Answer::Partly),
        "no" => Ok(Answer::No),
        _ => Err("Choose yes, partly or no."),
    }
}

/// How long a walk took. More than a day is not the walk but the time that its page was left open.
fn seconds(text: &str) -> u32 {
    let seconds: u32 = text.parse().unwrap_or(0);
    if seconds > 24 * 3_600 { 0 } else { seconds }
}

fn flaw(value: &str) -> Result<Flaw, &'static str> {
    match value {
        "wrong" => Ok(Flaw::Wrong),
        "outdated" => Ok(Flaw::Outdated),
        "unclear" => Ok(Flaw::Unclear),
        _ => Err("Choose what is wrong: incorrect, outdated or unclear."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_or_says_what_is_missing() {
        for (form, sent, expect) in [
            (
                DeskForm::Feedback,
                &[("answer", "yes"), ("reason", " worked ")][..],
                Ok(Action::Feedback {
                    answer: Answer::Yes,
                    reason: "worked".to_owned(),
                    seconds: 0,
                }),
            ),
            (
                DeskForm::Feedback,
                &[("answer", "maybe")],
                Err("Choose yes, partly or no."),
            ),
            (
                DeskForm::Walk,
                &[("ticket", "T-1"), ("seconds", "90")],
                Ok(Action::Walk {
                    answers: Vec::new(),
                    seconds: 90,
                }),
            ),
            (
                DeskForm::Walk,
                &[("seconds", "90")],
                Err("Enter the number of the ticket."),
            ),
            (
                DeskForm::Report,
                &[("flaw", "outdated"), ("words", "since 5.5")],
                Ok(Action::Report {
                    flaw: Flaw::Outdated,
                    words: "since 5.5".to_owned(),
                }),
            ),
            (
                DeskForm::Report,
                &[("words", "x")],
                Err("Choose what is wrong: incorrect, outdated or unclear."),
            ),
            (
                DeskForm::Close,
                &[("report", "7")],
                Ok(Action::Close {
                    report: 7,
                    reply: String::new(),
                }),
            ),
            (
                DeskForm::Note,
                &[("text", "a\nb"), ("replaces", "3")],
                Ok(Action::Note {
                    text: "a\nb".to_owned(),
                    replaces: 3,
                }),
            ),
            (
                DeskForm::Note,
                &[("text", " \n ")],
                Err("The note is empty: write something first."),
            ),
            (
                DeskForm::RemoveNote,
                &[("note", "x")],
                Ok(Action::RemoveNote { note: 0 }),
            ),
            (DeskForm::Star, &[("starred", "no")], Ok(Action::Unstar)),
            (DeskForm::Star, &[], Err("Choose whether to star it.")),
            (
                DeskForm::Visibility,
                &[("visibility", "internal")],
                Ok(Action::MakeInternal { paths: Vec::new() }),
            ),
            (
                DeskForm::Visibility,
                &[("visibility", "public")],
                Err("Choose whether to make it internal."),
            ),
        ] {
            let sent = sent
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            assert_eq!(form.action(&Sent(sent.collect())), expect);
            assert_eq!(DeskForm::named(form.name()), Some(form));
        }
    }
}
