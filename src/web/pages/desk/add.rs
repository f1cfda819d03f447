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
        error_response::ErrorResponse,
        pages::guides::{saved_walk, shown},
        portal::Portal,
        server::Client,
        turn::NOBODY,
    },
};

/// `POST /desk/add/{form}`: saves what a form says and leads back to the page it was on; or shows
/// it again with the reason why it is not saved.
pub async fn add(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    client: Option<Extension<Client>>,
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
    let is_for = kind.is_for(&actor, portal.anonymous);
    if actor == Actor::Anonymous && !is_for {
        // Their session may have ended while they wrote.
        let why = "You are not signed in. Sign in in another tab, and then send this again.";
        let status = StatusCode::FORBIDDEN;
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
    let not_working = || {
        let why = "This can't be saved at the moment. Try again later.";
        (StatusCode::SERVICE_UNAVAILABLE, why.to_owned())
    };
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
            Some(walk.ok_or_else(|| {
                let why = "There is no walk to save. Go back to the guide, and try again.";
                (StatusCode::UNPROCESSABLE_ENTITY, why.to_owned())
            })?)
        }
        // What is gone by now must not stay internal for good.
        Action::UnmakeInternal => text.parse().ok().map(|subject: Subject| subject.page()),
        _ => subject(text, &snapshot),
    };
    let subject = subject.ok_or_else(|| not_here(text))?;
    check(&action, &subject, portal)?;
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
        let why = match &error {
            DeskError::ControlCharacter { .. } => {
                return (StatusCode::UNPROCESSABLE_ENTITY, sentence(&error));
            }
            DeskError::TooLong { .. } => return (StatusCode::PAYLOAD_TOO_LARGE, sentence(&error)),
            DeskError::Busy | DeskError::TimedOut => sentence(&error),
            // What the database says is for the log, which has it.
            _ => return not_working(),
        };
        (StatusCode::SERVICE_UNAVAILABLE, why)
    })
}

/// Whether what an action refers to is there.
fn check(action: &Action, subject: &Subject, portal: &Portal) -> Result<(), (StatusCode, String)> {
    let Some(desk) = &portal.desk else {
        return Ok(());
    };
    let view = desk.view();
    let has_note = |entry: &i64| {
        let about = view.about(subject);
        about.is_some_and(|about| about.notes.iter().any(|note| note.entry == *entry))
    };
    let conflict = match action {
        Action::Close { report, .. } => match view.report(*report) {
            Some(report) if report.subject != *subject => Some("There is no such report."),
            Some(report) if report.closed.is_some() => {
                Some("This report is already closed. Read the reply first.")
            }
            Some(_) => None,
            None => Some("There is no such report."),
        },
        Action::Note { replaces, .. } if *replaces != 0 && !has_note(replaces) => Some(
            "Somebody has edited or removed this note since you opened the page. Look at it first.",
        ),
        Action::RemoveNote { note } if !has_note(note) => {
            Some("Somebody has edited or removed this note since you opened the page.")
        }
        Action::MakeInternal { .. } if matches!(subject, Subject::Event { .. }) => {
            Some("Only an article or a guide can be made internal.")
        }
        _ => None,
    };
    match conflict {
        Some(why) => Err((StatusCode::CONFLICT, why.to_owned())),
        None => Ok(()),
    }
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
/// its answers. `None` if the address has no walk in this guide.
fn walk(
    subject: &Subject,
    answers: &mut Vec<(String, String)>,
    address: &str,
    portal: &Portal,
    snapshot: &Snapshot,
) -> Option<Subject> {
    let Subject::Guide { guide, .. } = subject else {
        return None;
    };
    let address: Uri = address.parse().ok()?;
    let there = Subject::of_guide_path(portal.paths.guide_in(address.path())?);
    if there.as_ref() != Some(&subject.page()) {
        return None;
    }
    let (saved, node) = saved_walk(shown(portal, snapshot, guide).ok()?, &address)?;
    *answers = saved;
    Some(Subject::Guide {
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
        StatusCode::PAYLOAD_TOO_LARGE => ErrorResponse::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => ErrorResponse::bad_request(
            "The form was not understood. Go back, load the page again, and send it once more.",
        ),
    }
}

/// An error as a sentence.
fn sentence(error: &DeskError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}
