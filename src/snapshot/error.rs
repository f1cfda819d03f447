//! Why a snapshot could not be built or opened.

use std::io;

use crate::{content::Silent, search};

/// Why a snapshot can't be built or opened.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Another process has the data folder.
    #[error(
        "the data folder {0} is in use by another Fixpath; stop that one or choose another with --data"
    )]
    InUse(String),
    /// The data folder can't be written or read.
    #[error("{what} {path}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which path.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// The index can't be built or opened.
    #[error(transparent)]
    Search(#[from] search::SearchError),
    /// This many articles of the first pass were missing in the second.
    #[error("{0} articles changed while they were being read")]
    Changed(usize),
    /// A generation on disk can't be used by this build.
    #[error("the stored generation can't be used: {0}")]
    Unusable(String),
    /// The process that was to build a generation failed, or could not be started.
    #[error("{0}")]
    Builder(String),
    /// The file system below a folder of the content hangs.
    #[error(transparent)]
    Silent(#[from] Silent),
    /// A content folder is missing, or can't be read at the moment.
    #[error("the content can't be read: {0}")]
    Incomplete(String),
}
