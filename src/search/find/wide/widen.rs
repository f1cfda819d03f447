//! Re-ranks the results if no article matches the query closely.

use tantivy::DocAddress;

use super::{
    candidates::candidates,
    plan::WidePlan,
    score::{Found, found_in},
};
use crate::search::find::{
    complete_matches::MAX_RANKED,
    context::Context,
    filter::ResultFilter,
    plan::{Plan, WeightedTerm},
    rank::{Ranked, all_scored, in_order},
};

/// If the best article has at least this score, it matches the query closely, and nothing is
/// changed.
const CLOSE: f32 = 3.5;

/// An article worth less than this share of the best one is not a result.
const LEAST: f32 = 0.25;

/// How many of the articles that only the wide search finds are ranked; the best are taken.
const MAX_MORE: usize = 50;

/// Whether a query consists more of words, at least several, than of numbers and codes, which mean
/// only themselves.
fn is_of_words(plan: &Plan) -> bool {
    let has_digit = |term: &&WeightedTerm| term.term.bytes().any(|byte| byte.is_ascii_digit());
    let (numbers, words): (Vec<_>, Vec<_>) = plan.terms.iter().partition(has_digit);
    let information = |terms: &[&WeightedTerm]| terms.iter().map(|term| term.idf).sum::<f32>();
    words.len() > 1 && information(&words) > information(&numbers)
}

/// Mixes the wide search into a ranking, with a larger share the less closely the best article
/// matches the query. `complete` are the articles that match everything in it, which are ranked,
/// too. `None` if the best article matches closely, or if the words are restricted to certain
/// parts.
pub fn widen(
    context: &mut Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
    complete: &[DocAddress],
    ranked: &mut Vec<Ranked>,
) -> Option<WidePlan> {
    let best = ranked.first().map_or(0.0, |(_, found)| found.score);
    let share = (CLOSE - best).clamp(0.0, 1.0);
    let is_placed = plan.sections.is_some() || !plan.phrases.is_empty();
    if share == 0.0 || is_placed || !is_of_words(plan) || !context.has_time() {
        return None;
    }
    let wide = WidePlan::of(context, plan);
    ranked.sort_unstable_by_key(|(address, _)| *address);
    let mut found = widely(context, &wide, filter, ranked, complete);
    let place = |address: &DocAddress| ranked.binary_search_by_key(address, |(other, _)| *other);
    let more = found.iter().map(|(address, _)| *address);
    let more = more.filter(|address| place(address).is_err());
    let more = all_scored(context, plan, more.take(MAX_MORE).collect(), 0.0);
    ranked.extend(more);
    found.sort_unstable_by_key(|(address, _)| *address);
    for (address, narrow) in ranked.iter_mut() {
        narrow.score *= 1.0 - share;
        let at = found.binary_search_by_key(address, |(other, _)| *other);
        if let Some((_, wide)) = at.ok().and_then(|at| found.get(at)) {
            narrow.score += share * wide.score;
            narrow.related = wide.related;
        }
    }
    in_order(ranked);
    let best = ranked.first().map_or(0.0, |(_, found)| found.score);
    let is_complete = |address: &DocAddress| complete.binary_search(address).is_ok();
    ranked.retain(|(address, found)| found.score >= LEAST * best || is_complete(address));
    Some(wide)
}

/// The results of the wide search, the best first: from the articles that are already `ranked`,
/// those that it finds itself, and the complete ones.
fn widely(
    context: &mut Context<'_>,
    plan: &WidePlan,
    filter: &ResultFilter,
    ranked: &[Ranked],
    complete: &[DocAddress],
) -> Vec<(DocAddress, Found)> {
    let mut articles = candidates(context, plan, filter);
    articles.extend(ranked.iter().map(|(address, _)| *address));
    if complete.len() <= MAX_RANKED {
        articles.extend(complete);
    }
    articles.sort_unstable();
    articles.dedup();
    let mut found = Vec::with_capacity(articles.len());
    for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let ordinal = of_segment.first().map_or(0, |first| first.segment_ord);
        let segment = context.reader.searcher.segment_reader(ordinal);
        let docs: Vec<u32> = of_segment.iter().map(|address| address.doc_id).collect();
        let Some(columns) = context.reader.columns.get(ordinal as usize) else {
            continue;
        };
        let fields = &context.reader.fields;
        if let Ok(all) = found_in(segment, columns, fields, plan, &docs) {
            found.extend(of_segment.iter().copied().zip(all));
        }
    }
    found.sort_by(|(a, one), (b, other)| other.score.total_cmp(&one.score).then(a.cmp(b)));
    found
}
