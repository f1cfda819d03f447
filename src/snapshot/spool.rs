//! The spool: the articles that the first pass of a build has read, stored on disk for the
//! second, which need not read and parse the files again. It is removed before the generation
//! gets its name.
//!
//! ```text
//! per article:  u32 length, format, origin and what it mentions (postcard)
//!               u32 length, packed article
//!               u32 length, source
//!               (lengths little-endian)
//! ```

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::{error::SnapshotError, files::io_error};
use crate::{
    article::{ArticleTexts, unpack},
    content::{Content, LoadedArticle},
};

/// The articles of a file as they are spooled; made in the thread that has read it.
pub(super) fn spooled(content: &Content) -> Result<Vec<u8>, SnapshotError> {
    let mut out = Vec::new();
    for document in &content.documents {
        let mentions = document.texts.mentions();
        let head = (document.format, &document.origin, mentions);
        let head = postcard::to_stdvec(&head).map_err(unusable)?;
        for part in [&head, document.packed.as_bytes(), &document.source] {
            let length = u32::try_from(part.len()).map_err(unusable)?;
            out.extend(length.to_le_bytes());
            out.extend(part);
        }
    }
    Ok(out)
}

/// Writes a spool.
pub(super) struct SpoolWriter {
    file: BufWriter<File>,
    path: PathBuf,
    places: Vec<Range<u64>>,
}

impl SpoolWriter {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 16, file),
            path: path.to_owned(),
            places: Vec::new(),
        })
    }

    /// Adds the output of [`spooled`] for the next file.
    pub(super) fn add(&mut self, spooled: &[u8]) -> io::Result<()> {
        let start = self.places.last().map_or(0, |last| last.end);
        self.places.push(start..start + spooled.len() as u64);
        self.file.write_all(spooled)
    }

    pub(super) fn finish(self) -> io::Result<Spool> {
        Ok(Spool {
            file: Mutex::new(self.file.into_inner()?),
            path: self.path,
            places: self.places,
        })
    }
}

/// A finished spool, read by several threads.
pub(super) struct Spool {
    file: Mutex<File>,
    path: PathBuf,
    /// Where the articles of each file are, in the order of the files.
    pub(super) places: Vec<Range<u64>>,
}

impl Spool {
    /// The articles of the file that are at `place`.
    pub(super) fn read(&self, place: &Range<u64>) -> Result<Vec<LoadedArticle>, SnapshotError> {
        let length = usize::try_from(place.end - place.start).map_err(unusable)?;
        let mut bytes = vec![0; length];
        if length > 0 {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place.start))
                .and_then(|_| file.read_exact(&mut bytes))
                .map_err(io_error("can't read", &self.path))?;
        }
        let mut rest = bytes.as_slice();
        let mut documents = Vec::new();
        while !rest.is_empty() {
            let document = document(&mut rest);
            documents.push(document.ok_or_else(|| unusable("the spool is damaged"))?);
        }
        Ok(documents)
    }

    /// Removes it from the disk.
    pub(super) fn remove(self) -> Result<(), SnapshotError> {
        let Self { file, path, .. } = self;
        drop(file);
        fs::remove_file(&path).map_err(io_error("can't remove", &path))
    }
}

/// Reads one article and moves past it.
fn document(rest: &mut &[u8]) -> Option<LoadedArticle> {
    let mut part = || {
        let (length, after) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (part, after) = after.split_at_checked(length)?;
        *rest = after;
        Some(part)
    };
    let (format, origin, mentions) = postcard::from_bytes(part()?).ok()?;
    let packed = std::str::from_utf8(part()?).ok()?;
    let article = unpack(packed)?;
    Some(LoadedArticle {
        format,
        source: part()?.to_vec(),
        texts: ArticleTexts::with(&article, mentions)?,
        article,
        packed: packed.to_owned(),
        origin,
    })
}

fn unusable(why: impl ToString) -> SnapshotError {
    SnapshotError::Unusable(why.to_string())
}
