//! Rules: where to go, and under which conditions.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::placed::Placed;

/// An edge: where to go under which conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// When it holds; always, if empty.
    #[serde(default)]
    pub when: Conditions,
    /// The node to go to.
    pub go: Option<String>,
    /// In place of `go`: the answer found out for another question, whose own rules then decide.
    pub set: Option<BTreeMap<String, String>>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// Names of questions, sheets and actions, and what their answers must be. All must hold. A
/// condition allows any of its answers: values, bounds on versions and numbers, `unknown`; for a
/// sheet `met`, `not_met` or `unknown`.
pub type Conditions = BTreeMap<String, Texts>;

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// Only this one.
    One(String),
    /// Any of these.
    Several(Vec<String>),
}

impl Texts {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Several(texts) => texts,
        }
    }
}

impl Placed for Rule {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
