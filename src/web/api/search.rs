//! `GET /api/v1/search`

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::operation::{Method, Operation, OperationResponse, fields_of, one_of, or_null};
use crate::{
    article::Role,
    evidence::ArticleId,
    lookup::{GuideMatch, Knowledge, guide_matches},
    search::{self, Clause, Clauses, Condition, Hit, Limit, Operator, Results},
    web::{
        error_response::ErrorResponse, headers::set_no_store, limits, pages::search::SearchForm,
        paths::Paths, turn::Turn,
    },
    wording,
};

/// `GET /api/v1/search`
pub const SEARCH: Operation = Operation {
    method: Method::Get,
    name: "search",
    summary: "Searches articles and guides",
    about: "Takes what the search box takes: words, an event ID with or without its source, an error code in any spelling, \
        an article's ID, an error text, phrases in quotes and operators such as `event:68` or `type:bug`, with a minus in front to leave articles out. \
        A search takes 200 ms at most and then returns what it has found.",
    path: None,
    query: Some(fields_of::<SearchForm>),
    body: None,
    responses: &[OperationResponse::json::<SearchResults>(
        "What was found, which may be nothing.",
    )],
    example: &[("q", "event 68 ccmc"), ("limit", "3")],
};

/// `GET /search.json`
pub const SEARCH_JSON: Operation = Operation {
    name: "searchJson",
    summary: "Searches articles and guides, at the address of the search page",
    about: "Returns the same as `/api/v1/search`. Add `.json` to the address of a search page to get the same search.",
    ..SEARCH
};

/// The results of a search.
#[derive(Debug, Serialize, JsonSchema)]
struct SearchResults {
    /// The articles on this page, in the order that was asked for.
    hits: Vec<SearchResult>,
    /// The guides that the query leads to.
    guides: Vec<FoundGuide>,
    /// How many articles there are on all pages together.
    total: usize,
    /// Whether more articles match than were ranked, so that `total` is too low.
    capped: bool,
    /// If the query names an event, an error code or an article: how many of the articles mention
    /// it. They come first, and the others are only similar. `null` if it names nothing or no
    /// article mentions it.
    before_other: Option<usize>,
    /// How many complete matches there are, whether or not they are among the hits: they have every
    /// word, itself or by another name, every phrase, and every event, error code and article that
    /// the query names. 0 if time ran out before all were counted.
    complete: usize,
    /// Whether no article contains the words in quotes side by side, so that they were looked for
    /// one by one.
    loosened: bool,
    /// The spelling that was corrected; `null` if none was.
    corrected: Option<Correction>,
    /// How many of the articles each filter would leave.
    facets: FilterCounts,
    /// Whether `facets` counts exactly the complete matches, so that `complete` is the same number
    /// with the filter. If not, there are no complete matches, and `facets` counts the articles
    /// that were ranked.
    facets_exact: bool,
    /// The parts of the query that were ignored, because the query is too long.
    left_out: Vec<LeftOut>,
    /// How the query was understood.
    query: ReadQuery,
    /// Other names for the same things that were looked for as well.
    also: Vec<String>,
    /// Whether time ran out, so that better matches may be missing.
    timed_out: bool,
    /// The name of the content that was searched; it changes whenever the content does.
    generation: String,
}

/// An article that a search found.
#[derive(Debug, Serialize, JsonSchema)]
struct SearchResult {
    /// Its ID.
    id: ArticleId,
    /// Its title.
    title: String,
    /// The tag of its language.
    lang: &'static str,
    /// The address of the section that matches best, on this server.
    url: String,
    /// The purpose of that section; `null` if the match is not in a section.
    #[schemars(schema_with = "section_or_null")]
    section: Option<&'static str>,
    /// A passage from that section.
    snippet: String,
    /// Why it was found, the strongest reason first.
    why: Vec<String>,
    /// The words of the query that it does not contain.
    missing: Vec<String>,
}

/// A guide that a search found.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundGuide {
    /// Its ID.
    id: String,
    /// Its title.
    title: String,
    /// The address where it starts, with what the query says already answered.
    url: String,
    /// The step that matches; empty if it is the guide as a whole.
    step: String,
    /// The words of the guide that match.
    text: String,
    /// Why it was found.
    why: &'static str,
}

/// A corrected spelling.
#[derive(Debug, Serialize, JsonSchema)]
struct Correction {
    /// What the query says.
    from: String,
    /// What was looked for instead.
    to: String,
    /// The whole query as corrected.
    query: String,
    /// How many complete matches the corrected query has; `null` if that is not known.
    articles: Option<usize>,
    /// How many complete matches the query as typed has, as `exact=1` finds them; `null` if that is
    /// not known.
    articles_as_typed: Option<usize>,
}

/// A part of a query that was ignored.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// What there were too many of. Operators, events, codes and articles beyond the limit are
    /// searched for as ordinary words.
    #[schemars(schema_with = "limits")]
    of: &'static str,
    /// The limit.
    limit: usize,
    /// What is beyond the limit, as written.
    written: Vec<String>,
}

/// How many of the articles have each value. A value can be used in the parameter of the same name.
#[derive(Debug, Serialize, JsonSchema)]
struct FilterCounts {
    /// By product.
    product: Vec<ValueCount>,
    /// By type of issue.
    #[serde(rename = "type")]
    issue_type: Vec<ValueCount>,
    /// By the year of the last change.
    year: Vec<ValueCount>,
    /// By category: the word before the colon in titles such as `XADM: …`.
    prefix: Vec<ValueCount>,
    /// By tag.
    tag: Vec<ValueCount>,
    /// By folder, as its path.
    #[serde(rename = "in")]
    folder: Vec<ValueCount>,
    /// By language, as its tag.
    #[serde(rename = "lang")]
    language: Vec<ValueCount>,
}

/// A value of a filter.
#[derive(Debug, Serialize, JsonSchema)]
struct ValueCount {
    /// The value.
    value: String,
    /// How many of the articles have it.
    hits: usize,
}

/// How a query was understood.
#[derive(Debug, Serialize, JsonSchema)]
struct ReadQuery {
    /// The query without its operators.
    words: String,
    /// Its operators.
    operators: Vec<QueryOperator>,
}

/// An operator in a query, such as `type:bug` or `-event:68`.
#[derive(Debug, Serialize, JsonSchema)]
struct QueryOperator {
    /// What is before the colon.
    #[schemars(schema_with = "operators")]
    name: &'static str,
    /// What is after the colon.
    value: String,
    /// Whether it begins with a minus, which leaves out the articles it applies to.
    excludes: bool,
}

fn section_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(one_of(Role::ALL.map(Role::word)))
}

fn limits(_: &mut SchemaGenerator) -> Schema {
    one_of(Limit::ALL.map(Limit::word))
}

fn operators(_: &mut SchemaGenerator) -> Schema {
    one_of(Condition::NAMES)
}

/// `GET /api/v1/search?q=…&limit=10&page=1`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if !portal.search_log.is_kept() {
        turn.stop_if_client_has_page()?;
    }
    let limit = form.limit();
    let results = form.find(portal, snapshot, limit);
    portal
        .search_log
        .append(&form.q, results.total, &form.logged_filters());
    turn.budget.check()?;
    let guides = guide_matches(&Knowledge::of(snapshot, limits::SEARCH), &form.q, &results);
    let timed_out = results.timed_out;
    let found = SearchResults::new(
        &form.q,
        results,
        guides,
        &snapshot.generation,
        &portal.paths,
    );
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    let mut response = (fresh, Json(found)).into_response();
    if timed_out || portal.search_log.is_kept() {
        set_no_store(&mut response);
    }
    Ok(response)
}

impl SearchResults {
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
            hits: hits.map(|hit| SearchResult::new(hit, paths)).collect(),
            guides: guides.map(|found| FoundGuide::new(found, paths)).collect(),
            total: results.total,
            capped: results.is_cut,
            before_other: results.named.map(|(_, articles)| articles),
            complete: results.complete_matches.unwrap_or(0),
            loosened: results.loosened,
            corrected: results.corrected.map(|correction| Correction {
                from: correction.from,
                to: correction.to,
                query: correction.query,
                articles: correction.articles,
                articles_as_typed: correction.articles_as_typed,
            }),
            facets_exact: results.facets.are_exact,
            left_out: results.left_out.into_iter().map(LeftOut::new).collect(),
            facets: FilterCounts::new(results.facets),
            query: ReadQuery::new(query),
            also: results.also,
            timed_out: results.timed_out,
            generation: generation.to_owned(),
        }
    }
}

impl LeftOut {
    fn new(left_out: search::LeftOut) -> Self {
        Self {
            of: left_out.limit.word(),
            limit: left_out.limit.most(),
            written: left_out.written,
        }
    }
}

impl SearchResult {
    fn new(hit: Hit, paths: &Paths) -> Self {
        Self {
            url: paths.section(&hit.id, hit.anchor.as_deref().unwrap_or_default()),
            id: hit.id,
            title: hit.title,
            lang: hit.language.tag(),
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

impl FilterCounts {
    fn new(facets: search::Facets) -> Self {
        let counts = |counts: Vec<search::FacetCount>| -> Vec<ValueCount> {
            let counts = counts.into_iter();
            counts
                .map(|search::FacetCount { value, hits }| ValueCount { value, hits })
                .collect()
        };
        Self {
            product: counts(facets.product),
            issue_type: counts(facets.issue_type),
            year: counts(facets.year),
            prefix: counts(facets.prefix),
            tag: counts(facets.tag),
            folder: counts(facets.folder),
            language: counts(facets.language),
        }
    }
}

impl ReadQuery {
    fn new(query: &str) -> Self {
        let clauses = Clauses::read(query);
        let operator = |operator: &Operator| QueryOperator {
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
