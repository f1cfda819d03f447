//! The one table of routes: the router serves it, and the counters name requests by it.

use super::{
    api::{articles, diagnose, guides, health, operation::Operation, search, suggest},
    limits::{FORM, PASTE},
    pages::guides::NOTE,
};

/// What answers a route; the router has a handler for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    Home,
    Open,
    Search,
    SearchJson,
    Article,
    MissingArticle,
    Sources,
    Source,
    Event,
    Codes,
    Code,
    Products,
    Product,
    Guides,
    Guide,
    GuidePart,
    Diagnose,
    ApiSearch,
    ApiArticle,
    ApiDiagnose,
    ApiGuides,
    ApiGuide,
    Health,
    Ready,
    Metrics,
    Static,
    Suggest,
    Api,
    OpenApi,
}

/// What an answer costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A look-up, done by the thread that drives the socket.
    LookUp,
    /// It waits for its turn; the request's body may have this many bytes.
    Turn(usize),
}

/// An address that is answered.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Its path below the base path, as the router spells it and the counters name it.
    pub path: &'static str,
    /// What answers it.
    pub endpoint: Endpoint,
    /// What an answer costs.
    pub work: Work,
    /// Whether answers depend on how the index ranks.
    pub is_ranked: bool,
    /// Whether it is answered whatever host is named: what asks for it is no browser, and goes by address.
    pub any_host: bool,
    /// How programs are told of it; `None` for pages.
    pub described: Option<Described>,
}

/// A route as programs are told of it.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Its path below the base path, where it differs from the route's: a route of a page may have a form for programs.
    pub path: &'static str,
    /// What is asked and answered there.
    pub operation: &'static Operation,
}

/// Every route, the home page first.
pub const ROUTES: [Route; 29] = [
    Route::new("/", Endpoint::Home),
    Route::new("/open", Endpoint::Open).pasted(),
    Route::new("/search", Endpoint::Search).ranked(),
    Route::new("/search.json", Endpoint::SearchJson)
        .ranked()
        .described(&search::SEARCH_JSON),
    Route::new("/kb/{*rest}", Endpoint::Article)
        .described_at("/kb/{id}.json", &articles::ARTICLE_JSON),
    Route::new("/missing/{id}", Endpoint::MissingArticle),
    Route::new("/events", Endpoint::Sources),
    Route::new("/events/{source}", Endpoint::Source),
    Route::new("/events/{source}/{id}", Endpoint::Event),
    Route::new("/codes", Endpoint::Codes),
    Route::new("/codes/{code}", Endpoint::Code),
    Route::new("/products", Endpoint::Products),
    Route::new("/products/{slug}", Endpoint::Product),
    Route::new("/guides", Endpoint::Guides),
    Route::new("/guides/{guide}", Endpoint::Guide),
    Route::new("/guides/{guide}/{part}", Endpoint::GuidePart)
        .described_at("/guides/{guide}/note.json", &NOTE),
    Route::new("/diagnose", Endpoint::Diagnose).pasted(),
    Route::new("/api", Endpoint::Api),
    Route::new("/api/openapi.json", Endpoint::OpenApi),
    Route::new("/api/v1/search", Endpoint::ApiSearch)
        .ranked()
        .described(&search::SEARCH),
    Route::new("/api/v1/articles/{id}", Endpoint::ApiArticle).described(&articles::ARTICLE),
    Route::new("/api/v1/diagnose", Endpoint::ApiDiagnose)
        .pasted()
        .described(&diagnose::DIAGNOSE),
    Route::new("/api/v1/guides", Endpoint::ApiGuides).described(&guides::GUIDES),
    Route::new("/api/v1/guides/{guide}", Endpoint::ApiGuide).described(&guides::GUIDE),
    Route::new("/-/health", Endpoint::Health)
        .looked_up()
        .on_any_host()
        .described(&health::HEALTH),
    Route::new("/-/ready", Endpoint::Ready)
        .looked_up()
        .on_any_host()
        .described(&health::READY),
    Route::new("/-/metrics", Endpoint::Metrics)
        .looked_up()
        .on_any_host()
        .described(&health::METRICS),
    Route::new("/-/static/{name}", Endpoint::Static).looked_up(),
    Route::new("/-/suggest", Endpoint::Suggest).described(&suggest::SUGGEST),
];

impl Route {
    /// The route of a path below the base path, as the router spells it.
    pub fn at(path: &str) -> Option<&'static Self> {
        ROUTES.iter().find(|route| route.path == path)
    }

    const fn new(path: &'static str, endpoint: Endpoint) -> Self {
        Self {
            path,
            endpoint,
            work: Work::Turn(FORM),
            is_ranked: false,
            any_host: false,
            described: None,
        }
    }

    const fn pasted(mut self) -> Self {
        self.work = Work::Turn(PASTE);
        self
    }

    const fn looked_up(mut self) -> Self {
        self.work = Work::LookUp;
        self
    }

    const fn ranked(mut self) -> Self {
        self.is_ranked = true;
        self
    }

    const fn on_any_host(mut self) -> Self {
        self.any_host = true;
        self
    }
    const fn described(self, operation: &'static Operation) -> Self {
        self.described_at(self.path, operation)
    }

    const fn described_at(mut self, path: &'static str, operation: &'static Operation) -> Self {
        self.described = Some(Described { path, operation });
        self
    }
}
