//! Facets: how many results there are for each product, type, year, category, tag, folder and
//! language.

use std::collections::BTreeMap;

use tantivy::{DocAddress, DocId};

use crate::search::index::Labels;

/// The most values of one kind that are given; the others are rare.
const MAX_VALUES: usize = 12;

/// How many results there are of each of the commonest values. A result may be of several products
/// and types, or of none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By product, as its [`slug`](crate::library::slug); the commonest first.
    pub product: Vec<FacetCount>,
    /// By type (`kbbug`), the commonest first.
    pub issue_type: Vec<FacetCount>,
    /// By year, the latest first.
    pub year: Vec<FacetCount>,
    /// By the prefix of the title (`XADM`), the commonest first.
    pub prefix: Vec<FacetCount>,
    /// By tag, the commonest first.
    pub tag: Vec<FacetCount>,
    /// By folder, as its path, the commonest first. A result is of each folder around it.
    pub folder: Vec<FacetCount>,
    /// By language, as its tag, the commonest first.
    pub language: Vec<FacetCount>,
}

/// How many results there are of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as the filter of the same name takes it.
    pub value: String,
    /// Results.
    pub hits: usize,
}

/// Counts the results at `addresses`; `labels` are those of each segment.
pub fn count(labels: &[Labels], addresses: impl Iterator<Item = DocAddress>) -> Facets {
    let mut docs: Vec<Vec<DocId>> = vec![Vec::new(); labels.len()];
    for address in addresses {
        if let Some(docs) = docs.get_mut(address.segment_ord as usize) {
            docs.push(address.doc_id);
        }
    }
    let [
        mut products,
        mut types,
        mut prefixes,
        mut tags,
        mut folders,
        mut languages,
    ] = <[BTreeMap<&str, usize>; 6]>::default();
    let mut years: BTreeMap<u64, usize> = BTreeMap::new();
    for (labels, docs) in labels.iter().zip(&docs) {
        labels.product.count(docs, &mut products);
        labels.issue_type.count(docs, &mut types);
        labels.prefix.count(docs, &mut prefixes);
        labels.tag.count(docs, &mut tags);
        labels.folder.count(docs, &mut folders);
        labels.language.count(docs, &mut languages);
        for year in labels.years(docs) {
            *years.entry(year).or_default() += 1;
        }
    }
    let years = years.into_iter().rev().take(MAX_VALUES);
    let years = years.map(|(year, hits)| FacetCount {
        value: year.to_string(),
        hits,
    });
    Facets {
        product: commonest_first(products),
        issue_type: commonest_first(types),
        year: years.collect(),
        prefix: commonest_first(prefixes),
        tag: commonest_first(tags),
        folder: commonest_first(folders),
        language: commonest_first(languages),
    }
}

fn commonest_first(counts: BTreeMap<&str, usize>) -> Vec<FacetCount> {
    let counts = counts.into_iter().map(|(value, hits)| FacetCount {
        value: value.to_owned(),
        hits,
    });
    let mut counts: Vec<FacetCount> = counts.collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.hits));
    counts.truncate(MAX_VALUES);
    counts
}
