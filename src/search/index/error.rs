//! Why an index could not be written or opened.

use thiserror::Error;

/// Why an index could not be written or opened.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The index or its folder failed.
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder can't be opened.
    #[error("the search index folder can't be opened: {0}")]
    Folder(#[from] tantivy::directory::error::OpenDirectoryError),
    /// The index was written by another version.
    #[error("the search index has a different schema")]
    Schema,
}
