//! The results of a search: one page of them, and what there is to say about all of them.

use super::{
    correction::{Correction, correction},
    facets::{self, Facets},
    highlighter::Highlighter,
    hit::{Hit, hit},
    missing::QueryEvidence,
};
use crate::search::{
    find::{Context, Ranked, Ranking},
    query::Request,
};

/// The most results on a page.
const MAX_LIMIT: usize = 100;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// One page of results, the best first.
    pub hits: Vec<Hit>,
    /// How many results all pages have together; no more than the ranking looks at, or a list has
    /// (1,000).
    pub total: usize,
    /// Whether only the likeliest candidates were ranked, so that there may be more than `total`.
    pub is_cut: bool,
    /// The facets of all results, those of other pages too.
    pub facets: Facets,
    /// How many of the results have all words of the query.
    pub complete: usize,
    /// Whether no article has the phrases in quotes, so that their words were looked for one by
    /// one.
    pub loosened: bool,
    /// What was taken for a typo.
    pub corrected: Option<Correction>,
    /// Synonyms that were looked for as well and that some of these results have.
    pub also: Vec<String>,
    /// Whether time ran out, so that better results may be missing.
    pub timed_out: bool,
}

/// The page of a ranking that a request asks for.
pub fn results(context: &mut Context<'_>, ranking: Ranking, request: &Request<'_>) -> Results {
    let Ranking {
        query,
        plan,
        ranked,
        named,
        loosened,
        wide,
    } = ranking;
    let total = ranked.len();
    let complete = ranked.iter().filter(|(_, found)| found.all_words).count();
    let addresses = ranked.iter().map(|(address, _)| *address);
    let facets = facets::count(&context.reader.labels, addresses);
    let limit = if request.limit == 0 {
        10
    } else {
        request.limit.min(MAX_LIMIT)
    };
    let start = request.page.max(1).saturating_sub(1).saturating_mul(limit);
    let page: Vec<Ranked> = ranked.into_iter().skip(start).take(limit).collect();
    let other_names = page.iter().flat_map(|(_, found)| &found.alternatives);
    let also = plan.other_names(other_names.copied());
    let highlighter = Highlighter::new(&plan, wide.as_ref());
    let evidence = QueryEvidence::new(&query);
    let hits = page.iter().filter_map(|ranked| {
        let named = named.contains(&ranked.0);
        hit(context, ranked, &plan, &highlighter, &evidence, named)
    });
    Results {
        hits: hits.collect(),
        total,
        is_cut: context.is_cut,
        facets,
        complete,
        loosened,
        corrected: correction(&query),
        also,
        timed_out: context.timed_out,
    }
}
