//! Guides among the results.

use crate::{lookup::GuideMatch, web::paths::Paths};

/// A guide found.
pub struct GuideHit {
    /// The guide's title.
    pub title: String,
    /// Link to where the walk begins.
    pub href: String,
    /// The step that says what the query says; empty where it is the guide itself.
    pub step: String,
    /// The words of the guide that say it; empty for its title and for what it claims.
    pub text: String,
}

impl GuideHit {
    /// A guide found, with its link.
    pub fn new(found: GuideMatch<'_>, paths: &Paths) -> Self {
        Self {
            title: found.guide.title.clone(),
            href: paths.walk(&found.guide.id, &found.answers),
            step: found.step,
            text: found.text,
        }
    }
}
