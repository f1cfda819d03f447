//! Questions.

use serde::Deserialize;

use super::{
    super::{
        kind::{AnswerError, Choice, Constraints, Entry, Need, QuestionKind, Value},
        number::Number,
    },
    citation::Citation,
    placed::{Placed, placed},
    rule::Rule,
};
use crate::evidence::Family;

/// Something the person can observe.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, in the URL and in conditions.
    pub id: String,
    /// The kind of its answers.
    pub kind: QuestionKind,
    /// A few words for the trail and for verdicts; if missing, the whole question is used.
    #[serde(default)]
    pub name: String,
    /// The question.
    pub ask: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// How to find the answer, or who knows it.
    #[serde(default)]
    pub find: String,
    /// The answers to choose from, for questions with one or several choices.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The question that helps to find the answer and returns with it.
    pub unknown: Option<String>,
    /// Why everybody knows the answer; "I don't know" is then not offered.
    #[serde(default)]
    pub always_known: String,
    /// The unit of a number, as in `MB`.
    #[serde(default)]
    pub unit: String,
    /// The smallest possible number.
    pub min: Option<Number>,
    /// The largest possible number.
    pub max: Option<Number>,
    /// The kind of code, if that decides how a bare number is read.
    pub family: Option<Family>,
    /// How a pasted text states the answer, such as `has base at {} - {driver}`: the question's own
    /// ID in braces is in the place of the answer, `{}` in the place of any other text.
    #[serde(default)]
    pub says: Vec<String>,
    /// Where to go: the first rule that holds decides. Empty for facts of a sheet.
    #[serde(default, deserialize_with = "placed")]
    pub next: Vec<Rule>,
    /// Its sources: the passages it cites.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
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

    /// The answers to choose from, without `unknown` and `none`; empty if the answer is typed.
    pub fn choices(&self) -> Vec<(&str, &str)> {
        self.kind.answers().choices(&self.constraints())
    }

    /// The heading above an option; empty if there is none.
    pub fn group_of(&self, value: &str) -> &str {
        let mut options = self.options.iter();
        let option = options.find(|option| option.value == value);
        option.map_or("", |option| &option.group)
    }

    /// The box to type the answer in; `None` if there are choices instead.
    pub fn entry(&self) -> Option<Entry> {
        self.kind.answers().entry(&self.constraints())
    }

    /// Whether any number of choices may be ticked, even none.
    pub fn takes_several(&self) -> bool {
        self.kind.answers().takes_several()
    }

    /// Reads the texts that were given: several if several may be chosen, otherwise the last one
    /// counts.
    pub fn read(&self, texts: &[String]) -> Result<Value, AnswerError> {
        let (answers, constraints) = (self.kind.answers(), self.constraints());
        let mut texts = texts.iter().map(|text| text.trim());
        if answers.takes_several() {
            let given: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
            return answers.read_all(&constraints, &given);
        }
        answers.read(&constraints, texts.next_back().unwrap_or_default())
    }

    /// Reads an answer that is one text.
    pub fn read_one(&self, text: &str) -> Result<Value, AnswerError> {
        self.kind.answers().read(&self.constraints(), text)
    }

    /// An answer in a few words, as the person reads it.
    pub fn label_of(&self, value: &Value) -> String {
        self.kind.answers().label(&self.constraints(), value)
    }

    /// What a requirement asks for.
    pub fn need(&self, allowed: &str) -> Need {
        self.kind.answers().need(&self.constraints(), allowed)
    }

    /// What a condition asks for.
    pub fn condition(&self, allowed: &str) -> Need {
        self.kind.answers().condition(&self.constraints(), allowed)
    }

    /// Whether an answer matches a text of a condition or a requirement.
    pub(crate) fn is(&self, value: &Value, allowed: &str) -> bool {
        self.kind.answers().is(&self.constraints(), value, allowed)
    }

    /// What a question says about its answers, besides their kind.
    pub(crate) fn constraints(&self) -> Constraints<'_> {
        Constraints {
            options: &self.options,
            unit: &self.unit,
            min: self.min,
            max: self.max,
            family: self.family,
            may_be_unknown: self.may_be_unknown(),
        }
    }
}

impl Placed for Question {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
