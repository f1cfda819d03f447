//! Writes an index: one document an article.

use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
};

use tantivy::{
    IndexSettings, TantivyDocument, Term, directory::MmapDirectory, index::SegmentId,
    merge_policy::NoMergePolicy,
};

use super::{
    SearchError,
    kept::Kept,
    keys,
    placed::{self, Placed},
    schema::{Fields, GAP, MAX_PARTS, Part},
    tokenizer::{Kind, Tokenizer},
};
use crate::{
    article::{Article, Format},
    evidence::ArticleId,
    library::slug,
    markup,
};

/// What is indexed of an article.
pub struct Document<'a> {
    /// The article as read.
    pub article: &'a Article,
    /// How `source` is written.
    pub format: Format,
    /// The bytes it was read from; kept in the index and given back by [`super::Index::source`].
    pub source: &'a [u8],
    /// Titles under which other articles cite it.
    pub cited_as: &'a [String],
}

/// Writes an index into an empty folder.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
    tokenizer: Tokenizer,
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

/// Titles of others that are kept of one article.
const MAX_CITED: usize = 8;

impl IndexWriter {
    /// Creates an empty index in `dir`, which exists and is empty. `memory` bounds the writer's
    /// buffers, in bytes; at least 15 MB are used.
    ///
    /// # Errors
    /// Where the folder can't be written or holds an index already.
    pub fn create(dir: &Path, memory: usize) -> Result<Self, SearchError> {
        let (schema, fields) = Fields::schema();
        let settings = IndexSettings {
            docstore_blocksize: STORE_BLOCK,
            ..IndexSettings::default()
        };
        let index = tantivy::Index::create(MmapDirectory::open(dir)?, schema, settings)?;
        Self::of(&index, fields, memory)
    }

    /// Opens the finished index in `dir` for changes.
    ///
    /// # Errors
    /// Where there is none that this version wrote, or the folder can't be written.
    pub fn open(dir: &Path, memory: usize) -> Result<Self, SearchError> {
        let index = tantivy::Index::open_in_dir(dir)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(SearchError::Schema);
        }
        Self::of(&index, fields, memory)
    }

    fn of(index: &tantivy::Index, fields: Fields, memory: usize) -> Result<Self, SearchError> {
        placed::register(index);
        let memory = (memory / 2).max(MIN_MEMORY);
        let writer = index.writer_with_num_threads(1, memory)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self {
            writer,
            fields,
            tokenizer: Tokenizer::new(),
            memory,
            waiting: 0,
        })
    }

    /// Adds one article. Two articles of the same id are both kept: the caller sees to that.
    ///
    /// # Errors
    /// Where the writer failed before or the disk is full.
    pub fn add(&mut self, document: &Document<'_>) -> Result<(), SearchError> {
        let bytes = document.source.len();
        let document = self.document(document);
        self.writer.add_document(document)?;
        // The writer's queue holds thousands of articles; a commit waits until it is empty.
        self.waiting += 3 * bytes;
        if self.waiting > self.memory {
            self.writer.commit()?;
            self.waiting = 0;
        }
        Ok(())
    }

    /// Commits, merges to one segment, and waits until all of it is on the disk.
    ///
    /// # Errors
    /// Where the disk is full or fails; the folder is then of no use.
    pub fn finish(mut self) -> Result<(), SearchError> {
        self.writer.commit()?;
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        self.writer.wait_merging_threads()?;
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

    fn document(&mut self, document: &Document<'_>) -> TantivyDocument {
        let Document {
            article,
            format,
            source,
            cited_as,
        } = *document;
        let fields = self.fields;
        let mut out = TantivyDocument::default();
        Kept::add(article, cited_as, &fields, &mut out);
        let mut body = Body::default();
        let query_words = format!(
            "{} {}",
            article.meta.query_words,
            article.meta.keywords.join(" ")
        );
        body.add(Part::Title, &article.title, &mut self.tokenizer);
        for cited in cited_as.iter().take(MAX_CITED) {
            body.add(Part::Cited, cited, &mut self.tokenizer);
        }
        body.add(Part::QueryWords, &query_words, &mut self.tokenizer);
        out.add_text(fields.title, &body.text.encoded);
        let mut text = String::new();
        for section in &article.sections {
            text.clear();
            text.push_str(&section.heading);
            text.push('\n');
            markup::text::write_to(&section.blocks, &mut text);
            body.add(Part::Section(section.role), &text, &mut self.tokenizer);
        }
        out.add_text(fields.text, &body.text.encoded);
        for (part, start) in &body.parts {
            out.add_u64(fields.layout, part.layout(*start));
        }
        out.add_u64(fields.layout, Part::End.layout(body.next));
        let mut evidence = Placed::default();
        let mut events = HashSet::new();
        for (part, key) in &body.keys {
            evidence.add(u32::from(*part), key);
            if key.starts_with('e') && !key.contains('@') {
                events.insert(key.as_str());
            }
        }
        out.add_text(fields.evidence, &evidence.encoded);
        out.add_u64(
            fields.events,
            u64::try_from(events.len()).unwrap_or(u64::MAX),
        );
        let mut spelling = Placed::default();
        body.spelling.iter().for_each(|word| spelling.add(0, word));
        out.add_text(fields.spelling, &spelling.encoded);
        for product in &article.meta.products {
            out.add_text(fields.product, slug(product));
        }
        out.add_text(fields.issue_type, article.meta.issue_type.to_lowercase());
        if let Some(year) = year(&article.meta.modified) {
            out.add_u64(fields.year, year);
        }
        out.add_text(fields.id, article.id.as_str());
        out.add_u64(fields.order, order(article.id.as_str()));
        out.add_bytes(fields.source, source);
        out.add_u64(fields.format, format_number(format));
        out
    }
}

/// The words of an article, its parts one after the other.
#[derive(Default)]
struct Body {
    text: Placed,
    parts: Vec<(Part, u32)>,
    keys: BTreeSet<(u8, String)>,
    spelling: HashSet<String>,
    next: u32,
}

impl Body {
    fn add(&mut self, part: Part, text: &str, tokenizer: &mut Tokenizer) {
        let mut last = None;
        tokenizer.pieces(text, &mut |piece| {
            let word = text.get(piece.span).unwrap_or_default();
            if piece.kind == Kind::Word && (4..=24).contains(&word.len()) && is_letters(word) {
                let word = word.to_ascii_lowercase();
                if !self.spelling.contains(&word) {
                    self.spelling.insert(word);
                }
            }
            self.text.add(self.next + piece.position, piece.term);
            last = Some(piece.position);
        });
        let Some(last) = last else { return };
        if self.parts.len() < MAX_PARTS {
            self.parts.push((part, self.next));
        }
        self.next += last + GAP;
        if part != Part::Cited && part != Part::QueryWords {
            keys::of_text(text, part, &mut self.keys);
        }
    }
}

fn is_letters(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn year(modified: &str) -> Option<u64> {
    modified.get(..4)?.parse().ok()
}

/// The first eight bytes of an id as a number, so that ids are in the order of their letters.
fn order(id: &str) -> u64 {
    let bytes = id.bytes().chain(std::iter::repeat(0)).take(8);
    bytes.fold(0, |number, byte| number << 8 | u64::from(byte))
}

fn format_number(format: Format) -> u64 {
    match format {
        Format::ArchiveMarkdown => 0,
        Format::ArchiveText => 1,
        Format::Own => 2,
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
