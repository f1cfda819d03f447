//! Ranks all candidates.

use tantivy::DocAddress;

use super::{score::score, scorer::Scorer};
use crate::search::find::{
    candidates::candidates, context::Context, filter::ResultFilter, listing::without_words,
    matched::Match, plan::Plan,
};

/// An article with its match.
pub type Ranked = (DocAddress, Match);

/// An article that has less than this share of the query's information is not a result, unless it
/// has something that the query names.
const LEAST: f32 = 0.35;

/// All candidates in order. `complete` are the articles that match everything in the query.
pub fn ranked(
    context: &mut Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
    complete: &[DocAddress],
) -> Vec<Ranked> {
    let (candidates, is_cut) = if plan.is_wordless() && filter.names_articles() {
        without_words(context, plan, filter)
    } else {
        candidates(context, plan, filter, complete)
    };
    context.is_cut |= is_cut;
    scored(context, plan, candidates)
}

/// Puts the best first.
pub fn in_order(ranked: &mut [Ranked]) {
    ranked.sort_by(|(_, a), (_, b)| {
        b.score
            .total_cmp(&a.score)
            .then(a.id_order.cmp(&b.id_order))
    });
}

/// The articles that are results, in order.
pub fn scored(context: &mut Context<'_>, plan: &Plan, articles: Vec<DocAddress>) -> Vec<Ranked> {
    let mut scored = all_scored(context, plan, articles, LEAST);
    in_order(&mut scored);
    scored
}

/// Scores some articles, each once, and returns them in the order of their addresses. Leaves out
/// articles that have less than the share `least` of the query's information, unless they have
/// something that the query names.
pub fn all_scored(
    context: &mut Context<'_>,
    plan: &Plan,
    mut candidates: Vec<DocAddress>,
    least: f32,
) -> Vec<Ranked> {
    candidates.sort_unstable();
    candidates.dedup();
    let mut ranked = Vec::new();
    for of_segment in candidates.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let ordinal = of_segment.first().map_or(0, |address| address.segment_ord);
        let segment = context.reader.searcher.segment_reader(ordinal);
        let docs: Vec<u32> = of_segment.iter().map(|address| address.doc_id).collect();
        let Some(columns) = context.reader.columns.get(ordinal as usize) else {
            continue;
        };
        let fields = &context.reader.fields;
        let scorer = Scorer::new(plan, least);
        let Ok((found, timed_out)) = score(
            segment,
            columns,
            fields,
            plan,
            scorer,
            &docs,
            context.deadline,
        ) else {
            continue;
        };
        context.timed_out |= timed_out;
        let found = docs
            .iter()
            .zip(found)
            .filter_map(|(doc, found)| Some((DocAddress::new(ordinal, *doc), found?)));
        ranked.extend(found);
    }
    ranked
}
