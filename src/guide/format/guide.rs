//! A guide as written in its file, and look-ups of its parts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Deserialize;

use super::{
    action::Action,
    citation::Citation,
    claim::{CodeClaim, EventClaim},
    node::Node,
    outcome::Outcome,
    placed::placed,
    question::Question,
    rule::Rule,
    scenario::Scenario,
    sheet::{Requirement, Sheet},
};

/// One troubleshooter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Its name in URLs: lower-case letters, digits and `-`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Increases with each change that affects shared links.
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
    /// The events it handles.
    #[serde(default)]
    pub events: Vec<EventClaim>,
    /// The error codes it handles.
    #[serde(default)]
    pub codes: Vec<CodeClaim>,
    /// The node to begin with.
    pub start: String,
    /// Its questions, including those on check sheets.
    #[serde(default, rename = "question", deserialize_with = "placed")]
    pub questions: Vec<Question>,
    /// Its check sheets.
    #[serde(default, rename = "sheet", deserialize_with = "placed")]
    pub sheets: Vec<Sheet>,
    /// What must hold for the facts of its sheets.
    #[serde(default, rename = "requirement", deserialize_with = "placed")]
    pub requirements: Vec<Requirement>,
    /// Things to try.
    #[serde(default, rename = "action", deserialize_with = "placed")]
    pub actions: Vec<Action>,
    /// Where walks end.
    #[serde(default, rename = "outcome", deserialize_with = "placed")]
    pub outcomes: Vec<Outcome>,
    /// Walks that must end as they say.
    #[serde(default, rename = "scenario", deserialize_with = "placed")]
    pub scenarios: Vec<Scenario>,
    /// The file it was read from, as people know it.
    #[serde(skip)]
    pub file: String,
    /// The text of that file.
    #[serde(skip)]
    pub text: Arc<str>,
    /// The position of each node, by ID. The first of equal IDs counts.
    #[serde(skip)]
    index: BTreeMap<String, Position>,
    /// The questions that are on a sheet.
    #[serde(skip)]
    facts: BTreeSet<String>,
    /// The requirements on each question, by their indices.
    #[serde(skip)]
    needs: BTreeMap<String, Vec<usize>>,
}

/// The list that a node is in, and its index there.
#[derive(Debug, Clone, Copy)]
enum Position {
    Question(usize),
    Sheet(usize),
    Action(usize),
    Outcome(usize),
}

impl Guide {
    /// The node with this ID.
    pub fn node(&self, id: &str) -> Option<Node<'_>> {
        match *self.index.get(id)? {
            Position::Question(at) => self.questions.get(at).map(Node::Question),
            Position::Sheet(at) => self.sheets.get(at).map(Node::Sheet),
            Position::Action(at) => self.actions.get(at).map(Node::Action),
            Position::Outcome(at) => self.outcomes.get(at).map(Node::Outcome),
        }
    }

    /// The question with this ID.
    pub fn question(&self, id: &str) -> Option<&Question> {
        match self.node(id) {
            Some(Node::Question(question)) => Some(question),
            _ => None,
        }
    }

    /// The check sheet with this ID.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        match self.node(id) {
            Some(Node::Sheet(sheet)) => Some(sheet),
            _ => None,
        }
    }

    /// The check sheet that an outcome judges.
    pub fn checked_sheet(&self, outcome: &Outcome) -> Option<&Sheet> {
        self.sheet(outcome.judge.as_deref()?)
    }

    /// Whether a question is on a check sheet.
    pub fn is_fact(&self, id: &str) -> bool {
        self.facts.contains(id)
    }

    /// What must hold for the answer to a question.
    pub fn requirements_of(&self, id: &str) -> impl Iterator<Item = &Requirement> {
        let needs = self.needs.get(id).into_iter().flatten();
        needs.filter_map(|at| self.requirements.get(*at))
    }

    /// What must hold for the facts of a sheet, in the order of the file.
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

    /// Every citation in the guide, including those of requirements.
    pub fn citations(&self) -> impl Iterator<Item = &Citation> {
        let of_requirements = self.requirements.iter().flat_map(|it| &it.cite);
        self.nodes().flat_map(Node::cite).chain(of_requirements)
    }

    /// All rules of its questions and sheets.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.nodes().flat_map(Node::rules)
    }

    pub(super) fn build_index(&mut self) {
        let mut index = BTreeMap::new();
        for (at, question) in self.questions.iter().enumerate() {
            index
                .entry(question.id.clone())
                .or_insert(Position::Question(at));
        }
        for (at, sheet) in self.sheets.iter().enumerate() {
            index.entry(sheet.id.clone()).or_insert(Position::Sheet(at));
        }
        for (at, action) in self.actions.iter().enumerate() {
            index
                .entry(action.id.clone())
                .or_insert(Position::Action(at));
        }
        for (at, outcome) in self.outcomes.iter().enumerate() {
            index
                .entry(outcome.id.clone())
                .or_insert(Position::Outcome(at));
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
