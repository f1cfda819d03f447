//! What every result must match, whatever the words: the filters of the request and the operators
//! of the query.
//!
//! If there are several operators of one kind, one of them must match; different kinds must all
//! match.

use std::{collections::BTreeSet, ops::Bound};

use tantivy::{
    DocSet, SegmentReader, TERMINATED, Term,
    query::{
        BooleanQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery, Query as TantivyQuery,
        RangeQuery,
    },
    schema::Field,
};

use super::{
    context::Context, plan::Plan, planning::excluded_keys, queries::any_of, terms::each_term,
};
use crate::{
    language::Language,
    library::slug,
    search::{
        index::{Labels, NameColumn, prefix_named, tag_named},
        query::{Condition, Excluded, Filters, Query, Years},
    },
};

/// Clauses that are added to every way of finding.
#[derive(Default)]
pub struct ResultFilter {
    /// All must match.
    must: Vec<Box<dyn TantivyQuery>>,
    /// None may match.
    must_not: Vec<Box<dyn TantivyQuery>>,
    /// Whether the words must be in sections of some roles.
    has_sections: bool,
}

impl ResultFilter {
    /// The filter for a query: its operators, and the filters of the request.
    pub fn of(context: &Context<'_>, query: &Query, plan: &Plan, filters: Filters<'_>) -> Self {
        let fields = context.reader.fields;
        let mut filter = Self {
            has_sections: plan.sections.is_some(),
            ..Self::default()
        };
        let text = |field, text: &str| Term::from_field_text(field, text);
        if let Some(product) = filters.product {
            filter.must(vec![text(fields.product, product)]);
        }
        if let Some(kind) = filters.issue_type {
            filter.must(vec![text(fields.issue_type, &kind.to_lowercase())]);
        }
        if let Some(year) = filters.year {
            filter.must(vec![Term::from_field_u64(fields.year, u64::from(year))]);
        }
        if let Some(prefix) = filters.prefix {
            let prefix = prefix_named(prefix).unwrap_or_default();
            filter.must(vec![text(fields.prefix, &prefix)]);
        }
        if let Some(tag) = filters.tag {
            filter.must(vec![text(fields.tag, &tag_named(tag))]);
        }
        if let Some(folder) = filters.folder {
            let folders = folders_named(context, folder);
            filter.must(
                folders
                    .iter()
                    .map(|path| text(fields.folder, path))
                    .collect(),
            );
        }
        if let Some(language) = filters.language {
            let tag = Language::of_tag(language).map_or("", Language::tag);
            filter.must(vec![text(fields.language, tag)]);
        }
        for exact in plan.exact.iter().filter(|exact| exact.is_required) {
            let keys = exact.keys.iter();
            filter.must(keys.map(|key| text(fields.evidence, &key.term)).collect());
        }
        for excluded in &query.excluded {
            filter.must_not.push(having(context, excluded));
        }
        filter.add_operators(context, query);
        filter
    }

    /// Whether it selects articles, and does not just exclude some.
    pub fn names_articles(&self) -> bool {
        !self.must.is_empty() || self.has_sections
    }

    /// Which articles of a segment pass, by document number.
    pub fn passing(&self, context: &Context<'_>, segment: &SegmentReader) -> Vec<bool> {
        let mut passing = vec![self.must.is_empty(); segment.max_doc() as usize];
        let scoring = EnableScoring::disabled_from_searcher(&context.reader.searcher);
        let mut set = |query: &dyn TantivyQuery, value: bool| {
            let weight = query.weight(scoring);
            let Ok(mut docs) = weight.and_then(|weight| weight.scorer(segment, 1.0)) else {
                return;
            };
            while docs.doc() != TERMINATED {
                if let Some(passes) = passing.get_mut(docs.doc() as usize) {
                    *passes = value;
                }
                docs.advance();
            }
        };
        if !self.must.is_empty() {
            let must = self.must.iter().map(|must| (Occur::Must, must.box_clone()));
            set(&BooleanQuery::new(must.collect()), true);
        }
        for not in &self.must_not {
            set(not.as_ref(), false);
        }
        passing
    }

    /// Restricts a query to this filter.
    pub fn restrict(&self, way: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
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

    /// Adds the operators, except those about the text, which [`plan`](super::planning::plan) has
    /// turned into keys and sections.
    fn add_operators(&mut self, context: &Context<'_>, query: &Query) {
        let fields = context.reader.fields;
        for excludes in [false, true] {
            let mut terms: [(Field, Option<Vec<Term>>); 7] = [
                (fields.product, None),
                (fields.issue_type, None),
                (fields.prefix, None),
                (fields.tag, None),
                (fields.folder, None),
                (fields.language, None),
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
                    Condition::Product(name) => add(fields.product, products_named(context, name)),
                    Condition::Type(kind) => add(fields.issue_type, vec![kind.clone()]),
                    Condition::Prefix(prefix) => add(fields.prefix, vec![prefix.clone()]),
                    Condition::Tag(tag) => add(fields.tag, vec![tag.clone()]),
                    Condition::Folder(path) => add(fields.folder, folders_named(context, path)),
                    Condition::Language(language) => {
                        add(fields.language, vec![language.tag().to_owned()]);
                    }
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
                self.must_not.extend(all);
                let barred = excluded_keys(context, query);
                let barred: Vec<Term> = barred
                    .iter()
                    .map(|key| Term::from_field_text(fields.evidence, key))
                    .collect();
                if !barred.is_empty() {
                    self.must_not.push(any_of(barred));
                }
            } else {
                self.must.extend(all);
            }
        }
    }

    fn must(&mut self, terms: Vec<Term>) {
        self.must.push(any_of(terms));
    }
}

/// Matches articles that have a word.
fn having(context: &Context<'_>, word: &Excluded) -> Box<dyn TantivyQuery> {
    let field = context.reader.fields.text;
    let term = |term: &String| Term::from_field_text(field, term);
    match word {
        Excluded::AnyOf(terms) => any_of(terms.iter().map(term).collect()),
        Excluded::Pairs(terms) => match terms.as_slice() {
            [pair] => any_of(vec![term(pair)]),
            pairs => Box::new(PhraseQuery::new(pairs.iter().map(term).collect())),
        },
        Excluded::Beginning(beginning) => {
            let mut terms = BTreeSet::new();
            each_term(context, field, beginning, usize::MAX, &mut |term, _| {
                terms.insert(term.to_owned());
            });
            any_of(terms.iter().map(term).collect())
        }
    }
}

/// The products whose names contain all these words, or words that begin with them.
fn products_named(context: &Context<'_>, name: &str) -> Vec<String> {
    let name = slug(name);
    let fits = |product: &&str| {
        name.split('-').all(|word| {
            let is_it = |other: &str| other == word || (word.len() >= 3 && other.starts_with(word));
            product.split('-').any(is_it)
        })
    };
    labels_where(context, |labels| &labels.product, fits)
}

/// The folder with this path, or else those whose paths end with it, in any letter case.
fn folders_named(context: &Context<'_>, path: &str) -> Vec<String> {
    let itself = labels_where(context, |labels| &labels.folder, |folder| *folder == path);
    if !itself.is_empty() {
        return itself;
    }
    let path = path.to_lowercase();
    let fits = |folder: &&str| {
        let folder = folder.to_lowercase();
        let before = folder.strip_suffix(&path);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    labels_where(context, |labels| &labels.folder, fits)
}

/// The labels of a kind that match, from all segments, without duplicates.
fn labels_where(
    context: &Context<'_>,
    kind: impl Fn(&Labels) -> &NameColumn,
    fits: impl Fn(&&str) -> bool,
) -> Vec<String> {
    let labels = context.reader.labels.iter();
    let names = labels.flat_map(|labels| kind(labels).names());
    let names: BTreeSet<&str> = names.filter(fits).collect();
    names.into_iter().map(str::to_owned).collect()
}

fn in_years(field: Field, years: Years) -> RangeQuery {
    let bound = |year| Bound::Included(Term::from_field_u64(field, u64::from(year)));
    RangeQuery::new(bound(years.from), bound(years.to))
}
