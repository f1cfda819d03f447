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
    search::{Hit, Results},
    snapshot::Snapshot,
    web::{
        fault::Fault,
        filters,
        headers::set_no_store,
        limits::SEARCH,
        page::{Layout, render},
        portal::Portal,
        rows::ArticleRow,
        sections::section_name,
        turn::Turn,
    },
};

/// Hits on a page.
const PAGE: usize = 10;
/// Most missing words that are listed at a result.
const MISSING: usize = 4;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    layout: Layout<'a>,
    form: &'a SearchForm,
    hits: Vec<HitView>,
    total: usize,
    first: usize,
    correction: Option<CorrectionView>,
    also: Vec<String>,
    as_typed: String,
    timed_out: bool,
    around_results: AroundResults,
    /// Which of the matching articles were ranked, if not all were.
    cut: &'static str,
    chips: Vec<Chip>,
    facets: Vec<Facet>,
    examples: Vec<Example>,
    without_filters: Option<String>,
    earlier: Option<String>,
    later: Option<String>,
}

struct HitView {
    hit: Hit,
    href: String,
    about: String,
    section: Option<(String, String)>,
    /// The words that it lacks, the first of them.
    missing: Vec<String>,
    missing_more: usize,
}

struct CorrectionView {
    from: String,
    to: String,
}

/// `GET /search`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, Fault> {
    let known = Knowledge::of(&turn.snapshot, SEARCH);
    if !form.no_redirect
        && let Some(id) = named_article(&known, &form.q)
    {
        return Ok(Redirect::to(&turn.portal.paths.article(&id)).into_response());
    }
    // Only the search itself tells whether there is such a page.
    if form.page() == 1 && !turn.portal.search_log.is_kept() {
        turn.stop_if_client_has_page()?;
    }
    page(&turn, &form)
}

fn page(turn: &Turn, form: &SearchForm) -> Result<Response, Fault> {
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
    let around_results = AroundResults::new(
        portal,
        snapshot,
        &Knowledge::of(snapshot, SEARCH),
        form,
        &results,
    );
    let cut = match (results.is_cut, facets::has_words(&form.q)) {
        (false, _) => "",
        (true, true) => "the top ",
        (true, false) => "the first ",
    };
    let page = SearchPage {
        cut,
        chips: facets::chips(form, snapshot, &portal.paths),
        facets: facets::facets(form, &results, snapshot, &portal.paths),
        examples: facets::examples(snapshot, &portal.paths),
        layout: portal.layout(&title).with_query(&form.q),
        form,
        total: results.total,
        first: (page - 1) * PAGE + 1,
        timed_out: results.timed_out,
        correction: results.corrected.map(|correction| CorrectionView {
            from: correction.from,
            to: correction.to,
        }),
        also: results.also,
        as_typed: form.as_typed().address(&portal.paths, 1),
        hits: results
            .hits
            .into_iter()
            .map(|hit| hit_view(portal, snapshot, hit))
            .collect(),
        around_results,
        without_filters: (form.has_filters())
            .then(|| form.without_filters().address(&portal.paths, 1)),
        earlier: (page > 1).then(|| link(page - 1)),
        later: more.then(|| link(page + 1)),
    };
    let mut response = render(&page);
    if page.timed_out || page.around_results.is_cut || portal.search_log.is_kept() {
        // The same search may find more the next time, or must be logged each time.
        set_no_store(&mut response);
    }
    Ok(response)
}

fn hit_view(portal: &Portal, snapshot: &Snapshot, hit: Hit) -> HitView {
    let about = ArticleRow::new(&hit.id, snapshot, &portal.paths).about;
    let section = section_link(portal, &hit.id, &hit);
    HitView {
        href: portal.paths.article(&hit.id),
        about,
        section,
        missing: hit.missing.iter().take(MISSING).cloned().collect(),
        missing_more: hit.missing.len().saturating_sub(MISSING),
        hit,
    }
}

/// Heading and link of the section that matched.
fn section_link(portal: &Portal, id: &ArticleId, hit: &Hit) -> Option<(String, String)> {
    let anchor = hit.anchor.as_deref()?;
    let name = hit.section.map(section_name).unwrap_or_default();
    (!name.is_empty()).then(|| (name, portal.paths.section(id, anchor)))
}
