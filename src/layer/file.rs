//! The files of a layer, as they are listed.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// A file of a layer, as it was when listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LayerFile {
    /// Path below the layer's root, with `/` between its parts.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Last change in nanoseconds since 1970; 0 for built-in files.
    pub modified: u64,
    /// Made from the file's number and the time of its last change or change of metadata: it
    /// differs if another file has the same size and time.
    pub identity: u64,
}

/// The files of a layer, and what could not be listed.
#[derive(Debug, Default)]
pub struct Listed {
    /// By path.
    pub files: Vec<LayerFile>,
    /// The files that ignore files exclude, by path.
    pub ignored: Vec<LayerFile>,
    /// Entries that are not files but have names like files, and links that are not followed, by
    /// path.
    pub refused: Vec<LayerFile>,
    /// Folders that can't be read and the like.
    pub problems: Vec<Problem>,
    /// Why files may be missing: the layer's root doesn't exist, or a folder failed in a way that
    /// may be temporary.
    pub incomplete: Option<String>,
}

impl LayerFile {
    /// The folder part of the path, without a trailing slash; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name without folder.
    pub fn name(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or(&self.path, |(_, name)| name)
    }
}
