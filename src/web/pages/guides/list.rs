//! The page of all guides, including those that are held back.

use askama::Template;
use axum::response::Response;

use crate::{
    guide::Guide,
    problem::Problem,
    snapshot::{HeldBack, Snapshot},
    web::{
        error_response::ErrorResponse,
        filters,
        page::{Area, Layout, render},
        portal::Portal,
        turn::Turn,
    },
};

#[derive(Template)]
#[template(path = "guides.html")]
struct GuidesPage<'a> {
    layout: Layout<'a>,
    guides: &'a [Guide],
    held_back: &'a [HeldBack],
    warnings: Vec<&'a Problem>,
}

/// `GET /guides`
pub async fn list(turn: Turn) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    let (portal, snapshot) = (&turn.portal, &turn.snapshot);
    Ok(render(&GuidesPage {
        layout: portal.layout("Guides").in_area(Area::Guides),
        guides: &snapshot.guides,
        held_back: &snapshot.held_back,
        warnings: warnings(portal, snapshot),
    }))
}

/// Problems that authors of the served guides should know.
fn warnings<'s>(portal: &Portal, snapshot: &'s Snapshot) -> Vec<&'s Problem> {
    let is_guides = |problem: &&Problem| {
        snapshot
            .guides
            .iter()
            .any(|guide| guide.file == problem.file)
    };
    let problems = snapshot.problems.iter().filter(|_| portal.preview);
    problems.filter(is_guides).collect()
}
