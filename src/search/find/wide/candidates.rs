//! Finds the articles that are worth ranking in the wide search.

use tantivy::{
    DocAddress,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, Occur, Query},
    schema::{Field, IndexRecordOption},
};

use super::plan::WidePlan;
use crate::search::find::{
    context::Context, filter::Filter, plan::WeightedTerm, queries::standing,
};

/// The most articles that are found by their texts and by their titles.
const BY_TEXT: usize = 200;
const BY_TITLE: usize = 100;

/// Words that more articles have are not looked for.
const MOST_ARTICLES: u32 = 20_000;

/// The least inverse document frequency that a related word is taken to have, so that common ones
/// don't outweigh the word that they are related to.
const LEAST_IDF: f32 = 0.5;

/// The articles that have most of a query or of words related to it, some of them twice.
pub(super) fn candidates(
    context: &mut Context<'_>,
    plan: &WidePlan,
    filter: &Filter,
) -> Vec<DocAddress> {
    let fields = context.reader.fields;
    let mut found = Vec::new();
    for (field, limit) in [(fields.text, BY_TEXT), (fields.title, BY_TITLE)] {
        if !context.has_time() {
            context.timed_out = true;
            break;
        }
        let way = filter.around(Box::new(BooleanQuery::new(clauses(plan, field))));
        let limit = TopDocs::with_limit(limit).order_by_score();
        let hits = context.reader.searcher.search(&way, &limit);
        found.extend(hits.into_iter().flatten().map(|(_, address)| address));
    }
    found
}

/// A clause for each word and each related word.
fn clauses(plan: &WidePlan, field: Field) -> Vec<(Occur, Box<dyn Query>)> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut add = |term: &WeightedTerm, worth: f32| {
        if (1..MOST_ARTICLES).contains(&term.frequency) && worth > 0.0 {
            // Tantivy multiplies by the inverse document frequency.
            let boost = worth / term.idf.max(LEAST_IDF);
            let query = standing(field, term, IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
        }
    };
    for word in &plan.words {
        add(&word.term, word.worth);
        for (term, share) in &word.related {
            add(term, word.worth * share);
        }
    }
    clauses
}
