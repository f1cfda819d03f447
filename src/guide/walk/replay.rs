//! Replays the answers of a walk one after another, from the start.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        format::{Action, Guide, Helped, Node, Outcome, Question, Rule, Sheet},
        kind::{AnswerError, Known, Value},
        requirement,
    },
    ahead::ahead,
    dead_end::DeadEnd,
    extra_parameters::GivenParameters,
    follow::follow,
    names::ExtraParameter,
    pairs::Pairs,
    state::{
        DropReason, Dropped, Field, FieldError, Given, Inferred, NOT_KNOWN, Now, Step, Walk,
        WalkOrigin,
    },
};
use crate::evidence::{ArticleId, Code};

/// The most answers that are read, including extra parameters.
const MAX_ANSWERS: usize = 128;
/// The most bytes of answers that are read, including names.
const MAX_BYTES: usize = 6144;
/// The most articles, and the most codes, kept from the start of a walk.
const MAX_BEGUN: usize = 4;
/// How many characters of a name or value are repeated to the person if it is not understood.
const MAX_ECHO: usize = 80;

/// Replays `answers` (pairs of name and value, as in a query string). Of several answers to a
/// question that takes only one, the last counts. Empty answers count as not given, or on a sheet,
/// as unknown.
pub fn walk<'g>(guide: &'g Guide, answers: &[(String, String)]) -> Walk<'g> {
    let mut replay = Replay::new(guide, answers);
    let now = replay.run();
    replay.finish(now)
}

struct Replay<'g> {
    guide: &'g Guide,
    /// The given answers to each question and action that have not been used yet.
    given: BTreeMap<&'g str, Vec<String>>,
    /// Every step that was ticked off.
    ticked: BTreeSet<(&'g str, usize)>,
    /// The questions that an event log answered.
    logged: BTreeSet<&'g str>,
    origin: WalkOrigin,
    at: Option<String>,
    reopened: bool,
    other_revision: Option<String>,
    known: Known,
    used: Vec<(&'g str, Value)>,
    trail: Vec<Step<'g>>,
    dropped: Vec<Dropped>,
    here: &'g str,
}

/// The given answer to a question, as it was read.
enum ReadAnswer {
    Missing,
    Valid(Value),
    Invalid(FieldError),
}

impl<'g> Replay<'g> {
    /// Classifies the answers before the first step.
    fn new(guide: &'g Guide, answers: &[(String, String)]) -> Self {
        let mut replay = Self {
            guide,
            given: BTreeMap::new(),
            ticked: BTreeSet::new(),
            logged: BTreeSet::new(),
            origin: WalkOrigin::default(),
            at: None,
            reopened: false,
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
                replay.drop_raw(name, value, DropReason::TooMany);
                break;
            }
            replay.classify(name, value);
        }
        replay
    }

    /// Stores an answer according to what its name means in this guide.
    fn classify(&mut self, name: &str, value: &str) {
        let guide = self.guide;
        if let Some(parameter) = ExtraParameter::of(guide, name) {
            return self.store_extra(parameter, value);
        }
        match guide.node(name) {
            // In old links, `done=fuse.2` is a tick; since then, a guide may have got a question
            // named `done`.
            Some(Node::Question(question)) if question.id == "done" => match tick(guide, value) {
                Some(tick) => drop(self.ticked.insert(tick)),
                None => self.give(&question.id, value),
            },
            Some(Node::Question(question)) => self.give(&question.id, value),
            Some(Node::Action(action)) => self.give(&action.id, value),
            _ => self.drop_raw(name, value, DropReason::NoSuchQuestion),
        }
    }

    fn give(&mut self, id: &'g str, value: &str) {
        let given = self.given.entry(id).or_default();
        given.push(value.trim().to_owned());
    }

    fn store_extra(&mut self, parameter: ExtraParameter, value: &str) {
        let guide = self.guide;
        let origin = &mut self.origin;
        match parameter {
            ExtraParameter::At => self.at = Some(value.to_owned()),
            ExtraParameter::Revision => {
                let same = value.trim() == guide.revision.to_string();
                self.other_revision = (!same).then(|| echo(value));
            }
            ExtraParameter::Done => match tick(guide, value) {
                Some(tick) => drop(self.ticked.insert(tick)),
                None => self.drop_raw("Step ticked off", value, DropReason::NoLongerApplies),
            },
            // Without its answer, this has no meaning, so nobody needs to know that it was
            // dropped.
            ExtraParameter::Log => self
                .logged
                .extend(guide.question(value).map(|question| &*question.id)),
            ExtraParameter::From => origin.event = origin.event.take().or_else(|| event(value)),
            ExtraParameter::Quoted => add(&mut origin.quoted, article(value)),
            ExtraParameter::Found => add(&mut origin.found, article(value)),
            ExtraParameter::Code => add(&mut origin.codes, Code::from_slug(value)),
        }
    }

    /// Continues until something has no answer, or to an outcome.
    fn run(&mut self) -> Now<'g> {
        let mut visited = BTreeSet::new();
        loop {
            let here = self.here;
            if !visited.insert(here) {
                return Now::Stuck(DeadEnd::Loop(here.to_owned()));
            }
            let next = match self.guide.node(here) {
                None => return Now::Stuck(DeadEnd::NoNode(here.to_owned())),
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
        let sheet = self.guide.checked_sheet(outcome);
        let rows = sheet.map(|sheet| requirement::rows(self.guide, sheet, &self.known));
        Now::Outcome {
            outcome,
            rows: rows.unwrap_or_default(),
        }
    }

    fn question(&mut self, question: &'g Question) -> Result<&'g str, Now<'g>> {
        // If another question has already found out this answer, it is not asked again.
        if self.known.contains_key(&question.id) {
            return self.follow(&question.id, &question.next);
        }
        let answer = self.read_answer(question, false);
        let reopened = self.reopens(&question.id);
        let ReadAnswer::Valid(value) = answer else {
            return Err(Now::Question(self.field(question, answer)));
        };
        if reopened {
            return Err(Now::Question(self.field(question, ReadAnswer::Missing)));
        }
        let given = self.given_answer("", question, &value);
        self.step(&question.id, question.label(), vec![given]);
        self.used.push((&question.id, value.clone()));
        if let (Value::Unknown, Some(finder)) = (&value, &question.unknown) {
            return Ok(finder);
        }
        self.known.insert(question.id.clone(), value);
        self.follow(&question.id, &question.next)
    }

    fn sheet(&mut self, sheet: &'g Sheet) -> Result<&'g str, Now<'g>> {
        let facts = requirement::shown_facts(self.guide, sheet, &self.known);
        let read: Vec<ReadAnswer> = facts
            .iter()
            .map(|fact| self.read_answer(fact, true))
            .collect();
        let is_answer = |answer: &ReadAnswer| matches!(answer, ReadAnswer::Valid(_));
        let mut reopened = self.reopens(&sheet.id);
        for fact in &facts {
            reopened |= self.reopens(&fact.id);
        }
        if reopened || !read.iter().all(is_answer) {
            let fields = facts.into_iter().zip(read);
            let fields = fields.map(|(fact, answer)| self.field(fact, answer));
            return Err(Now::Sheet(sheet, fields.collect()));
        }
        let mut answers = Vec::new();
        for (fact, answer) in facts.into_iter().zip(read) {
            let ReadAnswer::Valid(value) = answer else {
                continue;
            };
            answers.push(self.given_answer(fact.label(), fact, &value));
            self.used.push((&fact.id, value.clone()));
            self.known.insert(fact.id.clone(), value);
        }
        self.step(&sheet.id, &sheet.ask, answers);
        self.follow(&sheet.id, &sheet.next)
    }

    fn action(&mut self, action: &'g Action) -> Result<&'g str, Now<'g>> {
        let given = self.given.get(&*action.id).and_then(|given| given.last());
        let Some(helped) = given.and_then(|given| Helped::of_word(given)) else {
            if let Some(value) = given.filter(|value| !value.is_empty()).cloned() {
                self.given.remove(&*action.id);
                self.drop_raw(&action.title, &value, DropReason::NoSuchAnswer);
            }
            return Err(Now::Action(action, None));
        };
        if self.reopens(&action.id) {
            return Err(Now::Action(action, Some(helped)));
        }
        let given = Given {
            name: &action.ask,
            answer: helped.label().to_owned(),
            from_log: false,
            is_unknown: false,
        };
        self.step(&action.id, &action.title, vec![given]);
        let value = Value::Named(helped.word().to_owned());
        self.used.push((&action.id, value.clone()));
        self.known.insert(action.id.clone(), value);
        Ok(action.next(helped))
    }

    /// The given answer to a question.
    fn read_answer(&self, question: &Question, on_sheet: bool) -> ReadAnswer {
        let Some(texts) = self.given.get(&*question.id) else {
            return ReadAnswer::Missing;
        };
        let is_blank = if question.takes_several() {
            texts.iter().all(String::is_empty)
        } else {
            texts.last().is_none_or(String::is_empty)
        };
        if is_blank {
            let error = match question.may_be_unknown() {
                true if on_sheet => return ReadAnswer::Valid(Value::Unknown),
                true => AnswerError::Missing,
                false => AnswerError::MustBeKnown,
            };
            return ReadAnswer::Invalid(FieldError {
                error,
                other_revision: None,
            });
        }
        match question.read(texts) {
            Ok(value) => ReadAnswer::Valid(value),
            Err(error) => ReadAnswer::Invalid(FieldError {
                error,
                other_revision: self.other_revision.clone(),
            }),
        }
    }

    fn follow(&mut self, owner: &'g str, rules: &'g [Rule]) -> Result<&'g str, Now<'g>> {
        let before: BTreeSet<String> = self.known.keys().cloned().collect();
        let mut fired = Vec::new();
        let next = follow(self.guide, owner, rules, &mut self.known, |owner, at| {
            fired.push((owner, at));
        });
        let found: Vec<Inferred<'g>> = (self.known.iter())
            .filter(|(name, _)| !before.contains(*name))
            .filter_map(|(name, value)| {
                let question = self.guide.question(name)?;
                Some(Inferred {
                    question: question.label(),
                    answer: question.label_of(value),
                })
            })
            .collect();
        if let Some(step) = self.trail.last_mut() {
            step.rules = fired;
            if !found.is_empty() {
                step.found = found;
            }
        }
        next.map_err(Now::Stuck)
    }

    fn reopens(&mut self, id: &str) -> bool {
        let reopens = self.at.as_deref() == Some(id);
        self.reopened |= reopens;
        reopens
    }

    fn step(&mut self, id: &'g str, ask: &'g str, answers: Vec<Given<'g>>) {
        self.trail.push(Step {
            id,
            ask,
            answers,
            found: Vec::new(),
            change: Pairs::new(),
            rules: Vec::new(),
        });
    }

    fn given_answer(&self, name: &'g str, question: &'g Question, value: &Value) -> Given<'g> {
        Given {
            name,
            answer: question.label_of(value),
            from_log: self.logged.contains(&*question.id),
            is_unknown: *value == Value::Unknown,
        }
    }

    fn field(&self, question: &'g Question, answer: ReadAnswer) -> Field<'g> {
        let given = self
            .given
            .get(&*question.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let last = given.len().saturating_sub(1);
        let given = match question.takes_several() {
            true => given,
            false => given.get(last..).unwrap_or_default(),
        };
        let given = given.iter().filter(|text| !text.is_empty()).cloned();
        Field {
            question,
            given: given.collect(),
            problem: match answer {
                ReadAnswer::Invalid(error) => Some(error),
                ReadAnswer::Missing | ReadAnswer::Valid(_) => None,
            },
        }
    }

    fn drop_raw(&mut self, name: &str, value: &str, reason: DropReason) {
        self.dropped.push(Dropped {
            ask: echo(name),
            answer: echo(value),
            reason,
        });
    }

    /// Determines what became of every answer: used, still needed later, or dropped.
    fn finish(mut self, now: Now<'g>) -> Walk<'g> {
        let ahead = ahead(self.guide, self.here, &self.known);
        for (id, _) in &self.used {
            self.given.remove(id);
        }
        let asked_now: Vec<&str> = match &now {
            Now::Question(field) => vec![&field.question.id],
            Now::Sheet(_, fields) => fields.iter().map(|field| &*field.question.id).collect(),
            Now::Action(action, _) => vec![&action.id],
            Now::Outcome { .. } | Now::Stuck(_) => Vec::new(),
        };
        let before: Pairs = self
            .used
            .iter()
            .flat_map(|(id, value)| answer_pairs(id, &value.texts()))
            .collect();
        let (mut current, mut later, mut no_longer_applies) =
            (Pairs::new(), Pairs::new(), Pairs::new());
        for (id, texts) in std::mem::take(&mut self.given) {
            let Some(texts) = self.valid(id, &texts) else {
                // A wrong answer in the current form is reported in the form.
                if !asked_now.contains(&id) && texts.iter().any(|text| !text.is_empty()) {
                    self.drop_raw(self.name(id), &texts.join(", "), DropReason::NoSuchAnswer);
                }
                continue;
            };
            let pairs = answer_pairs(id, &texts);
            if asked_now.contains(&id) {
                current.extend(pairs);
            } else if ahead.nodes.contains(id) && !matches!(now, Now::Stuck(_)) {
                later.extend(pairs);
            } else {
                let answer = self.in_words(id, &texts);
                self.drop_raw(self.name(id), &answer, DropReason::NoLongerApplies);
                no_longer_applies.extend(pairs);
            }
        }
        let given = GivenParameters {
            guide: self.guide,
            path: self.trail.iter().map(|step| step.id).collect(),
            ticked: &self.ticked,
            logged: &self.logged,
            origin: &self.origin,
        };
        let extra = given.sorted(&ahead.nodes, &[&before[..], &current, &later]);
        for step in &mut self.trail {
            step.change = [
                &before[..],
                &current,
                &later,
                &no_longer_applies,
                &extra.all,
            ]
            .concat();
            step.change
                .push(ExtraParameter::At.pair(self.guide, step.id));
        }
        // The form repeats its own answers, with where they are from, and its ticks; all else is
        // carried along.
        let ticks_here = format!("{}.", self.here);
        let is_elsewhere =
            |(name, value): &&(String, String)| match ExtraParameter::of(self.guide, name) {
                Some(ExtraParameter::Log) => !asked_now.contains(&value.as_str()),
                Some(ExtraParameter::Done) => !value.starts_with(&ticks_here),
                _ => true,
            };
        let after = later
            .iter()
            .chain(extra.kept.iter().filter(is_elsewhere))
            .cloned()
            .collect();
        Walk {
            answer_texts: self.answer_texts(),
            answers: [&before[..], &current, &later].concat(),
            carried: [before, after],
            extra_parameters: extra.kept,
            done: extra.done,
            trail: self.trail,
            now,
            ahead,
            dropped: self.dropped,
            origin: self.origin,
            known: self.known,
            other_revision: self.other_revision,
            reopened: self.reopened,
        }
    }

    /// The texts of an answer as an address spells them; `None` if they are not a valid answer.
    fn valid(&self, id: &str, texts: &[String]) -> Option<Vec<String>> {
        match self.guide.node(id) {
            Some(Node::Question(question)) => question.read(texts).ok().map(|value| value.texts()),
            _ => (texts.last())
                .filter(|text| Helped::of_word(text).is_some())
                .map(|text| vec![text.clone()]),
        }
    }

    /// The label of a question or title of an action.
    fn name(&self, id: &'g str) -> &'g str {
        match self.guide.node(id) {
            Some(Node::Question(question)) => question.label(),
            Some(Node::Action(action)) => &action.title,
            _ => id,
        }
    }

    fn in_words(&self, id: &str, texts: &[String]) -> String {
        let value = self
            .guide
            .question(id)
            .and_then(|question| Some(question.label_of(&question.read(texts).ok()?)));
        value.unwrap_or_else(|| texts.join(", "))
    }

    /// Each answer as texts show it.
    fn answer_texts(&self) -> BTreeMap<String, String> {
        let known = self.known.iter().filter_map(|(id, value)| {
            let text = match value {
                Value::Unknown => NOT_KNOWN.to_owned(),
                value => self.guide.question(id)?.label_of(value),
            };
            Some((id.clone(), text))
        });
        known.collect()
    }
}

fn answer_pairs(id: &str, texts: &[String]) -> Pairs {
    texts
        .iter()
        .map(|text| (id.to_owned(), text.clone()))
        .collect()
}

/// A step that was ticked off: its node, and its number from 1.
fn tick<'g>(guide: &'g Guide, text: &str) -> Option<(&'g str, usize)> {
    let (id, number) = text.rsplit_once('.')?;
    let node = guide.node(id)?;
    let number: usize = number.parse().ok()?;
    (1..=node.steps().len())
        .contains(&number)
        .then_some((node.id(), number))
}

/// Adds an item, if there is one, unless the list is full or already has it.
fn add<T: PartialEq>(list: &mut Vec<T>, one: Option<T>) {
    let is_new = |one: &T| list.len() < MAX_BEGUN && !list.contains(one);
    let one = one.filter(is_new);
    list.extend(one);
}

/// An article's id, whether or not the article exists.
fn article(text: &str) -> Option<ArticleId> {
    ArticleId::parse(text).or_else(|| ArticleId::of_path(text))
}

/// The source and ID of an event.
fn event(text: &str) -> Option<(String, u32)> {
    let (source, id) = text.rsplit_once('/')?;
    let source = echo(source.trim());
    let id = id.trim().parse().ok()?;
    (!source.is_empty()).then_some((source, id))
}

fn echo(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(MAX_ECHO)
        .collect()
}
