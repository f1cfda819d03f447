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
    /// How to find the answer, or who knows it.
    #[serde(default)]
    pub find: String,
    /// The answers to choose from, where it is a choice or several.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The question that helps to find the answer and returns with it.
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
    /// How a pasted text says the answer, such as `has base at {} - {driver}`: the question's own
    /// id between braces stands where the answer does, `{}` for anything.
    #[serde(default)]
    pub says: Vec<String>,
    /// Where to go, the first rule that holds. Empty for facts of a sheet.
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

    /// The answers to choose from, `unknown` and `none` aside; empty for what is typed.
    pub fn choices(&self) -> Vec<(&str, &str)> {
        self.kind.answers().choices(&self.constraints())
    }

    /// The heading that an option stands under; none where empty.
    pub fn group_of(&self, value: &str) -> &str {
        let mut options = self.options.iter();
        let option = options.find(|option| option.value == value);
        option.map_or("", |option| &option.group)
    }

    /// The box to type the answer in; `None` if there are choices instead.
    pub fn entry(&self) -> Option<Entry> {
        self.kind.answers().entry(&self.constraints())
    }

    /// Whether several choices may be ticked, or none of them.
    pub fn takes_several(&self) -> bool {
        self.kind.answers().takes_several()
    }

    /// Reads what was given: several texts where several may be chosen, otherwise the last one
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

    /// What the person reads of an answer, in few words.
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

    /// Whether an answer is what one text of a condition or a requirement says.
    pub(crate) fn is(&self, value: &Value, allowed: &str) -> bool {
        self.kind.answers().is(&self.constraints(), value, allowed)
    }

    /// What a question says of its answers, beside their kind.
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
