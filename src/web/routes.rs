//! The table of all routes, each with its handler: the router serves it, the counters name requests
//! by it, and the API description is made from it.

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use serde::Serialize;

use super::{
    api::{
        self, openapi,
        operation::{Described, Operation},
    },
    assets,
    error_response::ErrorResponse,
    limits::{FORM, PASTE},
    pages::{
        account, api as api_page, article, browse, codes, desk, diagnose, events, guides, home,
        missing, news, open_search, products, search, style,
    },
    portal::Portal,
    usage::Visited,
};
use crate::desk::{Subject, people::Scope};

/// How much work a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It is answered at once, by the thread that drives the socket: hardly anything is computed.
    Immediate,
    /// It waits for its turn; the request's body may have this many bytes.
    Turn(usize),
    /// It waits for its turn; before that, logs in the request are uploaded and read.
    Upload,
}

/// What the responses of a route show besides the content; their ETags change with it.
#[derive(Debug, Clone, Copy)]
pub enum Shows {
    /// Nothing.
    Content,
    /// Feedback, reports and notes about a subject, which is found from what the path has in place
    /// of the route's parameter.
    About(fn(&str) -> Option<Subject>),
    /// What people added, for one person: they have no ETags.
    Desk,
}

impl Shows {
    /// Whether responses depend on who asks.
    pub fn is_of_desk(self) -> bool {
        !matches!(self, Self::Content)
    }
}

/// A route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Its path below the base path, in the router's notation; the counters use it as a name.
    pub path: &'static str,
    /// Makes its handler.
    pub handler: fn() -> MethodRouter<Arc<Portal>>,
    /// How much work a response is.
    pub work: Work,
    /// Whether some responses are content files, which are read on threads of their own and need no
    /// turn.
    pub reads_files: bool,
    /// Whether responses depend on the ranking of the index.
    pub is_ranked: bool,
    /// What its responses show besides the content.
    pub shows: Shows,
    /// Whether it accepts any host name, because programs that use an IP address request it, rather
    /// than browsers.
    pub any_host: bool,
    /// What an API token must be good for here; elsewhere it counts for nothing.
    pub scope: Option<Scope>,
    /// Whether it answers those, too, who have to sign in before they are shown any content.
    pub is_open: bool,
    /// Whether its handler itself tells people that the portal is closed to them, because it has
    /// what they typed, which must not be lost.
    pub keeps_typed: bool,
    /// As what visits of it are counted.
    pub visited: Option<Visited>,
    /// Its description in the API; `None` for pages.
    pub described: Option<Described>,
}

/// Any address that no other route has.
const ELSEWHERE: &str = "/{*rest}";

/// Every route, the home page first.
pub static ROUTES: [Route; 55] = [
    Route::new("/", || get(home::show)),
    Route::new("/open", || post(home::open)).pasted(),
    Route::new("/search", || get(search::show))
        .ranked()
        .counted(Visited::Search),
    Route::new("/search.json", || get(api::search::show))
        .ranked()
        .described(&api::search::SEARCH_JSON),
    Route::new("/kb/{*rest}", || get(article::show))
        .reading_files()
        .counted(Visited::Article)
        .about(Subject::of_article_path)
        .described_at("/kb/{id}.json", &api::articles::ARTICLE_JSON),
    Route::new("/kb", || get(browse::all)),
    Route::new("/browse", || get(browse::root)),
    Route::new("/browse/{*path}", || get(browse::show)),
    Route::new("/new", || get(news::list)),
    Route::new("/new.atom", || get(news::feed)),
    Route::new("/missing/{id}", || get(missing::show)),
    Route::new("/events", || get(events::list)),
    Route::new("/events/{source}", || get(events::show_source)),
    Route::new("/events/{source}/{id}", || get(events::show)).about(Subject::of_event_path),
    Route::new("/codes", || get(codes::list)),
    Route::new("/codes/{code}", || get(codes::show)),
    Route::new("/products", || get(products::list)),
    Route::new("/products/{slug}", || get(products::show)),
    Route::new("/guides", || get(guides::list)),
    Route::new("/guides/{guide}", || get(guides::show))
        .counted(Visited::Guide)
        .about(Subject::of_guide_path),
    Route::new("/guides/{guide}/{part}", || get(guides::part))
        .described_at("/guides/{guide}/note.json", &guides::NOTE),
    Route::new("/diagnose", || get(diagnose::show).post(diagnose::submit))
        .uploaded()
        .counted(Visited::Diagnosis),
    Route::new("/desk", || get(desk::show))
        .immediate()
        .of_desk(),
    Route::new("/desk/add/{form}", || post(desk::add))
        .keeping_typed()
        .immediate()
        .for_programs(Scope::Write),
    Route::new("/desk/recent", || post(desk::forget_recent)).immediate(),
    Route::new("/desk/tickets", || get(desk::open_ticket))
        .immediate()
        .of_desk(),
    Route::new("/desk/tickets/{ticket}", || get(desk::of_ticket))
        .immediate()
        .of_desk(),
    Route::new("/desk/reports", || get(desk::show_usage))
        .immediate()
        .of_desk(),
    Route::new("/desk/reports/{list}", || get(desk::usage_file))
        .immediate()
        .of_desk(),
    Route::new("/desk/walks/{guide}", || get(desk::walks))
        .immediate()
        .of_desk(),
    Route::new("/desk/people", || {
        get(desk::people).post(desk::change_people)
    })
    .immediate()
    .of_desk(),
    Route::new("/sign-in", || get(account::ask).post(account::sign_in))
        .immediate()
        .of_desk()
        .open(),
    Route::new("/sign-in/openid", || get(account::begin_openid))
        .immediate()
        .of_desk()
        .open(),
    Route::new("/sign-in/openid/back", || get(account::finish_openid))
        .immediate()
        .of_desk()
        .open(),
    Route::new("/sign-out", || post(account::sign_out))
        .immediate()
        .open(),
    Route::new("/account", || {
        get(account::show).post(account::change_password)
    })
    .immediate()
    .of_desk()
    .open(),
    Route::new("/account/sign-out-everywhere", || {
        post(account::sign_out_everywhere)
    })
    .immediate()
    .open(),
    Route::new("/account/tokens", || post(account::change_tokens))
        .immediate()
        .open(),
    Route::new("/invitation", || {
        get(account::invited).post(account::accept)
    })
    .immediate()
    .of_desk()
    .open(),
    Route::new("/api", || get(|turn| api_page::show(turn, described()))),
    Route::new("/api/openapi.json", || {
        get(|turn| openapi::show(turn, described()))
    }),
    Route::new("/api/v1/search", || get(api::search::show))
        .ranked()
        .described(&api::search::SEARCH),
    Route::new("/api/v1/articles/{id}", || get(api::articles::show))
        .described(&api::articles::ARTICLE),
    Route::new("/api/v1/diagnose", || post(api::diagnose::submit))
        .uploaded()
        .described(&api::diagnose::DIAGNOSE),
    Route::new("/api/v1/guides", || get(api::guides::list)).described(&api::guides::GUIDES),
    Route::new("/api/v1/guides/{guide}", || get(api::guides::show)).described(&api::guides::GUIDE),
    Route::new("/-/health", || get(api::health::health))
        .immediate()
        .on_any_host()
        .open()
        .described(&api::health::HEALTH),
    Route::new("/-/ready", || get(api::health::ready))
        .immediate()
        .on_any_host()
        .open()
        .described(&api::health::READY),
    Route::new("/-/metrics", || get(api::health::metrics))
        .immediate()
        .on_any_host()
        .open()
        .described(&api::health::METRICS),
    Route::new("/-/style", || get(style::show)),
    Route::new("/opensearch.xml", || get(open_search::show)),
    Route::new("/favicon.ico", || get(assets::favicon))
        .immediate()
        .open(),
    Route::new("/-/static/{name}", || get(assets::show))
        .immediate()
        .open(),
    Route::new("/-/suggest", || get(api::suggest::show)).described(&api::suggest::SUGGEST),
    // Anything else that somebody types, or that an old link contains.
    Route::new(ELSEWHERE, || {
        get(missing::elsewhere)
            .fallback(|| async { ErrorResponse::not_found("There is no such page.") })
    }),
];

impl Route {
    /// The route with this path below the base path, in the router's notation.
    pub fn at(path: &str) -> Option<&'static Self> {
        ROUTES.iter().find(|route| route.path == path)
    }

    /// What a path has from the route's first parameter on.
    pub fn parameter<'p>(&self, path: &'p str) -> Option<&'p str> {
        let literal = self.path.split('{').next().unwrap_or_default();
        path.strip_prefix(literal)
    }

    /// Its name in the counters.
    pub fn name(&self) -> &'static str {
        match self.path {
            ELSEWHERE => "none",
            path => path,
        }
    }

    const fn new(path: &'static str, handler: fn() -> MethodRouter<Arc<Portal>>) -> Self {
        Self {
            path,
            handler,
            work: Work::Turn(FORM),
            reads_files: false,
            is_ranked: false,
            shows: Shows::Content,
            any_host: false,
            scope: None,
            is_open: false,
            keeps_typed: false,
            visited: None,
            described: None,
        }
    }

    const fn pasted(mut self) -> Self {
        self.work = Work::Turn(PASTE);
        self
    }

    const fn uploaded(mut self) -> Self {
        self.work = Work::Upload;
        self
    }

    const fn immediate(mut self) -> Self {
        self.work = Work::Immediate;
        self
    }

    const fn reading_files(mut self) -> Self {
        self.reads_files = true;
        self
    }

    const fn ranked(mut self) -> Self {
        self.is_ranked = true;
        self
    }

    const fn of_desk(mut self) -> Self {
        self.shows = Shows::Desk;
        self
    }

    const fn about(mut self, subject: fn(&str) -> Option<Subject>) -> Self {
        self.shows = Shows::About(subject);
        self
    }

    const fn on_any_host(mut self) -> Self {
        self.any_host = true;
        self
    }

    const fn for_programs(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    const fn counted(mut self, visited: Visited) -> Self {
        self.visited = Some(visited);
        self
    }

    const fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    const fn keeping_typed(mut self) -> Self {
        self.keeps_typed = true;
        self
    }

    const fn described(self, operation: &'static Operation) -> Self {
        self.described_at(self.path, operation)
    }

    const fn described_at(mut self, path: &'static str, operation: &'static Operation) -> Self {
        self.scope = Some(Scope::Read);
        self.described = Some(Described { path, operation });
        self
    }
}

/// The paths of all routes, as the router spells them.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.path)
}

/// Every route in the API description, those of the versioned API first.
fn described() -> Vec<Described> {
    let mut all: Vec<Described> = ROUTES.iter().filter_map(|route| route.described).collect();
    all.sort_by_key(|route| !route.path.starts_with("/api/"));
    all
}

/// The description of the API of a portal.
pub fn openapi(portal: &Portal) -> impl Serialize {
    openapi::OpenApi::new(&portal.paths, &described())
}
