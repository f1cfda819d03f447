//! Who sends a request, and what they may do.

use std::{
    convert::Infallible,
    sync::{Arc, Once},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, Version, request::Parts},
};

use super::{
    portal::{Common, Portal},
    session_cookie,
};
use crate::desk::{
    Desk,
    people::{Person, Role},
};

/// Who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The person at this machine, the only one who can reach the portal. They have no account, and
    /// may do everything.
    Local,
    /// Somebody who has not signed in.
    Anonymous,
    /// A person who has signed in.
    Person(Person),
}

impl Actor {
    /// Who sends a request with these headers; `via_proxy` is whether a trusted proxy sends it.
    pub async fn of(
        portal: &Common,
        version: Version,
        headers: &HeaderMap,
        via_proxy: bool,
    ) -> Self {
        let is_local = portal.is_local && !was_forwarded(version, headers);
        let Some(desk) = &portal.desk else {
            return match is_local {
                true => Self::Local,
                false => Self::Anonymous,
            };
        };
        if via_proxy && let Some(identity) = portal.sign_in.vouched_for(headers) {
            let person = desk.people.vouched_for(&identity).await;
            return person.map_or(Self::Anonymous, Self::Person);
        }
        // While the store does not work, the number of people is unknown. Nothing can be added then
        // anyway.
        if is_local && desk.people.count().unwrap_or(0) == 0 {
            return Self::Local;
        }
        let Some(token) = session_cookie::token(headers, portal.over_tls) else {
            return Self::Anonymous;
        };
        let person = desk.people.sessions.person(token).await;
        person.map_or(Self::Anonymous, Self::Person)
    }

    /// The name under which their entries are saved.
    pub fn name(&self) -> &str {
        match self {
            Self::Local => "local",
            Self::Anonymous => "",
            Self::Person(person) => &person.name,
        }
    }

    /// Whether they may do what a role may.
    pub fn may(&self, role: Role) -> bool {
        match self {
            Self::Local => true,
            Self::Anonymous => role == Role::Reader,
            Self::Person(person) => person.role >= role,
        }
    }

    /// Whether they may add notes and read what is only for staff.
    pub fn is_staff(&self) -> bool {
        self.may(Role::Agent)
    }

    /// Whether they count as local although the store has not confirmed that nobody has an account.
    pub fn is_unsure(&self, desk: &Desk) -> bool {
        *self == Self::Local && desk.people.count() != Some(0)
    }

    /// Whether they may read internal articles and guides.
    pub fn may_read_internal(&self) -> bool {
        self.is_staff()
    }

    /// The part of an ETag that distinguishes pages made for them from pages made for others; empty
    /// for people who have not signed in.
    pub fn page_mark(&self) -> String {
        match self {
            Self::Local => "local".to_owned(),
            Self::Person(person) => format!("p{}{}", person.id, person.role),
            Self::Anonymous => String::new(),
        }
    }
}

/// How the headers begin that web servers and proxies add to requests which they pass on.
const FORWARDED: [&str; 15] = [
    "forwarded",
    "via",
    "x-forwarded",
    "x-original",
    "x-real-",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-proxy",
    "x-envoy-",
    "x-amzn-",
    "x-azure-",
    "true-client-ip",
    "fastly-",
    "cdn-loop",
    "cf-",
];

/// Whether a web server has passed a request on, so that anybody may have sent it. No browser sends
/// HTTP/1.0, but a web server that was told nothing else may.
fn was_forwarded(version: Version, headers: &HeaderMap) -> bool {
    let is_old = version == Version::HTTP_10;
    let is_added = |name: &HeaderName| {
        FORWARDED
            .iter()
            .any(|start| name.as_str().starts_with(start))
    };
    let passed_on = is_old || headers.keys().any(is_added);
    if passed_on {
        static WARNING: Once = Once::new();
        WARNING.call_once(|| {
            tracing::warn!(
                "a web server passes requests on, so nobody who comes through it counts as the person at this machine; \
                 let people sign in (--require-accounts), and name the web server (--trusted-proxy)"
            );
        });
    }
    passed_on
}

impl FromRequestParts<Arc<Portal>> for Actor {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &Arc<Portal>,
    ) -> Result<Self, Self::Rejection> {
        let actor = parts.extensions.get::<Self>();
        Ok(actor.cloned().unwrap_or(Self::Anonymous))
    }
}
