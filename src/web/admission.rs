//! Who is shown what: everybody the portal, the desk the one with all content, and some nothing
//! before they have signed in, or while something is being made internal.

use std::sync::Arc;

use axum::Router;

use super::{actor::Actor, portal::Portal};
use crate::{
    config::Anonymous,
    content::MadeInternal,
    desk::{Desk, Subject},
};

/// What a portal that shows no content to somebody tells them instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// They must sign in first.
    SignIn,
    /// Their role is not enough.
    Role,
    /// Whether they must sign in is not known while the store does not work.
    Store,
    /// Something was made internal at the desk, and is still in the content that is served.
    Changing,
}

/// What the desk has made internal; `None` while the store has not been read.
pub fn made_internal(desk: &Desk) -> Option<MadeInternal> {
    let view = desk.view();
    let mut made = MadeInternal::default();
    for subject in view.internal() {
        match subject {
            Subject::Article(id) => drop(made.articles.insert(id.clone())),
            Subject::Guide { guide, .. } => drop(made.guides.insert(guide.clone())),
            Subject::Event { .. } => {}
        }
    }
    view.is_known().then_some(made)
}

/// Whether what is served to everybody still has something that was made internal: nobody but the
/// desk is shown it.
pub fn has_made_internal(portal: &Portal) -> bool {
    let Some(desk) = &portal.desk else {
        return false;
    };
    let made = &portal.snapshot().made_internal;
    desk.view().internal().any(|subject| match subject {
        Subject::Article(id) => !made.articles.contains(id),
        Subject::Guide { guide, .. } => !made.guides.contains(guide),
        Subject::Event { .. } => false,
    })
}

/// The routes that answer somebody who may read what is internal, if there is anything internal.
pub fn routes_inside<'p>(portal: &'p Portal, actor: &Actor) -> Option<&'p Router> {
    let (inside, routes) = portal.inside()?;
    let differs = || portal.snapshot().has_internal;
    (actor.may_read_internal() && inside.is_ready() && differs()).then_some(routes)
}

/// Why a portal shows somebody no content; `None` if it does.
pub fn closed_to(portal: &Portal, actor: &Actor) -> Option<Closed> {
    if *actor == Actor::Anonymous && portal.anonymous == Anonymous::Nothing {
        return Some(Closed::SignIn);
    }
    let is_for_everybody = !portal.is_local && !portal.is_inside;
    if is_for_everybody && !actor.may_read_internal() && has_made_internal(portal) {
        return Some(Closed::Changing);
    }
    // The portal of one person alone has all content; that for everybody has nothing internal.
    let shows_internal = || portal.is_local && has_internal(portal);
    let is_unsure = || {
        portal
            .desk
            .as_ref()
            .is_some_and(|desk| actor.is_unsure(desk))
    };
    match actor {
        Actor::Local => (is_unsure() && shows_internal()).then_some(Closed::Store),
        Actor::Anonymous => shows_internal().then_some(Closed::SignIn),
        Actor::Person(_) => {
            (!actor.may_read_internal() && shows_internal()).then_some(Closed::Role)
        }
    }
}

/// Whether anything in a portal with all content is internal.
fn has_internal(portal: &Portal) -> bool {
    let is_made = |desk: &Arc<Desk>| desk.view().internal().next().is_some();
    portal.snapshot().has_internal || portal.desk.as_ref().is_some_and(is_made)
}
