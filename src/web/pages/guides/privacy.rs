//! Keeps answers in a person's or a log's own words out of every cache.

use crate::guide::{ExtraParameter, Guide};

/// Whether answers contain a person's or a log's own words, which must not be stored anywhere.
pub(super) fn is_private(guide: &Guide, answers: &[(String, String)]) -> bool {
    answers.iter().any(|(name, _)| {
        let is_text = |id: &str| {
            guide
                .question(id)
                .is_some_and(|question| question.kind.answers().is_own_words())
        };
        ExtraParameter::of(guide, name) == Some(ExtraParameter::Log) || is_text(name)
    })
}
