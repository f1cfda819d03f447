//! Links that start a guide from an event, a code, a query or an article.

use crate::{guide::Fit, lookup::GuideStart, web::paths::Paths, wording};

/// A link into a guide, with what is known already answered.
pub struct GuideLink {
    /// The guide's title.
    pub title: String,
    /// What the button says: `Start the guide for event 68`.
    pub start: String,
    /// Link with the known answers in the query.
    pub href: String,
    /// The events that it covers, in a few words; may be empty.
    pub covers: String,
    /// Whether it covers this event only in general, so that it comes after the articles.
    pub is_general: bool,
}

impl GuideLink {
    /// The link to where a guide is begun.
    pub fn new(start: &GuideStart<'_>, paths: &Paths) -> Self {
        Self {
            title: start.guide.title.clone(),
            start: wording::start_guide(start),
            href: paths.walk(&start.guide.id, &start.answers()),
            covers: wording::guide_covers(start),
            is_general: start.fit == Fit::General,
        }
    }

    /// The links to where some guides are begun.
    pub fn all(starts: &[GuideStart<'_>], paths: &Paths) -> Vec<Self> {
        let starts = starts.iter();
        starts.map(|start| Self::new(start, paths)).collect()
    }
}
