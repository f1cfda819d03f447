//! Who is shown what: everybody the portal, the desk the one with all content, and some nobody
//! before they have signed in.

use axum::Router;

use super::{actor::Actor, portal::Portal};
use crate::{audience::Audience, config::Anonymous};

/// The routes that answer somebody who may read what is internal, if there is anything internal.
pub fn routes_inside<'p>(portal: &'p Portal, actor: &Actor) -> Option<&'p Router> {
    let (inside, routes) = portal.inside()?;
    let differs = || portal.snapshot().has_internal;
    (actor.may_read_internal() && inside.is_ready() && differs()).then_some(routes)
}

/// Whether somebody must sign in before a portal shows them any content.
pub fn must_sign_in(portal: &Portal, actor: &Actor) -> bool {
    let shows_internal = || {
        let snapshot = portal.snapshot();
        snapshot.has_internal && snapshot.audience == Audience::Desk
    };
    match actor {
        Actor::Local => false,
        Actor::Anonymous if portal.anonymous == Anonymous::Nothing => true,
        Actor::Anonymous | Actor::Person(_) => !actor.may_read_internal() && shows_internal(),
    }
}
