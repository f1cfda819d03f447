//! Guides among the results.

use crate::{lookup::GuideMatch, web::paths::Paths};

/// A guide that was found.
pub struct GuideHit {
    /// The guide's title.
    pub title: String,
    /// The link to the start of the walk.
    pub href: String,
    /// The step that matches the query; empty if the guide as a whole does.
    pub step: String,
    /// The words of the guide that match; empty for its title and its claims.
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
