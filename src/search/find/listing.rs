//! Lists the articles that match filters and operators when there are no words to rank by.

use tantivy::{
    DocAddress, DocSet, TERMINATED,
    query::{AllQuery, EnableScoring},
};

use super::{context::Context, filter::ResultFilter, plan::Plan};

/// The most articles that are listed if there are no words to rank by.
const MAX_LISTED: usize = 1_000;

/// All articles that pass a filter, by ID, and whether there are more than are listed.
pub fn without_words(
    context: &Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
) -> (Vec<DocAddress>, bool) {
    let all = filter.restrict(Box::new(AllQuery));
    let scoring = EnableScoring::disabled_from_searcher(&context.reader.searcher);
    let mut listed = Vec::new();
    let Ok(weight) = all.weight(scoring) else {
        return (
            listed.into_iter().map(|(_, address)| address).collect(),
            false,
        );
    };
    for (ordinal, segment) in (0..).zip(context.reader.searcher.segment_readers()) {
        let columns = context.reader.columns.get(ordinal as usize);
        let (Ok(mut docs), Some(columns)) = (weight.scorer(segment, 1.0), columns) else {
            continue;
        };
        while docs.doc() != TERMINATED {
            let doc = docs.doc();
            let has_part = || {
                columns
                    .layout(doc)
                    .iter()
                    .any(|(part, _)| plan.counts(*part))
            };
            if !segment.is_deleted(doc) && (plan.sections.is_none() || has_part()) {
                listed.push((columns.id_order(doc), DocAddress::new(ordinal, doc)));
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
