//! What every hit must fulfil, whatever its words are: the filters of the request and the operators of the query.
//!
//! Operators of one kind ask for any of their values; different kinds must all be fulfilled.

use std::{collections::BTreeSet, ops::Bound};

use tantivy::{
    DocAddress, DocSet, TERMINATED, Term,
    query::{
        BooleanQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Occur, Query as TantivyQuery,
        RangeQuery, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    Condition, Filters, Years, filing::prefix_named, index::Search, query::Query, rank::Asked,
};
use crate::library::slug;

/// The most articles that are listed where no words say which are best.
pub(super) const MAX_LISTED: usize = 1_000;

/// Clauses that stand beside every way of finding.
#[derive(Default)]
pub(super) struct Narrowing {
    /// Each must be fulfilled.
    must: Vec<Box<dyn TantivyQuery>>,
    /// None may be.
    must_not: Vec<Box<dyn TantivyQuery>>,
    /// Whether the words must stand in sections of some roles.
    has_sections: bool,
}

impl Narrowing {
    /// Whether it says which articles are looked for, and not only which are not.
    pub(super) fn names_articles(&self) -> bool {
        !self.must.is_empty() || self.has_sections
    }

    /// A way of finding within it.
    pub(super) fn around(&self, way: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
        if self.must.is_empty() && self.must_not.is_empty() {
            return way;
        }
        let must = self.must.iter().map(|must| {
            let unscored = ConstScoreQuery::new(must.box_clone(), 0.0);
            (Occur::Must, Box::new(unscored) as Box<dyn TantivyQuery>)
        });
        let must_not = self
            .must_not
            .iter()
            .map(|not| (Occur::MustNot, not.box_clone()));
        let way = std::iter::once((Occur::Must, way));
        Box::new(BooleanQuery::new(way.chain(must).chain(must_not).collect()))
    }

    fn must(&mut self, terms: Vec<Term>) {
        self.must.push(any_of(terms));
    }
}

/// Articles with any of some terms.
fn any_of(terms: Vec<Term>) -> Box<dyn TantivyQuery> {
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

impl Search<'_> {
    /// What hits are narrowed to.
    pub(super) fn narrowing(
        &self,
        query: &Query,
        asked: &Asked,
        filters: Filters<'_>,
    ) -> Narrowing {
        let fields = self.index.fields;
        let mut narrowing = Narrowing {
            has_sections: asked.sections.is_some(),
            ..Narrowing::default()
        };
        let text = |field, text: &str| Term::from_field_text(field, text);
        if let Some(product) = filters.product {
            narrowing.must(vec![text(fields.product, product)]);
        }
        if let Some(kind) = filters.issue_type {
            narrowing.must(vec![text(fields.issue_type, &kind.to_lowercase())]);
        }
        if let Some(year) = filters.year {
            narrowing.must(vec![Term::from_field_u64(fields.year, u64::from(year))]);
        }
        if let Some(prefix) = filters.prefix {
            let prefix = prefix_named(prefix).unwrap_or_default();
            narrowing.must(vec![text(fields.prefix, &prefix)]);
        }
        for exact in asked.exact.iter().filter(|exact| exact.required) {
            let keys = exact.keys.iter();
            narrowing.must(keys.map(|key| text(fields.evidence, &key.term)).collect());
        }
        for excluded in &query.excluded {
            let term = text(fields.text, excluded);
            narrowing.must_not.push(any_of(vec![term]));
        }
        self.add_operators(query, &mut narrowing);
        narrowing
    }

    /// Adds the operators, but for those that the text must fulfil, which `ask` has made keys and sections of.
    fn add_operators(&self, query: &Query, narrowing: &mut Narrowing) {
        let fields = self.index.fields;
        for excludes in [false, true] {
            let mut terms: [(Field, Option<Vec<Term>>); 4] = [
                (fields.product, None),
                (fields.issue_type, None),
                (fields.prefix, None),
                (fields.id, None),
            ];
            let mut years: Option<Vec<Box<dyn TantivyQuery>>> = None;
            let mut add = |field: Field, values: Vec<String>| {
                if let Some((_, terms)) = terms.iter_mut().find(|(other, _)| *other == field) {
                    let values = values
                        .iter()
                        .map(|value| Term::from_field_text(field, value));
                    terms.get_or_insert_default().extend(values);
                }
            };
            let operators = query.operators.iter();
            for operator in operators.filter(|operator| operator.excludes == excludes) {
                match &operator.condition {
                    Condition::Product(name) => add(fields.product, self.products_named(name)),
                    Condition::Type(kind) => add(fields.issue_type, vec![kind.clone()]),
                    Condition::Prefix(prefix) => add(fields.prefix, vec![prefix.clone()]),
                    Condition::Id(id) => add(fields.id, vec![id.to_string()]),
                    Condition::Year(span) => {
                        let of_years = Box::new(in_years(fields.year, *span));
                        years.get_or_insert_default().push(of_years);
                    }
                    Condition::Event(_)
                    | Condition::Source(_)
                    | Condition::Code(_)
                    | Condition::Section(_) => {}
                }
            }
            let of_terms = terms.into_iter().filter_map(|(_, terms)| terms).map(any_of);
            let of_years = years.map(|years| Box::new(BooleanQuery::union(years)) as _);
            let all = of_terms.chain(of_years);
            if excludes {
                narrowing.must_not.extend(all);
                let barred = self.barred_keys(query);
                let barred: Vec<Term> = barred
                    .iter()
                    .map(|key| Term::from_field_text(fields.evidence, key))
                    .collect();
                if !barred.is_empty() {
                    narrowing.must_not.push(any_of(barred));
                }
            } else {
                narrowing.must.extend(all);
            }
        }
    }

    /// The products whose names have all these words, or words that begin so.
    fn products_named(&self, name: &str) -> Vec<String> {
        let name = slug(name);
        let fits = |product: &&str| {
            name.split('-').all(|word| {
                let is_it =
                    |other: &str| other == word || (word.len() >= 3 && other.starts_with(word));
                product.split('-').any(is_it)
            })
        };
        let labels = self.index.labels.iter();
        let products: BTreeSet<&str> = labels
            .flat_map(|labels| labels.products())
            .filter(fits)
            .collect();
        products.into_iter().map(str::to_owned).collect()
    }

    /// All articles that it is narrowed to, by id, and whether there are more than are listed.
    pub(super) fn listed(&self, asked: &Asked, narrowing: &Narrowing) -> (Vec<DocAddress>, bool) {
        let all = narrowing.around(Box::new(tantivy::query::AllQuery));
        let scoring = EnableScoring::disabled_from_searcher(self.searcher);
        let mut listed = Vec::new();
        let Ok(weight) = all.weight(scoring) else {
            return (
                listed.into_iter().map(|(_, address)| address).collect(),
                false,
            );
        };
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let columns = self.index.columns.get(ordinal as usize);
            let (Ok(mut docs), Some(columns)) = (weight.scorer(segment, 1.0), columns) else {
                continue;
            };
            while docs.doc() != TERMINATED {
                let doc = docs.doc();
                let has_part = || {
                    columns
                        .layout(doc)
                        .iter()
                        .any(|(part, _)| asked.counts(*part))
                };
                if !segment.is_deleted(doc) && (asked.sections.is_none() || has_part()) {
                    listed.push((columns.order(doc), DocAddress::new(ordinal, doc)));
                }
                docs.advance();
            }
        }
        let is_cut = listed.len() > MAX_LISTED;
        if is_cut {
            listed.select_nth_unstable(MAX_LISTED);
            listed.truncate(MAX_LISTED);
        }
        (
            listed.into_iter().map(|(_, address)| address).collect(),
            is_cut,
        )
    }
}

fn in_years(field: Field, years: Years) -> RangeQuery {
    let bound = |year| Bound::Included(Term::from_field_u64(field, u64::from(year)));
    RangeQuery::new(bound(years.from), bound(years.to))
}
