//! The stamp of a file, which shows whether it has changed since it was read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{evidence::ArticleId, layer::LayerFile};

/// The state of a file when its record was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Index of its layer.
    pub layer: usize,
    /// Path, size and time.
    pub file: LayerFile,
    /// The ID from its name, which also depends on the names of other files.
    pub id: Option<ArticleId>,
    /// The files that it includes, as they were then.
    pub includes: Vec<LayerFile>,
    /// Paths at which a file would be included if it existed.
    pub absent: BTreeSet<String>,
    /// Whether it could be read and did not change meanwhile; otherwise it is read again.
    pub was_read: bool,
}
