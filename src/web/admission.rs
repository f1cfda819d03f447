//! Who is shown what: everybody the portal, staff the one with all content, and some people nothing
//! before they have signed in, or while something is being made internal.

use std::sync::Arc;

use axum::Router;

use super::{actor::Actor, portal::Portal};
use crate::{
    config::Anonymous,
    content::MadeInternal,
    desk::{Desk, Subject},
    snapshot::StoreSays,
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

/// What the store says about what is internal; `None` while it has not been read.
pub fn made_internal(desk: &Desk) -> Option<StoreSays> {
    let view = desk.view();
    let mut says = StoreSays::default();
    for (subject, decision) in view.internal() {
        add(&mut says.made, subject, &decision.paths);
    }
    for subject in view.unmade_internal() {
        add(&mut says.unmade, subject, &[]);
    }
    view.is_known().then_some(says)
}

fn add(to: &mut MadeInternal, subject: &Subject, paths: &[String]) {
    let paths = paths.iter().cloned().collect();
    match subject {
        Subject::Article(id) => drop(to.articles.insert(id.clone(), paths)),
        Subject::Guide { guide, .. } => drop(to.guides.insert(guide.clone(), paths)),
        Subject::Event { .. } => {}
    }
}

/// Whether an article or a guide is among those that were made internal.
pub fn has(made: &MadeInternal, subject: &Subject) -> bool {
    match subject {
        Subject::Article(id) => made.articles.contains_key(id),
        Subject::Guide { guide, .. } => made.guides.contains_key(guide),
        Subject::Event { .. } => false,
    }
}

/// Whether what is served to everybody still has something that was made internal: nobody but the
/// desk is shown it.
pub fn has_made_internal(portal: &Portal) -> bool {
    let Some(desk) = &portal.desk else {
        return false;
    };
    let made = &portal.snapshot().made_internal;
    let view = desk.view();
    view.internal().any(|(subject, _)| !has(made, subject))
}

/// The last entry that made something internal. If it changes while a request is answered, the
/// answer may still have it.
pub fn last_made_internal(portal: &Portal) -> i64 {
    let desk = portal.desk.as_ref();
    desk.map_or(0, |desk| desk.view().last_made_internal())
}

/// Whether somebody is shown only what everybody may read.
pub fn is_outside(portal: &Portal, actor: &Actor) -> bool {
    portal.is_public() && !actor.may_read_internal()
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
    if is_outside(portal, actor) && has_made_internal(portal) {
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
