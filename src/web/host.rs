//! Checks which host a request is for and which page sent it: only requests meant for this server
//! are answered.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Version, header},
};

use super::{error_response::ErrorResponse, paths::Paths};

/// The names of this server.
pub struct Hosts {
    /// Knows the host of the base URL.
    paths: Paths,
    /// Whether any name is accepted.
    is_any: bool,
}

impl Hosts {
    /// With a base URL, or if the server listens only on loopback, only the names of the base URL
    /// and of this machine are accepted (against DNS rebinding); otherwise any name.
    pub fn new(paths: &Paths, listen: SocketAddr) -> Self {
        Self {
            is_any: !listen.ip().is_loopback() && !paths.has_base_url(),
            paths: paths.clone(),
        }
    }

    /// Why a request is refused because of its host name or the lack of one. With `any`, any host
    /// is accepted, as for the requests of load balancers and monitors.
    pub fn refusal(&self, request: &Request, any: bool) -> Option<ErrorResponse> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (first, is_double) = (hosts.next(), hosts.next().is_some());
        let authority = request.uri().authority();
        if is_double {
            return Some(ErrorResponse::bad_request("The request names two hosts."));
        }
        // Only HTTP/1.0 has requests without a host: load balancers use it to check that a server
        // is alive.
        if first.is_none() && authority.is_none() && request.version() != Version::HTTP_10 {
            return Some(ErrorResponse::bad_request("The request names no host."));
        }
        let first = first.map(|host| host.to_str().unwrap_or_default());
        let named = [first, authority.map(|authority| authority.as_str())];
        let is_foreign = |host: &&str| !any && !self.accepts(host);
        named
            .into_iter()
            .flatten()
            .any(|host| is_foreign(&host))
            .then(|| {
                ErrorResponse::new(
                    StatusCode::MISDIRECTED_REQUEST,
                    "This server only answers to its own name. To use another, set --base-url.",
                )
            })
    }

    /// Why a request that sends something is refused: according to the browser, a page of another
    /// site sends it. A request that does not say where it comes from is not from a browser.
    pub fn foreign_post(&self, request: &Request) -> Option<ErrorResponse> {
        if matches!(
            *request.method(),
            Method::GET | Method::HEAD | Method::OPTIONS
        ) {
            return None;
        }
        let headers = request.headers();
        let is_own = match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => self.is_own(origin, request),
            // Browsers from before these headers say at most this.
            (None, None) => text(headers, "referer").is_none_or(|referer| {
                let path = referer.match_indices('/').nth(2).map(|(at, _)| at);
                let (origin, _) = referer.split_at(path.unwrap_or(referer.len()));
                self.is_own(origin, request)
            }),
        };
        (!is_own).then(|| {
            ErrorResponse::new(
                StatusCode::FORBIDDEN,
                "This was sent from a page on another site. Paste it into the box here instead.",
            )
        })
    }

    /// Whether an origin, such as `https://help.example`, is that of the server to which a request
    /// is sent.
    fn is_own(&self, origin: &str, request: &Request) -> bool {
        let host = text(request.headers(), "host");
        let authority = || request.uri().authority().map(|one| one.as_str());
        let is_of_host = host.or_else(authority).is_some_and(|host| {
            let named = origin.split_once("://").map(|(_, named)| named);
            named.is_some_and(|named| named.eq_ignore_ascii_case(host))
        });
        is_of_host || self.paths.is_own_origin(origin)
    }

    fn accepts(&self, host: &str) -> bool {
        if self.is_any || self.paths.is_own_host(host) {
            return true;
        }
        let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (name, port) = bracketed.unwrap_or_else(|| {
            let end = host.find(':').unwrap_or(host.len());
            host.split_at(end)
        });
        let is_port = |port: &str| port.parse::<u16>().is_ok();
        let is_whole = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        let is_here = |address: IpAddr| address.to_canonical().is_loopback();
        is_whole && (name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_here))
    }
}

/// The value of a header; if it is not text, a value that equals nothing.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?;
    Some(value.to_str().unwrap_or_default())
}
