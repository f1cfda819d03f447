//! The classification of a segment's articles, opened once.

use std::collections::BTreeMap;

use tantivy::{DocId, SegmentReader, columnar::Column};

use super::schema::{FOLDER, ISSUE_TYPE, LANGUAGE, PREFIX, PRODUCT, TAG, YEAR};

/// How the articles of a segment are classified.
pub struct Labels {
    /// Slugs of products.
    pub product: NameColumn,
    /// Types, in lower case.
    pub issue_type: NameColumn,
    /// Prefixes of titles.
    pub prefix: NameColumn,
    /// Tags, in lower case.
    pub tag: NameColumn,
    /// Paths of folders.
    pub folder: NameColumn,
    /// Tags of languages.
    pub language: NameColumn,
    year: Values,
}

impl Labels {
    /// Opens the columns of a segment.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            product: NameColumn::open(segment, PRODUCT)?,
            issue_type: NameColumn::open(segment, ISSUE_TYPE)?,
            prefix: NameColumn::open(segment, PREFIX)?,
            tag: NameColumn::open(segment, TAG)?,
            folder: NameColumn::open(segment, FOLDER)?,
            language: NameColumn::open(segment, LANGUAGE)?,
            year: Values::read(segment.fast_fields().column_opt(YEAR)?, segment.max_doc()),
        })
    }

    /// The years in which `docs` were last changed.
    pub fn years(&self, docs: &[DocId]) -> impl Iterator<Item = u32> {
        docs.iter().flat_map(|doc| self.year.of(*doc)).copied()
    }
}

/// A column of names.
pub struct NameColumn {
    names: Vec<String>,
    /// For each article, the indices of its names.
    numbers: Values,
}

impl NameColumn {
    fn open(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let Some(column) = segment.fast_fields().str(name)? else {
            // No article of the segment has one.
            return Ok(Self {
                names: Vec::new(),
                numbers: Values::default(),
            });
        };
        let mut names = Vec::new();
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            names.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(Self {
            names,
            numbers: Values::read(Some(column.ords().clone()), segment.max_doc()),
        })
    }

    /// All the names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The first of the names that an article has.
    pub fn first(&self, doc: DocId) -> Option<&str> {
        let number = self.numbers.of(doc).first()?;
        self.names.get(*number as usize).map(String::as_str)
    }

    /// Counts how many of `docs` have each name, and adds the counts.
    pub fn count<'l>(&'l self, docs: &[DocId], counts: &mut BTreeMap<&'l str, usize>) {
        let mut of_name = vec![0usize; self.names.len()];
        for number in docs.iter().flat_map(|doc| self.numbers.of(*doc)) {
            if let Some(count) = of_name.get_mut(*number as usize) {
                *count += 1;
            }
        }
        for (name, hits) in self.names.iter().zip(of_name).filter(|(_, hits)| *hits > 0) {
            *counts.entry(name).or_default() += hits;
        }
    }
}

/// The values of a column, read once: a search counts those of tens of thousands of articles.
#[derive(Default)]
struct Values {
    /// The values of all articles, one article after another.
    values: Vec<u32>,
    /// Where each article begins in `values`, followed by where the last one ends.
    starts: Vec<u32>,
}

impl Values {
    fn read(column: Option<Column>, articles: DocId) -> Self {
        let Some(column) = column else {
            return Self::default();
        };
        let (mut values, mut starts) = (Vec::new(), vec![0]);
        for doc in 0..articles {
            let of_article = column.values_for_doc(doc);
            values.extend(of_article.filter_map(|value| u32::try_from(value).ok()));
            starts.push(u32::try_from(values.len()).unwrap_or(u32::MAX));
        }
        values.shrink_to_fit();
        starts.shrink_to_fit();
        Self { values, starts }
    }

    fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        let ends = self.starts.get(doc).zip(self.starts.get(doc + 1));
        let values = ends.and_then(|(start, end)| self.values.get(*start as usize..*end as usize));
        values.unwrap_or_default()
    }
}
