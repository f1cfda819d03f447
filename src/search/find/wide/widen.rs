//! Ranks anew where no article has the query closely.

use tantivy::DocAddress;

use super::{candidates::candidates, plan::WidePlan, score::found_in};
use crate::search::find::{
    complete::MAX_RANKED,
    context::Context,
    filter::Filter,
    plan::{Plan, WeightedTerm},
    rank::{Ranked, all_scored, in_order},
};

/// Where the best article has a score of this at least, it has the query closely: nothing is
/// changed.
const CLOSE: f32 = 3.5;

/// An article that is worth less than this part of the best is no result.
const LEAST: f32 = 0.25;

/// Whether a query says more by words of letters, of which it has several, than by numbers and
/// codes, which mean only themselves.
fn is_of_words(plan: &Plan) -> bool {
    let has_digit = |term: &&WeightedTerm| term.term.bytes().any(|byte| byte.is_ascii_digit());
    let (numbers, words): (Vec<_>, Vec<_>) = plan.terms.iter().partition(has_digit);
    let information = |terms: &[&WeightedTerm]| terms.iter().map(|term| term.idf).sum::<f32>();
    words.len() > 1 && information(&words) > information(&numbers)
}

/// Mixes the wide search into a ranking, the more of it the less closely the best article has the
/// query. `complete` are the articles that have all that it says, which are ranked too. `None`
/// where that has it closely, or where the words must be somewhere.
pub fn widen(
    context: &mut Context<'_>,
    plan: &Plan,
    filter: &Filter,
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
    let mut found = candidates(context, &wide, filter);
    if complete.len() <= MAX_RANKED {
        found.extend(complete);
    }
    ranked.sort_unstable_by_key(|(address, _)| *address);
    let is_ranked = |address: &DocAddress| {
        let place = ranked.binary_search_by_key(address, |(other, _)| *other);
        place.is_ok()
    };
    found.retain(|address| !is_ranked(address));
    ranked.extend(all_scored(context, plan, found, 0.0));
    ranked.sort_unstable_by_key(|(address, _)| *address);
    for of_segment in ranked.chunk_by_mut(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
        let ordinal = of_segment.first().map_or(0, |(first, _)| first.segment_ord);
        let segment = context.reader.searcher.segment_reader(ordinal);
        let docs: Vec<u32> = of_segment
            .iter()
            .map(|(address, _)| address.doc_id)
            .collect();
        let Some(columns) = context.reader.columns.get(ordinal as usize) else {
            continue;
        };
        let fields = &context.reader.fields;
        let Ok(all) = found_in(segment, columns, fields, &wide, &docs) else {
            continue;
        };
        for ((_, found), widely) in of_segment.iter_mut().zip(all) {
            found.score = (1.0 - share) * found.score + share * widely.score;
            found.related = widely.related;
        }
    }
    in_order(ranked);
    let best = ranked.first().map_or(0.0, |(_, found)| found.score);
    ranked.retain(|(_, found)| found.score >= LEAST * best);
    Some(wide)
}
