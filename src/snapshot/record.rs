//! Records: what the tables take from each file, stored beside the index. After a change, only the
//! changed files are read again, and everything else follows from the records as in a full build.
//!
//! ```text
//! per file:  u32 length, stamp; u32 length, record    (postcard, lengths little-endian)
//! at the end: u32 0, then 32 bytes of BLAKE3 over the build and all before
//! ```

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{checksum::hasher, error::SnapshotError};
use crate::{
    article::Visibility,
    atlas::AtlasCard,
    content::{
        Content, FileSays, GuideSource, Included, InternalBuilder, MadeInternal, Skip, Stamp,
    },
    evidence::ArticleId,
    library::{LibraryCard, Navigation, Origin},
    problem::Problem,
    search::{Profile, Profiler, SynonymGroup},
};

/// The largest part that is accepted, in bytes.
const LARGEST: u32 = 64 << 20;

/// What the tables take from a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// The file as people know it.
    pub(super) file: String,
    layer: usize,
    /// Digest of its bytes.
    pub(super) digest: Option<[u8; 32]>,
    /// Whether it changed while it was read.
    is_moving: bool,
    pub(super) problems: Vec<Problem>,
    pub(super) guide: Option<GuideSource>,
    pub(super) synonyms: Vec<SynonymGroup>,
    pub(super) navigation: Option<Navigation>,
    pub(super) articles: Vec<Filed>,
    /// The files that it includes.
    includes: Vec<Included>,
    /// Paths at which a file would be included if it existed.
    absent: BTreeSet<String>,
    /// Its own visibility, if any.
    visibility: Option<Visibility>,
    /// Why it has no content, if that is intended.
    pub(super) skipped: Option<Skip>,
}

/// What the tables take from an article of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Filed {
    pub(super) card: LibraryCard,
    pub(super) atlas_card: AtlasCard,
    pub(super) profile: Profile,
    pub(super) origin: Origin,
}

impl Record {
    /// The record of a file's content.
    pub(super) fn of(content: &Content, profiler: &mut Profiler) -> Self {
        let articles = content.documents.iter().map(|document| {
            let (article, texts) = (&document.article, &document.texts);
            let mut card = LibraryCard::of(article, texts);
            card.find_lines(&document.source);
            card.is_of_archive = document.format.is_archive();
            Filed {
                card,
                atlas_card: AtlasCard::of(article, texts),
                profile: profiler.profile(article, texts),
                origin: document.origin.clone(),
            }
        });
        Self {
            file: content.file.clone(),
            layer: content.layer,
            digest: content.digest,
            is_moving: content.is_moving,
            problems: (content.problems.iter())
                .filter(|problem| !problem.is_note())
                .cloned()
                .collect(),
            guide: content.guide.clone(),
            synonyms: content.synonyms.clone(),
            navigation: content.navigation.clone(),
            articles: articles.collect(),
            includes: content.includes.clone(),
            absent: content.absent.clone(),
            visibility: content.visibility,
            skipped: content.skipped,
        }
    }

    /// Whether the file was read completely and did not change meanwhile; otherwise it is read
    /// again.
    pub(super) fn is_settled(&self) -> bool {
        self.digest.is_some() && !self.is_moving
    }

    /// Adds what the file says about its visibility, and what editors decided, which `made` has.
    pub(super) fn add_visibility(
        &self,
        stamp: &Stamp,
        made: &MadeInternal,
        internal: &mut InternalBuilder,
    ) {
        let ids = self.articles.iter().map(|filed| &filed.card.id);
        let guide = self.guide.as_ref().map(|guide| &*guide.id);
        let says = FileSays {
            layer: self.layer,
            path: &stamp.file.path,
            visibility: self.visibility,
            skipped: self.skipped,
            includes: &self.includes,
            // An article can be served under the ID from its name.
            is_made_internal: made.has(ids.clone().chain(&stamp.id), guide, &stamp.file.path),
        };
        internal.add(says, ids);
    }

    /// Records in the stamp of the file how it was read, and with which included files.
    pub(super) fn complete(&self, stamp: &mut Stamp) {
        stamp.was_read = self.is_settled();
        let files = self.includes.iter().map(|included| &included.file);
        stamp.includes = files.cloned().collect();
        stamp.absent = self.absent.clone();
    }

    /// Adds everything that a generation's name depends on: the content and its path in the layer,
    /// which decides how it is read; not the time at which it was written.
    pub(super) fn name(&self, path: &str, hasher: &mut blake3::Hasher) {
        hasher
            .update(&self.layer.to_le_bytes())
            .update(&self.digest.unwrap_or_default())
            .update(path.as_bytes())
            .update(&[0]);
    }

    /// The articles whose index entries depend on this file: its own, and those that it cites by a
    /// title.
    pub(super) fn concerns(&self) -> impl Iterator<Item = &ArticleId> {
        self.articles
            .iter()
            .flat_map(|filed| std::iter::once(&filed.card.id).chain(filed.card.words()))
    }
}

/// Writes records to a file.
pub(super) struct RecordWriter {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl RecordWriter {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(File::create(path)?),
            hasher: hasher(),
        })
    }

    pub(super) fn add(&mut self, stamp: &Stamp, record: &Record) -> Result<(), SnapshotError> {
        self.part(stamp)?;
        self.part(record)
    }

    fn part(&mut self, part: &impl Serialize) -> Result<(), SnapshotError> {
        let bytes = postcard::to_stdvec(part).map_err(unusable)?;
        let length = u32::try_from(bytes.len()).map_err(unusable)?.to_le_bytes();
        self.hasher.update(&length).update(&bytes);
        self.file
            .write_all(&length)
            .and_then(|()| self.file.write_all(&bytes))
            .map_err(failed)
    }

    /// Writes the end, and waits until everything is on the disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let end = 0u32.to_le_bytes();
        self.hasher.update(&end);
        self.file.write_all(&end)?;
        self.file.write_all(self.hasher.finalize().as_bytes())?;
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }
}

/// Reads records back, in order.
pub(super) struct RecordReader {
    file: BufReader<File>,
    hasher: blake3::Hasher,
    bytes: Vec<u8>,
}

impl RecordReader {
    pub(super) fn open(path: &Path) -> Result<Self, SnapshotError> {
        Ok(Self {
            file: BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?),
            hasher: hasher(),
            bytes: Vec::new(),
        })
    }

    /// Reads all records and compares them with their checksum.
    pub(super) fn verify(mut self) -> Result<(), SnapshotError> {
        while self.stamp()?.is_some() {
            self.skip()?;
        }
        Ok(())
    }

    /// The next stamp; `None` at the end, where the checksum is checked.
    pub(super) fn stamp(&mut self) -> Result<Option<Stamp>, SnapshotError> {
        if self.part()? {
            return self.value().map(Some);
        }
        let mut checksum = [0; 32];
        self.file.read_exact(&mut checksum).map_err(failed)?;
        if *self.hasher.finalize().as_bytes() == checksum {
            Ok(None)
        } else {
            Err(unusable("the records fail their checksum"))
        }
    }

    /// The record after a stamp.
    pub(super) fn record(&mut self) -> Result<Record, SnapshotError> {
        self.skip()?;
        self.value()
    }

    /// Skips the record after a stamp.
    pub(super) fn skip(&mut self) -> Result<(), SnapshotError> {
        if self.part()? {
            Ok(())
        } else {
            Err(unusable("the records are incomplete"))
        }
    }

    /// Reads the next part; returns whether there is one.
    fn part(&mut self) -> Result<bool, SnapshotError> {
        let mut length = [0; 4];
        self.file.read_exact(&mut length).map_err(failed)?;
        self.hasher.update(&length);
        let length = u32::from_le_bytes(length);
        if length > LARGEST {
            return Err(unusable("a record is too large"));
        }
        self.bytes.clear();
        let read = (&mut self.file)
            .take(u64::from(length))
            .read_to_end(&mut self.bytes)
            .map_err(failed)?;
        if read < length as usize {
            return Err(unusable("the records are truncated"));
        }
        self.hasher.update(&self.bytes);
        Ok(length > 0)
    }

    fn value<T: DeserializeOwned>(&self) -> Result<T, SnapshotError> {
        postcard::from_bytes(&self.bytes).map_err(unusable)
    }
}

fn unusable(why: impl ToString) -> SnapshotError {
    SnapshotError::Unusable(why.to_string())
}

/// Records that are cut off or missing are unusable; other disk failures may be temporary.
fn failed(error: io::Error) -> SnapshotError {
    let gone = [io::ErrorKind::UnexpectedEof, io::ErrorKind::NotFound];
    if gone.contains(&error.kind()) {
        return unusable("the records are truncated or missing");
    }
    SnapshotError::Io {
        what: "can't read or write",
        path: "the records".to_owned(),
        error,
    }
}
