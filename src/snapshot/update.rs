//! Applies changes to a few files: makes their records again, derives everything from all records
//! as a full build does, and indexes only the affected articles again.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::Path,
};

use super::{
    build::prepare,
    error::SnapshotError,
    files::{INDEX, RECORDS, io_error},
    generation::Snapshot,
    record::{Record, RecordReader, RecordWriter},
    tables::{Derived, TablesBuilder},
};
use crate::{
    audience::Audience,
    content::{
        Content, Internal, InternalBuilder, LARGEST_ARTICLE, Lanes, Listing, LoadedArticle, Stamp,
    },
    evidence::ArticleId,
    layer::LayerFile,
    library::{Entry, Library},
    search::{IndexWriter, Prepared, Preparer, Profiler, SearchError},
};

/// The most changed files that an update handles; more need a full build.
const MAX_FILES: usize = 500;

/// The most bytes of changed files that an update handles, since it holds all of them in memory; a
/// full build does not.
const MAX_BYTES: u64 = 8 << 20;

/// Memory of the index writer, in bytes.
const WRITER_MEMORY: usize = 30 << 20;

/// Which files have changed since a generation was made.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Indices into the listing's files: added or changed ones.
    read_again: BTreeSet<usize>,
    /// Bytes of these files.
    bytes: u64,
    /// The number of files that were removed.
    gone: usize,
    /// Whether files that articles may link to were added or removed.
    has_new_attachments: bool,
    /// Whether an editor has made something internal, or has taken that back.
    pub(super) has_new_decisions: bool,
}

impl Changes {
    /// Compares the stamps in a generation's records, which are in `folder`, with the current
    /// files.
    pub(super) fn since(
        current: &Snapshot,
        folder: &Path,
        listing: &Listing<'_>,
    ) -> Result<Self, SnapshotError> {
        let mut known: HashMap<(usize, String), Stamp> = HashMap::new();
        let mut reader = open(folder)?;
        while let Some(stamp) = reader.stamp()? {
            reader.skip()?;
            known.insert((stamp.layer, stamp.file.path.clone()), stamp);
        }
        let mut changes = Self::default();
        for (at, (layer, file)) in listing.files.iter().enumerate() {
            let before = known.remove(&(*layer, file.path.clone()));
            let now = listing.stamp_since(*layer, file, before.as_ref());
            if before != Some(now) {
                changes.read_again.insert(at);
                changes.bytes += file.size.min(LARGEST_ARTICLE);
            }
        }
        changes.gone = known.len();
        changes.has_new_attachments = current.attachments() != listing.attachments;
        changes.has_new_decisions = current.made_internal != listing.made_internal;
        Ok(changes)
    }

    /// Whether nothing has changed.
    pub(super) fn is_empty(&self) -> bool {
        self.read_again.is_empty()
            && self.gone == 0
            && !self.has_new_attachments
            && !self.has_new_decisions
    }

    /// Whether so much has changed that a full build is better.
    pub(super) fn are_many(&self) -> bool {
        self.read_again.len() + self.gone > MAX_FILES || self.bytes > MAX_BYTES
    }
}

/// The stamps of the files in some layers, from the records of the generation in `folder`.
pub(super) fn known_files(
    folder: &Path,
    layers: &BTreeSet<usize>,
) -> Result<BTreeMap<usize, Vec<Stamp>>, SnapshotError> {
    let mut known: BTreeMap<_, _> = layers.iter().map(|layer| (*layer, Vec::new())).collect();
    if layers.is_empty() {
        return Ok(known);
    }
    let mut reader = open(folder)?;
    while let Some(stamp) = reader.stamp()? {
        reader.skip()?;
        if let Some(stamps) = known.get_mut(&stamp.layer) {
            stamps.push(stamp);
        }
    }
    Ok(known)
}

/// The results of the first half of an update.
pub(super) struct Updated {
    pub(super) derived: Derived,
    /// The articles whose index entries may have changed.
    concerned: BTreeSet<ArticleId>,
    /// The contents of the changed files.
    contents: Vec<Content>,
    /// Whether anything that was shown has become internal.
    pub(super) hides: bool,
}

/// Writes the records into `to`: those of `current`, which are in `from`, with new ones for the
/// changed files.
pub(super) fn update_records(
    current: &Snapshot,
    from: &Path,
    to: &Path,
    listing: &Listing<'_>,
    lanes: &Lanes,
    changes: &Changes,
) -> Result<Updated, SnapshotError> {
    let path = to.join(RECORDS);
    let mut writer = RecordWriter::create(&path).map_err(io_error("can't write", &path))?;
    let mut reader = open(from)?;
    let mut tables = TablesBuilder::new(listing);
    let mut concerned = BTreeSet::new();
    let mut contents = Vec::new();
    let mut before = InternalBuilder::new(listing.layers);
    let made_before = &current.made_internal;
    let (mut added, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let mut profiler = Profiler::default();
    let mut old = reader.stamp()?;
    for (at, (layer, file)) in listing.files.iter().enumerate() {
        // Both are in the order of layer and path, so files before this one were removed.
        while let Some(stamp) = old.take_if(|stamp| order(stamp) < (*layer, &file.path)) {
            let record = reader.record()?;
            record.add_visibility(&stamp, made_before, &mut before);
            concerned.extend(record.concerns().cloned());
            gone.insert((stamp.layer, stamp.file.path));
            old = reader.stamp()?;
        }
        let known = match old.take_if(|stamp| order(stamp) == (*layer, &file.path)) {
            Some(stamp) => {
                let record = reader.record()?;
                record.add_visibility(&stamp, made_before, &mut before);
                old = reader.stamp()?;
                Some(record)
            }
            None => {
                added.insert((*layer, file.path.clone()));
                None
            }
        };
        let mut stamp = listing.stamp(*layer, file);
        let record = match known {
            Some(record) if !changes.read_again.contains(&at) => record,
            known => {
                concerned.extend(known.iter().flat_map(Record::concerns).cloned());
                let content = lanes.read(listing, *layer, file)?;
                let record = Record::of(&content, &mut profiler);
                concerned.extend(record.concerns().cloned());
                contents.push(content);
                record
            }
        };
        record.complete(&mut stamp);
        writer.add(&stamp, &record)?;
        tables.add(&stamp, record);
    }
    while let Some(stamp) = old {
        let record = reader.record()?;
        record.add_visibility(&stamp, made_before, &mut before);
        concerned.extend(record.concerns().cloned());
        gone.insert((stamp.layer, stamp.file.path));
        old = reader.stamp()?;
    }
    writer.finish().map_err(io_error("can't write", &path))?;
    let before = before.finish();
    let derived = tables.finish(to, current.updates)?;
    let mut updated = Updated {
        derived,
        concerned,
        contents,
        hides: false,
    };
    if listing.audience == Audience::Public {
        let is_shown = |(layer, path): &(usize, String)| !before.has(*layer, path);
        let now = &updated.derived.internal;
        let is_hidden = |(layer, path): &(usize, String)| now.has(*layer, path);
        // The file may have been moved to an internal folder.
        updated.hides = gone.iter().any(is_shown) && added.iter().any(is_hidden);
        updated.turn(to, &before, &added)?;
    }
    Ok(updated)
}

impl Updated {
    /// Adds the articles affected by files that have become internal or are no longer internal,
    /// although they have not changed: the index page of their folder decides.
    fn turn(
        &mut self,
        folder: &Path,
        before: &Internal,
        added: &BTreeSet<(usize, String)>,
    ) -> Result<(), SnapshotError> {
        let now = &self.derived.internal;
        if before == now {
            return Ok(());
        }
        let mut reader = open(folder)?;
        while let Some(Stamp { layer, file, .. }) = reader.stamp()? {
            let record = reader.record()?;
            let is_internal = now.has(layer, &file.path);
            if is_internal != before.has(layer, &file.path) {
                self.concerned.extend(record.concerns().cloned());
                self.hides |= is_internal && !added.contains(&(layer, file.path));
            }
        }
        Ok(())
    }
}

/// Links the index of `current`, which is in `from`, into `to`, and indexes the affected articles
/// again. The files of an index never change, so both generations may share them.
pub(super) fn update_index(
    current: &Snapshot,
    from: &Path,
    to: &Path,
    listing: &Listing<'_>,
    lanes: &Lanes,
    updated: &Updated,
) -> Result<(), SnapshotError> {
    let (from, to) = (from.join(INDEX), to.join(INDEX));
    fs::create_dir_all(&to).map_err(io_error("can't create the folder", &to))?;
    share_files(&from, &to)?;
    let mut writer = IndexWriter::open(&to, WRITER_MEMORY)?;
    let library = &updated.derived.tables.library;
    let mut waiting: BTreeMap<&ArticleId, &Entry> = BTreeMap::new();
    let mut concerned = updated.concerned.clone();
    concerned.extend(moved(&current.library, library));
    for id in &concerned {
        writer.delete(id);
        waiting.extend(library.get(id).map(|entry| (id, entry)));
    }
    let mut preparer = Preparer::default();
    let mut index = |documents: &[LoadedArticle], waiting: &mut _| {
        let prepared = prepare(&mut preparer, &updated.derived, documents);
        add(&mut writer, prepared, waiting)
    };
    for content in &updated.contents {
        index(&content.documents, &mut waiting)?;
    }
    // The other articles have not changed; only others' titles for them have, or which of their
    // copies counts.
    let rest: Vec<(&ArticleId, &Entry)> = waiting.iter().map(|(id, entry)| (*id, *entry)).collect();
    for (id, entry) in rest {
        let origin = &entry.origin;
        // An article with a different title than before is read again, because its first title is
        // not stored.
        let is_same = (current.library.get(id)).is_some_and(|before| before.title == entry.title);
        if let Some(document) = current.document(id, origin).filter(|_| is_same) {
            index(&[document], &mut waiting)?;
        } else if let Some((layer, file)) = find(listing, (origin.layer, &origin.path)) {
            let content = lanes.read(listing, *layer, file)?;
            index(&content.documents, &mut waiting)?;
        }
    }
    if !waiting.is_empty() {
        return Err(SnapshotError::Changed(waiting.len()));
    }
    Ok(writer.finish_update()?)
}

/// The IDs whose files have changed, whose articles are gone, or whose titles have changed.
fn moved<'l>(before: &'l Library, now: &'l Library) -> impl Iterator<Item = ArticleId> + use<'l> {
    let has_moved = |(id, entry): &(&ArticleId, &Entry)| {
        let old = before.get(id);
        old.is_none_or(|old| old.origin != entry.origin || old.title != entry.title)
    };
    let gone = |(id, _): &(&ArticleId, &Entry)| now.get(id).is_none();
    let moved = now
        .iter()
        .filter(has_moved)
        .chain(before.iter().filter(gone));
    moved.map(|(id, _)| id.clone())
}

/// Adds those articles that are still to be indexed, each once.
fn add(
    writer: &mut IndexWriter,
    prepared: Vec<(ArticleId, Prepared)>,
    waiting: &mut BTreeMap<&ArticleId, &Entry>,
) -> Result<(), SearchError> {
    for (id, prepared) in prepared {
        if waiting.remove(&id).is_some() {
            writer.add(prepared)?;
        }
    }
    Ok(())
}

fn find<'a>(listing: &'a Listing<'_>, place: (usize, &str)) -> Option<&'a (usize, LayerFile)> {
    let order = |(layer, file): &(usize, LayerFile)| (*layer, file.path.as_str()).cmp(&place);
    let at = listing.files.binary_search_by(order).ok()?;
    listing.files.get(at)
}

fn order(stamp: &Stamp) -> (usize, &String) {
    (stamp.layer, &stamp.file.path)
}

fn open(folder: &Path) -> Result<RecordReader, SnapshotError> {
    RecordReader::open(&folder.join(RECORDS))
}

/// Puts the files of one folder into another: as links, or as copies if the file system has no
/// links.
fn share_files(from: &Path, to: &Path) -> Result<(), SnapshotError> {
    let files = fs::read_dir(from).map_err(io_error("can't read", from))?;
    for file in files {
        let file = file.map_err(io_error("can't read", from))?;
        let name = file.file_name();
        if name.to_string_lossy().ends_with(".lock") {
            continue;
        }
        let target = to.join(&name);
        fs::hard_link(file.path(), &target)
            .or_else(|_| fs::copy(file.path(), &target).map(drop))
            .map_err(io_error("can't write", &target))?;
    }
    Ok(())
}

/// Whether a generation has been updated so often, or lost so much, that a full build is due.
pub(super) fn needs_full_build(snapshot: &Snapshot) -> bool {
    snapshot.index.deleted_share() > 0.3
}
