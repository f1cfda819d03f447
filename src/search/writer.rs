//! Writes an index, one document an article: whole, by parts that are written at once and joined, or by changes to a finished one.

use std::path::Path;

use tantivy::{
    IndexSettings, SingleSegmentIndexWriter, Term,
    directory::MmapDirectory,
    index::SegmentId,
    indexer::{NoMergePolicy, merge_indices},
};

use super::{SearchError, placed, prepare::Prepared, schema::Fields};
use crate::{article::Format, evidence::ArticleId};

/// Memory that the hash tables of a part are made for, in bytes.
const PART_MEMORY: usize = 15_000_000;

/// Writes a part of an index into an empty folder, in the thread that calls it. All of it stays in memory until it is finished.
pub struct PartWriter(SingleSegmentIndexWriter);

impl PartWriter {
    /// Creates a part in `dir`, which exists and is empty.
    ///
    /// # Errors
    /// Where the folder can't be written or holds an index already.
    pub fn create(dir: &Path) -> Result<Self, SearchError> {
        let (schema, _) = Fields::schema();
        let settings = IndexSettings {
            docstore_blocksize: STORE_BLOCK,
            // The other cores have parts of their own to write.
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let builder = tantivy::Index::builder().schema(schema).settings(settings);
        let builder = builder.tokenizers(placed::tokenizers());
        let writer = builder.single_segment_index_writer(MmapDirectory::open(dir)?, PART_MEMORY)?;
        Ok(Self(writer))
    }

    /// Adds one article. Two articles of the same id are both kept: the caller sees to that.
    ///
    /// # Errors
    /// Where the disk is full or fails.
    pub fn add(&mut self, prepared: Prepared) -> Result<(), SearchError> {
        Ok(self.0.add_document(prepared.document)?)
    }

    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    /// Where the disk is full or fails.
    pub fn finish(self) -> Result<(), SearchError> {
        self.0.finalize()?;
        Ok(())
    }
}

/// Joins finished parts, of which there is at least one, to an index in `dir`, which exists and is empty. Its articles are in the
/// order of the parts.
///
/// # Errors
/// Where a part can't be read, or the disk is full or fails; the folder is then of no use.
pub fn join_parts<P: AsRef<Path>>(parts: &[P], dir: &Path) -> Result<(), SearchError> {
    let parts = parts.iter().map(tantivy::Index::open_in_dir);
    let parts: Vec<tantivy::Index> = parts.collect::<tantivy::Result<_>>()?;
    merge_indices(&parts, MmapDirectory::open(dir)?)?;
    Ok(())
}

/// Writes changes of a finished index.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
    /// Bytes that may wait in the writer's queue.
    memory: usize,
    /// Bytes that wait there at most.
    waiting: usize,
}

/// The least memory that a thread of the writer works with, in bytes.
const MIN_MEMORY: usize = 15_000_000;

/// Segments that updates may leave: each costs every search something.
const MAX_SEGMENTS: usize = 4;

/// Articles that are merged in a moment.
const MERGED_AT_ONCE: u32 = 5_000;

/// Bytes that the store compresses together: for one article all of them are read.
const STORE_BLOCK: usize = 8 << 10;

impl IndexWriter {
    /// Opens the finished index in `dir` for changes. `memory` bounds the writer's buffers, in bytes; at least 15 MB are used.
    ///
    /// # Errors
    /// Where there is none that this version wrote, or the folder can't be written.
    pub fn open(dir: &Path, memory: usize) -> Result<Self, SearchError> {
        let mut index = tantivy::Index::open_in_dir(dir)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(SearchError::Schema);
        }
        placed::register(&mut index);
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

    /// Adds one article. Two articles of the same id are both kept: the caller sees to that.
    ///
    /// # Errors
    /// Where the writer failed before or the disk is full.
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

    /// Takes an article out. One of the same id that is added afterwards stays.
    pub fn delete(&mut self, id: &ArticleId) {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        self.writer.delete_term(term);
    }

    /// Commits a few changes and waits until they are on the disk. An index that is merged in a moment is: its frequencies
    /// count nothing then that is gone. Of a large one only the small segments that have piled up become one.
    ///
    /// # Errors
    /// Where the disk is full or fails; the folder is then of no use.
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

/// The format of a stored number.
pub(super) fn format_of(number: u64) -> Format {
    match number {
        0 => Format::ArchiveMarkdown,
        1 => Format::ArchiveText,
        _ => Format::Own,
    }
}
