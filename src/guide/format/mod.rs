//! The shape of a guide's TOML file, and its reader.
//!
//! A guide is data: nodes (questions, check sheets, actions, outcomes), edges whose conditions are
//! tables *name = what its answer must be*, and requirements. All texts are Markdown.

mod limits;
mod part;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Deserialize;

use super::slip::closest;
use crate::problem::Problem;
pub(super) use limits::Costs;
use part::placed;
pub use part::{
    Action, Choice, Citation, Claim, CodeClaim, Conditions, GoOn, Kind, Outcome, OutcomeKind,
    Question, Requirement, Rule, Scenario, Sheet, Texts,
};

/// A file longer than this many bytes is not read.
const MAX_BYTES: usize = 1 << 20;
/// The most characters of a text that is typed.
pub const LONGEST_TEXT: usize = 200;

/// The answer that stands for "I don't know", in every question.
pub const UNKNOWN: &str = "unknown";
/// The answer that stands for "none of these", where several may be chosen.
pub const NONE: &str = "none";

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
    /// The error codes it takes care of.
    #[serde(default)]
    pub codes: Vec<CodeClaim>,
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
    /// The text of that file.
    #[serde(skip)]
    pub text: Arc<str>,
    /// Where the node of each id is. The first of equal ids counts.
    #[serde(skip)]
    index: BTreeMap<String, Place>,
    /// The questions that stand on a sheet.
    #[serde(skip)]
    facts: BTreeSet<String>,
    /// The requirements of each question, by their numbers.
    #[serde(skip)]
    needs: BTreeMap<String, Vec<usize>>,
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

    /// Where it begins in the file, in bytes.
    pub fn at(self) -> usize {
        match self {
            Self::Question(question) => question.at,
            Self::Sheet(sheet) => sheet.at,
            Self::Action(action) => action.at,
            Self::Outcome(outcome) => outcome.at,
        }
    }

    /// The rules that lead on; empty for actions and outcomes.
    pub fn rules(self) -> &'g [Rule] {
        match self {
            Self::Question(question) => &question.next,
            Self::Sheet(sheet) => &sheet.next,
            Self::Action(_) | Self::Outcome(_) => &[],
        }
    }

    /// Its steps to tick off; empty for questions and sheets.
    pub fn steps(self) -> &'g [String] {
        match self {
            Self::Action(action) => &action.steps,
            Self::Outcome(outcome) => &outcome.steps,
            Self::Question(_) | Self::Sheet(_) => &[],
        }
    }

    /// What it is called in a few words: the name of a question, the heading of the others.
    pub fn label(self) -> &'g str {
        match self {
            Self::Question(question) => question.label(),
            Self::Sheet(sheet) => &sheet.ask,
            Self::Action(action) => &action.title,
            Self::Outcome(outcome) => &outcome.title,
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

/// Reads a guide. `file` is its name as the person knows it. Without a guide there is at least one
/// problem; what only the whole guide can show is found by [`super::check()`].
pub fn read(text: &str, file: &str) -> (Option<Guide>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let problem = Problem::error(file, 0, "the guide is larger than 1 MB");
        return (None, vec![problem.suggest("Split it into several guides")]);
    }
    let mut guide: Guide = match toml::from_str(text) {
        Ok(guide) => guide,
        Err(error) => {
            return (None, vec![unread(&error, text, file)]);
        }
    };
    guide.file = file.to_owned();
    guide.text = text.into();
    guide.build_index();
    match limits::too_large(&guide) {
        Some(problem) => (None, vec![problem]),
        None => (Some(guide), Vec::new()),
    }
}

impl Guide {
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

    /// The check sheet that an outcome judges.
    pub fn judged(&self, outcome: &Outcome) -> Option<&Sheet> {
        self.sheet(outcome.judge.as_deref()?)
    }

    /// Whether a question stands on a check sheet.
    pub fn is_fact(&self, id: &str) -> bool {
        self.facts.contains(id)
    }

    /// What must hold of the answer to a question.
    pub fn requirements_of(&self, id: &str) -> impl Iterator<Item = &Requirement> {
        let needs = self.needs.get(id).into_iter().flatten();
        needs.filter_map(|at| self.requirements.get(*at))
    }

    /// What must hold of the facts of a sheet, in the order of the file.
    pub fn requirements_on(&self, sheet: &Sheet) -> impl Iterator<Item = &Requirement> {
        let facts: BTreeSet<&str> = sheet.facts.iter().map(String::as_str).collect();
        let needs = facts.into_iter().filter_map(|fact| self.needs.get(fact));
        let needs: BTreeSet<usize> = needs.flatten().copied().collect();
        (needs.into_iter()).filter_map(|at| self.requirements.get(at))
    }

    /// All nodes: questions, sheets, actions, outcomes, each kind in the order of the file.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (self.questions.iter().map(Node::Question))
            .chain(self.sheets.iter().map(Node::Sheet))
            .chain(self.actions.iter().map(Node::Action))
            .chain(self.outcomes.iter().map(Node::Outcome))
    }

    /// Every citation of the guide, requirements included.
    pub fn citations(&self) -> impl Iterator<Item = &Citation> {
        let of_requirements = self.requirements.iter().flat_map(|it| &it.cite);
        self.nodes().flat_map(Node::cite).chain(of_requirements)
    }

    /// All rules of its questions and sheets.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.nodes().flat_map(Node::rules)
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
        let facts = self.sheets.iter().flat_map(|sheet| &sheet.facts);
        self.facts = facts.cloned().collect();
        self.needs.clear();
        for (at, need) in self.requirements.iter().enumerate() {
            self.needs.entry(need.of.clone()).or_default().push(at);
        }
    }
}

/// What is wrong with a file that is not a guide, in words for those who do not know TOML.
fn unread(error: &toml::de::Error, text: &str, file: &str) -> Problem {
    let message = error.message();
    let place = error.span().unwrap_or(0..0);
    let written = text.get(place.clone()).unwrap_or_default();
    let (message, suggestion) = if let Some(rest) = message.strip_prefix("unknown field `") {
        let (name, rest) = rest.split_once('`').unwrap_or((rest, ""));
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let message = format!("there is no `{name}` here");
        (message, nearest(name, &allowed))
    } else if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (name, rest) = rest.split_once('`').unwrap_or((rest, ""));
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let message = format!("`{name}` is not one of the words that can stand here");
        (message, nearest(name, &allowed))
    } else if let Some(rest) = message.strip_prefix("missing field `") {
        let name = rest.trim_end_matches('`');
        let advice = format!("Write `{name} = \u{2026}` in this part");
        (format!("`{name}` is missing in this part"), advice)
    } else if message.starts_with("duplicate key") {
        let advice = "Remove one of the two lines, or begin a new part with [[\u{2026}]] before it";
        ("this name stands here twice".to_owned(), advice.to_owned())
    } else if written.starts_with(['"', '\'']) || message.starts_with("invalid type") {
        (message.to_owned(), String::new())
    } else {
        let advice =
            "A text stands between quotes, a list between [ and ], and each name has its own line";
        (message.to_owned(), advice.to_owned())
    };
    Problem::error(file, 0, message)
        .suggest(suggestion)
        .at(text, place)
}

/// The word of `allowed` that may have been meant, or all of them.
fn nearest(name: &str, allowed: &[&str]) -> String {
    match closest(name, allowed.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Use one of {}", allowed.join(", ")),
    }
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
        let (guide, problems) = read(&text, "g.toml");
        assert!(problems.is_empty(), "{problems:?}");
        let guide = guide.unwrap();
        let line = |at: usize| text[..at].lines().count() + 1;
        assert_eq!(line(guide.questions[0].at), 6);
        assert_eq!(line(guide.questions[0].next[0].at - 2), 11);
        assert_eq!(line(guide.node("o").unwrap().at()), 14);
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
            let (guide, problems) = read(&format!("{HEAD}{tail}"), "g.toml");
            assert!(guide.is_none(), "{tail}");
            assert_eq!(problems[0].line, line, "{tail}: {}", problems[0]);
            assert!(problems[0].to_string().contains(part), "{}", problems[0]);
        }
    }
}
