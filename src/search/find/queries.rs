//! Tantivy queries that several ways of finding share.

use tantivy::{
    Term,
    query::{BooleanQuery, EmptyQuery, Query, TermQuery, TermSetQuery},
    schema::{Field, IndexRecordOption},
};

use super::plan::WeightedTerm;

/// Articles with any of some terms.
pub fn any_of(terms: Vec<Term>) -> Box<dyn Query> {
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

/// Articles that have a term, or another one that counts as it.
pub fn having_term(field: Field, term: &WeightedTerm, record: IndexRecordOption) -> Box<dyn Query> {
    let query = |term| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, term), record))
    };
    if term.others.is_empty() {
        query(&term.term)
    } else {
        Box::new(BooleanQuery::union(term.terms().map(query).collect()))
    }
}
