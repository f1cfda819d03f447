//! The replay behind a walk: one answer after the other, from the start.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        answer::{Known, Value},
        format::{Action, Guide, Node, Outcome, Question, Rule, Sheet},
        requirement,
    },
    AT, Dropped, Field, MAX_ANSWERS, MAX_BYTES, MAX_ECHO, Now, REVISION, Reason, Step, Walk, ahead,
    follow,
};

pub(super) struct Replay<'g> {
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
    /// Sorts the answers, before the first step.
    pub(super) fn new(guide: &'g Guide, answers: &[(String, String)]) -> Self {
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

    /// Goes on until something has no answer, or to the end.
    pub(super) fn run(&mut self) -> Now<'g> {
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

    /// Says what has become of every answer.
    pub(super) fn finish(mut self, now: Now<'g>) -> Walk<'g> {
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
