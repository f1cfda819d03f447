//! Check sheets, and the requirements on their facts.

use serde::Deserialize;

use super::{
    citation::Citation,
    placed::{Placed, placed},
    rule::{Conditions, Rule},
};

/// Several facts on one page, each of which may stay unknown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its name; in a condition, it means the sheet's verdict: `met`, `not_met` or `unknown`.
    pub id: String,
    /// The heading.
    pub ask: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// The IDs of the questions on it. A question whose requirements can't apply is left out.
    pub facts: Vec<String>,
    /// Where to go: the first rule that holds decides.
    #[serde(deserialize_with = "placed")]
    pub next: Vec<Rule>,
    /// Its sources: the passages it cites.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// What must hold for a fact.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The question whose answer is checked.
    pub of: String,
    /// When it applies; always, if empty.
    #[serde(default)]
    pub when: Conditions,
    /// Bounds on a version or number, or the value of a choice.
    pub need: String,
    /// What to do if it is not met.
    pub fix: String,
    /// Where to click; may be empty.
    #[serde(default, rename = "where")]
    pub place: String,
    /// The passages that support it.
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

impl Sheet {
    /// Whether this question is on it.
    pub fn has(&self, id: &str) -> bool {
        self.facts.iter().any(|fact| fact == id)
    }
}

impl Placed for Sheet {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}

impl Placed for Requirement {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
