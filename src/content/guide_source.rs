//! The text of a guide's file, with the problems found in the guide alone.

use serde::{Deserialize, Serialize};

use crate::{guide, problem::Problem};

/// The text of a guide's file, and its problems.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GuideSource {
    /// Index of its layer.
    pub layer: usize,
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
    pub fn new(layer: usize, file: String, text: String) -> Self {
        let guide = guide::read(&text, &file).0;
        Self {
            alone: guide.as_ref().map(guide::check_alone).unwrap_or_default(),
            layer,
            file,
            text,
        }
    }
}
