//! The files of an index, opened for reading.

use std::{collections::BTreeSet, path::Path};

use tantivy::{
    DocAddress, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{Query, TermQuery},
    schema::{IndexRecordOption, Value},
};

use super::{
    columns::{Columns, IdOrder},
    error::SearchError,
    labels::Labels,
    read_only::ReadOnly,
    schema::Fields,
    sorting::Sorting,
    stored::Stored,
};
use crate::{
    article::{Article, Format},
    evidence::ArticleId,
    language::Language,
};

/// An index opened for reading.
pub struct IndexReader {
    /// Tantivy's searcher.
    pub searcher: Searcher,
    /// Its fields.
    pub fields: Fields,
    /// The columns that ranking reads, for each segment.
    pub columns: Vec<Columns>,
    /// The classification of the articles in each segment.
    pub labels: Vec<Labels>,
    /// The columns that results are sorted by.
    pub sorting: Sorting,
    /// The languages of its articles; English is first, since articles in any language have English
    /// words.
    pub languages: Vec<Language>,
}

impl IndexReader {
    /// Opens the index in a folder.
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
        let labels = labels.collect::<tantivy::Result<Vec<Labels>>>()?;
        Ok(Self {
            languages: languages(&labels),
            labels,
            sorting: Sorting::open(searcher.segment_readers())?,
            columns: columns.collect::<tantivy::Result<_>>()?,
            searcher,
            fields,
        })
    }

    /// Whether every file is unchanged since it was written; reads all of them.
    pub fn validate(&self) -> Result<bool, SearchError> {
        Ok(self.searcher.index().validate_checksum()?.is_empty())
    }

    /// How many articles it holds.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The share of the stored articles that were deleted or replaced since they were written, up
    /// to 1.
    pub fn deleted_share(&self) -> f32 {
        let segments = self.searcher.segment_readers();
        let deleted: u32 = segments.iter().map(|one| one.num_deleted_docs()).sum();
        let all: u32 = segments.iter().map(|one| one.max_doc()).sum();
        deleted as f32 / all.max(1) as f32
    }

    /// An article, as it was given to the writer.
    pub fn article(&self, id: &ArticleId) -> Option<Article> {
        let address = self.first(&self.of_id(id))?;
        self.searcher.doc::<Stored>(address).ok()?.article()
    }

    /// The source of an article and its format, as they were given to the writer.
    pub fn source(&self, id: &ArticleId) -> Option<(Format, Vec<u8>)> {
        let address = self.first(&self.of_id(id))?;
        let document: TantivyDocument = self.searcher.doc(address).ok()?;
        let field = |field| document.get_first(field);
        let format = field(self.fields.format).and_then(|value| value.as_u64())?;
        let source = field(self.fields.source).and_then(|value| value.as_bytes())?;
        Some((Format::from_number(format)?, source.to_vec()))
    }

    /// The order of an article among those with the same score.
    pub fn id_order(&self, address: DocAddress) -> IdOrder {
        let columns = self.columns.get(address.segment_ord as usize);
        columns.map_or(IdOrder::default(), |columns| {
            columns.id_order(address.doc_id)
        })
    }

    /// A query for the article with an ID.
    pub fn of_id(&self, id: &ArticleId) -> TermQuery {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        TermQuery::new(term, IndexRecordOption::Basic)
    }

    /// The first article that a query finds.
    pub fn first(&self, query: &dyn Query) -> Option<DocAddress> {
        let first = TopDocs::with_limit(1).order_by_score();
        let found = self.searcher.search(query, &first).ok()?;
        found.first().map(|(_, address)| *address)
    }
}

/// The languages of all articles, each once, English first.
fn languages(labels: &[Labels]) -> Vec<Language> {
    let tags = labels.iter().flat_map(|labels| labels.language.names());
    let others: BTreeSet<Language> = tags.filter_map(Language::of_tag).collect();
    let others = others
        .into_iter()
        .filter(|other| *other != Language::ENGLISH);
    std::iter::once(Language::ENGLISH).chain(others).collect()
}
