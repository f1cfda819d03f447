//! Keeps answers in a person's or a log's own words out of every cache.

use crate::guide::{ExtraParameter, Guide};

/// Whether answers contain a person's or a log's own words, which must not be stored anywhere.
pub(super) fn is_private(guide: &Guide, answers: &[(String, String)]) -> bool {
    answers.iter().any(|(name, _)| is_own_words(guide, name))
}

/// Whether the answer with this name is in a person's or a log's own words.
pub(super) fn is_own_words(guide: &Guide, name: &str) -> bool {
    let question = guide.question(name);
    let is_text = question.is_some_and(|question| question.kind.answers().is_own_words());
    is_text || ExtraParameter::of(guide, name) == Some(ExtraParameter::Log)
}
