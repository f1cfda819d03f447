//! Writes a complete index, one document per article, in segments that are written at the same time
//! and then joined.

use std::path::Path;

use tantivy::{
    IndexSettings, SingleSegmentIndexWriter, directory::MmapDirectory, indexer::merge_indices,
};

use super::{error::SearchError, positioned, prepare::Prepared, schema::Fields};

/// How many bytes the store compresses together; to read one article, all of them are read.
const STORE_BLOCK: usize = 8 << 10;

/// The memory that the hash tables of a segment are sized for, in bytes.
const SEGMENT_MEMORY: usize = 15_000_000;

/// Writes a segment of an index into an empty folder, in the calling thread. The segment stays in
/// memory until it is finished.
pub struct SegmentWriter(SingleSegmentIndexWriter);

impl SegmentWriter {
    /// Creates a segment in `dir`, which exists and is empty.
    ///
    /// # Errors
    /// If the folder can't be written or already holds an index.
    pub fn create(dir: &Path) -> Result<Self, SearchError> {
        let (schema, _) = Fields::schema();
        let settings = IndexSettings {
            docstore_blocksize: STORE_BLOCK,
            // The other cores write segments of their own.
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let builder = tantivy::Index::builder().schema(schema).settings(settings);
        let builder = builder.tokenizers(positioned::tokenizers());
        let writer =
            builder.single_segment_index_writer(MmapDirectory::open(dir)?, SEGMENT_MEMORY)?;
        Ok(Self(writer))
    }

    /// Adds an article. If two articles have the same ID, both are kept: the caller must prevent
    /// that.
    ///
    /// # Errors
    /// If the disk is full or fails.
    pub fn add(&mut self, prepared: Prepared) -> Result<(), SearchError> {
        Ok(self.0.add_document(prepared.document)?)
    }

    /// Waits until the whole segment is on the disk.
    ///
    /// # Errors
    /// If the disk is full or fails.
    pub fn finish(self) -> Result<(), SearchError> {
        self.0.finalize()?;
        Ok(())
    }
}

/// Joins finished segments, at least one, into an index in `dir`, which exists and is empty. Its
/// articles are in the order of the segments.
///
/// # Errors
/// If a segment can't be read, or the disk is full or fails; the folder is then of no use.
pub fn join_segments<P: AsRef<Path>>(segments: &[P], dir: &Path) -> Result<(), SearchError> {
    let segments = segments.iter().map(tantivy::Index::open_in_dir);
    let segments: Vec<tantivy::Index> = segments.collect::<tantivy::Result<_>>()?;
    merge_indices(&segments, MmapDirectory::open(dir)?)?;
    Ok(())
}
