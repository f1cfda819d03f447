//! Outcomes: where a walk ends.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{citation::Citation, placed::Placed, rule::Conditions};

/// Where a walk ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name.
    pub id: String,
    /// What kind of outcome it is.
    pub kind: OutcomeKind,
    /// What was found.
    pub title: String,
    /// What to know.
    #[serde(default)]
    pub text: String,
    /// What to do, to be ticked off one by one.
    #[serde(default)]
    pub steps: Vec<String>,
    /// What the answers on every path to it rule out.
    #[serde(default)]
    pub rules_out: Vec<RuledOut>,
    /// The sheet whose requirements are checked here.
    pub judge: Option<String>,
    /// How to check that it worked.
    #[serde(default)]
    pub verify: String,
    /// What to do if it did not.
    #[serde(default)]
    pub otherwise: String,
    /// The guide in which the case continues.
    pub go_on: Option<GoOn>,
    /// Its sources: the passages it cites.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// Something that answers rule out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuledOut {
    /// What it is.
    pub what: String,
    /// The answers that rule it out; all must be given.
    pub by: Conditions,
}

/// Where a case continues.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoOn {
    /// The other guide.
    pub guide: String,
    /// The answers that it already has there; `{question}` is replaced by an answer given here.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
}

/// What kind of outcome it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Steps that fix it.
    Fix,
    /// Something else takes over, such as an article, another guide or another team.
    Refer,
    /// A person has to decide.
    Escalate,
    /// No fault was found.
    NothingWrong,
}

impl OutcomeKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fix, Self::Refer, Self::Escalate, Self::NothingWrong];

    /// Its word in class names and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fix => "fix",
            Self::Refer => "refer",
            Self::Escalate => "escalate",
            Self::NothingWrong => "nothing-wrong",
        }
    }
}

impl Placed for Outcome {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
