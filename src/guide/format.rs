//! The shape of a guide's TOML file, and its reader.
//!
//! A guide is data: nodes (questions, check sheets, actions, outcomes), edges whose conditions are
//! tables *name = what its answer must be*, and requirements. All texts are Markdown.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::{evidence::ArticleId, problem::Problem};

/// A file longer than this many bytes is not read.
const MAX_BYTES: usize = 1 << 20;
/// A file with more nodes, or more rules in all, than this is not read.
const MAX_PARTS: usize = 2_000;

/// The answer that stands for "I don't know", in every question.
pub const UNKNOWN: &str = "unknown";

/// One troubleshooter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Its name in URLs: lower-case letters, digits and `-`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Grows with each change that matters to those who share walks.
    pub revision: u32,
    /// What it is for, in a paragraph or two.
    #[serde(default)]
    pub about: String,
    /// The products it is for.
    #[serde(default)]
    pub products: Vec<String>,
    /// What people see or type when they need it.
    #[serde(default)]
    pub symptoms: Vec<String>,
    /// The events it takes care of.
    #[serde(default)]
    pub events: Vec<Claim>,
    /// The node to begin with.
    pub start: String,
    /// Its questions, those of check sheets included.
    #[serde(default, rename = "question", deserialize_with = "placed")]
    pub questions: Vec<Question>,
    /// Its check sheets.
    #[serde(default, rename = "sheet", deserialize_with = "placed")]
    pub sheets: Vec<Sheet>,
    /// What must hold of the facts of its sheets.
    #[serde(default, rename = "requirement", deserialize_with = "placed")]
    pub requirements: Vec<Requirement>,
    /// Things to try.
    #[serde(default, rename = "action", deserialize_with = "placed")]
    pub actions: Vec<Action>,
    /// Its ends.
    #[serde(default, rename = "outcome", deserialize_with = "placed")]
    pub outcomes: Vec<Outcome>,
    /// Walks that must end as they say.
    #[serde(default, rename = "scenario", deserialize_with = "placed")]
    pub scenarios: Vec<Scenario>,
    /// The file it was read from, as the person knows it.
    #[serde(skip)]
    pub file: String,
    /// Where the node of each id is. The first of equal ids counts.
    #[serde(skip)]
    index: BTreeMap<String, Place>,
}

/// An event that a guide takes care of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its source.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// The answer to the first question that a person with this event has given by having it.
    pub answer: Option<String>,
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
    /// The answers of a choice.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The question that finds the answer out and comes back with it.
    pub unknown: Option<String>,
    /// Why nobody needs "I don't know" here; the answer is then not offered.
    #[serde(default)]
    pub always_known: String,
    /// Where to go, the first rule that holds. Empty for facts of a sheet.
    #[serde(default, deserialize_with = "placed")]
    pub next: Vec<Rule>,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of the options.
    Choice,
    /// `yes` or `no`.
    YesNo,
    /// A version number.
    Version,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its value in the URL and in conditions.
    pub value: String,
    /// What the person reads.
    pub label: String,
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
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
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
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// Something to try: "do this; did it help?"
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name; its answer is `yes` or `no`.
    pub id: String,
    /// What is tried, in short.
    pub title: String,
    /// What to do.
    pub text: String,
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
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
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
    /// What to do.
    pub text: String,
    /// The sheet whose requirements are judged here.
    pub judge: Option<String>,
    /// How to see that it worked.
    #[serde(default)]
    pub verify: String,
    /// What to do if it did not.
    #[serde(default)]
    pub otherwise: String,
    /// The passages it rests on.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
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
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// Names of questions, sheets and actions, and what their answers must be. All must hold.
pub type Conditions = BTreeMap<String, Condition>;

/// The answers that a condition allows, any of them: values, version requirements, `unknown`; for a
/// sheet `met`, `not_met` or `unknown`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// Just this one.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

impl Condition {
    /// The answers allowed.
    pub fn allowed(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Any(values) => values,
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
    pub answers: BTreeMap<String, String>,
    /// The outcome it ends in.
    pub outcome: String,
    /// The facts not met there, all of them.
    #[serde(default)]
    pub not_met: Vec<String>,
    /// The facts not known there, all of them.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// A section of an article: `Q168465#resolution`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Citation {
    /// The article.
    pub article: ArticleId,
    /// The section's anchor; empty for the whole article.
    pub anchor: Arc<str>,
}

impl TryFrom<String> for Citation {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (id, anchor) = text.split_once('#').unwrap_or((&text, ""));
        let article = ArticleId::parse(id)
            .ok_or_else(|| format!("`{text}` is not a citation such as `Q168465#resolution`"))?;
        Ok(Self {
            article,
            anchor: anchor.into(),
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

/// A node of a guide.
#[derive(Debug, Clone, Copy)]
pub enum Node<'g> {
    /// A question.
    Question(&'g Question),
    /// A check sheet.
    Sheet(&'g Sheet),
    /// Something to try.
    Action(&'g Action),
    /// An end.
    Outcome(&'g Outcome),
}

impl<'g> Node<'g> {
    /// Its id.
    pub fn id(self) -> &'g str {
        match self {
            Self::Question(question) => &question.id,
            Self::Sheet(sheet) => &sheet.id,
            Self::Action(action) => &action.id,
            Self::Outcome(outcome) => &outcome.id,
        }
    }

    /// Its line in the file.
    pub fn line(self) -> usize {
        match self {
            Self::Question(question) => question.line,
            Self::Sheet(sheet) => sheet.line,
            Self::Action(action) => action.line,
            Self::Outcome(outcome) => outcome.line,
        }
    }

    /// The passages it rests on.
    pub fn cite(self) -> &'g [Citation] {
        match self {
            Self::Question(question) => &question.cite,
            Self::Sheet(sheet) => &sheet.cite,
            Self::Action(action) => &action.cite,
            Self::Outcome(outcome) => &outcome.cite,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Question(usize),
    Sheet(usize),
    Action(usize),
    Outcome(usize),
}

impl Guide {
    /// Reads a guide. `file` is its name as the person knows it. Without a guide there is at least one
    /// problem; what only the whole guide can show is found by [`super::check()`].
    pub fn read(file: &str, text: &str) -> (Option<Self>, Vec<Problem>) {
        if text.len() > MAX_BYTES {
            let problem = Problem::error(file, 0, "the guide is larger than 1 MB");
            return (None, vec![problem.suggest("Split it into several guides")]);
        }
        let mut guide: Self = match toml::from_str(text) {
            Ok(guide) => guide,
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(text, span.start));
                return (
                    None,
                    vec![Problem::error(file, line, error.message().to_owned())],
                );
            }
        };
        guide.file = file.to_owned();
        guide.place_lines(text);
        if guide.nodes().count() > MAX_PARTS || guide.rules().count() > MAX_PARTS {
            let message = format!("the guide has more than {MAX_PARTS} nodes or rules");
            return (None, vec![Problem::error(file, 0, message)]);
        }
        guide.build_index();
        (Some(guide), Vec::new())
    }

    /// The node of this id.
    pub fn node(&self, id: &str) -> Option<Node<'_>> {
        match *self.index.get(id)? {
            Place::Question(at) => self.questions.get(at).map(Node::Question),
            Place::Sheet(at) => self.sheets.get(at).map(Node::Sheet),
            Place::Action(at) => self.actions.get(at).map(Node::Action),
            Place::Outcome(at) => self.outcomes.get(at).map(Node::Outcome),
        }
    }

    /// The question of this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        match self.node(id) {
            Some(Node::Question(question)) => Some(question),
            _ => None,
        }
    }

    /// The check sheet of this id.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        match self.node(id) {
            Some(Node::Sheet(sheet)) => Some(sheet),
            _ => None,
        }
    }

    /// All nodes: questions, sheets, actions, outcomes, each kind in the order of the file.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (self.questions.iter().map(Node::Question))
            .chain(self.sheets.iter().map(Node::Sheet))
            .chain(self.actions.iter().map(Node::Action))
            .chain(self.outcomes.iter().map(Node::Outcome))
    }

    /// Every citation of the guide with its line, requirements included.
    pub fn citations(&self) -> impl Iterator<Item = (usize, &Citation)> {
        let of_nodes = self
            .nodes()
            .flat_map(|node| node.cite().iter().map(move |cite| (node.line(), cite)));
        let of_requirements = (self.requirements.iter())
            .flat_map(|requirement| requirement.cite.iter().map(|cite| (requirement.line, cite)));
        of_nodes.chain(of_requirements)
    }

    /// The answers that a person with this event begins the walk with; `None` where the guide does not
    /// take care of it. Without a source, the ID alone decides.
    pub fn answers_for(&self, source: Option<&str>, id: u32) -> Option<Vec<(String, String)>> {
        let claim = self.events.iter().find(|claim| {
            claim.id == id && source.is_none_or(|source| claim.source.eq_ignore_ascii_case(source))
        })?;
        let answer = claim
            .answer
            .clone()
            .map(|answer| (self.start.clone(), answer));
        Some(answer.into_iter().collect())
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        let of_questions = self.questions.iter().flat_map(|question| &question.next);
        of_questions.chain(self.sheets.iter().flat_map(|sheet| &sheet.next))
    }

    fn place_lines(&mut self, text: &str) {
        let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let to_line = |at: &mut usize| *at = starts.partition_point(|start| *start <= *at) + 1;
        for question in &mut self.questions {
            to_line(&mut question.line);
            question
                .next
                .iter_mut()
                .for_each(|rule| to_line(&mut rule.line));
        }
        for sheet in &mut self.sheets {
            to_line(&mut sheet.line);
            sheet
                .next
                .iter_mut()
                .for_each(|rule| to_line(&mut rule.line));
        }
        self.requirements
            .iter_mut()
            .for_each(|part| to_line(&mut part.line));
        self.actions
            .iter_mut()
            .for_each(|part| to_line(&mut part.line));
        self.outcomes
            .iter_mut()
            .for_each(|part| to_line(&mut part.line));
        self.scenarios
            .iter_mut()
            .for_each(|part| to_line(&mut part.line));
    }

    fn build_index(&mut self) {
        let mut index = BTreeMap::new();
        for (at, question) in self.questions.iter().enumerate() {
            index
                .entry(question.id.clone())
                .or_insert(Place::Question(at));
        }
        for (at, sheet) in self.sheets.iter().enumerate() {
            index.entry(sheet.id.clone()).or_insert(Place::Sheet(at));
        }
        for (at, action) in self.actions.iter().enumerate() {
            index.entry(action.id.clone()).or_insert(Place::Action(at));
        }
        for (at, outcome) in self.outcomes.iter().enumerate() {
            index
                .entry(outcome.id.clone())
                .or_insert(Place::Outcome(at));
        }
        self.index = index;
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

    /// The answers to choose from, `unknown` aside; empty for versions.
    pub fn choices(&self) -> Vec<(&str, &str)> {
        match self.kind {
            Kind::YesNo => vec![("yes", "Yes"), ("no", "No")],
            Kind::Choice => self
                .options
                .iter()
                .map(|option| (&*option.value, &*option.label))
                .collect(),
            Kind::Version => Vec::new(),
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// A part of a guide that knows where it stands. While reading, `line` holds the byte offset.
trait Placed {
    fn place(&mut self, at: usize);
}

macro_rules! placed {
    ($($part:ty),*) => {$(
        impl Placed for $part {
            fn place(&mut self, at: usize) {
                self.line = at;
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

fn placed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"q\"\n";

    #[test]
    fn parts_know_their_lines() {
        let text = format!(
            "{HEAD}\n[[question]]\nid = \"q\"\nkind = \"yes-no\"\nask = \"?\"\nnext = [\n  {{ go = \"o\" }},\n]\n\n[[outcome]]\nid = \"o\"\nkind = \"fix\"\ntitle = \"T\"\ntext = \"X\"\n"
        );
        let (guide, problems) = Guide::read("g.toml", &text);
        assert!(problems.is_empty(), "{problems:?}");
        let guide = guide.unwrap();
        assert_eq!(guide.questions[0].line, 6);
        assert_eq!(guide.questions[0].next[0].line, 11);
        assert_eq!(guide.node("o").unwrap().line(), 14);
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_with_its_line() {
        for (tail, line, part) in [
            (
                "[[question]]\nid = \"q\"\nkind = \"yesno\"\nask = \"?\"",
                7,
                "yes-no",
            ),
            (
                "[[question]]\nid = \"q\"\nkind = \"yes-no\"\nask = \"?\"\noptons = []",
                9,
                "optons",
            ),
            ("[[outcome]]\nid = ", 6, ""),
            (
                "[[outcome]]\nid = \"o\"\nkind=\"fix\"\ntitle=\"\"\ntext=\"\"\ncite=[\"hello\"]",
                10,
                "Q168465",
            ),
        ] {
            let (guide, problems) = Guide::read("g.toml", &format!("{HEAD}{tail}"));
            assert!(guide.is_none(), "{tail}");
            assert_eq!(problems[0].line, line, "{tail}: {}", problems[0]);
            assert!(problems[0].message.contains(part), "{}", problems[0]);
        }
    }
}
