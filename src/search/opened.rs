//! An index opened for searching, with all its look-ups.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    find::{self, Context, PassageMatch, Passages, Relaxed, WordCount},
    index::{IndexReader, SearchError, Tokenizer},
    query::{Request, SynonymGroup, Synonyms},
    show::{Results, results},
};
use crate::{
    article::{Article, Format},
    evidence::ArticleId,
};

/// How many tokenizers are kept between searches; each has a cache of some MB.
const TOKENIZERS: usize = 4;

/// An index opened for searching; cheap to search from many threads at once.
pub struct Index {
    reader: IndexReader,
    /// Tokenizers that no search is using at the moment.
    tokenizers: Mutex<Vec<Tokenizer>>,
    /// Other names for what queries mention.
    synonyms: Synonyms,
}

impl Index {
    /// Opens the index in `dir` that [`super::join_segments`] made or an [`super::IndexWriter`]
    /// changed.
    ///
    /// # Errors
    /// If there is none, it can't be read, or another version wrote it.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        Ok(Self {
            reader: IndexReader::open(dir)?,
            tokenizers: Mutex::default(),
            synonyms: Synonyms::default(),
        })
    }

    /// The same index, with these synonyms for searching.
    #[must_use]
    pub fn with_synonyms(self, groups: &[SynonymGroup]) -> Self {
        let mut tokenizer = Tokenizer::of(&self.reader.languages);
        let synonyms = Synonyms::new(groups, &mut tokenizer);
        self.tokenizers().push(tokenizer);
        Self { synonyms, ..self }
    }

    /// Whether every file of the index is unchanged since it was written; reads all of them.
    ///
    /// # Errors
    /// If a file can't be read.
    pub fn validate(&self) -> Result<bool, SearchError> {
        self.reader.validate()
    }

    /// How many articles it holds.
    pub fn len(&self) -> u64 {
        self.reader.len()
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The share of the stored articles that were deleted or replaced since they were written, up
    /// to 1.
    pub fn deleted_share(&self) -> f32 {
        self.reader.deleted_share()
    }

    /// One of the tags of its articles.
    pub fn a_tag(&self) -> Option<&str> {
        let labels = self.reader.labels.iter();
        labels.flat_map(|labels| labels.tag.names()).next()
    }

    /// One of the folders that its articles are in.
    pub fn a_folder(&self) -> Option<&str> {
        let labels = self.reader.labels.iter();
        labels.flat_map(|labels| labels.folder.names()).next()
    }

    /// An article, as it was given to the writer.
    pub fn article(&self, id: &ArticleId) -> Option<Article> {
        self.reader.article(id)
    }

    /// The source of an article and its format, as they were given to the writer.
    pub fn source(&self, id: &ArticleId) -> Option<(Format, Vec<u8>)> {
        self.reader.source(id)
    }

    /// Searches for about `budget` at most. Never fails: anything that can't be read counts as not
    /// found.
    pub fn search(&self, request: &Request<'_>, budget: Duration) -> Results {
        self.within(budget, |context| {
            let ranking = find::run(context, request);
            results(context, ranking, request)
        })
    }

    /// The words of a request, the rarest first, each with what is found without it; at most eight
    /// of them.
    pub fn words(&self, request: &Request<'_>, budget: Duration) -> Vec<WordCount> {
        self.within(budget, |context| find::word_counts(context, request))
    }

    /// The request without its rarest words, as few as it takes to find something; `None` if even
    /// that finds nothing.
    pub fn without_rarest(&self, request: &Request<'_>, budget: Duration) -> Option<Relaxed> {
        self.within(budget, |context| find::without_rarest(context, request))
    }

    /// The passages that match a query, the best first. `least` is the share of the query that is
    /// enough: 1 for suggestions that nobody asked for, less if anything may help.
    pub fn passages(
        &self,
        query: &str,
        passages: &Passages,
        least: f32,
        budget: Duration,
    ) -> Vec<PassageMatch> {
        self.within(budget, |context| {
            find::matching_passages(context, query, passages, least)
        })
    }

    /// Calls `work` with a context for queries, whose time is up after `budget`.
    fn within<R>(&self, budget: Duration, work: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let kept = self.tokenizers().pop();
        let now = Instant::now();
        let mut context = Context {
            reader: &self.reader,
            synonyms: &self.synonyms,
            deadline: now.checked_add(budget).unwrap_or(now),
            tokenizer: kept.unwrap_or_else(|| Tokenizer::of(&self.reader.languages)),
            timed_out: false,
            is_cut: false,
        };
        let result = work(&mut context);
        let mut kept = self.tokenizers();
        if kept.len() < TOKENIZERS {
            kept.push(context.tokenizer);
        }
        result
    }

    fn tokenizers(&self) -> MutexGuard<'_, Vec<Tokenizer>> {
        let kept = self.tokenizers.lock();
        kept.unwrap_or_else(PoisonError::into_inner)
    }
}
