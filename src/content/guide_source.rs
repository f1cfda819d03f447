//! The text of a guide's file, with the problems found in the guide alone.

use serde::{Deserialize, Serialize};

use crate::{guide, problem::Problem};

/// The text of a guide's file, and its problems.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GuideSource {
    /// Index of its layer.
    pub layer: usize,
    /// Its path in the layer.
    pub path: String,
    /// The guide's ID, even if the rest can't be read; empty if the file has none.
    pub id: String,
    /// The name by which a person knows the file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Problems that can be found in the guide alone. They are found once, when the file is read,
    /// and kept with the generation, so that no start and no change elsewhere waits for this check.
    pub alone: Vec<Problem>,
}

impl GuideSource {
    /// A guide's file, checked.
    pub fn new(layer: usize, path: String, file: String, text: String) -> Self {
        let guide = guide::read(&text, &file).0;
        Self {
            alone: guide.as_ref().map(guide::check_alone).unwrap_or_default(),
            id: guide.map_or_else(|| id_of(&text).to_owned(), |guide| guide.id),
            layer,
            path,
            file,
            text,
        }
    }
}

/// The ID at the beginning of a text that is not a valid guide; empty if it has none.
fn id_of(text: &str) -> &str {
    let head = text.lines().take_while(|line| !line.starts_with('['));
    let values = head.filter_map(|line| line.trim().strip_prefix("id")?.trim().strip_prefix('='));
    let mut ids = values.map(|value| value.trim().trim_matches('"'));
    ids.find(|id| !id.is_empty()).unwrap_or_default()
}
