//! The page of the desk: reports, stars, and what solved problems.

use std::{cmp::Reverse, sync::Arc, time::Duration};

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use tokio::time::timeout;

use super::{
    links::{SubjectLink, day},
    owner::is_owner,
};
use crate::{
    desk::{Flaw, Report, Subject, Tally, people::Role},
    snapshot::Snapshot,
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        filters,
        headers::set_private,
        page::{Layout, render},
        portal::Portal,
    },
};

/// Open reports that are shown, the oldest first: they have waited longest.
const OPEN: usize = 200;

/// Closed reports that are shown.
const CLOSED: usize = 50;

/// How long the page waits for what the person opened last.
const RECENT_TIMEOUT: Duration = Duration::from_secs(2);

/// Subjects with feedback that are shown.
const TALLIES: usize = 100;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    layout: Layout<'a>,
    may_close: bool,
    may_manage: bool,
    /// Whether the person has an account.
    has_account: bool,
    /// Open reports on the person's articles.
    own: Vec<ReportView>,
    /// The other open reports.
    open: Vec<ReportView>,
    open_more: usize,
    closed: Vec<ReportView>,
    closed_more: usize,
    stars: Vec<SubjectLink>,
    /// What the person opened, the last first.
    recent: Vec<SubjectLink>,
    /// What was made internal.
    internal: Vec<MadeInternalView>,
    tallies: Vec<(SubjectLink, Tally, u32)>,
    tallies_more: usize,
}

/// Something that was made internal.
struct MadeInternalView {
    subject: String,
    about: SubjectLink,
    /// Who made it internal; empty without an account.
    person: String,
    day: String,
}

struct ReportView {
    entry: i64,
    subject: String,
    about: SubjectLink,
    flaw: &'static str,
    words: String,
    ticket: Option<(String, String)>,
    day: String,
    /// Who reported it; empty without an account.
    person: String,
    /// Who takes care of the article, as it says.
    owner: String,
    /// The reply, by whom, and the day of it.
    closed: Option<(String, String, String)>,
}

/// `GET /desk`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
) -> Result<Response, ErrorResponse> {
    let desk = portal.desk.as_ref().ok_or_else(no_store)?;
    if let Some(elsewhere) = not_for(&actor, Role::Agent, &portal, &portal.paths.desk()) {
        return elsewhere;
    }
    // Everything else on the page is in memory, so it does not wait for a store that fails.
    let recent = match desk.uses.are_counted() {
        true => timeout(RECENT_TIMEOUT, desk.opened_last(actor.name())).await,
        // Until the store deletes it, there is a list from before counting was turned off.
        false => Ok(Ok(Vec::new())),
    };
    let recent = recent.ok().and_then(Result::ok).unwrap_or_default();
    let snapshot = portal.snapshot();
    let link = |subject: &Subject| SubjectLink::new(subject, &snapshot, &portal.paths);
    let view = desk.view();
    let (closed, open): (Vec<&Report>, Vec<&Report>) = view
        .reports()
        .into_iter()
        .partition(|report| report.closed.is_some());
    let shown = |report: &&Report| report_view(report, &portal, &snapshot);
    let (own, open): (Vec<&Report>, Vec<&Report>) = open
        .into_iter()
        .partition(|report| is_owner(owner(&report.subject, &snapshot), actor.name()));
    let mut tallies: Vec<_> = view.tallies().collect();
    tallies.sort_by_key(|(subject, tally)| {
        let total = tally.yes + tally.partly + tally.no;
        (Reverse(tally.no), Reverse(total), (*subject).clone())
    });
    let page = DeskPage {
        layout: portal.layout("Desk"),
        may_close: actor.may(Role::Editor),
        may_manage: actor.may(Role::Administrator),
        has_account: actor != Actor::Local,
        own: own.iter().rev().take(OPEN).map(shown).collect(),
        open: open.iter().rev().take(OPEN).map(shown).collect(),
        open_more: open.len().saturating_sub(OPEN) + own.len().saturating_sub(OPEN),
        closed: closed.iter().take(CLOSED).map(shown).collect(),
        closed_more: closed.len().saturating_sub(CLOSED),
        internal: view
            .internal()
            .map(|(subject, decision)| MadeInternalView {
                subject: subject.to_string(),
                about: link(subject),
                person: shown_person(&decision.person),
                day: day(decision.at),
            })
            .collect(),
        recent: (recent.iter().map(link))
            .filter(|subject| subject.is_here)
            .collect(),
        stars: view.stars_of(actor.name()).into_iter().map(link).collect(),
        tallies_more: tallies.len().saturating_sub(TALLIES),
        tallies: tallies
            .into_iter()
            .take(TALLIES)
            .map(|(subject, tally)| (link(subject), tally, tally.yes + tally.partly + tally.no))
            .collect(),
    };
    let mut response = render(&page);
    set_private(&mut response);
    Ok(response)
}

/// `POST /desk/recent`: forgets what the person opened.
pub async fn forget_recent(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
) -> Result<Response, ErrorResponse> {
    let desk = portal.desk.as_ref().ok_or_else(no_store)?;
    if !actor.may(Role::Agent) {
        return Err(not_allowed(&actor));
    }
    match desk.forget_opened(actor.name()).await {
        Ok(()) => Ok(Redirect::to(&portal.paths.desk()).into_response()),
        Err(error) => {
            tracing::error!("{error}");
            Err(store_fails())
        }
    }
}

/// What answers somebody who may not see a page: the way to sign in, or an error. `here` is the
/// page's address. `None` for those who have the role that it needs.
pub(super) fn not_for(
    actor: &Actor,
    least: Role,
    portal: &Portal,
    here: &str,
) -> Option<Result<Response, ErrorResponse>> {
    match actor {
        _ if actor.may(least) => None,
        Actor::Anonymous => {
            let sign_in = portal.paths.sign_in(here);
            Some(Ok(Redirect::to(&sign_in).into_response()))
        }
        Actor::Local | Actor::Person(_) => Some(Err(not_allowed(actor))),
    }
}

/// The error for people who may not do something.
pub(super) fn not_allowed(actor: &Actor) -> ErrorResponse {
    let why = match actor {
        Actor::Anonymous => "This is for people who have signed in. Sign in, and try again.",
        Actor::Local | Actor::Person(_) => {
            "Your role does not allow this. Ask an administrator for another one."
        }
    };
    ErrorResponse::new(StatusCode::FORBIDDEN, why)
}

/// The error for a store that does not work.
pub(super) fn store_fails() -> ErrorResponse {
    ErrorResponse::unavailable(
        "Nothing can be saved or looked up at the desk at the moment. Articles and guides still work; \
         try again later.",
    )
}

/// The error where nothing is stored.
pub(super) fn no_store() -> ErrorResponse {
    ErrorResponse::not_found("This portal stores nothing: it runs with --store none.")
}

fn report_view(report: &Report, portal: &Portal, snapshot: &Snapshot) -> ReportView {
    let ticket = (!report.ticket.is_empty())
        .then(|| (report.ticket.clone(), portal.paths.ticket(&report.ticket)));
    ReportView {
        entry: report.entry,
        subject: report.subject.to_string(),
        about: SubjectLink::new(&report.subject, snapshot, &portal.paths),
        flaw: flaw(report.flaw),
        words: report.words.clone(),
        ticket,
        day: day(report.at),
        closed: report
            .closed
            .as_ref()
            .map(|(reply, by, at)| (reply.clone(), shown_person(by), day(*at))),
        person: shown_person(&report.person),
        owner: owner(&report.subject, snapshot).to_owned(),
    }
}

/// Who takes care of a subject, if it is an article that says so.
fn owner<'s>(subject: &Subject, snapshot: &'s Snapshot) -> &'s str {
    let entry = match subject {
        Subject::Article(id) => snapshot.library.get(id),
        Subject::Guide { .. } | Subject::Event { .. } => None,
    };
    entry.map_or("", |entry| &entry.owner)
}

/// A person as others see them: the local one has no name.
pub(super) fn shown_person(name: &str) -> String {
    match name {
        "local" => String::new(),
        name => name.to_owned(),
    }
}

/// What is wrong, in a word.
pub(super) fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Wrong => "Incorrect",
        Flaw::Outdated => "Outdated",
        Flaw::Unclear => "Unclear",
    }
}
