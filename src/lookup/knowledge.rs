//! Everything that a text is looked up in.

use std::time::Duration;

use super::steps::Steps;
use crate::{atlas::Atlas, guide::Guide, library::Library, search::Index};

/// All that one generation knows.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// All articles without bodies.
    pub library: &'a Library,
    /// What the articles say of events and codes.
    pub atlas: &'a Atlas,
    /// The guides that are served, by id.
    pub guides: &'a [Guide],
    /// What the guides say, to be searched.
    pub steps: &'a Steps,
    /// The search index.
    pub index: &'a Index,
    /// The longest that one search may take.
    pub budget: Duration,
}
