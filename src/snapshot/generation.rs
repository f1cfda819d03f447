//! One generation, open for reading: a library, an atlas, an index and guides that belong together.
//! A request sees the same one from start to end.

use std::{
    collections::BTreeSet,
    io,
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
};

use super::{
    error::SnapshotError,
    files::size_of,
    guard::guarded,
    guide_texts::GuideTexts,
    guides::{Guides, HeldBack, LastGood},
    seal::Seal,
    tables::{Tables, Withheld},
};
use crate::{
    article::{self, Article, ArticleTexts, Format},
    atlas::Atlas,
    content::{
        FileCounts, GuideSource, Internal, LARGEST_ARTICLE, Listing, LoadedArticle, MadeInternal,
    },
    decode,
    evidence::ArticleId,
    guide::Guide,
    layer::{Layer, Refused},
    library::{Library, Origin, Tree},
    problem::Problem,
    search::{Codes, Completions, Index, Similar, Titles},
};

/// The largest image or attachment that is served, in bytes.
const LARGEST_ATTACHMENT: u64 = 32 << 20;

/// The most similar articles that are shown.
const SIMILAR: usize = 5;

/// One generation, open for reading.
pub struct Snapshot {
    /// Its name: a digest of its inputs and the build.
    pub generation: String,
    /// All articles without bodies.
    pub library: Library,
    /// What the articles say about events and codes.
    pub atlas: Atlas,
    similar: Similar,
    /// The search index and the articles' sources.
    pub index: Index,
    /// The guides that are served, by ID.
    pub guides: Vec<Guide>,
    /// The guides whose newest revision is not served because of a problem.
    pub held_back: Vec<HeldBack>,
    /// What the guides add to the ETags of pages; empty if they depend only on the generation.
    pub guides_digest: String,
    /// The texts of the guides, for searching.
    pub guide_texts: GuideTexts,
    /// Problems in the content.
    pub problems: Vec<Problem>,
    /// Which kinds of files each layer has.
    pub counts: Vec<FileCounts>,
    /// What was made internal at the desk when the generation was made.
    pub made_internal: MadeInternal,
    /// Which files are internal.
    internal: Internal,
    /// The files of guides: the guide's ID, the file's path, and whether it is internal.
    guide_files: Vec<(String, String, bool)>,
    /// Whether the content has anything internal, which a public generation leaves out.
    pub has_internal: bool,
    /// What is left out because it is internal and the generation is public.
    pub withheld: Withheld,
    /// Where the content comes from.
    pub layers: Vec<Layer>,
    /// Bytes of its files on the disk.
    pub bytes: u64,
    /// How often the index was updated since the last full build. Until the next one, the
    /// frequencies of words may still include deleted articles, so searches may rank a little
    /// differently.
    pub updates: u32,
    /// Made on first use.
    completions: OnceLock<Completions>,
    tree: OnceLock<Tree>,
    /// Digest of the files that it was built from; empty if one of them must be read again.
    pub(super) listing: String,
    /// Files for which it was already logged that they have moved or are no longer files.
    refused: Mutex<BTreeSet<(usize, String)>>,
    seal: Seal,
    /// Problems of the newest guides, which depend only on the generation and are stored with it.
    pub(super) newest_problems: Vec<Problem>,
}

impl Snapshot {
    pub(super) fn new(
        generation: String,
        mut tables: Tables,
        index: Index,
        layers: Vec<Layer>,
        folder: &Path,
        kept: LastGood<'_>,
        newest_problems: Option<Vec<Problem>>,
    ) -> Self {
        let sources = std::mem::take(&mut tables.guides);
        let Tables {
            listing,
            updates,
            library,
            atlas,
            synonyms,
            similar,
            problems,
            counts,
            made_internal,
            has_internal,
            internal,
            withheld,
            ..
        } = tables;
        let guide_file = |source: &GuideSource| {
            let is_internal = internal.has(source.layer, &source.path);
            (source.id.clone(), source.path.clone(), is_internal)
        };
        let guide_files = sources.iter().map(guide_file).collect();
        let mut snapshot = Self {
            generation,
            library,
            atlas,
            similar,
            index: index.with_synonyms(&synonyms),
            guide_texts: GuideTexts::new(&[]),
            guides: Vec::new(),
            held_back: Vec::new(),
            guides_digest: String::new(),
            problems,
            counts,
            made_internal,
            has_internal,
            internal,
            guide_files,
            withheld,
            layers,
            bytes: size_of(folder),
            updates,
            completions: OnceLock::new(),
            tree: OnceLock::new(),
            listing,
            refused: Mutex::default(),
            seal: Seal::of(folder),
            newest_problems: Vec::new(),
        };
        // They are checked against the articles of exactly this snapshot, once.
        let guides = Guides::new(&sources, &snapshot.layers, kept, &snapshot, newest_problems);
        snapshot.newest_problems = guides.newest_problems;
        snapshot.problems.extend(guides.problems);
        snapshot.guide_texts = GuideTexts::new(&guides.served);
        snapshot.guides = guides.served;
        snapshot.held_back = guides.held_back;
        snapshot.guides_digest = guides.digest;
        snapshot
    }

    /// Whether an article is internal.
    pub fn is_internal(&self, id: &ArticleId) -> bool {
        let entry = self.library.get(id);
        entry.is_some_and(|entry| self.internal.has(entry.origin.layer, &entry.origin.path))
    }

    /// Whether a guide is internal.
    pub fn is_internal_guide(&self, id: &str) -> bool {
        let mut files = self.guide_files.iter();
        files.any(|(guide, _, is_internal)| guide == id && *is_internal)
    }

    /// The paths of a guide's files.
    pub fn guide_paths(&self, id: &str) -> Vec<String> {
        let files = self.guide_files.iter().filter(|(guide, ..)| guide == id);
        files.map(|(_, path, _)| path.clone()).collect()
    }

    /// The guide with this ID whose newest revision is not served.
    pub fn held_back(&self, id: &str) -> Option<&HeldBack> {
        self.held_back.iter().find(|held| held.id == id)
    }

    /// Layer by layer, the paths of the files that articles may link to, including those that are
    /// left out.
    pub(super) fn attachments(&self) -> Vec<Vec<String>> {
        self.withheld.all_attachments(&self.library)
    }

    /// The folders that people browse.
    pub fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::of(&self.library))
    }

    /// The data for suggestions. The first call takes some hundredths of a second for a
    /// large library.
    pub fn completions(&self) -> &Completions {
        self.completions.get_or_init(|| {
            let codes = self.atlas.codes().map(|(code, _)| code);
            Completions {
                titles: Titles::of(&self.library),
                codes: Codes::of(codes),
            }
        })
    }

    /// Reads all of the index and compares it with its checksums.
    ///
    /// # Errors
    ///
    /// If it is not as it was written.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        if guarded(|| Ok(self.index.validate()?))? {
            Ok(())
        } else {
            let why = "the index fails its checksums".to_owned();
            Err(SnapshotError::Unusable(why))
        }
    }

    /// The first of its files that is missing, or was changed since it was opened.
    pub fn changed_file(&self) -> Option<&Path> {
        self.seal.broken()
    }

    /// Whether the files of the layers are still those that the snapshot was built from.
    pub fn is_fresh(&self) -> bool {
        self.listing == Listing::new(&self.layers).digest()
    }

    /// The format and the unchanged bytes of an article.
    pub fn source(&self, id: &ArticleId) -> Option<(Format, Vec<u8>)> {
        self.index.source(id)
    }

    /// The article.
    pub fn article(&self, id: &ArticleId) -> Option<Article> {
        self.index.article(id)
    }

    /// The article as it was read when the generation was made, if it came from `origin`.
    pub(super) fn document(&self, id: &ArticleId, origin: &Origin) -> Option<LoadedArticle> {
        if self.library.get(id)?.origin != *origin {
            return None;
        }
        let (format, source) = self.source(id)?;
        let article = self.article(id)?;
        Some(LoadedArticle {
            format,
            source,
            texts: ArticleTexts::of(&article),
            packed: article::pack(&article),
            article,
            origin: origin.clone(),
        })
    }

    /// The articles similar to this one, the most similar first, without those that it cites or
    /// that cite it.
    pub fn similar(&self, id: &ArticleId) -> Vec<&ArticleId> {
        self.similar.to(id, &self.library, SIMILAR)
    }

    /// A copy of the article that another one overrides: the one at `index` in the article's entry.
    pub fn overridden(&self, id: &ArticleId, index: usize) -> Option<Article> {
        let origin = &self.library.get(id)?.overridden.get(index)?.origin;
        let bytes = self
            .read(origin.layer, &origin.path, LARGEST_ARTICLE)
            .ok()??;
        let bytes = decode::readable(bytes, &origin.path, &mut Vec::new());
        let articles = article::read(article::recognize(&bytes), &bytes, &origin.path, Some(id)).0;
        articles.into_iter().find(|one| one.id == *id)
    }

    /// The bytes of an image or attachment of an article, by its path or just its name; `None` if
    /// there is no such file.
    ///
    /// # Errors
    ///
    /// If the file exists but can't be read.
    pub fn file(&self, id: &ArticleId, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(origin) = self.library.get(id).map(|entry| &entry.origin) else {
            return Ok(None);
        };
        match self.library.file(id, name) {
            Some(path) => self.read(origin.layer, path, LARGEST_ATTACHMENT),
            None => Ok(None),
        }
    }

    /// The bytes of a file in a layer; `None` if it is missing. Refusals are logged once.
    fn read(&self, layer: usize, path: &str, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(source) = self.layers.get(layer) else {
            return Ok(None);
        };
        match source.read(path, limit) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                if Refused::of(&error).is_some() {
                    let mut told = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                    if told.insert((layer, path.to_owned())) {
                        let name = source.name();
                        tracing::warn!("{path} in {name} can't be served: {error}");
                    }
                }
                Err(error)
            }
        }
    }

    /// The guide with this ID.
    pub fn guide(&self, id: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.id == id)
    }
}
