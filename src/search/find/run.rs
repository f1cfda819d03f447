//! One search, from what was typed to a ranking: reads the query, corrects it if that finds more,
//! and ranks.

use tantivy::DocAddress;

use super::{
    candidates::stand_together,
    context::Context,
    filter::Filter,
    matched::Match,
    plan::Plan,
    planning::plan,
    rank::{Ranked, ranked},
    spelling::{Suspects, correct, write_numbered_names},
    wide::{WidePlan, widen},
};
use crate::{
    evidence::ArticleId,
    search::query::{Clauses, Condition, Query, Request},
};

/// All that a search finds, the best first, with what it was found by.
pub struct Ranking {
    /// The query as it was looked for.
    pub query: Query,
    /// What that asks of the index.
    pub plan: Plan,
    /// The articles, the best first.
    pub ranked: Vec<Ranked>,
    /// The articles whose ids the query is or asks for.
    pub named: Vec<DocAddress>,
    /// Whether no article has the phrases in quotes, so that their words were looked for one by
    /// one.
    pub loosened: bool,
    /// What was looked for in the wide search, where there was one.
    pub wide: Option<WidePlan>,
}

/// Finds what a request asks for.
pub fn run(context: &mut Context<'_>, request: &Request<'_>) -> Ranking {
    let clauses = if request.is_text {
        Clauses::of_text(request.query)
    } else {
        Clauses::read(request.query)
    };
    let mut query = Query::parse(&clauses, &mut context.tokenizer);
    let may_correct = !query.is_id() && !request.as_typed;
    if may_correct {
        write_numbered_names(context, &mut query);
        correct(context, &mut query, Suspects::Unknown);
        correct(context, &mut query, Suspects::Slips);
    }
    let first_plan = plan(context, &query, request);
    let filter = Filter::of(context, &query, &first_plan, request.filters);
    let named = named(context, &query, &filter);
    let mut ranking = Ranking {
        query,
        plan: first_plan,
        ranked: Vec::new(),
        named,
        loosened: false,
        wide: None,
    };
    rank(context, request, &filter, may_correct, &mut ranking);
    if ranking.ranked.is_empty() && !ranking.plan.phrases.is_empty() {
        ranking.plan.phrases.clear();
        ranking.ranked = ranked(context, &ranking.plan, &filter);
        ranking.loosened = !ranking.ranked.is_empty();
    }
    if ranking.query.is_id() {
        put_named_first(&mut ranking);
    } else if !request.is_text {
        ranking.wide = widen(context, &ranking.plan, &filter, &mut ranking.ranked);
    }
    ranking
}

/// Ranks what is found. Where no article has all words, one that has them as corrected is better,
/// whatever else is found.
fn rank(
    context: &mut Context<'_>,
    request: &Request<'_>,
    filter: &Filter,
    may_correct: bool,
    ranking: &mut Ranking,
) {
    let all_words = |ranked: &[Ranked]| ranked.first().is_some_and(|(_, found)| found.all_words);
    let is_tried = ranking.query.is_id() || stand_together(context, &ranking.plan, filter);
    let mut own = is_tried.then(|| ranked(context, &ranking.plan, filter));
    let mut other = ranking.query.clone();
    if !own.as_deref().is_some_and(all_words)
        && may_correct
        && correct(context, &mut other, Suspects::Rare)
    {
        let other_plan = plan(context, &other, request);
        let other_ranked = ranked(context, &other_plan, filter);
        let is_better = all_words(&other_ranked) || {
            let own = own.get_or_insert_with(|| ranked(context, &ranking.plan, filter));
            best(&other_ranked) > best(own)
        };
        if is_better {
            (ranking.query, ranking.plan) = (other, other_plan);
            own = Some(other_ranked);
        }
    }
    ranking.ranked = own.unwrap_or_else(|| ranked(context, &ranking.plan, filter));
}

/// The articles whose ids the query is or asks for, where they are among those that the filter
/// leaves.
fn named(context: &Context<'_>, query: &Query, filter: &Filter) -> Vec<DocAddress> {
    let operators = query.operators.iter().filter(|operator| !operator.excludes);
    let asked_for = operators.filter_map(|operator| match &operator.condition {
        Condition::Id(id) => Some(id),
        _ => None,
    });
    let address = |id: &ArticleId| {
        let is_it = context.reader.of_id(id);
        context.reader.first(&filter.around(Box::new(is_it)))
    };
    query
        .ids
        .iter()
        .chain(asked_for)
        .filter_map(address)
        .collect()
}

fn put_named_first(ranking: &mut Ranking) {
    let ranked = &mut ranking.ranked;
    for address in ranking.named.iter().rev() {
        let found = match ranked.iter().position(|(other, _)| other == address) {
            Some(at) => ranked.remove(at).1,
            None => Match::default(),
        };
        let score = found.score.max(best(ranked) + 1.0);
        ranked.insert(0, (*address, Match { score, ..found }));
    }
}

fn best(ranked: &[Ranked]) -> f32 {
    ranked.first().map_or(0.0, |(_, found)| found.score)
}
