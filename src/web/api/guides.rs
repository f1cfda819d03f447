//! `GET /api/v1/guides` and `GET /api/v1/guides/{guide}`: the guides, and the state of a walk.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::super::{fault::Fault, portal::Portal};
use crate::guide::{Citation, Column, Field, Guide, Now, Row, Step, Walk, walk};

/// `GET /api/v1/guides`
pub async fn list(State(portal): State<Arc<Portal>>) -> Json<Value> {
    let snapshot = portal.snapshot();
    let guides: Vec<Value> = snapshot
        .guides
        .iter()
        .map(|guide| head(&portal, guide))
        .collect();
    Json(json!({ "guides": guides, "generation": snapshot.generation }))
}

/// `GET /api/v1/guides/{guide}?{question}={answer}…`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Fault> {
    let snapshot = portal.snapshot();
    let guide = snapshot
        .guide(&id)
        .ok_or_else(|| Fault::not_found("There is no guide of that name."))?;
    Ok(Json(state(&portal, guide, &walk(guide, &answers))))
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
    json!({
        "guide": head(portal, guide),
        "url": portal.paths.walk(&guide.id, &walk.address()),
        "answers": pairs(&walk.answers),
        "trail": walk.trail.iter().map(step).collect::<Vec<_>>(),
        "dropped": dropped,
        "now": now(&walk.now),
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
    json!({ "id": step.id, "ask": step.ask, "answers": answers, "found": step.found })
}

fn now(now: &Now<'_>) -> Value {
    match now {
        Now::Question(field) => json!({
            "kind": "question", "questions": [question(field)], "cite": cite(&field.question.cite),
        }),
        Now::Sheet(sheet, fields) => json!({
            "kind": "sheet", "id": sheet.id, "ask": sheet.ask, "cite": cite(&sheet.cite),
            "questions": fields.iter().map(question).collect::<Vec<_>>(),
        }),
        Now::Action(action, _) => json!({
            "kind": "action", "id": action.id, "title": action.title, "text": action.text,
            "ask": action.ask, "cite": cite(&action.cite),
        }),
        Now::Outcome { outcome, rows } => json!({
            "kind": "outcome", "id": outcome.id, "outcome": outcome.kind.word(), "title": outcome.title,
            "text": outcome.text, "verify": outcome.verify, "otherwise": outcome.otherwise,
            "cite": cite(&outcome.cite), "facts": rows.iter().map(fact).collect::<Vec<_>>(),
        }),
        Now::Stuck(why) => json!({ "kind": "stuck", "why": why }),
    }
}

fn question(field: &Field<'_>) -> Value {
    let question = field.question;
    let options: Vec<Value> = (question.choices().into_iter())
        .map(|(value, label)| json!({ "value": value, "label": label }))
        .collect();
    json!({
        "id": question.id,
        "ask": question.ask,
        "why": question.why,
        "find": question.find,
        "options": options,
        "may_be_unknown": question.may_be_unknown(),
        "given": field.given,
    })
}

fn fact(row: &Row<'_>) -> Value {
    json!({
        "id": row.fact.id,
        "name": row.fact.label(),
        "answer": row.answer,
        "verdict": row.verdict.word(),
        "requirements": row.columns.iter().map(requirement).collect::<Vec<_>>(),
    })
}

fn requirement(column: &Column<'_>) -> Value {
    json!({
        "situation": column.situation,
        "need": column.need,
        "verdict": column.verdict.word(),
        "reason": column.reason,
        "fix": column.requirement.fix,
        "where": column.requirement.place,
        "cite": cite(&column.requirement.cite),
    })
}

fn cite(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}
