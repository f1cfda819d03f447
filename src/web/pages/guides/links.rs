//! Links that start a guide from an event, a code, a query or an article.

use crate::{guide::Fit, lookup::GuideStart, web::paths::Paths, wording};

/// A link into a guide, with everything already known as answers.
pub struct GuideLink {
    /// The guide's title.
    pub title: String,
    /// The text of the button: `Start the guide for event 68`.
    pub start: String,
    /// Link with the known answers in the query.
    pub href: String,
    /// The events that it covers, in a few words; may be empty.
    pub covers: String,
    /// Whether it covers this event only in general, so that it comes after the articles.
    pub is_general: bool,
}

impl GuideLink {
    /// The link to the start of a guide.
    pub fn new(start: &GuideStart<'_>, paths: &Paths) -> Self {
        Self {
            title: start.guide.title.clone(),
            start: wording::start_guide(start),
            href: paths.walk(&start.guide.id, &start.answers()),
            covers: wording::guide_covers(start),
            is_general: start.fit == Fit::General,
        }
    }

    /// The links to the starts of some guides.
    pub fn all(starts: &[GuideStart<'_>], paths: &Paths) -> Vec<Self> {
        let starts = starts.iter();
        starts.map(|start| Self::new(start, paths)).collect()
    }
}
