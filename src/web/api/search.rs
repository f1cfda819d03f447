//! `GET /api/v1/search`

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    article::Role,
    evidence::ArticleId,
    lookup::{GuideMatch, Knowledge, guide_matches},
    search::{self, Clause, Clauses, Hit, Operator, Results},
    web::{
        fault::Fault, headers::keep_nowhere, limits::SEARCH, pages::search::SearchForm,
        paths::Paths, turn::Turn,
    },
    wording,
};

/// The answer.
#[derive(Debug, Serialize)]
struct Found {
    /// The articles, the best first.
    hits: Vec<FoundArticle>,
    /// The guides that the query leads to.
    guides: Vec<FoundGuide>,
    /// How many hits all pages have together.
    total: usize,
    /// Whether more articles match than were ranked.
    capped: bool,
    /// How many of them have all words of the query.
    complete: usize,
    /// Whether the words in quotes stand nowhere so, and were looked for one by one.
    loosened: bool,
    /// What was taken for a slip.
    corrected: Option<Correction>,
    facets: Facets,
    query: Read,
    /// Other names that were looked for as well.
    also: Vec<String>,
    /// Whether time ran out, so that better hits may be missing.
    timed_out: bool,
    /// The name of the content that is served.
    generation: String,
}

/// An article found.
#[derive(Debug, Serialize)]
struct FoundArticle {
    id: ArticleId,
    title: String,
    /// Link to the section that matched best.
    url: String,
    /// What kind of section that is.
    section: Option<&'static str>,
    /// A passage of it.
    snippet: String,
    /// Why it was found, the strongest reason first.
    why: Vec<String>,
    /// The words of the query that stand nowhere in it.
    missing: Vec<String>,
}

/// A guide found.
#[derive(Debug, Serialize)]
struct FoundGuide {
    id: String,
    title: String,
    /// Link to where the walk begins.
    url: String,
    /// The step that says what the query says; empty where it is the guide itself.
    step: String,
    /// The words of the guide that say it.
    text: String,
    /// Why it was found.
    why: &'static str,
}

/// Slips that were corrected.
#[derive(Debug, Serialize)]
struct Correction {
    from: String,
    to: String,
}

/// How all hits are spread; each value is one that the parameter of the same name takes.
#[derive(Debug, Serialize)]
struct Facets {
    product: Vec<Count>,
    #[serde(rename = "type")]
    issue_type: Vec<Count>,
    year: Vec<Count>,
    prefix: Vec<Count>,
}

/// A value, and how many hits have it.
#[derive(Debug, Serialize)]
struct Count {
    value: String,
    hits: usize,
}

/// The query as it was understood.
#[derive(Debug, Serialize)]
struct Read {
    /// All but its operators.
    words: String,
    operators: Vec<ReadOperator>,
}

/// An operator: `type:bug`, `-event:68`.
#[derive(Debug, Serialize)]
struct ReadOperator {
    name: &'static str,
    value: String,
    /// Whether a minus stands before it.
    excludes: bool,
}

/// The most hits of one answer.
const LIMIT: usize = 50;

/// `GET /api/v1/search?q=…&limit=10&page=1`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if !portal.search_log.is_kept() {
        turn.skip_known()?;
    }
    let limit = form.limit.unwrap_or(10).clamp(1, LIMIT);
    let results = form.find(portal, snapshot, limit);
    portal
        .search_log
        .append(&form.q, results.total, &form.logged_filters());
    turn.budget.check()?;
    let guides = guide_matches(&Knowledge::of(snapshot, SEARCH), &form.q, &results);
    let timed_out = results.timed_out;
    let found = Found::new(
        &form.q,
        results,
        guides,
        &snapshot.generation,
        &portal.paths,
    );
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    let mut response = (fresh, Json(found)).into_response();
    if timed_out || portal.search_log.is_kept() {
        keep_nowhere(&mut response);
    }
    Ok(response)
}

impl Found {
    fn new(
        query: &str,
        results: Results,
        guides: Vec<GuideMatch<'_>>,
        generation: &str,
        paths: &Paths,
    ) -> Self {
        let hits = results.hits.into_iter();
        let guides = guides.into_iter();
        Self {
            hits: hits.map(|hit| FoundArticle::new(hit, paths)).collect(),
            guides: guides.map(|found| FoundGuide::new(found, paths)).collect(),
            total: results.total,
            capped: results.is_cut,
            complete: results.complete,
            loosened: results.loosened,
            corrected: results.corrected.map(|correction| Correction {
                from: correction.from,
                to: correction.to,
            }),
            facets: Facets::new(results.facets),
            query: Read::new(query),
            also: results.also,
            timed_out: results.timed_out,
            generation: generation.to_owned(),
        }
    }
}

impl FoundArticle {
    fn new(hit: Hit, paths: &Paths) -> Self {
        Self {
            url: paths.section(&hit.id, hit.anchor.as_deref().unwrap_or_default()),
            id: hit.id,
            title: hit.title,
            section: hit.section.map(Role::word),
            snippet: hit.snippet.iter().map(|(text, _)| text.as_str()).collect(),
            why: wording::search_reasons(&hit.why),
            missing: hit.missing,
        }
    }
}

impl FoundGuide {
    fn new(found: GuideMatch<'_>, paths: &Paths) -> Self {
        Self {
            id: found.guide.id.clone(),
            title: found.guide.title.clone(),
            url: paths.walk(&found.guide.id, &found.answers),
            step: found.step,
            text: found.text,
            why: wording::guide_reason(found.reason),
        }
    }
}

impl Facets {
    fn new(facets: search::Facets) -> Self {
        let counts = |counts: Vec<search::FacetCount>| -> Vec<Count> {
            let counts = counts.into_iter();
            counts
                .map(|search::FacetCount { value, hits, .. }| Count { value, hits })
                .collect()
        };
        Self {
            product: counts(facets.product),
            issue_type: counts(facets.issue_type),
            year: counts(facets.year),
            prefix: counts(facets.prefix),
        }
    }
}

impl Read {
    fn new(query: &str) -> Self {
        let clauses = Clauses::read(query);
        let operator = |operator: &Operator| ReadOperator {
            name: operator.condition.name(),
            value: operator.condition.value(),
            excludes: operator.excludes,
        };
        let is_other = |clause: &&Clause| !matches!(clause, Clause::Operator(_));
        let words = clauses.iter().filter(is_other).map(Clause::to_string);
        Self {
            words: words.collect::<Vec<_>>().join(" "),
            operators: clauses.operators().map(operator).collect(),
        }
    }
}
