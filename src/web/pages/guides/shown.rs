//! Which revision of a guide is shown.

use axum::http::StatusCode;

use crate::{
    guide::Guide,
    snapshot::Snapshot,
    web::{error_response::ErrorResponse, portal::Portal},
};

/// The shown revision of a guide: the one that is served, or for its authors, the newest.
///
/// # Errors
///
/// 404 if there is no such guide, 503 if there is one but all of its revisions have errors.
pub fn shown<'s>(
    portal: &Portal,
    snapshot: &'s Snapshot,
    id: &str,
) -> Result<&'s Guide, ErrorResponse> {
    let held = snapshot.held_back(id);
    let newest = held.and_then(|held| held.newest.as_ref());
    if let Some(guide) = newest.filter(|_| portal.preview).or(snapshot.guide(id)) {
        return Ok(guide);
    }
    Err(match held.and_then(|held| held.problems.first()) {
        Some(problem) => ErrorResponse::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!(
                "This guide has errors and is not served until they are fixed: {}, line {}: {}.",
                problem.file_name(),
                problem.line,
                problem.message
            ),
        ),
        None => ErrorResponse::not_found("There is no guide with that name."),
    })
}

/// Whether a guide is a newest revision that is not served.
pub(super) fn is_newest(snapshot: &Snapshot, guide: &Guide) -> bool {
    let newest = snapshot
        .held_back(&guide.id)
        .and_then(|held| held.newest.as_ref());
    newest.is_some_and(|newest| std::ptr::eq(newest, guide))
}
