//! Counts how the portal is used: searches and what they lead to, opened articles, events and codes
//! that no article mentions, steps of guides. Only visits by people in a browser count, and nothing
//! says who or where they are. Apart from that, what each staff member opened last is remembered
//! for them.
//!
//! The frame counts a visit as its response leaves, so that pages from the cache count as well.

use std::sync::Arc;

use axum::{
    extract::{Query, Request},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::Response,
};

use super::{actor::Actor, pages::search::SearchForm, portal::Portal};
use crate::{
    desk::{Desk, Subject, Use, UseKind},
    evidence::ArticleId,
    guide::{Guide, Walk, walk},
};

/// In the extensions of a response: a search found nothing.
#[derive(Debug, Clone, Copy)]
pub struct FoundNothing;

/// In the extensions of a response: the events and codes that were diagnosed and that no article
/// mentions.
#[derive(Debug, Clone)]
pub struct UnknownUses(pub Vec<Use>);

/// Parts of the user agents of programs that are not a person's browser, in lower case.
const PROGRAMS: [&str; 11] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "curl",
    "wget",
    "python",
    "monitor",
    "preview",
    "facebookexternalhit",
    "libwww",
];

/// The pages whose visits are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visited {
    /// The results of a search.
    Search,
    /// An article.
    Article,
    /// A step of a guide.
    Guide,
    /// The diagnosis of something that was pasted.
    Diagnosis,
}

/// A visit of a page that may be counted.
pub struct Visit {
    page: Visited,
    uri: Uri,
    /// The page of this portal that led here, if one did.
    from: Option<Uri>,
}

impl Visit {
    /// The visit to count for a request for such a page; `None` if it must not be counted.
    pub fn of(portal: &Portal, request: &Request, page: Visited) -> Option<Self> {
        let has_desk = portal.desk.is_some();
        let method = match page {
            Visited::Diagnosis => Method::POST,
            _ => Method::GET,
        };
        let headers = request.headers();
        let is_visit = has_desk && *request.method() == method && is_of_a_person(headers);
        is_visit.then(|| Self {
            page,
            uri: request.uri().clone(),
            from: came_from(portal, headers),
        })
    }

    /// Counts the visit, now that its response is known, and remembers for staff what they opened;
    /// neither if counting is turned off.
    pub fn count(&self, portal: &Portal, actor: &Actor, response: &Response) {
        let counting = |desk: &&Arc<Desk>| desk.uses.are_counted();
        let Some(desk) = portal.desk.as_ref().filter(counting) else {
            return;
        };
        if actor.is_staff()
            && let Some(opened) = self.opened(portal, response)
        {
            desk.recent.opened(actor.name(), &opened);
        }
        for one in self.uses(portal, response) {
            desk.uses.count(one);
        }
    }

    /// The article or the guide that was shown.
    fn opened(&self, portal: &Portal, response: &Response) -> Option<Subject> {
        let path = self.uri.path();
        match self.page {
            _ if !is_shown(response) || !is_page(response.headers()) => None,
            Visited::Article => article_of(portal, &self.uri).map(Subject::Article),
            Visited::Guide => Subject::of_guide_path(portal.paths.guide_in(path)?),
            Visited::Search | Visited::Diagnosis => None,
        }
    }

    fn uses(&self, portal: &Portal, response: &Response) -> Vec<Use> {
        let is_shown = is_shown(response);
        match self.page {
            Visited::Search => self.search(portal, response, is_shown),
            Visited::Article if is_shown && is_page(response.headers()) => self.article(portal),
            Visited::Guide if is_shown => self.step(portal).into_iter().collect(),
            Visited::Diagnosis => {
                let unknown = response.extensions().get::<UnknownUses>();
                unknown.map_or_else(Vec::new, |unknown| unknown.0.clone())
            }
            Visited::Article | Visited::Guide => Vec::new(),
        }
    }

    fn search(&self, portal: &Portal, response: &Response, is_shown: bool) -> Vec<Use> {
        let Some(form) = search_of(&self.uri).filter(|form| form.page() == 1) else {
            return Vec::new();
        };
        let query = folded(&form.q);
        let before = self.searched_before(portal);
        // Filtering or sorting the results is not another search.
        if query.is_empty() || before.as_ref() == Some(&query) {
            return Vec::new();
        }
        let mut uses = vec![Use::of(UseKind::Search, &query)];
        if let Some(before) = before {
            uses.push(Use::leading(UseKind::Rephrased, &before, &query));
        }
        if response.extensions().get::<FoundNothing>().is_some() {
            uses.push(Use::of(UseKind::FoundNothing, &query));
        }
        if response.status() == StatusCode::SEE_OTHER {
            let to = response.headers().get(header::LOCATION);
            let to = to.and_then(|to| to.to_str().ok()?.parse().ok());
            let article = to.and_then(|to: Uri| article_of(portal, &to));
            uses.extend(article.map(|id| Use::leading(UseKind::Opened, &query, &id.to_string())));
        } else if !is_shown {
            return Vec::new();
        }
        uses
    }

    fn article(&self, portal: &Portal) -> Vec<Use> {
        let Some(id) = article_of(portal, &self.uri).map(|id| id.to_string()) else {
            return Vec::new();
        };
        // Ticking off a step changes the address, but not what is read.
        let is_same = |from: &Uri| from.path() == self.uri.path();
        if self.from.as_ref().is_some_and(is_same) {
            return Vec::new();
        }
        let searched = self.searched_before(portal);
        let opened = searched.map(|query| Use::leading(UseKind::Opened, &query, &id));
        let mut uses = vec![Use::of(UseKind::Article, &id)];
        uses.extend(opened);
        uses
    }

    /// The step of a guide that leads from the page before to this one.
    fn step(&self, portal: &Portal) -> Option<Use> {
        let snapshot = portal.snapshot();
        let name = portal.paths.guide_in(self.uri.path())?;
        let Some(Subject::Guide { guide: id, .. }) = Subject::of_guide_path(name) else {
            return None;
        };
        let guide = snapshot.guide(&id)?;
        let here = walk_of(guide, &self.uri)?;
        let came = self
            .from
            .as_ref()
            .filter(|from| from.path() == self.uri.path());
        let from = match came {
            None => String::new(),
            Some(from) => {
                let before = walk_of(guide, from)?;
                // Going back, or changing an answer, is not a step.
                let is_next = here.trail.len() > before.trail.len()
                    && before.here() != here.here()
                    && here.trail.iter().any(|step| step.id == before.here());
                if !is_next {
                    return None;
                }
                before.here().to_owned()
            }
        };
        let step = format!("{from}>{}", here.here());
        Some(Use::leading(UseKind::Step, &guide.id, &step))
    }

    /// What was searched for on the page before, if that was a search.
    fn searched_before(&self, portal: &Portal) -> Option<String> {
        let from = self.from.as_ref()?;
        let query = folded(&search_of(from)?.q);
        (from.path() == portal.paths.search() && !query.is_empty()).then_some(query)
    }
}

/// Whether a request comes from a browser that shows the page to a person.
fn is_of_a_person(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_prefetch = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .any(|name| text(name).is_some_and(|value| value.contains("prefetch")));
    let is_part = text("sec-fetch-dest").is_some_and(|what| what != "document");
    let agent = text("user-agent").unwrap_or_default().to_ascii_lowercase();
    let is_program = PROGRAMS.iter().any(|name| agent.contains(name));
    !is_prefetch && !is_part && agent.starts_with("mozilla/") && !is_program
}

/// The page of this portal that led to a request.
fn came_from(portal: &Portal, headers: &HeaderMap) -> Option<Uri> {
    let referer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let authority = referer.authority()?.as_str();
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    (host == Some(authority) || portal.paths.is_own_host(authority)).then_some(referer)
}

/// Whether a page was shown, if only from the browser's cache.
fn is_shown(response: &Response) -> bool {
    matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED)
}

/// Whether a response is a page, or a 304 for one, which has no content type.
fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn search_of(uri: &Uri) -> Option<SearchForm> {
    let form = Query::<SearchForm>::try_from_uri(uri).ok()?;
    Some(form.0)
}

/// The article whose page has an address.
fn article_of(portal: &Portal, uri: &Uri) -> Option<ArticleId> {
    match Subject::of_article_path(portal.paths.article_in(uri.path())?)? {
        Subject::Article(id) => portal.snapshot().library.get(&id).map(|_| id),
        Subject::Guide { .. } | Subject::Event { .. } => None,
    }
}

fn walk_of<'g>(guide: &'g Guide, uri: &Uri) -> Option<Walk<'g>> {
    let answers = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    Some(walk(guide, &answers.0))
}

/// A query in lower case and with single spaces, so that the same search is counted as one.
fn folded(query: &str) -> String {
    let words: Vec<&str> = query.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
