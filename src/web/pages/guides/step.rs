//! The handler of a step.

use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    privacy::is_private,
    shown::{is_newest, shown},
    snapshot_source::SnapshotSource,
    view::{GuidePage, StepView},
};
use crate::{
    desk::Subject,
    guide::{Guide, Now, Walk, scenario_text, walk},
    web::{
        error_response::ErrorResponse,
        headers::set_no_store,
        page::{Area, Layout, Remembered, render},
        pages::desk::DeskPart,
        turn::Turn,
    },
};

/// `GET /guides/{guide}?{question}={answer}…`
pub async fn show(
    turn: Turn,
    Path(id): Path<String>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = shown(portal, snapshot, &id)?;
    let walk = walk(guide, &answers);
    let address = walk.address();
    let is_private = is_private(guide, &answers);
    let mut page = if walk.can_redirect() && address != answers {
        Redirect::to(&portal.paths.walk(&guide.id, &address)).into_response()
    } else {
        if !is_private {
            turn.stop_if_client_has_page()?;
        }
        let source = SnapshotSource {
            snapshot,
            portal,
            budget: turn.budget,
        };
        let step = StepView::new(guide, &walk, &source);
        // If time ran out, passages are missing; show an error rather than an incomplete page.
        turn.budget.check()?;
        let title = format!("{} · {}", step.title, guide.title);
        render(&GuidePage {
            layout: Layout {
                remembered: remembered(guide, &walk, &step.title).filter(|_| !is_private),
                ..portal.layout(&title).in_area(Area::Guides)
            },
            guide,
            held: snapshot.held_back(&guide.id),
            is_newest: is_newest(snapshot, guide),
            is_preview: portal.preview,
            scenario: scenario_text(guide, &walk)
                .filter(|_| portal.preview)
                .unwrap_or_default(),
            address: portal.absolute(&step.here),
            may_save: portal.desk.is_some() && turn.actor.is_staff() && !walk.trail.is_empty(),
            desk: match &walk.now {
                Now::Outcome { outcome, .. } => {
                    let subject = Subject::Guide {
                        guide: guide.id.clone(),
                        node: outcome.id.clone(),
                    };
                    DeskPart::new(&subject, &step.here, &turn.actor, portal, snapshot)
                }
                _ => None,
            },
            step,
        })
    };
    if is_private {
        set_no_store(&mut page);
    }
    Ok(page)
}

/// What the browser should remember about a walk, once it has begun.
fn remembered(guide: &Guide, walk: &Walk<'_>, question: &str) -> Option<Remembered> {
    match walk.now {
        Now::Outcome { .. } => Some(Remembered::walk_end(&guide.id)),
        _ if walk.trail.is_empty() => None,
        _ => Some(Remembered::walk(&guide.id, &guide.title, question)),
    }
}
