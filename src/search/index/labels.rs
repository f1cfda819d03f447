//! The classification of a segment's articles, opened once.

use std::collections::BTreeMap;

use tantivy::{DocId, SegmentReader, columnar::Column};

use super::schema::{FOLDER, ISSUE_TYPE, LANGUAGE, PREFIX, PRODUCT, TAG, YEAR};

/// What the articles of a segment are filed under.
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
    year: Option<Column>,
}

impl Labels {
    /// Opens those of a segment.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            product: NameColumn::open(segment, PRODUCT)?,
            issue_type: NameColumn::open(segment, ISSUE_TYPE)?,
            prefix: NameColumn::open(segment, PREFIX)?,
            tag: NameColumn::open(segment, TAG)?,
            folder: NameColumn::open(segment, FOLDER)?,
            language: NameColumn::open(segment, LANGUAGE)?,
            year: segment.fast_fields().column_opt(YEAR)?,
        })
    }

    /// The years of the last change of `docs`.
    pub fn years(&self, docs: &[DocId]) -> impl Iterator<Item = u64> {
        docs.iter().flat_map(|doc| values(self.year.as_ref(), *doc))
    }
}

/// A column of names; only the distinct names are in memory.
pub struct NameColumn {
    names: Vec<String>,
    numbers: Option<Column>,
}

impl NameColumn {
    fn open(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let Some(column) = segment.fast_fields().str(name)? else {
            // No article of the segment has one.
            return Ok(Self {
                names: Vec::new(),
                numbers: None,
            });
        };
        let mut names = Vec::new();
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            names.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(Self {
            names,
            numbers: Some(column.ords().clone()),
        })
    }

    /// All the names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Adds how many of `docs` have each name.
    pub fn count<'l>(&'l self, docs: &[DocId], counts: &mut BTreeMap<&'l str, usize>) {
        let mut of_name = vec![0usize; self.names.len()];
        for number in docs
            .iter()
            .flat_map(|doc| values(self.numbers.as_ref(), *doc))
        {
            let at = usize::try_from(number).unwrap_or(usize::MAX);
            if let Some(count) = of_name.get_mut(at) {
                *count += 1;
            }
        }
        for (name, hits) in self.names.iter().zip(of_name).filter(|(_, hits)| *hits > 0) {
            *counts.entry(name).or_default() += hits;
        }
    }
}

fn values(column: Option<&Column>, doc: DocId) -> impl Iterator<Item = u64> + '_ {
    column
        .into_iter()
        .flat_map(move |column| column.values_for_doc(doc))
}
