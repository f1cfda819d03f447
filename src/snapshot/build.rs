//! Builds a generation: library and atlas in a first pass over the files, the index in a second.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    GuideSource, SnapshotError, Tables,
    content::{Content, Listing, read_layers},
    stand_in,
};
use crate::{
    atlas::AtlasBuilder,
    evidence::ArticleId,
    layer::Layer,
    library::{Entry, LibraryBuilder},
    problem::Problem,
    search::{self, IndexWriter},
};

/// Memory of the index writer, in bytes.
const WRITER_MEMORY: usize = 48 << 20;

/// How far a build is, for whoever watches.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to go through; each counts twice, once a pass. 0 while they are listed.
    pub total: AtomicUsize,
    /// How many are done.
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

    /// What is done, in whole percents.
    pub fn percent(&self) -> usize {
        let done = self.done.load(Ordering::Relaxed) * 100;
        done.checked_div(self.total.load(Ordering::Relaxed))
            .unwrap_or_default()
    }
}

/// What the first pass finds.
pub(super) struct FirstPass {
    pub(super) tables: Tables,
    pub(super) digest: String,
    wordings: HashMap<ArticleId, Vec<String>>,
}

/// Reads everything once: what the library, the atlas and the guides are made of.
pub(super) fn first_pass(listing: &Listing<'_>, progress: &Progress) -> FirstPass {
    progress.start(listing.files.len());
    let mut library = LibraryBuilder::default();
    let mut atlas = AtlasBuilder::default();
    let mut hasher = blake3::Hasher::new();
    let mut guides: Vec<GuideSource> = Vec::new();
    let mut problems: Vec<Problem> = listing.problems.clone();
    read_layers(listing, |mut content| {
        hasher
            .update(&content.layer.to_le_bytes())
            .update(content.digest.as_bytes());
        problems.append(&mut content.problems);
        guides.extend(content.guide.take());
        for document in std::mem::take(&mut content.documents) {
            let id = document.article.id.clone();
            hasher.update(document.origin.path.as_bytes());
            hasher.update(document.origin.files.join("/").as_bytes());
            if library.add(&document.article, document.origin) {
                atlas.add(&document.article);
            } else {
                problems.push(content.double(&id));
            }
        }
        progress.advance();
    });
    let (library, wordings) = library.finish();
    problems.extend(stand_in(&guides).1);
    let layers = listing.layers.iter().map(Layer::name).collect();
    let tables = Tables {
        layers,
        listing: listing.digest(),
        library,
        atlas: atlas.finish(),
        guides,
        problems,
    };
    FirstPass {
        tables,
        digest: hasher.finalize().to_hex().to_string(),
        wordings,
    }
}

/// Reads everything again and writes the index into `folder`.
pub(super) fn second_pass(
    listing: &Listing<'_>,
    first: &FirstPass,
    folder: &Path,
    progress: &Progress,
) -> Result<(), SnapshotError> {
    let mut writer = IndexWriter::create(folder, WRITER_MEMORY)?;
    let mut waiting: BTreeMap<&ArticleId, &Entry> = first.tables.library.iter().collect();
    let mut result = Ok(());
    read_layers(listing, |content| {
        if result.is_ok() {
            result = index(&mut writer, first, &content, &mut waiting);
        }
        progress.advance();
    });
    result?;
    writer.finish()?;
    match waiting.len() {
        0 => Ok(()),
        gone => Err(SnapshotError::Changed(gone)),
    }
}

/// Indexes those articles of a file that are still waiting for it, each once.
fn index(
    writer: &mut IndexWriter,
    first: &FirstPass,
    content: &Content,
    waiting: &mut BTreeMap<&ArticleId, &Entry>,
) -> Result<(), search::SearchError> {
    for document in &content.documents {
        let id = &document.article.id;
        if waiting
            .get(id)
            .is_some_and(|entry| entry.origin == document.origin)
        {
            waiting.remove(id);
            writer.add(&search::Document {
                article: &document.article,
                format: document.format,
                source: &document.source,
                cited_as: first
                    .wordings
                    .get(id)
                    .map(Vec::as_slice)
                    .unwrap_or_default(),
            })?;
        }
    }
    Ok(())
}
