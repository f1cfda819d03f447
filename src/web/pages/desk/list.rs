//! The page of the desk: reports, stars, and what solved problems.

use std::{cmp::Reverse, sync::Arc};

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::links::{SubjectLink, day};
use crate::{
    desk::{Flaw, Report, Subject, Tally},
    snapshot::Snapshot,
    web::{
        fault::Fault,
        filters,
        headers::set_private,
        page::{Layout, render},
        portal::Portal,
    },
};

/// Closed reports that are shown.
const CLOSED: usize = 50;

/// Subjects with feedback that are shown.
const TALLIES: usize = 100;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    layout: Layout<'a>,
    open: Vec<ReportView>,
    closed: Vec<ReportView>,
    closed_more: usize,
    stars: Vec<SubjectLink>,
    tallies: Vec<(SubjectLink, Tally, u32)>,
    tallies_more: usize,
}

struct ReportView {
    entry: i64,
    subject: String,
    about: SubjectLink,
    flaw: &'static str,
    words: String,
    ticket: Option<(String, String)>,
    day: String,
    /// The answer, and the day of it.
    closed: Option<(String, String)>,
}

/// `GET /desk`
pub async fn show(State(portal): State<Arc<Portal>>) -> Result<Response, Fault> {
    let desk = portal.desk.as_ref().ok_or_else(|| {
        Fault::not_found("This portal stores nothing: it runs with --store none.")
    })?;
    if !portal.actor.is_at_desk() {
        return Err(for_the_desk());
    }
    let snapshot = portal.snapshot();
    let link = |subject: &Subject| SubjectLink::new(subject, &snapshot, &portal.paths);
    let view = desk.view();
    let (closed, open): (Vec<&Report>, Vec<&Report>) = view
        .reports()
        .into_iter()
        .partition(|report| report.closed.is_some());
    let shown = |report: &&Report| report_view(report, &portal, &snapshot);
    let mut tallies: Vec<_> = view.tallies().collect();
    tallies.sort_by_key(|(subject, tally)| {
        let total = tally.yes + tally.partly + tally.no;
        (Reverse(tally.no), Reverse(total), (*subject).clone())
    });
    let page = DeskPage {
        layout: portal.layout("Desk"),
        open: open.iter().map(shown).collect(),
        closed: closed.iter().take(CLOSED).map(shown).collect(),
        closed_more: closed.len().saturating_sub(CLOSED),
        stars: view
            .stars_of(portal.actor.person())
            .into_iter()
            .map(link)
            .collect(),
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

/// The fault for people who may only read.
pub(super) fn for_the_desk() -> Fault {
    Fault::new(
        StatusCode::FORBIDDEN,
        "This page is for people at the desk. There is no sign-in yet, so only a portal on a loopback address, without a web server in front, has it.",
    )
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
            .map(|(reply, _, at)| (reply.clone(), day(*at))),
    }
}

/// What is wrong, in a word.
pub(super) fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Wrong => "Wrong",
        Flaw::Outdated => "Outdated",
        Flaw::Unclear => "Unclear",
    }
}
