//! An index opened for searching.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tantivy::{
    DocAddress, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::TermQuery,
    schema::{IndexRecordOption, Value},
};

use super::{
    Clauses, Condition, Hit, Request, Results, SearchError,
    facets::{self, Labels},
    kept::Kept,
    missing::Evident,
    narrow::Narrowing,
    query::Query,
    rank::{Columns, Found},
    read_only::ReadOnly,
    reason,
    schema::Fields,
    snippet::Wanted,
    spelling::{self, Suspects},
    synonyms::{Group, Synonyms},
    tokenizer::Tokenizer,
    writer::format_of,
};
use crate::{
    article::{Article, Format},
    evidence::ArticleId,
};

/// Hits a page at most.
const MAX_LIMIT: usize = 100;

/// Tokenizers that are kept between searches; each has a memory of some MB.
const TOKENIZERS: usize = 4;

/// An index opened for searching; cheap to search from many threads at once.
pub struct Index {
    searcher: Searcher,
    pub(super) fields: Fields,
    /// What ranking reads of each segment.
    pub(super) columns: Vec<Columns>,
    /// What the articles of each segment are filed under.
    pub(super) labels: Vec<Labels>,
    /// Tokenizers that no search uses at the moment.
    tokenizers: Mutex<Vec<Tokenizer>>,
    /// Other names for what queries name.
    pub(super) synonyms: Synonyms,
}

impl Index {
    /// Opens the index that [`super::join_parts`] made in `dir`, or an [`super::IndexWriter`] changed.
    ///
    /// # Errors
    /// Where there is none, it can't be read, or another version wrote it.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let index = tantivy::Index::open(ReadOnly::open(dir)?)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(SearchError::Schema);
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(32)
            .try_into()?;
        let searcher = reader.searcher();
        let columns = searcher.segment_readers().iter().map(Columns::open);
        let labels = searcher.segment_readers().iter().map(Labels::open);
        Ok(Self {
            labels: labels.collect::<tantivy::Result<_>>()?,
            columns: columns.collect::<tantivy::Result<_>>()?,
            searcher,
            fields,
            tokenizers: Mutex::default(),
            synonyms: Synonyms::default(),
        })
    }

    /// The same index, searched by these synonyms too.
    #[must_use]
    pub fn with_synonyms(self, groups: &[Group]) -> Self {
        let mut tokenizer = Tokenizer::new();
        let synonyms = Synonyms::new(groups, &mut tokenizer);
        self.tokenizers().push(tokenizer);
        Self { synonyms, ..self }
    }

    /// Whether every file of the index is as it was written; reads all of them.
    ///
    /// # Errors
    /// Where a file can't be read.
    pub fn validate(&self) -> Result<bool, SearchError> {
        Ok(self.searcher.index().validate_checksum()?.is_empty())
    }

    /// How many articles it holds.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part of the stored articles that were deleted or replaced since they were written, up to 1.
    pub fn share_deleted(&self) -> f32 {
        let segments = self.searcher.segment_readers();
        let deleted: u32 = segments.iter().map(|one| one.num_deleted_docs()).sum();
        let all: u32 = segments.iter().map(|one| one.max_doc()).sum();
        deleted as f32 / all.max(1) as f32
    }

    /// An article, as it was given to the writer.
    pub fn article(&self, id: &ArticleId) -> Option<Article> {
        let address = self.address(id)?;
        self.searcher.doc::<Kept>(address).ok()?.article()
    }

    /// The source of an article and its format, as they were given to the writer.
    pub fn source(&self, id: &ArticleId) -> Option<(Format, Vec<u8>)> {
        let address = self.address(id)?;
        let document: TantivyDocument = self.searcher.doc(address).ok()?;
        let field = |field| document.get_first(field);
        let format = field(self.fields.format).and_then(|value| value.as_u64())?;
        let source = field(self.fields.source).and_then(|value| value.as_bytes())?;
        Some((format_of(format), source.to_vec()))
    }

    /// Searches for at most about `budget`. Never fails: what can't be read counts as not found.
    pub fn search(&self, request: &Request<'_>, budget: Duration) -> Results {
        self.searching(budget, |search| search.run(request))
    }

    /// Does something that reads queries, for at most about `budget`.
    pub(super) fn searching<R>(
        &self,
        budget: Duration,
        work: impl FnOnce(&mut Search<'_>) -> R,
    ) -> R {
        let kept = self.tokenizers().pop();
        let mut search = Search {
            index: self,
            searcher: &self.searcher,
            deadline: Instant::now()
                .checked_add(budget)
                .unwrap_or_else(Instant::now),
            tokenizer: kept.unwrap_or_else(Tokenizer::new),
            timed_out: false,
            is_cut: false,
        };
        let result = work(&mut search);
        let mut kept = self.tokenizers();
        if kept.len() < TOKENIZERS {
            kept.push(search.tokenizer);
        }
        result
    }

    fn tokenizers(&self) -> MutexGuard<'_, Vec<Tokenizer>> {
        let kept = self.tokenizers.lock();
        kept.unwrap_or_else(PoisonError::into_inner)
    }

    fn address(&self, id: &ArticleId) -> Option<DocAddress> {
        self.address_within(id, &Narrowing::default())
    }

    /// The article of this id, where it is one of those that `narrowing` leaves.
    fn address_within(&self, id: &ArticleId, narrowing: &Narrowing) -> Option<DocAddress> {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self
            .searcher
            .search(
                &narrowing.around(Box::new(query)),
                &TopDocs::with_limit(1).order_by_score(),
            )
            .ok()?;
        found.first().map(|(_, address)| *address)
    }
}

/// One search on its way.
pub(super) struct Search<'a> {
    pub(super) index: &'a Index,
    pub(super) searcher: &'a Searcher,
    pub(super) deadline: Instant,
    pub(super) tokenizer: Tokenizer,
    pub(super) timed_out: bool,
    /// Whether a way of finding stopped before its end, so that there may be more.
    pub(super) is_cut: bool,
}

/// A candidate with what was found in it.
pub(super) type Ranked = (DocAddress, Found);

impl Search<'_> {
    fn run(&mut self, request: &Request<'_>) -> Results {
        let clauses = if request.is_text {
            Clauses::of_text(request.query)
        } else {
            Clauses::read(request.query)
        };
        let mut query = Query::parse(&clauses, &mut self.tokenizer);
        let may_correct = !query.is_id() && !request.as_typed;
        if may_correct {
            self.correct(&mut query, Suspects::Unknown);
        }
        let mut asked = self.ask(&query, request);
        let narrowing = self.narrowing(&query, &asked, request.filters);
        let asked_for = query.operators.iter().filter(|operator| !operator.excludes);
        let asked_for = asked_for.filter_map(|operator| match &operator.condition {
            Condition::Id(id) => Some(id),
            _ => None,
        });
        let named = query.ids.iter().chain(asked_for);
        let named = named.filter_map(|id| self.index.address_within(id, &narrowing));
        let named: Vec<DocAddress> = named.collect();
        let all_words =
            |ranked: &[Ranked]| ranked.first().is_some_and(|(_, found)| found.all_words);
        // Where no article has all words, one that has them as corrected is better, whatever else is found.
        let mut ranked = (query.is_id() || self.stand_together(&asked, &narrowing))
            .then(|| self.ranked(&asked, &narrowing));
        let mut other = query.clone();
        if !ranked.as_deref().is_some_and(all_words)
            && may_correct
            && self.correct(&mut other, Suspects::Rare)
        {
            let other_asked = self.ask(&other, request);
            let other_ranked = self.ranked(&other_asked, &narrowing);
            let is_better = all_words(&other_ranked) || {
                let ranked = ranked.get_or_insert_with(|| self.ranked(&asked, &narrowing));
                best(&other_ranked) > best(ranked)
            };
            if is_better {
                (query, asked, ranked) = (other, other_asked, Some(other_ranked));
            }
        }
        let mut ranked = ranked.unwrap_or_else(|| self.ranked(&asked, &narrowing));
        let corrected = spelling::correction(&query);
        let mut loosened = false;
        if ranked.is_empty() && !asked.phrases.is_empty() {
            asked.phrases.clear();
            ranked = self.ranked(&asked, &narrowing);
            loosened = !ranked.is_empty();
        }
        let complete = ranked.iter().filter(|(_, found)| found.all_words).count();
        for address in named.iter().rev().filter(|_| query.is_id()) {
            let found = match ranked.iter().position(|(other, _)| other == address) {
                Some(at) => ranked.remove(at).1,
                None => Found::default(),
            };
            let score = found.score.max(best(&ranked) + 1.0);
            ranked.insert(0, (*address, Found { score, ..found }));
        }
        let total = ranked.len();
        let addresses = ranked.iter().map(|(address, _)| *address);
        let facets = facets::count(&self.index.labels, addresses);
        let limit = if request.limit == 0 {
            10
        } else {
            request.limit.min(MAX_LIMIT)
        };
        let start = request.page.max(1).saturating_sub(1).saturating_mul(limit);
        let page: Vec<Ranked> = ranked.into_iter().skip(start).take(limit).collect();
        let also = asked.also(page.iter().map(|(_, found)| found));
        let wanted = Wanted::new(&asked);
        let evident = Evident::new(&query);
        let hits = page
            .into_iter()
            .filter_map(|(address, found)| {
                let named = named.contains(&address);
                let missing = self.missing(address, &found, &asked, &evident, named);
                let mut hit = self.hit(address, &found, &asked, &wanted, named)?;
                hit.why.extend(reason::corrected(&query, &missing));
                Some(Hit { missing, ..hit })
            })
            .collect();
        Results {
            hits,
            total,
            is_cut: self.is_cut,
            facets,
            complete,
            loosened,
            corrected,
            also,
            timed_out: self.timed_out,
        }
    }

    fn correct(&mut self, query: &mut Query, suspects: Suspects) -> bool {
        let Fields { spelling, text, .. } = self.index.fields;
        spelling::correct(
            query,
            suspects,
            self.searcher,
            spelling,
            text,
            &self.index.synonyms,
            &mut self.tokenizer,
        )
    }
}

fn best(ranked: &[Ranked]) -> f32 {
    ranked.first().map_or(0.0, |(_, found)| found.score)
}
