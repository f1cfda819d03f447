//! Tells whether a file has changed since it was read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{evidence::ArticleId, layer::LayerFile};

/// What a file was when its record was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Index of its layer.
    pub layer: usize,
    /// Path, size and time.
    pub file: LayerFile,
    /// The id that its name gives, which depends on the names of the others.
    pub id: Option<ArticleId>,
    /// The files that it includes, as they were.
    pub includes: Vec<LayerFile>,
    /// Paths where it would include a file if there were one.
    pub absent: BTreeSet<String>,
    /// Whether it could be read, and was at rest; one that was not is read again.
    pub was_read: bool,
}
