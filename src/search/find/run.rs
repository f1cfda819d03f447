//! Runs one search: reads the query, corrects it if that finds more, and ranks the articles.

use tantivy::DocAddress;

use super::{
    candidates::some_article_has_all_words,
    complete_matches::{articles_with_named, articles_with_phrases, complete_matches},
    context::Context,
    filter::ResultFilter,
    languages::prefer_typed,
    matched::Match,
    needs::{NamedKind, names},
    plan::Plan,
    planning::plan,
    rank::{Ranked, ranked, scored},
    read_query::read_query,
    spelling::{Suspects, correct},
    wide::{WidePlan, widen},
};
use crate::{
    evidence::ArticleId,
    search::query::{Condition, Filters, Query, Request},
};

/// The most articles that are ranked only because they have the quoted phrases.
const MAX_PHRASED: usize = 300;

/// A query with more words besides what it names is a message, whose words say more than the names.
const MAX_OTHER_WORDS: usize = 1;

/// The result of a search, with the query and plan that led to it.
pub struct Ranking {
    /// The query as it was searched for.
    pub query: Query,
    /// The plan of that query.
    pub plan: Plan,
    /// The articles, the best first.
    pub ranked: Vec<Ranked>,
    /// The articles whose IDs the query names.
    pub named: Vec<DocAddress>,
    /// Whether no article has the quoted phrases, so that their words were searched for one by one.
    pub loosened: bool,
    /// The plan of the wide search, if there was one.
    pub wide: Option<WidePlan>,
    /// The complete matches, in index order; `None` if time ran out before all were found.
    pub complete_matches: Option<Vec<DocAddress>>,
    /// The kind of thing that the query names, and the articles that mention all such things, in
    /// index order; `None` if there are none.
    pub articles_with_named: Option<(NamedKind, Vec<DocAddress>)>,
    /// How many different words the query has besides these names.
    pub other_words: usize,
    /// How many complete matches the query as typed has, if it was corrected and this is known.
    pub complete_as_typed: Option<usize>,
}

impl Ranking {
    /// Whether a word of the query was corrected as a typo.
    pub fn is_corrected(&self) -> bool {
        let mut words = self.query.words.iter();
        words.any(|word| word.corrected.is_some())
    }

    /// The complete matches that are known.
    pub fn complete_matches(&self) -> &[DocAddress] {
        self.complete_matches.as_deref().unwrap_or_default()
    }
}

/// Runs the search for a request.
pub fn run(context: &mut Context<'_>, request: &Request<'_>) -> Ranking {
    let query = read_query(context, request);
    let may_correct = !query.is_id() && !request.as_typed;
    let first_plan = plan(context, &query, request);
    let filter = ResultFilter::of(context, &query, &first_plan, request.filters);
    let named = named(context, &query, &filter);
    let own_complete = complete_matches(context, &query, &first_plan, &filter);
    let may_correct = may_correct && own_complete.as_ref().is_some_and(Vec::is_empty);
    let mut ranking = Ranking {
        query,
        plan: first_plan,
        ranked: Vec::new(),
        named,
        loosened: false,
        wide: None,
        complete_matches: own_complete,
        articles_with_named: None,
        other_words: 0,
        complete_as_typed: None,
    };
    rank(context, request, &filter, may_correct, &mut ranking);
    let Ranking {
        query,
        plan,
        ranked,
        ..
    } = &mut ranking;
    prefer_typed(context, query, plan, ranked);
    if ranking.ranked.is_empty() && !ranking.plan.phrases.is_empty() {
        find_phrases(context, &filter, &mut ranking);
    }
    if ranking.query.is_id() {
        put_named_first(&mut ranking);
    } else if !request.is_text {
        let mut found = std::mem::take(&mut ranking.ranked);
        let complete = ranking.complete_matches();
        ranking.wide = widen(context, &ranking.plan, &filter, complete, &mut found);
        ranking.ranked = found;
    }
    let names = names(context, &ranking.query, &ranking.plan);
    ranking.other_words = names.other_words;
    if names.other_words <= MAX_OTHER_WORDS {
        ranking.articles_with_named = articles_with_named(context, &names, &ranking.plan, &filter);
    }
    if ranking.is_corrected() {
        ranking.complete_as_typed = complete_as_typed(context, request);
    }
    context.timed_out |= ranking.complete_matches.is_none();
    ranking
}

/// Ranks the articles that have the quoted phrases, if these are too common to be found otherwise.
/// If there are none, their words are searched for one by one.
fn find_phrases(context: &mut Context<'_>, filter: &ResultFilter, ranking: &mut Ranking) {
    let Some(mut articles) = articles_with_phrases(context, &ranking.plan, filter) else {
        return;
    };
    if !articles.is_empty() {
        articles.truncate(MAX_PHRASED);
        ranking.ranked = scored(context, &ranking.plan, articles);
        return;
    }
    ranking.plan.phrases.clear();
    ranking.complete_matches = complete_matches(context, &ranking.query, &ranking.plan, filter);
    ranking.ranked = ranked(context, &ranking.plan, filter, ranking.complete_matches());
    ranking.loosened = !ranking.ranked.is_empty();
}

/// The complete matches of a query under other filters; `None` if time ran out before
/// all were found.
pub fn complete_within(
    context: &mut Context<'_>,
    ranking: &Ranking,
    filters: Filters<'_>,
) -> Option<Vec<DocAddress>> {
    let filter = ResultFilter::of(context, &ranking.query, &ranking.plan, filters);
    complete_matches(context, &ranking.query, &ranking.plan, &filter)
}

/// How many complete matches there are for what was typed, without corrections; `None` if that is
/// not known, because time ran out or no article has the quoted phrases.
fn complete_as_typed(context: &mut Context<'_>, request: &Request<'_>) -> Option<usize> {
    let request = Request {
        as_typed: true,
        ..request.clone()
    };
    let query = read_query(context, &request);
    let plan = plan(context, &query, &request);
    let filter = ResultFilter::of(context, &query, &plan, request.filters);
    let articles = complete_matches(context, &query, &plan, &filter)?.len();
    (articles > 0 || plan.phrases.is_empty()).then_some(articles)
}

/// Ranks the articles that were found. If no article has all words, one that has them as corrected
/// is better, whatever else is found.
fn rank(
    context: &mut Context<'_>,
    request: &Request<'_>,
    filter: &ResultFilter,
    may_correct: bool,
    ranking: &mut Ranking,
) {
    let has_all_words =
        |ranked: &[Ranked]| ranked.first().is_some_and(|(_, found)| found.has_all_words);
    // Otherwise, the query is ranked as typed only if its correction is not certainly better.
    let is_ranked_as_typed = ranking.query.is_id()
        || !ranking.complete_matches().is_empty()
        || some_article_has_all_words(context, &ranking.plan, filter);
    let own = |context: &mut Context<'_>, ranking: &Ranking| {
        ranked(context, &ranking.plan, filter, ranking.complete_matches())
    };
    let mut best_own = is_ranked_as_typed.then(|| own(context, ranking));
    let mut other = ranking.query.clone();
    if !best_own.as_deref().is_some_and(has_all_words)
        && may_correct
        && correct(context, &mut other, Suspects::Rare)
    {
        let other_plan = plan(context, &other, request);
        let other_complete = complete_matches(context, &other, &other_plan, filter);
        let all = other_complete.as_deref().unwrap_or_default();
        let other_ranked = ranked(context, &other_plan, filter, all);
        let is_better = !all.is_empty() || has_all_words(&other_ranked) || {
            let own = best_own.get_or_insert_with(|| own(context, ranking));
            best(&other_ranked) > best(own)
        };
        if is_better {
            (ranking.query, ranking.plan) = (other, other_plan);
            ranking.complete_matches = other_complete;
            best_own = Some(other_ranked);
        }
    }
    ranking.ranked = best_own.unwrap_or_else(|| own(context, ranking));
}

/// The articles whose IDs the query is or asks for, if they pass the filter.
fn named(context: &Context<'_>, query: &Query, filter: &ResultFilter) -> Vec<DocAddress> {
    let operators = query.operators.iter().filter(|operator| !operator.excludes);
    let asked_for = operators.filter_map(|operator| match &operator.condition {
        Condition::Id(id) => Some(id),
        _ => None,
    });
    let address = |id: &ArticleId| {
        let is_it = context.reader.of_id(id);
        context.reader.first(&filter.restrict(Box::new(is_it)))
    };
    query
        .ids
        .iter()
        .map(|(_, id)| id)
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
