//! `GET /api/v1/guides` and `GET /api/v1/guides/{guide}`: the guides, and the state of a walk.

use axum::{
    Json,
    extract::{Path, Query},
};
use serde_json::{Value, json};

use crate::{
    guide::{Citation, Column, Field, Guide, Node, Now, Row, Step, Walk, fill, walk},
    problem::Problem,
    web::{fault::Fault, pages::guides::shown, portal::Portal, turn::Turn},
    wording,
};

/// `GET /api/v1/guides`
pub async fn list(turn: Turn) -> Result<Json<Value>, Fault> {
    turn.skip_known()?;
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guides: Vec<Value> = snapshot
        .guides
        .iter()
        .map(|guide| head(portal, guide))
        .collect();
    let held_back: Vec<Value> = (snapshot.held_back.iter())
        .map(|held| json!({ "id": held.id, "problems": problems(&held.problems), "served_revision": held.instead.as_ref().map(|one| one.0) }))
        .collect();
    Ok(Json(
        json!({ "guides": guides, "held_back": held_back, "generation": snapshot.generation }),
    ))
}

/// `GET /api/v1/guides/{guide}?{question}={answer}…`
pub async fn show(
    turn: Turn,
    Path(id): Path<String>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = shown(portal, snapshot, &id)?;
    turn.skip_known()?;
    let mut state = state(portal, guide, &walk(guide, &answers));
    let held = snapshot.held_back(&id);
    state["problems"] = problems(held.map_or(&[], |held| &held.problems)).into();
    Ok(Json(state))
}

/// What is wrong with a guide's newest revision.
fn problems(problems: &[Problem]) -> Vec<Value> {
    let one = |problem: &Problem| {
        json!({
            "severity": problem.severity,
            "file": problem.file_name(),
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "suggestion": problem.suggestion,
        })
    };
    problems.iter().map(one).collect()
}

fn head(portal: &Portal, guide: &Guide) -> Value {
    let events: Vec<Value> = (guide.events.iter())
        .map(|event| json!({ "source": event.source, "id": event.id }))
        .collect();
    json!({
        "id": guide.id,
        "title": guide.title,
        "url": portal.paths.guide(&guide.id),
        "revision": guide.revision,
        "products": guide.products,
        "symptoms": guide.symptoms,
        "events": events,
    })
}

fn state(portal: &Portal, guide: &Guide, walk: &Walk<'_>) -> Value {
    let dropped: Vec<Value> = (walk.dropped.iter())
        .map(|one| json!({ "question": one.ask, "answer": one.answer, "reason": one.reason.words() }))
        .collect();
    let from = walk.from.as_ref();
    let outcomes: Vec<Value> = (walk.ahead.outcomes.iter())
        .map(|outcome| json!({ "id": outcome.id, "title": outcome.title }))
        .collect();
    json!({
        "guide": head(portal, guide),
        "url": portal.paths.walk(&guide.id, &walk.address()),
        "answers": pairs(&walk.answers),
        "event": from.map(|(source, id)| json!({ "source": source, "id": id })),
        "trail": walk.trail.iter().map(step).collect::<Vec<_>>(),
        "dropped": dropped,
        "other_revision": walk.other_revision,
        "ahead": { "questions": walk.ahead.questions, "outcomes": outcomes },
        "now": Writer { portal, walk }.now(),
    })
}

fn pairs(answers: &[(String, String)]) -> Vec<Value> {
    answers
        .iter()
        .map(|(id, answer)| json!({ "id": id, "answer": answer }))
        .collect()
}

fn step(step: &Step<'_>) -> Value {
    let answers: Vec<&str> = step
        .answers
        .iter()
        .map(|given| given.answer.as_str())
        .collect();
    let from_log = step.answers.iter().any(|given| given.from_log);
    json!({
        "id": step.id, "ask": step.ask, "answers": answers, "found": wording::found(step), "from_log": from_log,
    })
}

/// Writes what comes now, with the answers that its texts name.
struct Writer<'a> {
    portal: &'a Portal,
    walk: &'a Walk<'a>,
}

impl Writer<'_> {
    fn fill(&self, text: &str) -> String {
        fill(text, &|id| self.walk.said(id))
    }

    fn now(&self) -> Value {
        match &self.walk.now {
            Now::Question(field) => json!({
                "kind": "question", "questions": [self.question(field)],
                "cite": cite(&field.question.cite),
            }),
            Now::Sheet(sheet, fields) => json!({
                "kind": "sheet", "id": sheet.id, "ask": self.fill(&sheet.ask), "cite": cite(&sheet.cite),
                "questions": fields.iter().map(|field| self.question(field)).collect::<Vec<_>>(),
            }),
            Now::Action(action, _) => json!({
                "kind": "action", "id": action.id, "title": self.fill(&action.title),
                "text": self.fill(&action.text), "steps": self.steps(Node::Action(action)),
                "ask": self.fill(&action.ask), "cite": cite(&action.cite),
            }),
            Now::Outcome { outcome, rows } => json!({
                "kind": "outcome", "id": outcome.id, "outcome": outcome.kind.word(),
                "title": self.fill(&outcome.title), "text": self.fill(&outcome.text),
                "steps": self.steps(Node::Outcome(outcome)),
                "verify": self.fill(&outcome.verify), "otherwise": self.fill(&outcome.otherwise),
                "go_on": outcome.go_on.as_ref().map(|go_on| self.portal.paths.guide(&go_on.guide)),
                "cite": cite(&outcome.cite), "facts": rows.iter().map(fact).collect::<Vec<_>>(),
            }),
            Now::Stuck(why) => json!({ "kind": "stuck", "why": why.to_string() }),
        }
    }

    fn steps(&self, node: Node<'_>) -> Vec<Value> {
        let steps = node.steps().iter().zip(1..);
        steps
            .map(|(text, number)| {
                let done = self.walk.done.contains(&(node.id(), number));
                json!({ "text": self.fill(text), "done": done })
            })
            .collect()
    }

    fn question(&self, field: &Field<'_>) -> Value {
        let question = field.question;
        let options: Vec<Value> = (question.choices().into_iter())
            .map(|(value, label)| {
                let chosen = field.given.iter().any(|given| given == value);
                json!({ "value": value, "label": label, "chosen": chosen })
            })
            .collect();
        json!({
            "id": question.id,
            "kind": question.kind.word(),
            "ask": self.fill(&question.ask),
            "why": self.fill(&question.why),
            "find": self.fill(&question.find),
            "options": options,
            "unit": question.unit,
            "may_be_unknown": question.may_be_unknown(),
            "given": field.given.first(),
            "problem": wording::field_fault(field),
        })
    }
}

fn fact(row: &Row<'_>) -> Value {
    json!({
        "id": row.fact.id,
        "name": row.fact.label(),
        "answer": row.answer,
        "verdict": row.verdict.word(),
        "requirements": row.columns.iter().map(|column| requirement(row, column)).collect::<Vec<_>>(),
    })
}

fn requirement(row: &Row<'_>, column: &Column<'_>) -> Value {
    json!({
        "situation": wording::situation(&column.situation),
        "need": wording::need(&column.need),
        "verdict": column.verdict.word(),
        "reason": wording::api_requirement(row, column),
        "fix": column.requirement.fix,
        "where": column.requirement.place,
        "cite": cite(&column.requirement.cite),
    })
}

fn cite(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}
