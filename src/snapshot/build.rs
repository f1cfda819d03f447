//! Builds a complete generation: records and tables in a first pass over the files, then the
//! index from what that pass has spooled.

use std::{
    collections::BTreeSet,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    checksum::{read_checked, write_checked},
    error::SnapshotError,
    files::{INDEX, RECORDS, TABLES, io_error},
    guard::guarded,
    probe::cause,
    record::{Record, RecordWriter},
    spool::{Spool, SpoolWriter, spooled},
    tables::{Derived, Tables, TablesBuilder},
};
use crate::{
    article::{self, ArticleTexts},
    content::{Listing, LoadedArticle, Share, in_order, work_on},
    evidence::ArticleId,
    library::Origin,
    search::{self, Index, Prepared, Preparer, Profiler, SegmentWriter},
};

/// How many bytes of the spool go into one part of the index. Each core holds one part in memory.
/// Only the articles decide where parts end, so every machine builds the same index.
const PART: u64 = 16 << 20;

/// One part per core at a time; finished ones are not limited, because their results are only
/// counts.
const ONE_PER_CORE: Share = Share {
    items: 1,
    weight: 1,
    ahead: u64::MAX,
};

/// Name of the spool in the folder of a generation that is being built.
const SPOOL: &str = "spool";

/// How far a build has come; several threads may read it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Twice the number of files, which are read in two passes; 0 while they are being listed.
    pub total: AtomicUsize,
    /// How many of these are done.
    pub done: AtomicUsize,
}

impl Progress {
    fn start(&self, files: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(files * 2, Ordering::Relaxed);
    }

    fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// What is done, as a whole percentage.
    pub fn percent(&self) -> usize {
        let done = self.done.load(Ordering::Relaxed) * 100;
        done.checked_div(self.total.load(Ordering::Relaxed))
            .unwrap_or_default()
    }
}

/// Writes the files of a generation into `folder`, an empty folder beside the other generations,
/// and returns the generation's name. If a good generation of that name exists, its index is kept
/// and only records and tables are written: the content is the same, only file dates have changed.
///
/// # Errors
///
/// If `folder` can't be written, the index can't be made, or files changed in the meantime.
pub fn build_files(
    folder: &Path,
    listing: &Listing<'_>,
    progress: &Progress,
) -> Result<String, SnapshotError> {
    make_files(folder, listing, progress).map_err(|error| cause(error, folder))
}

fn make_files(
    folder: &Path,
    listing: &Listing<'_>,
    progress: &Progress,
) -> Result<String, SnapshotError> {
    let (mut derived, spool) = first_pass(listing, folder, progress)?;
    let existing = folder.with_file_name(&derived.name);
    let is_good = guarded(|| Ok(Index::open(&existing.join(INDEX))?.validate()?));
    if is_good.unwrap_or(false) {
        spool.remove()?;
        derived.tables.updates =
            read_checked(&existing.join(TABLES)).map_or(0, |one: Tables| one.updates);
    } else {
        second_pass(&derived, spool, folder, progress)?;
    }
    write_checked(&folder.join(TABLES), &derived.tables)?;
    Ok(derived.name)
}

/// Reads every file once, writes the records and the spool into `folder`, and returns what is
/// derived from the records.
fn first_pass(
    listing: &Listing<'_>,
    folder: &Path,
    progress: &Progress,
) -> Result<(Derived, Spool), SnapshotError> {
    progress.start(listing.files.len());
    let path = folder.join(RECORDS);
    let mut writer = RecordWriter::create(&path).map_err(io_error("can't write", &path))?;
    let spool_path = folder.join(SPOOL);
    let mut spool =
        SpoolWriter::create(&spool_path).map_err(io_error("can't write", &spool_path))?;
    let mut tables = TablesBuilder::new(listing);
    let mut files = listing.files.iter();
    let mut written = Ok(());
    work_on(
        listing,
        Profiler::default,
        |profiler, content| Ok((Record::of(&content, profiler), spooled(&content)?)),
        |read: Result<_, SnapshotError>| {
            let (record, spooled) = match read {
                Ok(read) => read,
                Err(error) => {
                    written = Err(error);
                    return;
                }
            };
            if let Some((layer, file)) = files.next() {
                let mut stamp = listing.stamp(*layer, file);
                record.complete(&mut stamp);
                if written.is_ok() {
                    let spooled = spool.add(&spooled);
                    written = spooled
                        .map_err(io_error("can't write", &spool_path))
                        .and_then(|()| writer.add(&stamp, &record));
                }
                tables.add(&stamp, record);
            }
            progress.advance();
        },
    );
    written?;
    writer.finish().map_err(io_error("can't write", &path))?;
    let spool = spool
        .finish()
        .map_err(io_error("can't write", &spool_path))?;
    Ok((tables.finish(folder, 0)?, spool))
}

/// Writes the index of the articles in the spool into `folder`: several parts at a time, one per
/// core, which are then joined.
fn second_pass(
    derived: &Derived,
    spool: Spool,
    folder: &Path,
    progress: &Progress,
) -> Result<(), SnapshotError> {
    let parts = parts_of(&spool.places, folder);
    let mut counts = Vec::with_capacity(parts.len());
    in_order(
        &parts,
        |_| 1,
        ONE_PER_CORE,
        Preparer::default,
        |preparer, part| write_part(part, preparer, derived, &spool, progress),
        |count| counts.push(count),
    );
    let indexed: usize = counts.into_iter().sum::<Result<_, _>>()?;
    let gone = derived.tables.library.len().saturating_sub(indexed);
    if gone > 0 {
        return Err(SnapshotError::Changed(gone));
    }
    let part_folders: Vec<PathBuf> = parts.into_iter().map(|part| part.folder).collect();
    spool.remove()?;
    search::join_segments(&part_folders, &make_folder(folder.join(INDEX))?)?;
    for part_folder in part_folders {
        let removed = fs::remove_dir_all(&part_folder);
        removed.map_err(io_error("can't remove", &part_folder))?;
    }
    Ok(())
}

/// A part of the index.
struct IndexPart<'a> {
    folder: PathBuf,
    /// Where the articles of its files are in the spool.
    places: &'a [Range<u64>],
}

/// Divides the spool into parts; at least one.
fn parts_of<'a>(places: &'a [Range<u64>], folder: &Path) -> Vec<IndexPart<'a>> {
    let part_of = |place: &Range<u64>| place.start / PART;
    let mut parts: Vec<&[Range<u64>]> = places
        .chunk_by(|one, next| part_of(one) == part_of(next))
        .collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let numbered = (0..).zip(parts);
    let parts = numbered.map(|(number, places)| IndexPart {
        folder: folder.join(format!("part-{number}")),
        places,
    });
    parts.collect()
}

/// Writes a part and returns the number of its articles.
fn write_part(
    part: &IndexPart<'_>,
    preparer: &mut Preparer,
    derived: &Derived,
    spool: &Spool,
    progress: &Progress,
) -> Result<usize, SnapshotError> {
    let mut writer = SegmentWriter::create(&make_folder(part.folder.clone())?)?;
    let mut count = 0;
    for place in part.places {
        for prepared in first_of_each_id(prepare(preparer, derived, &spool.read(place)?)) {
            writer.add(prepared)?;
            count += 1;
        }
        progress.advance();
    }
    writer.finish()?;
    Ok(count)
}

fn make_folder(path: PathBuf) -> Result<PathBuf, SnapshotError> {
    fs::create_dir(&path).map_err(io_error("can't create the folder", &path))?;
    Ok(path)
}

/// The articles of one file, but only the first of those with the same ID. IDs that several files
/// in a layer have were sorted out when the library was built.
fn first_of_each_id(prepared: Vec<(ArticleId, Prepared)>) -> impl Iterator<Item = Prepared> {
    let mut seen = BTreeSet::new();
    let first = prepared
        .into_iter()
        .filter(move |(id, _)| seen.insert(id.clone()));
    first.map(|(_, prepared)| prepared)
}

/// The articles of a file that are not overridden, prepared for the index.
pub(super) fn prepare(
    preparer: &mut Preparer,
    derived: &Derived,
    documents: &[LoadedArticle],
) -> Vec<(ArticleId, Prepared)> {
    let prepared = documents.iter().filter_map(|document| {
        let shelved = as_shelved(document, derived);
        let document = shelved.as_ref().unwrap_or(document);
        let entry = derived.tables.library.get(&document.article.id)?;
        if entry.origin != document.origin {
            return None;
        }
        let id = &document.article.id;
        let wordings = derived.wordings.get(id);
        let prepared = preparer.prepare(&search::ArticleToIndex {
            article: &document.article,
            texts: &document.texts,
            packed: &document.packed,
            format: document.format,
            label: derived.tables.library.label(entry.origin.layer),
            path: &document.origin.path,
            source: &document.source,
            cited_as: wordings.map(Vec::as_slice).unwrap_or_default(),
        });
        Some((id.clone(), prepared))
    });
    prepared.collect()
}

/// The article with the ID and the title under which it is served, if these differ from its file's.
fn as_shelved(document: &LoadedArticle, derived: &Derived) -> Option<LoadedArticle> {
    let Derived {
        renamed, retitled, ..
    } = derived;
    let Origin { layer, path } = &document.origin;
    let is_renamed = |id: &&ArticleId| **id != document.article.id;
    let id = match renamed.is_empty() {
        true => None,
        false => renamed.get(&(*layer, path.clone())).filter(is_renamed),
    };
    let id = id.unwrap_or(&document.article.id);
    let is_other = |title: &&String| **title != document.article.title;
    let entry = derived.tables.library.get(id);
    let title = entry
        .filter(|_| retitled.contains(id))
        .map(|entry| &entry.title)
        .filter(is_other);
    if title.is_none() && *id == document.article.id {
        return None;
    }
    let mut article = document.article.clone();
    article.id = id.clone();
    if let Some(title) = title {
        article.retitle(title);
    }
    Some(LoadedArticle {
        format: document.format,
        source: document.source.clone(),
        texts: ArticleTexts::of(&article),
        packed: article::pack(&article),
        origin: document.origin.clone(),
        article,
    })
}
