//! The page of a ticket: what was added with its number.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    links::{SubjectLink, day},
    list::{flaw, no_store, not_for, shown_person, store_fails},
    part::note_html,
};
use crate::{
    desk::{Action, Answer, Entry, Subject, people::Role},
    number::counted,
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        headers::set_private,
        page::{Layout, render},
        portal::Portal,
        safe_html::SafeHtml,
    },
};

/// The most bytes of notes that the page shows; the links of the others lead to them.
const NOTE_BYTES: usize = 256 << 10;

#[derive(Template)]
#[template(path = "desk_ticket.html")]
struct TicketPage<'a> {
    layout: Layout<'a>,
    ticket: &'a str,
    /// The ticket in the ticket system.
    href: Option<String>,
    /// The addresses of pages that pass its number on to their forms and to the pages after them.
    search: String,
    diagnose: String,
    entries: Vec<EntryView>,
}

struct EntryView {
    about: SubjectLink,
    what: String,
    words: String,
    /// A note.
    note: Option<SafeHtml>,
    /// The address of a saved walk.
    walk: Option<String>,
    /// Who did it; empty without an account.
    person: String,
    day: String,
}

/// The number of a ticket, from a form.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    ticket: String,
}

/// `GET /desk/tickets?ticket=…`
pub async fn open_ticket(
    State(portal): State<Arc<Portal>>,
    Query(asked): Query<Asked>,
) -> Response {
    let ticket = asked.ticket.trim();
    let to = match ticket.is_empty() {
        true => portal.paths.desk(),
        false => portal.paths.ticket(ticket),
    };
    Redirect::to(&to).into_response()
}

/// `GET /desk/tickets/{ticket}`
pub async fn of_ticket(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    Path(ticket): Path<String>,
) -> Result<Response, ErrorResponse> {
    let desk = portal.desk.as_ref().ok_or_else(no_store)?;
    let here = portal.paths.ticket(&ticket);
    if let Some(elsewhere) = not_for(&actor, Role::Agent, &portal, &here) {
        return elsewhere;
    }
    if ticket.contains(char::is_control) {
        return Err(ErrorResponse::not_found("There is no such ticket."));
    }
    if actor.is_unsure(desk) {
        return Err(store_fails());
    }
    let entries = desk.of_ticket(&ticket).await.map_err(|error| {
        tracing::error!("{error}");
        store_fails()
    })?;
    let snapshot = portal.snapshot();
    let mut room = NOTE_BYTES;
    let view = |entry: &Entry| {
        let (what, words) = done_and_words(&entry.new.action);
        EntryView {
            about: SubjectLink::new(&entry.new.subject, &snapshot, &portal.paths),
            what,
            words,
            note: match &entry.new.action {
                Action::Note { text, .. } => {
                    room = room.saturating_sub(text.len());
                    (room > 0).then(|| note_html(text, &entry.new.subject, &portal, &snapshot))
                }
                _ => None,
            },
            walk: match (&entry.new.action, &entry.new.subject) {
                (Action::Walk { answers, .. }, Subject::Guide { guide, .. })
                    if snapshot.guide(guide).is_some() =>
                {
                    Some(portal.paths.walk(guide, answers))
                }
                _ => None,
            },
            person: shown_person(&entry.new.person),
            day: day(entry.at),
        }
    };
    let page = TicketPage {
        layout: portal.layout(&format!("Ticket {ticket}")),
        href: portal.external.ticket_url(&ticket),
        search: portal.paths.search_for(&[("ticket", &ticket)]),
        diagnose: portal.paths.diagnose_for(&ticket),
        ticket: &ticket,
        entries: entries.iter().map(view).collect(),
    };
    let mut response = render(&page);
    set_private(&mut response);
    Ok(response)
}

/// What was done, and the words of it; a note is shown as a text of its own.
fn done_and_words(action: &Action) -> (String, String) {
    let solved = |answer: Answer| match answer {
        Answer::Yes => "Solved it",
        Answer::Partly => "Partly solved it",
        Answer::No => "Did not solve it",
    };
    let after = |seconds: u32| match seconds {
        0 => String::new(),
        _ => format!(", after {}", counted(seconds.div_ceil(60), "minute")),
    };
    match action {
        Action::Feedback {
            answer,
            reason,
            seconds,
        } => (
            format!("{}{}", solved(*answer), after(*seconds)),
            reason.clone(),
        ),
        Action::Walk { seconds, .. } => (format!("Walk saved{}", after(*seconds)), String::new()),
        Action::Report { flaw: of, words } => (
            format!("Problem reported: {}", flaw(*of).to_lowercase()),
            words.clone(),
        ),
        Action::Close { reply, .. } => ("Report closed".to_owned(), reply.clone()),
        Action::Note { .. } => ("Note".to_owned(), String::new()),
        Action::RemoveNote { .. } => ("Note removed".to_owned(), String::new()),
        Action::Star => ("Starred".to_owned(), String::new()),
        Action::Unstar => ("Star removed".to_owned(), String::new()),
        Action::MakeInternal { .. } => ("Made internal".to_owned(), String::new()),
        Action::UnmakeInternal => ("No longer made internal".to_owned(), String::new()),
    }
}
