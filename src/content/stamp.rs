//! Tells whether a file has changed since it was read.

use serde::{Deserialize, Serialize};

use crate::layer::LayerFile;

/// What a file was when its record was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Index of its layer.
    pub layer: usize,
    /// Path, size and time.
    pub file: LayerFile,
    /// Digest of the names of the attachments in its folder.
    pub beside: Option<[u8; 32]>,
    /// Whether it could be read, and was at rest; one that was not is read again.
    pub was_read: bool,
}
