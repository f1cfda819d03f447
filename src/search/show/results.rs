//! The results of a search: one page of them, and facts about all of them.

use super::{
    correction::{Correction, correction},
    facets::{Facets, facets},
    highlighter::Highlighter,
    hit::{Hit, hit},
    words::having_terms,
};
use crate::search::{
    find::{Context, NamedKind, Ranking, listed, with_matches},
    query::{LeftOut, Request, Sort},
};

/// The most results on a page.
const MAX_LIMIT: usize = 100;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// One page of results, in the requested order.
    pub hits: Vec<Hit>,
    /// How many results there are on all pages together. If results are ranked by words, this is
    /// limited to the articles that are ranked.
    pub total: usize,
    /// Whether only the most likely candidates were ranked, so that there may be more than `total`.
    pub is_cut: bool,
    /// The kind of thing that the query names, and how many of the first results mention it. The
    /// other results are shown separately.
    pub named: Option<(NamedKind, usize)>,
    /// The facets of all results, including other pages.
    pub facets: Facets,
    /// How many complete matches the query has, whether or not they are among the results;
    /// `None` if time ran out before all were counted.
    pub complete_matches: Option<usize>,
    /// How many different words the query has, except those that mark something as an event, a code
    /// or an article.
    pub words: usize,
    /// The parts of the query that were ignored, because it is too long.
    pub left_out: Vec<LeftOut>,
    /// Whether no article has the quoted phrases, so that their words were looked for one by one.
    pub loosened: bool,
    /// The typos that were corrected.
    pub corrected: Option<Correction>,
    /// Synonyms that were also looked for and that some of these results have.
    pub also: Vec<String>,
    /// Whether time ran out, so that better results may be missing.
    pub timed_out: bool,
}

/// The page of a ranking that a request asks for.
pub fn results(context: &mut Context<'_>, mut ranking: Ranking, request: &Request<'_>) -> Results {
    let limit = if request.limit == 0 {
        10
    } else {
        request.limit.min(MAX_LIMIT)
    };
    let start = request.page.max(1).saturating_sub(1).saturating_mul(limit);
    let shown = start.saturating_add(limit);
    let list = listed(context, &mut ranking, request.sort, shown);
    let total = list.articles.len();
    let addresses: Vec<_> = list.articles.iter().map(|(address, _)| *address).collect();
    let facets = facets(context, &ranking, &addresses, request.filters);
    let page = list.articles.into_iter().skip(start).take(limit).collect();
    let page = with_matches(context, &ranking.plan, page);
    let other_names = page.iter().flat_map(|(_, found)| &found.alternatives);
    let also = ranking.plan.other_names(other_names.copied());
    let highlighter = Highlighter::new(&ranking.plan, ranking.wide.as_ref());
    let having = having_terms(context, &page, &ranking.plan);
    let hits = page.iter();
    let hits = hits.filter_map(|ranked| hit(context, ranked, &ranking, &highlighter, &having));
    let complete = ranking.complete_matches.as_ref().map(Vec::len);
    let named = ranking
        .articles_with_named
        .as_ref()
        .map(|(named, _)| *named);
    let named = named.zip(list.before_other);
    // Such a list has exactly the complete matches.
    let is_listed = request.sort != Sort::Best || ranking.plan.is_wordless();
    let has_quotes_only = ranking.plan.has_phrases_only() && complete == Some(total);
    let is_whole = has_quotes_only || (is_listed && complete.is_some_and(|complete| complete > 0));
    Results {
        hits: hits.collect(),
        total,
        is_cut: context.is_cut && !is_whole,
        named,
        facets,
        complete_matches: complete,
        words: ranking.other_words,
        loosened: ranking.loosened,
        corrected: correction(&ranking),
        also,
        left_out: ranking.query.left_out,
        timed_out: context.timed_out,
    }
}
