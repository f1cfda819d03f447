//! The parts of a guide: questions, sheets, requirements, actions, outcomes, rules, scenarios, citations.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::super::number::Number;
use crate::evidence::{ArticleId, Family};

/// An event that a guide takes care of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its source.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// What its message must hold; `{question}` takes what stands there as the answer, `{}` anything. Every message where empty.
    #[serde(default)]
    pub says: String,
    /// What a person has answered by having this event.
    #[serde(default)]
    pub answers: BTreeMap<String, Texts>,
    /// The guide that is named first where both take care of the event.
    pub after: Option<String>,
}

/// An error code that a guide takes care of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeClaim {
    /// The code, in any spelling that names one.
    pub code: String,
    /// What a person has answered by having this code.
    #[serde(default)]
    pub answers: BTreeMap<String, Texts>,
    /// The guide that is named first where both take care of the code.
    pub after: Option<String>,
}

/// Something the person can observe.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, in the URL and in conditions.
    pub id: String,
    /// What an answer looks like.
    pub kind: Kind,
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
pub enum Kind {
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

impl Kind {
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

/// Several facts on one page; each may stay unknown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its name; in a condition it stands for its verdict: `met`, `not_met` or `unknown`.
    pub id: String,
    /// The heading.
    pub ask: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// The ids of the questions on it. One whose requirements cannot apply is left out.
    pub facts: Vec<String>,
    /// Where to go, the first rule that holds.
    #[serde(deserialize_with = "placed")]
    pub next: Vec<Rule>,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// What must hold of a fact.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The question whose answer is judged.
    pub of: String,
    /// When it is asked for; always where empty.
    #[serde(default)]
    pub when: Conditions,
    /// A version requirement, or the value of a choice.
    pub need: String,
    /// What to do where it is not met.
    pub fix: String,
    /// Where to click; may be empty.
    #[serde(default, rename = "where")]
    pub place: String,
    /// The passages that say so.
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// Something to try: "do this; did it help?"
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name; its answer is `yes` or `no`.
    pub id: String,
    /// What is tried, in short.
    pub title: String,
    /// What to know first.
    #[serde(default)]
    pub text: String,
    /// What to do, to be ticked off one by one.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The question afterwards.
    #[serde(default = "did_it_help")]
    pub ask: String,
    /// The node for yes.
    pub yes: String,
    /// The node for no.
    pub no: String,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

fn did_it_help() -> String {
    "Did it help?".to_owned()
}

/// An end of the guide.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name.
    pub id: String,
    /// What kind of end it is.
    pub kind: OutcomeKind,
    /// What was found.
    pub title: String,
    /// What to know.
    #[serde(default)]
    pub text: String,
    /// What to do, to be ticked off one by one.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The sheet whose requirements are judged here.
    pub judge: Option<String>,
    /// How to see that it worked.
    #[serde(default)]
    pub verify: String,
    /// What to do if it did not.
    #[serde(default)]
    pub otherwise: String,
    /// The guide in which the case goes on.
    pub go_on: Option<GoOn>,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// Where a case goes on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoOn {
    /// The other guide.
    pub guide: String,
    /// What is answered there already; `{question}` stands for an answer given here.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
}

/// The kinds of end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Steps that mend it.
    Fix,
    /// Something else takes over: an article, another team's work.
    Refer,
    /// A person has to decide.
    Escalate,
    /// Nothing needs mending.
    NothingWrong,
}

impl OutcomeKind {
    /// The word in class names and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fix => "fix",
            Self::Refer => "refer",
            Self::Escalate => "escalate",
            Self::NothingWrong => "nothing-wrong",
        }
    }
}

/// An edge: where to go under which conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// When it holds; always where empty.
    #[serde(default)]
    pub when: Conditions,
    /// The node to go to.
    pub go: Option<String>,
    /// Instead of `go`: the answer found out for another question, whose own rules then decide.
    pub set: Option<BTreeMap<String, String>>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// Names of questions, sheets and actions, and what their answers must be. All must hold. A condition allows any of its
/// answers: values, requirements of versions and numbers, `unknown`; for a sheet `met`, `not_met` or `unknown`.
pub type Conditions = BTreeMap<String, Texts>;

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// Just this one.
    One(String),
    /// These.
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

/// A walk that must end as it says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is about.
    #[serde(default)]
    pub name: String,
    /// The answers given.
    pub answers: BTreeMap<String, Texts>,
    /// The outcome it ends in.
    pub outcome: String,
    /// The facts not met there, all of them.
    #[serde(default)]
    pub not_met: Vec<String>,
    /// The facts not known there, all of them.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

/// A section of an article that a part of the guide rests on: `Q168465#resolution`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Cite")]
pub struct Citation {
    /// The article.
    pub article: ArticleId,
    /// The section's anchor; empty for the whole article.
    pub anchor: Arc<str>,
    /// What the section must say: numbers, names, facts.
    pub says: Vec<String>,
}

/// How a citation is written.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a citation is \"Q168465#resolution\" or { at = \"Q168465#resolution\", says = [\"…\"] }"
)]
enum Cite {
    At(String),
    Says(CiteSays),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CiteSays {
    at: String,
    says: Vec<String>,
}

impl TryFrom<Cite> for Citation {
    type Error = String;

    fn try_from(cite: Cite) -> Result<Self, Self::Error> {
        let (text, says) = match cite {
            Cite::At(text) => (text, Vec::new()),
            Cite::Says(CiteSays { at, says }) => (at, says),
        };
        let (id, anchor) = text.split_once('#').unwrap_or((&text, ""));
        let article = ArticleId::parse(id)
            .ok_or_else(|| format!("`{text}` is not a citation such as `Q168465#resolution`"))?;
        Ok(Self {
            article,
            anchor: anchor.into(),
            says,
        })
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.article)?;
        if !self.anchor.is_empty() {
            write!(f, "#{}", self.anchor)?;
        }
        Ok(())
    }
}

impl Sheet {
    /// Whether this question stands on it.
    pub fn has(&self, id: &str) -> bool {
        self.facts.iter().any(|fact| fact == id)
    }
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
            Kind::YesNo => vec![("yes", "Yes"), ("no", "No")],
            Kind::Choice | Kind::Several => self
                .options
                .iter()
                .map(|option| (&*option.value, &*option.label))
                .collect(),
            Kind::Number | Kind::Version | Kind::Text | Kind::Code => Vec::new(),
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

/// A part of a guide that knows where it stands.
pub(super) trait Placed {
    fn place(&mut self, at: usize);
}

macro_rules! placed {
    ($($part:ty),*) => {$(
        impl Placed for $part {
            fn place(&mut self, at: usize) {
                self.at = at;
            }
        }
    )*};
}

placed!(
    Question,
    Sheet,
    Requirement,
    Action,
    Outcome,
    Rule,
    Scenario
);

pub(super) fn placed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Placed,
{
    let parts = Vec::<Spanned<T>>::deserialize(deserializer)?;
    let placed = parts.into_iter().map(|spanned| {
        let at = spanned.span().start;
        let mut part = spanned.into_inner();
        part.place(at);
        part
    });
    Ok(placed.collect())
}
