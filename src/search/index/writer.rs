//! Changes a finished index, one document per article.

use std::path::Path;

use tantivy::{Term, index::SegmentId, indexer::NoMergePolicy};

use super::{error::SearchError, positioned, prepare::Prepared, schema::Fields};
use crate::evidence::ArticleId;

/// Writes changes to a finished index.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
    /// The most bytes that may wait in the writer's queue.
    memory: usize,
    /// No more than this many bytes are waiting there now.
    waiting: usize,
}

/// The least memory that a thread of the writer works with, in bytes.
const MIN_MEMORY: usize = 15_000_000;

/// The most segments that updates may leave: each costs every search some time.
const MAX_SEGMENTS: usize = 4;

/// So few articles are merged within a moment.
const MERGED_AT_ONCE: u32 = 5_000;

impl IndexWriter {
    /// Opens the finished index in `dir` for changes. `memory` limits the writer's buffers, in
    /// bytes; at least 15 MB are used.
    ///
    /// # Errors
    /// If there is none that this version wrote, or the folder can't be written.
    pub fn open(dir: &Path, memory: usize) -> Result<Self, SearchError> {
        let mut index = tantivy::Index::open_in_dir(dir)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(SearchError::Schema);
        }
        positioned::register(&mut index);
        let memory = (memory / 2).max(MIN_MEMORY);
        let writer = index.writer_with_num_threads(1, memory)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self {
            writer,
            fields,
            memory,
            waiting: 0,
        })
    }

    /// Adds an article. If two articles have the same ID, both are kept: the caller must prevent
    /// that.
    ///
    /// # Errors
    /// If the writer failed before or the disk is full.
    pub fn add(&mut self, prepared: Prepared) -> Result<(), SearchError> {
        self.writer.add_document(prepared.document)?;
        // The writer's queue holds thousands of articles; a commit waits until it is empty.
        self.waiting += 3 * prepared.bytes;
        if self.waiting > self.memory {
            self.writer.commit()?;
            self.waiting = 0;
        }
        Ok(())
    }

    /// Removes an article. One with the same ID that is added afterward stays.
    pub fn delete(&mut self, id: &ArticleId) {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        self.writer.delete_term(term);
    }

    /// Commits a few changes and waits until they are on the disk. A small index is merged
    /// completely, so that its frequencies don't count deleted articles. In a large one, only the
    /// small segments that have accumulated are merged.
    ///
    /// # Errors
    /// If the disk is full or fails; the folder is then of no use.
    pub fn finish_update(mut self) -> Result<(), SearchError> {
        self.writer.commit()?;
        let merged = self.to_merge()?;
        if !merged.is_empty() {
            self.writer.merge(&merged).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }

    /// The segments to be merged after an update.
    fn to_merge(&self) -> Result<Vec<SegmentId>, SearchError> {
        let mut segments = self.writer.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| segment.max_doc());
        let articles: u32 = segments.iter().map(|segment| segment.max_doc()).sum();
        let are_clean = segments.len() <= 1 && !segments.iter().any(|one| one.has_deletes());
        if articles > MERGED_AT_ONCE {
            if segments.len() <= MAX_SEGMENTS {
                segments.clear();
            }
            segments.pop();
        } else if are_clean {
            segments.clear();
        }
        Ok(segments.iter().map(|segment| segment.id()).collect())
    }
}
