//! How hits are spread over products, types, years and prefixes of titles.

use std::collections::BTreeMap;

use tantivy::{DocAddress, DocId, SegmentReader, columnar::Column};

use super::schema::{ISSUE_TYPE, PREFIX, PRODUCT, YEAR};

/// The most values of one kind that are told; the others are rare.
const MAX_VALUES: usize = 12;

/// How many of the hits there are of each value, of the commonest ones. A hit may be of several products and types, or
/// of none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By product, as its [`slug`](crate::library::slug); the commonest first.
    pub product: Vec<Count>,
    /// By type (`kbbug`), the commonest first.
    pub issue_type: Vec<Count>,
    /// By year, the latest first.
    pub year: Vec<Count>,
    /// By the prefix of the title (`XADM`), the commonest first.
    pub prefix: Vec<Count>,
}

/// How many hits there are of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value, as the filter of the same name takes it.
    pub value: String,
    /// Hits.
    pub hits: usize,
}

/// What the articles of a segment are filed under, opened once.
pub(super) struct Labels {
    product: Named,
    issue_type: Named,
    prefix: Named,
    year: Option<Column>,
}

/// A column of names: in memory lie the few different ones.
struct Named {
    names: Vec<String>,
    numbers: Option<Column>,
}

impl Named {
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

    /// Adds how often each name stands at `docs`.
    fn count<'l>(&'l self, docs: &[DocId], counts: &mut BTreeMap<&'l str, usize>) {
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

impl Labels {
    /// Opens those of a segment.
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            product: Named::open(segment, PRODUCT)?,
            issue_type: Named::open(segment, ISSUE_TYPE)?,
            prefix: Named::open(segment, PREFIX)?,
            year: segment.fast_fields().column_opt(YEAR)?,
        })
    }

    /// The slugs of all products.
    pub(super) fn products(&self) -> impl Iterator<Item = &str> {
        self.product.names.iter().map(String::as_str)
    }
}

/// Counts the hits at `addresses`; `labels` are those of each segment.
pub(super) fn count(labels: &[Labels], addresses: impl Iterator<Item = DocAddress>) -> Facets {
    let mut docs: Vec<Vec<DocId>> = vec![Vec::new(); labels.len()];
    for address in addresses {
        if let Some(docs) = docs.get_mut(address.segment_ord as usize) {
            docs.push(address.doc_id);
        }
    }
    let (mut products, mut types, mut prefixes) =
        <(BTreeMap<_, _>, BTreeMap<_, _>, BTreeMap<_, _>)>::default();
    let mut years: BTreeMap<u64, usize> = BTreeMap::new();
    for (labels, docs) in labels.iter().zip(&docs) {
        labels.product.count(docs, &mut products);
        labels.issue_type.count(docs, &mut types);
        labels.prefix.count(docs, &mut prefixes);
        for year in docs
            .iter()
            .flat_map(|doc| values(labels.year.as_ref(), *doc))
        {
            *years.entry(year).or_default() += 1;
        }
    }
    let years = years.into_iter().rev().take(MAX_VALUES);
    let years = years.map(|(year, hits)| Count {
        value: year.to_string(),
        hits,
    });
    Facets {
        product: commonest_first(products),
        issue_type: commonest_first(types),
        year: years.collect(),
        prefix: commonest_first(prefixes),
    }
}

fn commonest_first(counts: BTreeMap<&str, usize>) -> Vec<Count> {
    let counts = counts.into_iter().map(|(value, hits)| Count {
        value: value.to_owned(),
        hits,
    });
    let mut counts: Vec<Count> = counts.collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.hits));
    counts.truncate(MAX_VALUES);
    counts
}
