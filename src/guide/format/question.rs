//! Questions, and the answers that they allow.

use serde::Deserialize;

use super::{
    super::number::Number,
    citation::Citation,
    placed::{Placed, placed},
    rule::Rule,
};
use crate::evidence::Family;

/// The most characters of a text that is typed.
pub const LONGEST_TEXT: usize = 200;

/// The answer that stands for "I don't know", in every question.
pub const UNKNOWN: &str = "unknown";
/// The answer that stands for "none of these", where several may be chosen.
pub const NONE: &str = "none";

/// Something the person can observe.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, in the URL and in conditions.
    pub id: String,
    /// What an answer looks like.
    pub kind: QuestionKind,
    /// A few words for the trail and for verdicts; the whole question where missing.
    #[serde(default)]
    pub name: String,
    /// The question.
    pub ask: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// How to find the answer out, or whom to ask.
    #[serde(default)]
    pub find: String,
    /// The answers to choose from, where it is a choice or several.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The question that finds the answer out and comes back with it.
    pub unknown: Option<String>,
    /// Why nobody needs "I don't know" here; the answer is then not offered.
    #[serde(default)]
    pub always_known: String,
    /// What a number counts, as in `MB`.
    #[serde(default)]
    pub unit: String,
    /// The smallest number that can be.
    pub min: Option<Number>,
    /// The largest number that can be.
    pub max: Option<Number>,
    /// What kind of code is asked for, where that decides how a bare number is read.
    pub family: Option<Family>,
    /// Where to go, the first rule that holds. Empty for facts of a sheet.
    #[serde(default, deserialize_with = "placed")]
    pub next: Vec<Rule>,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// One of the options.
    Choice,
    /// Any of the options, or none of them.
    Several,
    /// `yes` or `no`.
    YesNo,
    /// A decimal number.
    Number,
    /// A version number.
    Version,
    /// A few words of the person's own.
    Text,
    /// An error code, in any spelling.
    Code,
}

impl QuestionKind {
    /// The word in guides and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Several => "several",
            Self::YesNo => "yes-no",
            Self::Number => "number",
            Self::Version => "version",
            Self::Text => "text",
            Self::Code => "code",
        }
    }
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its value in the URL and in conditions.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// The same in a few words, for the trail, the note and the map; the label where empty.
    #[serde(default)]
    pub short: String,
}

impl Question {
    /// Its short name, or the whole question.
    pub fn label(&self) -> &str {
        if self.name.is_empty() {
            &self.ask
        } else {
            &self.name
        }
    }

    /// Whether "I don't know" is an answer.
    pub fn may_be_unknown(&self) -> bool {
        self.always_known.is_empty()
    }

    /// The answers to choose from, `unknown` and `none` aside; empty for what is typed.
    pub fn choices(&self) -> Vec<(&str, &str)> {
        match self.kind {
            QuestionKind::YesNo => vec![("yes", "Yes"), ("no", "No")],
            QuestionKind::Choice | QuestionKind::Several => self
                .options
                .iter()
                .map(|option| (&*option.value, &*option.label))
                .collect(),
            QuestionKind::Number
            | QuestionKind::Version
            | QuestionKind::Text
            | QuestionKind::Code => Vec::new(),
        }
    }

    /// What a choice is called in few words; the value itself where there is no such choice.
    pub fn short_label<'a>(&'a self, value: &'a str) -> &'a str {
        let option = self.options.iter().find(|option| option.value == value);
        match option {
            Some(option) if !option.short.is_empty() => &option.short,
            _ => (self.choices().into_iter())
                .find(|(choice, _)| *choice == value)
                .map_or(value, |(_, label)| label),
        }
    }
}

impl Placed for Question {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
