//! What a person or a log said in words of their own is kept by no browser and no proxy.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};

use crate::guide::{Guide, LOG};

/// A page with what a person or a log said is not kept by browsers and proxies.
pub(super) fn keep_nowhere(page: &mut Response) {
    let no_store = HeaderValue::from_static("no-store");
    page.headers_mut().insert(header::CACHE_CONTROL, no_store);
}

/// Whether answers hold what a person or a log said in words of their own, which is kept nowhere.
pub(super) fn is_private(guide: &Guide, answers: &[(String, String)]) -> bool {
    answers.iter().any(|(name, _)| {
        let is_text = |id: &str| {
            guide
                .question(id)
                .is_some_and(|question| question.kind.answers().is_own_words())
        };
        name == LOG || is_text(name)
    })
}
