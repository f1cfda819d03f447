//! The list of a search's results: which articles, in which order, and how many of the first ones
//! mention what the query names.

use std::cmp::Reverse;

use tantivy::DocAddress;

use super::{
    complete_matches::MAX_RANKED,
    context::Context,
    matched::Match,
    plan::Plan,
    rank::{Ranked, in_order, scored},
    run::Ranking,
};
use crate::search::query::Sort;

/// Articles in order. An article has a match only if it was ranked.
pub struct Listed {
    /// The articles.
    pub articles: Vec<(DocAddress, Option<Match>)>,
    /// If the query names something: how many of the first articles mention it.
    pub before_other: Option<usize>,
}

/// The results of a ranking, sorted. Only the first `shown` results must be in that order.
pub fn listed(
    context: &mut Context<'_>,
    ranking: &mut Ranking,
    sort: Sort,
    shown: usize,
) -> Listed {
    let ranked = std::mem::take(&mut ranking.ranked);
    match sort {
        Sort::Best => best_first(context, ranking, ranked, shown),
        _ => sorted(context, ranking, ranked, sort),
    }
}

/// Some articles of a list, with their matches.
pub fn with_matches(
    context: &mut Context<'_>,
    plan: &Plan,
    articles: Vec<(DocAddress, Option<Match>)>,
) -> Vec<Ranked> {
    let unranked = articles.iter().filter(|(_, found)| found.is_none());
    let unranked = unranked.map(|(address, _)| *address).collect();
    let mut more = scored(context, plan, unranked);
    let mut take = |address: DocAddress| {
        let at = more.iter().position(|(other, _)| *other == address)?;
        Some(more.swap_remove(at).1)
    };
    let articles = articles.into_iter();
    let found = articles.map(|(address, found)| {
        let found = found.or_else(|| take(address)).unwrap_or_default();
        (address, found)
    });
    found.collect()
}

/// The best match first. Articles that mention what the query names come before all others; if it
/// names nothing, the articles are in the order of the ranking.
fn best_first(
    context: &mut Context<'_>,
    ranking: &Ranking,
    mut ranked: Vec<Ranked>,
    shown: usize,
) -> Listed {
    let having = ranking.articles_with_named.as_ref();
    let having = having.map_or(&[][..], |(_, articles)| articles.as_slice());
    let complete = ranking.complete_matches.as_deref().unwrap_or_default();
    let lists_all = ranking.plan.is_wordless() || !having.is_empty();
    let wanted = if having.is_empty() { complete } else { having };
    let mut missing = Vec::new();
    if lists_all || wanted.len() <= MAX_RANKED {
        missing = without(wanted, &ranked);
    }
    if (1..=MAX_RANKED).contains(&missing.len()) {
        ranked.extend(scored(context, &ranking.plan, std::mem::take(&mut missing)));
        in_order(&mut ranked);
        missing = without(wanted, &ranked);
    }
    let ranked = ranked
        .into_iter()
        .map(|(address, found)| (address, Some(found)));
    let has_named =
        |(address, _): &(DocAddress, Option<Match>)| having.binary_search(address).is_ok();
    let (first, others): (Vec<_>, Vec<_>) = match having.is_empty() {
        true => (ranked.collect(), Vec::new()),
        false => ranked.partition(has_named),
    };
    if shown > first.len() {
        missing.sort_by_cached_key(|address| context.reader.id_order(*address));
    }
    let missing = missing.into_iter().map(|address| (address, None));
    let articles: Vec<_> = first.into_iter().chain(missing).chain(others).collect();
    Listed {
        before_other: (!having.is_empty()).then_some(having.len()),
        articles,
    }
}

/// The articles that are not among the ranked ones.
fn without(articles: &[DocAddress], ranked: &[Ranked]) -> Vec<DocAddress> {
    let mut ranked: Vec<DocAddress> = ranked.iter().map(|(address, _)| *address).collect();
    ranked.sort_unstable();
    let is_new = |address: &&DocAddress| ranked.binary_search(address).is_err();
    articles.iter().filter(is_new).copied().collect()
}

/// The complete matches in another order; if there are none, those that are ranked.
fn sorted(context: &Context<'_>, ranking: &Ranking, ranked: Vec<Ranked>, sort: Sort) -> Listed {
    let complete = ranking.complete_matches.as_deref().unwrap_or_default();
    let mut articles: Vec<(DocAddress, Option<Match>)> = match complete.is_empty() {
        true => ranked
            .into_iter()
            .map(|(address, found)| (address, Some(found)))
            .collect(),
        false => complete.iter().map(|address| (*address, None)).collect(),
    };
    let reader = context.reader;
    match sort {
        Sort::Title => articles.sort_by_cached_key(|(address, _)| {
            (reader.sorting.title(*address), reader.id_order(*address))
        }),
        // An article without a date counts as older than all others.
        _ => articles.sort_by_cached_key(|(address, _)| {
            (
                Reverse(reader.sorting.date(*address)),
                reader.id_order(*address),
            )
        }),
    }
    Listed {
        articles,
        before_other: None,
    }
}
