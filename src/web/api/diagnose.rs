//! `POST /api/v1/diagnose`

use axum::{Json, body::Bytes};
use serde_json::{Value, json};

use super::super::{
    SEARCH,
    fault::Fault,
    pages::{
        diagnose::by_words,
        guides::{GuideLink, for_text, from_log},
    },
    portal::Portal,
    turn::Turn,
};
use crate::{diagnosis::Finding, eventlog, evidence::fold_source, snapshot::Snapshot};

/// `POST /api/v1/diagnose` with a text or the bytes of a log.
pub async fn submit(turn: Turn, body: Bytes) -> Result<Json<Value>, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let (events, problems) = eventlog::read(&body);
    turn.budget.check()?;
    let found = snapshot.diagnose(&events, SEARCH);
    let findings = found.iter().map(|finding| {
        turn.budget.check()?;
        Ok(finding_value(portal, snapshot, finding))
    });
    let mut findings = findings.collect::<Result<Vec<Value>, Fault>>()?;
    if findings.is_empty() {
        let text = String::from_utf8_lossy(&body);
        let articles: Vec<Value> = by_words(portal, snapshot, &text)
            .hits
            .iter()
            .map(|hit| json!({ "id": hit.id, "title": hit.title, "url": portal.paths.article(&hit.id), "why": hit.why }))
            .collect();
        let guides = links(&for_text(snapshot, portal, &text));
        findings.push(json!({ "event": null, "articles": articles, "guides": guides }));
    }
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Ok(Json(
        json!({ "findings": findings, "problems": problems, "generation": snapshot.generation }),
    ))
}

fn finding_value(portal: &Portal, snapshot: &Snapshot, finding: &Finding) -> Value {
    let event = &finding.event;
    let fold = event.source.as_deref().map(fold_source).unwrap_or_default();
    let guides = event
        .id
        .map(|id| {
            let message = event.description.as_deref().unwrap_or_default();
            from_log(snapshot, portal, &fold, id, message)
        })
        .unwrap_or_default();
    let articles: Vec<Value> = finding
        .articles
        .iter()
        .map(|found| {
            let title = snapshot.library.get(&found.id).map(|entry| entry.title.as_str());
            json!({ "id": found.id, "title": title, "url": portal.paths.article(&found.id), "why": found.why })
        })
        .collect();
    json!({
        "event": {
            "source": event.source, "id": event.id, "type": event.kind, "category": event.category,
            "time": event.time, "computer": event.computer, "description": event.description,
            "count": finding.count,
        },
        "articles": articles,
        "guides": links(&guides),
    })
}

fn links(guides: &[GuideLink]) -> Vec<Value> {
    guides
        .iter()
        .map(|guide| json!({ "id": guide.id, "url": guide.href }))
        .collect()
}
