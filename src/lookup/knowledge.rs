//! Everything that can be looked up for a text.

use std::{sync::LazyLock, time::Duration};

use crate::{
    atlas::Atlas,
    eventlog::Messages,
    guide::Guide,
    library::Library,
    search::Index,
    snapshot::{GuideTexts, Snapshot},
};

/// The message texts where none are given.
static NONE: LazyLock<Messages> = LazyLock::new(Messages::default);

/// Everything that one generation knows.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// All articles without bodies.
    pub library: &'a Library,
    /// What the articles say about events and codes.
    pub atlas: &'a Atlas,
    /// The guides that are served, by ID.
    pub guides: &'a [Guide],
    /// The texts of the guides, for searching.
    pub guide_texts: &'a GuideTexts,
    /// The search index.
    pub index: &'a Index,
    /// The message texts of event providers.
    pub messages: &'a Messages,
    /// The longest time that one search may take.
    pub budget: Duration,
}

impl<'a> Knowledge<'a> {
    /// The knowledge of a snapshot; no search takes longer than `budget`.
    pub fn of(snapshot: &'a Snapshot, budget: Duration) -> Self {
        Self {
            library: &snapshot.library,
            atlas: &snapshot.atlas,
            guides: &snapshot.guides,
            guide_texts: &snapshot.guide_texts,
            index: &snapshot.index,
            messages: &NONE,
            budget,
        }
    }

    /// Adds the message texts of event providers.
    #[must_use]
    pub fn with_messages(self, messages: &'a Messages) -> Self {
        Self { messages, ..self }
    }
}
