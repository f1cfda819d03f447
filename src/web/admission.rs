//! Who is shown what: everybody the portal, the desk the one with all content, and some nobody
//! before they have signed in.

use axum::Router;

use super::{actor::Actor, portal::Portal};
use crate::config::Anonymous;

/// What a portal that shows no content to somebody tells them instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// They must sign in first.
    SignIn,
    /// Their role is not enough.
    Role,
    /// Whether they must sign in is not known while the store does not work.
    Store,
}

/// The routes that answer somebody who may read what is internal, if there is anything internal.
pub fn routes_inside<'p>(portal: &'p Portal, actor: &Actor) -> Option<&'p Router> {
    let (inside, routes) = portal.inside()?;
    let differs = || portal.snapshot().has_internal;
    (actor.may_read_internal() && inside.is_ready() && differs()).then_some(routes)
}

/// Why a portal shows somebody no content; `None` if it does.
pub fn closed_to(portal: &Portal, actor: &Actor) -> Option<Closed> {
    // The portal of one person alone has all content; that for everybody has nothing internal.
    let shows_internal = || portal.is_local && portal.snapshot().has_internal;
    let is_unsure = || {
        portal
            .desk
            .as_ref()
            .is_some_and(|desk| actor.is_unsure(desk))
    };
    match actor {
        Actor::Local => (is_unsure() && shows_internal()).then_some(Closed::Store),
        Actor::Anonymous if portal.anonymous == Anonymous::Nothing => Some(Closed::SignIn),
        Actor::Anonymous => shows_internal().then_some(Closed::SignIn),
        Actor::Person(_) => {
            (!actor.may_read_internal() && shows_internal()).then_some(Closed::Role)
        }
    }
}
