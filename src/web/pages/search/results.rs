//! The results page.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    around_results::AroundResults,
    facets::{self, Chip, Example, Facet},
    form::{LAST_PAGE, SearchForm},
};
use crate::{
    evidence::ArticleId,
    lookup::{Knowledge, named_article},
    search::{Correction, Hit, Reason, Results, Sort},
    snapshot::Snapshot,
    web::{
        error_response::ErrorResponse,
        filters,
        headers::set_no_store,
        limits::SEARCH,
        page::{Layout, render},
        portal::Portal,
        rows::ArticleRow,
        sections::section_name,
        turn::Turn,
        usage::FoundNothing,
    },
    wording,
};

/// How many results are on a page.
const PAGE: usize = 10;
/// The most missing words that are listed for a result.
const MISSING: usize = 4;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    layout: Layout<'a>,
    form: &'a SearchForm,
    hits: Vec<HitView>,
    /// The results that do not mention what the query names.
    other_hits: Vec<HitView>,
    first: usize,
    /// Which of how many results these are, in words.
    shown: String,
    /// The orders of the results.
    sorts: Vec<SortView>,
    /// The parts of the query that were ignored.
    left_out: Vec<String>,
    correction: Option<CorrectionView>,
    also: Vec<String>,
    as_typed: String,
    timed_out: bool,
    around_results: AroundResults,
    /// Whether more articles have all the words than are ranked.
    has_more_sorted: bool,
    chips: Vec<Chip>,
    facets: Vec<Facet>,
    examples: Vec<Example>,
    without_filters: Option<String>,
    earlier: Option<String>,
    later: Option<String>,
}

struct HitView {
    hit: Hit,
    why: Vec<String>,
    href: String,
    row: ArticleRow,
    section: Option<(String, String)>,
    /// The first of the words that it lacks.
    missing: Vec<String>,
    missing_more: usize,
}

struct CorrectionView {
    /// The query as corrected, and how many articles match all of it.
    query: String,
    articles: Option<usize>,
    /// How many articles match everything that was typed.
    articles_as_typed: Option<usize>,
}

/// An order of the results.
struct SortView {
    name: &'static str,
    href: String,
    is_current: bool,
}

/// `GET /search`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, ErrorResponse> {
    let known = Knowledge::of(&turn.snapshot, SEARCH);
    if !form.no_redirect
        && let Some(id) = named_article(&known, &form.q)
    {
        return Ok(Redirect::to(&turn.portal.paths.article(&id)).into_response());
    }
    // Only a search can tell whether there is a later page.
    if form.page() == 1 && !turn.portal.search_log.is_kept() {
        turn.stop_if_client_has_page()?;
    }
    page(&turn, &form)
}

fn page(turn: &Turn, form: &SearchForm) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let results = if form.is_empty() {
        Results::default()
    } else {
        form.find(portal, snapshot, PAGE)
    };
    portal
        .search_log
        .append(&form.q, results.total, &form.logged_filters());
    let page = form.page();
    let link = |page: usize| form.address(&portal.paths, page);
    if results.hits.is_empty() && results.total > 0 {
        let last = results.total.div_ceil(PAGE).min(LAST_PAGE);
        return Ok(Redirect::to(&link(last)).into_response());
    }
    let more = page * PAGE < results.total && page < LAST_PAGE;
    let title = if form.q.is_empty() {
        "Search".to_owned()
    } else {
        form.q.clone()
    };
    turn.budget.check()?;
    let mut around_results = AroundResults::new(
        portal,
        snapshot,
        &Knowledge::of(snapshot, SEARCH),
        form,
        &results,
    );
    let first = (page - 1) * PAGE + 1;
    let shown = wording::results_shown(&results, first);
    let sorts = match results.total {
        0 | 1 => Vec::new(),
        _ => sorts(form, portal),
    };
    let before_other = match results.named {
        Some((_, articles)) => (articles + 1).saturating_sub(first),
        None => results.hits.len(),
    };
    let facets = facets::facets(form, &results, snapshot, &portal.paths);
    let hits = results.hits.into_iter();
    let mut hits: Vec<HitView> = hits.map(|hit| hit_view(portal, snapshot, hit)).collect();
    keep_what_differs(&mut hits, around_results.is_partial);
    if let Some(card) = &mut around_results.card {
        card.leave_out(|id| hits.iter().any(|view| view.hit.id == *id));
    }
    let other_hits = hits.split_off(before_other.min(hits.len()));
    let page = SearchPage {
        shown,
        sorts,
        left_out: results.left_out.iter().map(wording::left_out).collect(),
        chips: facets::chips(form, snapshot, &portal.paths),
        facets,
        examples: facets::examples(snapshot, &portal.paths),
        layout: portal.layout(&title).with_query(&form.q),
        form,
        first,
        timed_out: results.timed_out,
        has_more_sorted: results.complete_matches > Some(results.total),
        correction: results.corrected.map(CorrectionView::new),
        also: results.also,
        as_typed: form.as_typed().address(&portal.paths, 1),
        other_hits,
        hits,
        around_results,
        without_filters: (form.has_filters())
            .then(|| form.without_filters().address(&portal.paths, 1)),
        earlier: (page > 1).then(|| link(page - 1)),
        later: more.then(|| link(page + 1)),
    };
    let mut response = render(&page);
    if page.timed_out || page.around_results.is_cut || portal.search_log.is_kept() {
        // The same search may find more the next time, or each search must be logged.
        set_no_store(&mut response);
    }
    if page.hits.is_empty() && page.other_hits.is_empty() && !page.timed_out {
        // Without an ETag, so that each such search reaches the server's counts.
        set_no_store(&mut response);
        response.extensions_mut().insert(FoundNothing);
    }
    Ok(response)
}

impl CorrectionView {
    fn new(correction: Correction) -> Self {
        Self {
            query: correction.query,
            // If no article matches everything, the results match part of it.
            articles: correction.articles.filter(|articles| *articles > 0),
            articles_as_typed: correction.articles_as_typed,
        }
    }
}

/// The orders of the results.
fn sorts(form: &SearchForm, portal: &Portal) -> Vec<SortView> {
    let view = |sort: Sort| SortView {
        name: wording::sort(sort),
        href: form.sorted(sort).address(&portal.paths, 1),
        is_current: sort == form.sort,
    };
    Sort::ALL.map(view).into()
}

fn hit_view(portal: &Portal, snapshot: &Snapshot, hit: Hit) -> HitView {
    let section = section_link(portal, &hit.id, &hit);
    // Corrections are mentioned above the results.
    let is_partial = |why: &&Reason| matches!(why, Reason::SomeWords { .. });
    let is_other =
        |why: &&Reason| !matches!(why, Reason::SomeWords { .. } | Reason::Corrected { .. });
    let why = (hit.why.iter().filter(is_partial)).chain(hit.why.iter().filter(is_other));
    HitView {
        href: portal.paths.article(&hit.id),
        row: ArticleRow::new(&hit.id, snapshot, &portal.paths),
        section,
        why: wording::search_reasons(why),
        missing: hit.missing.iter().take(MISSING).cloned().collect(),
        missing_more: hit.missing.len().saturating_sub(MISSING),
        hit,
    }
}

/// Keeps, for each result, the first reason that not all results share: shared reasons don't
/// distinguish them. If no article has all words, each result says which it has.
fn keep_what_differs(hits: &mut [HitView], is_partial: bool) {
    let first = hits
        .first()
        .map_or_else(Vec::new, |first| first.why.clone());
    let is_shared = |why: &String| hits.iter().all(|hit| hit.why.contains(why));
    let shared: Vec<String> = match is_partial || hits.len() < 2 {
        true => Vec::new(),
        false => first.into_iter().filter(is_shared).collect(),
    };
    for hit in hits {
        hit.why.retain(|why| !shared.contains(why));
        hit.why.truncate(1);
    }
}

/// Heading and link of the section that matched.
fn section_link(portal: &Portal, id: &ArticleId, hit: &Hit) -> Option<(String, String)> {
    let anchor = hit.anchor.as_deref()?;
    let name = hit.section.map(section_name).unwrap_or_default();
    (!name.is_empty()).then(|| (name, portal.paths.section(id, anchor)))
}
