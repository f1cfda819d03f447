//! The handler that adds to the desk. It needs no turn: the work is the database's.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Extension, Form, Path, State, rejection::FormRejection},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    forms::{DeskForm, Sent},
    list::{no_store, not_allowed},
    unsaved,
};
use crate::{
    desk::{Action, DeskError, NewEntry, Subject},
    evidence::fold_source,
    snapshot::Snapshot,
    web::{
        actor::Actor,
        admission::Closed,
        error_response::ErrorResponse,
        pages::guides::{NoWalk, saved_walk, shown},
        portal::Portal,
        server::Client,
        turn::NOBODY,
    },
};

/// What people are told while the store does not work.
const NOT_WORKING: &str = "This can't be saved at the moment. Try again later.";

/// `POST /desk/add/{form}`: saves what a form says and leads back to the page it was on; or shows
/// it again with the reason why it is not saved.
pub async fn add(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    client: Option<Extension<Client>>,
    closed: Option<Extension<Closed>>,
    Path(name): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, ErrorResponse> {
    let kind =
        DeskForm::named(&name).ok_or_else(|| ErrorResponse::not_found("There is no such form."))?;
    let sent = match form {
        Ok(Form(sent)) => Sent(sent),
        Err(rejection) => return Err(refused(&rejection)),
    };
    if portal.desk.is_none() {
        return Err(no_store());
    }
    if let Some(Extension(closed)) = closed {
        let (status, why) = why_closed(closed);
        return Ok(unsaved::page(&portal, kind, &sent, status, why));
    }
    let is_for = kind.is_for(&actor, portal.anonymous);
    if actor == Actor::Anonymous && !is_for {
        let (status, why) = why_closed(Closed::SignIn);
        return Ok(unsaved::page(&portal, kind, &sent, status, why));
    }
    if !is_for {
        return Err(not_allowed(&actor));
    }
    let address = client.map_or(NOBODY, |client| client.group());
    match save(&portal, &actor, kind, &sent, address).await {
        Ok(()) => {
            let to = match kind {
                // Which lists what was saved.
                DeskForm::Walk => portal.paths.ticket(sent.get("ticket")),
                _ => format!("{}#desk", portal.paths.own(sent.get("back"))),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err((status, why)) => Ok(unsaved::page(&portal, kind, &sent, status, &why)),
    }
}

/// Why a form is not saved while the portal is closed to whoever sends it.
fn why_closed(closed: Closed) -> (StatusCode, &'static str) {
    match closed {
        // Their session may have ended while they wrote.
        Closed::SignIn => (
            StatusCode::FORBIDDEN,
            "You are not signed in. Sign in in another tab, and then send this again.",
        ),
        Closed::Role => (
            StatusCode::FORBIDDEN,
            "Your role does not allow this any more. Ask an administrator for another role, and then send this again.",
        ),
        Closed::Store => (StatusCode::SERVICE_UNAVAILABLE, NOT_WORKING),
        Closed::Changing => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The articles are being updated. Send this again in a few seconds.",
        ),
    }
}

/// Saves what a form says.
///
/// # Errors
///
/// Why it is not saved, with the status that says the same.
async fn save(
    portal: &Portal,
    actor: &Actor,
    form: DeskForm,
    sent: &Sent,
    address: IpAddr,
) -> Result<(), (StatusCode, String)> {
    let not_working = || (StatusCode::SERVICE_UNAVAILABLE, NOT_WORKING.to_owned());
    let desk = portal.desk.as_ref().ok_or_else(not_working)?;
    // Only the store says whether somebody without an account is alone at this machine.
    if actor.is_unsure(desk) {
        return Err(not_working());
    }
    let mut action = form
        .action(sent)
        .map_err(|missing| (StatusCode::UNPROCESSABLE_ENTITY, missing.to_owned()))?;
    let snapshot = portal.snapshot();
    let text = sent.get("subject");
    let subject = match &mut action {
        Action::MakeInternal { paths } => {
            // Until staff have a portal of their own, an ID may be that of another article.
            if portal.is_public() && snapshot.has_internal {
                let why =
                    "The index with internal articles is not ready yet. Try again in a moment.";
                return Err((StatusCode::SERVICE_UNAVAILABLE, why.to_owned()));
            }
            let page = subject(text, &snapshot).map(|subject| subject.page());
            *paths = page
                .iter()
                .flat_map(|page| files(page, &snapshot))
                .collect();
            page
        }
        Action::Walk { answers, .. } => {
            let subject = subject(text, &snapshot).ok_or_else(|| not_here(text))?;
            let walk = walk(&subject, answers, sent.get("back"), portal, &snapshot);
            Some(walk.map_err(|error| match error {
                NoWalk::Nothing => {
                    let why = "There is no walk to save. Go back to the guide, and try again.";
                    (StatusCode::UNPROCESSABLE_ENTITY, why.to_owned())
                }
                NoWalk::Changed => {
                    let why = "The guide has changed, and some of these answers don't fit it any more. \
                               Go back to it, answer what is missing, and save the walk again.";
                    (StatusCode::CONFLICT, why.to_owned())
                }
            })?)
        }
        // What is gone by now must not stay internal for good.
        Action::UnmakeInternal => text.parse().ok().map(|subject: Subject| subject.page()),
        _ => subject(text, &snapshot),
    };
    let subject = subject.ok_or_else(|| not_here(text))?;
    let is_event = matches!(subject, Subject::Event { .. });
    if is_event && matches!(action, Action::MakeInternal { .. }) {
        let why = "Only an article or a guide can be made internal.";
        return Err((StatusCode::CONFLICT, why.to_owned()));
    }
    let conflict = desk.view().conflict(&subject, &action);
    if let Some(conflict) = conflict {
        return Err((StatusCode::CONFLICT, sentence(&conflict)));
    }
    if *actor == Actor::Anonymous && !portal.strangers.take(address) {
        let why = "Too much was added today without signing in. Sign in, or try again tomorrow.";
        return Err((StatusCode::TOO_MANY_REQUESTS, why.to_owned()));
    }
    let new = NewEntry {
        subject,
        person: actor.name().to_owned(),
        ticket: sent.get("ticket").to_owned(),
        action,
    };
    desk.add(new).await.map(|_| ()).map_err(|error| {
        // After a timeout, it may be saved all the same.
        if *actor == Actor::Anonymous && !matches!(error, DeskError::TimedOut) {
            portal.strangers.give_back(address);
        }
        let why = match &error {
            DeskError::ControlCharacter { .. } | DeskError::NoTicket => {
                return (StatusCode::UNPROCESSABLE_ENTITY, sentence(&error));
            }
            DeskError::Conflict(_) => return (StatusCode::CONFLICT, sentence(&error)),
            DeskError::TooLong { .. } => return (StatusCode::PAYLOAD_TOO_LARGE, sentence(&error)),
            DeskError::Busy | DeskError::TimedOut => sentence(&error),
            // What the database says is for the log, which has it.
            _ => return not_working(),
        };
        (StatusCode::SERVICE_UNAVAILABLE, why)
    })
}

/// The subject of a form, if the content has it.
fn subject(text: &str, snapshot: &Snapshot) -> Option<Subject> {
    let subject: Subject = text.parse().ok()?;
    let is_here = match &subject {
        Subject::Article(id) => snapshot.library.get(id).is_some(),
        Subject::Guide { guide, node } => {
            let guide = snapshot.guides.iter().find(|one| one.id == *guide);
            let has_node = |guide: &crate::guide::Guide| {
                node.is_empty() || guide.outcomes.iter().any(|one| one.id == *node)
            };
            guide.is_some_and(has_node)
        }
        Subject::Event { source, .. } => !source.is_empty() && fold_source(source) == *source,
    };
    is_here.then_some(subject)
}

/// The subject of the walk with an address: its guide, with the outcome that it has reached. Sets
/// its answers.
///
/// # Errors
///
/// The address has no walk in this guide that can be saved.
fn walk(
    subject: &Subject,
    answers: &mut Vec<(String, String)>,
    address: &str,
    portal: &Portal,
    snapshot: &Snapshot,
) -> Result<Subject, NoWalk> {
    let Subject::Guide { guide, .. } = subject else {
        return Err(NoWalk::Nothing);
    };
    let address: Uri = address.parse().map_err(|_| NoWalk::Nothing)?;
    let guide_there = portal.paths.guide_in(address.path());
    if guide_there.and_then(Subject::of_guide_path) != Some(subject.page()) {
        return Err(NoWalk::Nothing);
    }
    let shown = shown(portal, snapshot, guide).map_err(|_| NoWalk::Nothing)?;
    let (saved, node) = saved_walk(shown, &address)?;
    *answers = saved;
    Ok(Subject::Guide {
        guide: guide.clone(),
        node,
    })
}

/// The paths of the files of an article or a guide.
fn files(subject: &Subject, snapshot: &Snapshot) -> Vec<String> {
    match subject {
        Subject::Article(id) => {
            let entry = snapshot.library.get(id).into_iter();
            let origins = entry.flat_map(|entry| {
                let copies = entry.overridden.iter().map(|copy| &copy.origin);
                std::iter::once(&entry.origin).chain(copies)
            });
            origins.map(|origin| origin.path.clone()).collect()
        }
        Subject::Guide { guide, .. } => snapshot.guide_paths(guide),
        Subject::Event { .. } => Vec::new(),
    }
}

fn not_here(subject: &str) -> (StatusCode, String) {
    let why = format!(
        "“{subject}” is not here any more: it may have been renamed or removed since you opened the page."
    );
    (StatusCode::NOT_FOUND, why)
}

fn refused(rejection: &FormRejection) -> ErrorResponse {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorResponse::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "That is too long to be saved: a form may have 64 KB, and letters other than a to z take up to twelve times \
             the room there. Go back, and shorten it.",
        ),
        _ => ErrorResponse::bad_request(
            "The form was not understood. Go back, load the page again, and send it once more.",
        ),
    }
}

/// An error as a sentence.
fn sentence(error: &impl std::error::Error) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}
