//! Things to try.

use serde::Deserialize;

use super::{citation::Citation, placed::Placed};

/// Something to try: "do this; did it help?"
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name; its answer is `yes`, `no` or `not_done`.
    pub id: String,
    /// What is tried, in short.
    pub title: String,
    /// What to know first.
    #[serde(default)]
    pub text: String,
    /// What to do, to be ticked off one by one.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The question afterward.
    #[serde(default = "did_it_help")]
    pub ask: String,
    /// The node for yes.
    pub yes: String,
    /// The node for no.
    pub no: String,
    /// The node for someone who couldn't do it; if missing, the node for no.
    pub not_done: Option<String>,
    /// Its sources: the passages it cites.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// What a person says about an action afterward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Helped {
    /// It helped.
    Yes,
    /// It did not help.
    No,
    /// It couldn't be done.
    NotDone,
}

impl Helped {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::NotDone];

    /// Its word in addresses, conditions and scenarios.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotDone => "not_done",
        }
    }

    /// What the person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotDone => "I couldn\u{2019}t do this",
        }
    }

    /// The answer of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|helped| helped.word() == word)
    }
}

impl Action {
    /// The node that follows.
    pub fn next(&self, helped: Helped) -> &str {
        match helped {
            Helped::Yes => &self.yes,
            Helped::No => &self.no,
            Helped::NotDone => self.not_done.as_deref().unwrap_or(&self.no),
        }
    }

    /// Every node that may follow.
    pub fn all_next(&self) -> impl Iterator<Item = &str> {
        Helped::ALL.into_iter().map(|helped| self.next(helped))
    }
}

fn did_it_help() -> String {
    "Did it help?".to_owned()
}

impl Placed for Action {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
