//! Facets: how many articles there are for each product, type, year, category, tag, folder and
//! language.

use std::collections::BTreeMap;

use tantivy::{DocAddress, DocId};

use crate::search::{
    find::{Context, Ranking, complete_within},
    index::Labels,
    query::{FilterKind, Filters},
};

/// The most values of one kind that are listed; the others are rare.
const MAX_VALUES: usize = 12;

/// How many articles have each of the most common values. An article may have several products and
/// types, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Whether these count all articles that match everything in the query and pass the filters; if
    /// not, they count the ranked articles.
    pub are_exact: bool,
    /// By product, as its [`slug`](crate::library::slug), the most common first.
    pub product: Vec<FacetCount>,
    /// By type (`kbbug`), the most common first.
    pub issue_type: Vec<FacetCount>,
    /// By year, the latest first.
    pub year: Vec<FacetCount>,
    /// By the prefix of the title (`XADM`), the most common first.
    pub prefix: Vec<FacetCount>,
    /// By tag, the most common first.
    pub tag: Vec<FacetCount>,
    /// By folder, as its path, the most common first. An article counts for each folder around it.
    pub folder: Vec<FacetCount>,
    /// By language, as its tag, the most common first.
    pub language: Vec<FacetCount>,
}

/// How many articles have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as the filter with the same name takes it.
    pub value: String,
    /// The number of articles.
    pub hits: usize,
}

/// The facets of a ranking: of its complete matches, or if there are none, of those that are
/// `ranked`. The values of a filter that is set are counted as if it weren't, since choosing one
/// replaces it; unless the query was changed because no articles were found, of which there may be
/// some without the filter.
pub fn facets(
    context: &mut Context<'_>,
    ranking: &Ranking,
    ranked: &[DocAddress],
    filters: Filters<'_>,
) -> Facets {
    let complete = ranking.complete_matches.as_deref().unwrap_or_default();
    let are_exact = !complete.is_empty();
    let counted = if are_exact { complete } else { ranked };
    let mut all = Facets {
        are_exact,
        ..count(&context.reader.labels, counted)
    };
    for set in FilterKind::ALL {
        let Some(own) = values(set, &mut all).filter(|_| set.is_set(&filters)) else {
            continue;
        };
        if ranking.loosened || ranking.is_corrected() {
            own.clear();
            continue;
        }
        match complete_within(context, ranking, set.clear(filters)) {
            Some(articles) if are_exact => {
                let mut others = count(&context.reader.labels, &articles);
                *own = values(set, &mut others)
                    .map(std::mem::take)
                    .unwrap_or_default();
            }
            articles => {
                context.timed_out |= articles.is_none();
                all.are_exact = false;
            }
        }
    }
    all
}

/// The counted values of a filter; `None` if its values are not counted.
fn values(filter: FilterKind, facets: &mut Facets) -> Option<&mut Vec<FacetCount>> {
    Some(match filter {
        FilterKind::Product => &mut facets.product,
        FilterKind::IssueType => &mut facets.issue_type,
        FilterKind::Year => &mut facets.year,
        FilterKind::Prefix => &mut facets.prefix,
        FilterKind::Tag => &mut facets.tag,
        FilterKind::Folder => &mut facets.folder,
        FilterKind::Language => &mut facets.language,
        FilterKind::Section => return None,
    })
}

/// Counts the articles at `addresses`; `labels` are those of each segment.
fn count(labels: &[Labels], addresses: &[DocAddress]) -> Facets {
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
    let mut years: BTreeMap<u32, usize> = BTreeMap::new();
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
        are_exact: false,
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
