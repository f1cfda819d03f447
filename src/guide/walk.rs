//! One person's way through a guide: nothing but the answers given so far, replayed.
//!
//! The walk is total: whatever the answers say, it ends somewhere and reports what it could not use.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    answer::{Known, Value, first_rule},
    format::{Action, Guide, Node, Outcome, Question, Rule, Sheet, UNKNOWN},
    requirement::{self, Row, Verdict},
};

/// At most this many answers are read.
const MAX_ANSWERS: usize = 64;
/// At most this many bytes of answers are read, names included.
const MAX_BYTES: usize = 4096;
/// Of a name or value that is not understood, this many characters are repeated.
const MAX_ECHO: usize = 80;

/// The reserved name that re-opens a question or sheet: its value is the node's id.
const AT: &str = "at";
/// The reserved name that tells which revision of the guide a link was made for.
const REVISION: &str = "rev";

/// Where a person stands.
#[derive(Debug, Clone)]
pub struct Walk<'g> {
    /// The steps answered, in order.
    pub trail: Vec<Step<'g>>,
    /// What comes now.
    pub now: Now<'g>,
    /// Answers that could not be used, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Every answer that still applies or may apply later, in the canonical order: the walk's URL.
    pub answers: Vec<(String, String)>,
    /// The answers that a form at the present step has to carry along: all but its own.
    pub carried: Vec<(String, String)>,
    /// The revision that the link was made for, where it is not the present one.
    pub other_revision: Option<String>,
}

/// A step answered.
#[derive(Debug, Clone)]
pub struct Step<'g> {
    /// The node's id; `at` with this value re-opens it.
    pub id: &'g str,
    /// What was asked or tried.
    pub ask: &'g str,
    /// What was answered: one answer, or for a sheet each fact (its name first).
    pub answers: Vec<(&'g str, String)>,
    /// What follows from it for an earlier question (`Database format: DB8`); empty where nothing does.
    pub found: String,
    /// The query that re-opens this step and keeps all answers.
    pub change: Vec<(String, String)>,
}

/// What comes now.
#[derive(Debug, Clone)]
pub enum Now<'g> {
    /// A question to answer.
    Question(Field<'g>),
    /// A sheet to fill in.
    Sheet(&'g Sheet, Vec<Field<'g>>),
    /// Something to try, with the answer given before (`yes`, `no`) where it is re-opened.
    Action(&'g Action, Option<&'static str>),
    /// The end.
    Outcome {
        /// What was found.
        outcome: &'g Outcome,
        /// The facts judged, in the order of the sheet.
        rows: Vec<Row<'g>>,
    },
    /// The guide leads nowhere from here; `check` reports the same as an error.
    Stuck(String),
}

/// A question on a page.
#[derive(Debug, Clone)]
pub struct Field<'g> {
    /// The question.
    pub question: &'g Question,
    /// The answer to show as chosen.
    pub given: Option<String>,
}

/// An answer that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The question as the person knows it, or the name given, cut to 80 characters.
    pub ask: String,
    /// The answer as the person knows it, or the value given, cut to 80 characters.
    pub answer: String,
    /// Why.
    pub reason: Reason,
}

/// Why an answer could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The guide has no such question.
    NoSuchQuestion,
    /// The question has no such answer.
    NoSuchAnswer,
    /// The walk no longer comes by that question.
    NoLongerApplies,
    /// There were more answers than a walk can have.
    TooMany,
}

impl Reason {
    /// The reason in words that follow the answer.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoSuchQuestion => "is not a question of this guide",
            Self::NoSuchAnswer => "is not an answer to this question",
            Self::NoLongerApplies => "no longer applies",
            Self::TooMany => "was too much: only the first answers were read",
        }
    }
}

/// Replays `answers` (pairs of name and value, as in a query string). The last of several answers to one
/// question counts. Blank answers count as not given; on a sheet, as not known.
pub fn walk<'g>(guide: &'g Guide, answers: &[(String, String)]) -> Walk<'g> {
    let mut replay = Replay::new(guide, answers);
    let now = replay.run();
    replay.finish(now)
}

impl Walk<'_> {
    /// The verdict at an outcome that judges a sheet.
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.now {
            Now::Outcome { rows, .. } => rows.iter().map(|row| row.verdict).max(),
            _ => None,
        }
    }
}

/// The nodes and facts that can still come from a node on, whatever the answers.
pub(super) fn ahead<'g>(guide: &'g Guide, from: &'g str) -> BTreeSet<&'g str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match guide.node(id) {
            Some(Node::Question(question)) => {
                open.extend(question.unknown.as_deref());
                open.extend(targets(guide, &question.next));
            }
            Some(Node::Sheet(sheet)) => {
                seen.extend(sheet.facts.iter().map(String::as_str));
                open.extend(targets(guide, &sheet.next));
            }
            Some(Node::Action(action)) => open.extend([&*action.yes, &*action.no]),
            Some(Node::Outcome(_)) | None => {}
        }
    }
    seen
}

/// Where rules lead; a `set` leads where the rules of its question lead.
fn targets<'g>(guide: &'g Guide, rules: &'g [Rule]) -> Vec<&'g str> {
    let mut targets = Vec::new();
    let mut set_before = BTreeSet::new();
    let mut open = vec![rules];
    while let Some(rules) = open.pop() {
        for rule in rules {
            targets.extend(rule.go.as_deref());
            for name in rule.set.iter().flat_map(BTreeMap::keys) {
                if set_before.insert(name) {
                    open.extend(guide.question(name).map(|question| &*question.next));
                }
            }
        }
    }
    targets
}

/// Where the rules of a node lead with these answers. A rule that sets an answer adds it to `known` and
/// goes on with that question's rules. The error says why it leads nowhere.
pub(super) fn follow<'g>(
    guide: &'g Guide,
    owner: &'g str,
    rules: &'g [Rule],
    known: &mut Known,
    mut fired: impl FnMut(&'g str, usize),
) -> Result<&'g str, String> {
    let (mut owner, mut rules) = (owner, rules);
    // Each turn sets another question's answer, so there are no more turns than questions.
    for _ in 0..=guide.questions.len() {
        let Some((at, rule)) = first_rule(guide, rules, known) else {
            return Err(format!("no rule of `{owner}` holds for these answers"));
        };
        fired(owner, at);
        if let Some(go) = &rule.go {
            return Ok(go);
        }
        let Some((name, text)) = rule.set.iter().flatten().next() else {
            return Err(format!("a rule of `{owner}` has neither `go` nor `set`"));
        };
        let Some(question) = guide.question(name) else {
            return Err(format!(
                "a rule of `{owner}` sets `{name}`, which is not a question"
            ));
        };
        let Some(value) = Value::read(question, text) else {
            return Err(format!(
                "`{text}`, set by `{owner}`, is not an answer to `{name}`"
            ));
        };
        known.insert(name.clone(), value);
        (owner, rules) = (&question.id, &question.next);
    }
    Err(format!("the rules of `{owner}` set each other without end"))
}

struct Replay<'g> {
    guide: &'g Guide,
    given: BTreeMap<&'g str, String>,
    at: Option<String>,
    other_revision: Option<String>,
    known: Known,
    used: Vec<(&'g str, String)>,
    trail: Vec<Step<'g>>,
    dropped: Vec<Dropped>,
    here: &'g str,
}

impl<'g> Replay<'g> {
    fn new(guide: &'g Guide, answers: &[(String, String)]) -> Self {
        let mut replay = Self {
            guide,
            given: BTreeMap::new(),
            at: None,
            other_revision: None,
            known: Known::new(),
            used: Vec::new(),
            trail: Vec::new(),
            dropped: Vec::new(),
            here: &guide.start,
        };
        let mut bytes = 0;
        for (count, (name, value)) in answers.iter().enumerate() {
            bytes += name.len() + value.len();
            if count >= MAX_ANSWERS || bytes > MAX_BYTES {
                replay.drop_raw(name, value, Reason::TooMany);
                break;
            }
            match (name.as_str(), guide.node(name)) {
                (AT, _) => replay.at = Some(value.clone()),
                (REVISION, _) => {
                    let same = value.trim() == guide.revision.to_string();
                    replay.other_revision = (!same).then(|| echo(value));
                }
                (_, Some(Node::Question(question))) => {
                    replay.given.insert(&question.id, value.trim().to_owned());
                }
                (_, Some(Node::Action(action))) => {
                    replay.given.insert(&action.id, value.trim().to_owned());
                }
                _ => replay.drop_raw(name, value, Reason::NoSuchQuestion),
            }
        }
        replay
    }

    fn run(&mut self) -> Now<'g> {
        let mut visited = BTreeSet::new();
        loop {
            let here = self.here;
            if !visited.insert(here) {
                return Now::Stuck(format!("the guide comes back to `{here}`"));
            }
            let next = match self.guide.node(here) {
                None => return Now::Stuck(format!("there is no node `{here}`")),
                Some(Node::Outcome(outcome)) => return self.end(outcome),
                Some(Node::Question(question)) => self.question(question),
                Some(Node::Sheet(sheet)) => self.sheet(sheet),
                Some(Node::Action(action)) => self.action(action),
            };
            match next {
                Ok(next) => self.here = next,
                Err(now) => return now,
            }
        }
    }

    fn end(&self, outcome: &'g Outcome) -> Now<'g> {
        let sheet = outcome.judge.as_deref().and_then(|id| self.guide.sheet(id));
        let rows = sheet.map(|sheet| requirement::rows(self.guide, sheet, &self.known));
        Now::Outcome {
            outcome,
            rows: rows.unwrap_or_default(),
        }
    }

    fn question(&mut self, question: &'g Question) -> Result<&'g str, Now<'g>> {
        // Where another question has found this answer out already, nobody is asked again.
        if self.known.contains_key(&question.id) {
            return self.follow(&question.id, &question.next);
        }
        let Some(value) = self
            .answer(question, false)
            .filter(|_| !self.reopens(&question.id))
        else {
            return Err(Now::Question(self.field(question)));
        };
        self.trail.push(Step {
            id: &question.id,
            ask: question.label(),
            answers: vec![("", value.label(question))],
            found: String::new(),
            change: Vec::new(),
        });
        self.used.push((&question.id, value.text()));
        if let (Value::Unknown, Some(finder)) = (&value, &question.unknown) {
            return Ok(finder);
        }
        self.known.insert(question.id.clone(), value);
        self.follow(&question.id, &question.next)
    }

    fn sheet(&mut self, sheet: &'g Sheet) -> Result<&'g str, Now<'g>> {
        let facts = requirement::shown_facts(self.guide, sheet, &self.known);
        let values: Vec<_> = facts.iter().map(|fact| self.answer(fact, true)).collect();
        let reopened = self.reopens(&sheet.id) || facts.iter().any(|fact| self.reopens(&fact.id));
        let values: Option<Vec<Value>> = values.into_iter().collect();
        let Some(values) = values.filter(|_| !reopened) else {
            let fields = facts.into_iter().map(|fact| self.field(fact)).collect();
            return Err(Now::Sheet(sheet, fields));
        };
        let mut answers = Vec::new();
        for (fact, value) in facts.into_iter().zip(values) {
            answers.push((fact.label(), value.label(fact)));
            self.used.push((&fact.id, value.text()));
            self.known.insert(fact.id.clone(), value);
        }
        let (found, change) = (String::new(), Vec::new());
        self.trail.push(Step {
            id: &sheet.id,
            ask: &sheet.ask,
            answers,
            found,
            change,
        });
        self.follow(&sheet.id, &sheet.next)
    }

    fn action(&mut self, action: &'g Action) -> Result<&'g str, Now<'g>> {
        let (answer, label, next) = match self.given.get(&*action.id).map(String::as_str) {
            Some("yes") => ("yes", "Yes", &action.yes),
            Some("no") => ("no", "No", &action.no),
            given => {
                if let Some(value) = given.filter(|value| !value.is_empty()).map(str::to_owned) {
                    self.given.remove(&*action.id);
                    self.drop_raw(&action.title, &value, Reason::NoSuchAnswer);
                }
                return Err(Now::Action(action, None));
            }
        };
        if self.reopens(&action.id) {
            return Err(Now::Action(action, Some(answer)));
        }
        self.trail.push(Step {
            id: &action.id,
            ask: &action.title,
            answers: vec![(&action.ask, label.to_owned())],
            found: String::new(),
            change: Vec::new(),
        });
        self.used.push((&action.id, answer.to_owned()));
        self.known
            .insert(action.id.clone(), Value::Named(answer.to_owned()));
        Ok(next)
    }

    /// The answer given, if it is one. One that is not an answer is reported and forgotten.
    fn answer(&mut self, question: &'g Question, blank_is_unknown: bool) -> Option<Value> {
        let text = self.given.get(&*question.id)?;
        if text.is_empty() {
            return (blank_is_unknown && question.may_be_unknown()).then_some(Value::Unknown);
        }
        let value = Value::read(question, text);
        if value.is_none() {
            let text = self.given.remove(&*question.id).unwrap_or_default();
            self.drop_raw(question.label(), &text, Reason::NoSuchAnswer);
        }
        value
    }

    fn follow(&mut self, owner: &'g str, rules: &'g [Rule]) -> Result<&'g str, Now<'g>> {
        let before: BTreeSet<String> = self.known.keys().cloned().collect();
        let next = follow(self.guide, owner, rules, &mut self.known, |_, _| {});
        let found: Vec<String> = (self.known.iter())
            .filter(|(name, _)| !before.contains(*name))
            .filter_map(|(name, value)| {
                let question = self.guide.question(name)?;
                Some(format!("{}: {}", question.label(), value.label(question)))
            })
            .collect();
        if let Some(step) = self.trail.last_mut().filter(|_| !found.is_empty()) {
            step.found = found.join(", ");
        }
        next.map_err(Now::Stuck)
    }

    fn reopens(&self, id: &str) -> bool {
        self.at.as_deref() == Some(id)
    }

    fn field(&self, question: &'g Question) -> Field<'g> {
        let given = self.given.get(&*question.id);
        Field {
            question,
            given: given.filter(|text| !text.is_empty()).cloned(),
        }
    }

    fn drop_raw(&mut self, name: &str, value: &str, reason: Reason) {
        self.dropped.push(Dropped {
            ask: echo(name),
            answer: echo(value),
            reason,
        });
    }

    fn finish(mut self, now: Now<'g>) -> Walk<'g> {
        for (id, _) in &self.used {
            self.given.remove(id);
        }
        let mut answers: Vec<(String, String)> = self
            .used
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()))
            .collect();
        let ahead = ahead(self.guide, self.here);
        for (id, text) in std::mem::take(&mut self.given) {
            if text.is_empty() {
                continue;
            }
            if ahead.contains(id) && !matches!(now, Now::Stuck(_)) {
                answers.push((id.to_owned(), text));
                continue;
            }
            let (ask, answer) = self.in_words(id, &text);
            self.dropped.push(Dropped {
                ask,
                answer,
                reason: Reason::NoLongerApplies,
            });
        }
        for step in &mut self.trail {
            step.change = answers.clone();
            step.change.push((AT.to_owned(), step.id.to_owned()));
        }
        let own: Vec<&str> = match &now {
            Now::Question(field) => vec![&field.question.id],
            Now::Sheet(_, fields) => fields.iter().map(|field| &*field.question.id).collect(),
            Now::Action(action, _) => vec![&action.id],
            Now::Outcome { .. } | Now::Stuck(_) => Vec::new(),
        };
        let carried = answers
            .iter()
            .filter(|(id, _)| !own.contains(&id.as_str()))
            .cloned()
            .collect();
        Walk {
            trail: self.trail,
            now,
            dropped: self.dropped,
            answers,
            carried,
            other_revision: self.other_revision,
        }
    }

    fn in_words(&self, id: &str, text: &str) -> (String, String) {
        match self.guide.node(id) {
            Some(Node::Question(question)) => {
                let value = Value::read(question, text);
                let answer = value.map_or_else(|| echo(text), |value| value.label(question));
                (question.label().to_owned(), answer)
            }
            Some(Node::Action(action)) => (action.title.clone(), echo(text)),
            _ => (echo(id), echo(text)),
        }
    }
}

fn echo(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(MAX_ECHO)
        .collect()
}

/// Whether a name is taken by the walk itself and cannot be a node's id.
pub(super) fn is_reserved(name: &str) -> bool {
    [AT, REVISION, UNKNOWN].contains(&name)
}

#[cfg(test)]
mod tests;
