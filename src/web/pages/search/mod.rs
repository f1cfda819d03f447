//! The search page: hits with their reasons, and what the evidence in the query leads to.

mod answer;
mod beside;
mod facets;
mod guide_hits;
mod named;
mod nothing;

use askama::Template;
use axum::{
    extract::Query,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use super::super::{
    fault::Fault, layout::Layout, paths::Paths, portal::Portal, render, turn::Turn,
};
use beside::Beside;
use facets::{Chip, Example, Facet};
pub use guide_hits::guide_hits;
use named::Named;

use crate::{
    article::Role,
    evidence::{ArticleId, query_article_id},
    search::{Filters, Hit, Request, Results},
    snapshot::Snapshot,
};

/// Hits on a page.
const PAGE: usize = 10;
/// Words that a hit lacks that are named.
const MISSING: usize = 4;
/// The last page that can be asked for.
const LAST_PAGE: usize = 100;

/// The search form.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SearchForm {
    /// What to look for.
    pub q: String,
    /// A product's slug.
    pub product: String,
    /// An issue type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A year.
    pub year: String,
    /// A section's word.
    pub section: String,
    /// The word and colon that titles begin with.
    pub prefix: String,
    /// From 1.
    pub page: String,
    /// Hits on a page, in the API.
    pub limit: String,
    /// `0` keeps an article id from leading straight to its article.
    pub go: String,
    /// `1` looks for the words exactly as they are typed.
    pub exact: String,
}

impl SearchForm {
    /// The page asked for, from 1; what isn't a number is the first.
    pub fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// Asks the index.
    pub fn find(&self, portal: &Portal, snapshot: &Snapshot, limit: usize) -> Results {
        let filters = self.narrowing();
        let request = Request {
            query: &self.q,
            filters,
            page: self.page(),
            limit,
            is_text: false,
            as_typed: self.exact == "1",
        };
        portal.search(snapshot, &request)
    }

    /// What the hits are narrowed to; what isn't a year or a section narrows nothing.
    pub fn narrowing(&self) -> Filters<'_> {
        let mut roles = Role::ALL.into_iter();
        Filters {
            product: some(&self.product),
            issue_type: some(&self.kind),
            year: self.year.parse().ok(),
            section: roles.find(|role| role.word() == self.section),
            prefix: some(&self.prefix),
        }
    }

    /// Whether it asks for anything at all.
    fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && self.set_filters().is_empty()
    }

    /// The filters that are set, by their names in the URL.
    fn set_filters(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("product", &*self.product),
            ("type", &*self.kind),
            ("year", &*self.year),
            ("section", &*self.section),
            ("prefix", &*self.prefix),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// The first page of the same search without a filter.
    fn without(&self, filter: &str) -> Self {
        let mut form = self.with_query(&self.q);
        match filter {
            "product" => form.product.clear(),
            "type" => form.kind.clear(),
            "year" => form.year.clear(),
            "section" => form.section.clear(),
            "prefix" => form.prefix.clear(),
            _ => {}
        }
        form
    }

    /// The first page of the same search for something else.
    fn with_query(&self, query: &str) -> Self {
        Self {
            q: query.to_owned(),
            page: String::new(),
            ..self.clone()
        }
    }

    /// The address of a page of this search.
    fn address(&self, paths: &Paths, page: usize) -> String {
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let mut pairs = vec![("q", &*self.q)];
        pairs.extend(self.set_filters());
        pairs.extend([("page", &*page), ("exact", &*self.exact), ("go", "0")]);
        paths.search_for(&pairs)
    }

    /// The filters as they go into the search log.
    pub fn filters(&self) -> String {
        super::super::paths::query(&self.set_filters())
    }
}

/// What a filter is called.
fn filter_word(name: &str) -> &str {
    match name {
        "type" => "issue type",
        "prefix" => "category",
        name => name,
    }
}

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
    beside: Beside,
    /// Which of all that match were ranked, where not all were.
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

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// `GET /search`
pub async fn show(turn: Turn, Query(form): Query<SearchForm>) -> Result<Response, Fault> {
    if let Some(id) = named_article(&turn.snapshot, &form) {
        return Ok(Redirect::to(&turn.portal.paths.article(&id)).into_response());
    }
    // Only the search itself tells whether there is such a page.
    if form.page() == 1 && !turn.portal.logs_searches() {
        turn.skip_known()?;
    }
    page(&turn, &form)
}

/// The article that the query names and nothing else, unless the form says to stay, or the query is a mere number that
/// is also an event or a code.
fn named_article(snapshot: &Snapshot, form: &SearchForm) -> Option<ArticleId> {
    let id = query_article_id(&form.q).filter(|_| form.go != "0")?;
    snapshot.library.get(&id)?;
    let named = Named::read(&form.q, &snapshot.atlas).unwrap_or_default();
    let is_event = |id: &u32| !snapshot.atlas.with_id(*id).is_empty();
    let is_other = named.events.iter().any(is_event)
        || named
            .codes
            .iter()
            .any(|code| !snapshot.atlas.articles_for_code(&code.key()).is_empty());
    (!named.is_bare || !is_other).then_some(id)
}

fn page(turn: &Turn, form: &SearchForm) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let results = if form.is_empty() {
        Results::default()
    } else {
        form.find(portal, snapshot, PAGE)
    };
    portal.log_search(&form.q, results.total, &form.filters());
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
    let filtered = !form.filters().is_empty();
    turn.budget.check()?;
    let beside = Beside::new(portal, snapshot, form, &results);
    let cut = match (results.is_cut, facets::has_words(&form.q)) {
        (false, _) => "",
        (true, true) => "likeliest ",
        (true, false) => "first ",
    };
    let page = SearchPage {
        cut,
        chips: facets::chips(form, snapshot, &portal.paths),
        facets: facets::facets(form, &results, snapshot, &portal.paths),
        examples: facets::examples(&portal.paths),
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
        as_typed: as_typed(portal, form),
        hits: results
            .hits
            .into_iter()
            .map(|hit| hit_view(portal, snapshot, hit))
            .collect(),
        beside,
        without_filters: filtered.then(|| {
            let pairs = [("q", form.q.as_str()), ("exact", &form.exact), ("go", "0")];
            portal.paths.search_for(&pairs)
        }),
        earlier: (page > 1).then(|| link(page - 1)),
        later: more.then(|| link(page + 1)),
    };
    let mut response = render(&page);
    if page.timed_out || page.beside.is_cut || portal.logs_searches() {
        forbid_keeping(&mut response);
    }
    Ok(response)
}

/// Keeps an answer from being kept: the same search may find more the next time, or must be logged each time.
pub fn forbid_keeping(response: &mut Response) {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
}

fn hit_view(portal: &Portal, snapshot: &Snapshot, hit: Hit) -> HitView {
    let about = super::super::articles::ArticleRow::new(&hit.id, snapshot, &portal.paths).about;
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
    let name = hit
        .section
        .map(super::super::articles::section_name)
        .unwrap_or_default();
    (!name.is_empty()).then(|| (name, portal.paths.section(id, anchor)))
}

/// The same search with no slip corrected and no other name looked for.
fn as_typed(portal: &Portal, form: &SearchForm) -> String {
    let exact = SearchForm {
        exact: "1".to_owned(),
        ..form.clone()
    };
    exact.address(&portal.paths, 1)
}
