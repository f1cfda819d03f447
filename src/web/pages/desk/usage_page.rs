//! The page of usage statistics: how the portal is used, and what it lacks.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use time::{Date, UtcDateTime};

use super::{
    day_range::{AskedDays, DayRange},
    links::{SubjectLink, day},
    list::{no_store, not_for, store_fails},
    usage::{Unknown, UsageStatistics, VainSearch},
};
use crate::{
    desk::{DAY, Desk, Subject, Tally, UseKind, people::Role},
    evidence::{ArticleId, fold_source},
    guide::{Guide, Outcome},
    layer::Layer,
    snapshot::Snapshot,
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        filters,
        headers::set_private,
        page::{Layout, render},
        pages::guides::{StepCounts, map_page},
        portal::Portal,
    },
};

/// The most lines of a list on the page; files have all.
const LINES: usize = 50;

/// Days whose walks are shown on a guide's map.
const WALKED: i64 = 90;

/// The height of the chart, and the width of a day in it, in pixels.
const CHART: usize = 120;
const CHART_DAY: usize = 8;

#[derive(Template)]
#[template(path = "desk_usage.html")]
struct UsagePage<'a> {
    layout: Layout<'a>,
    range: DayRange,
    /// Whether anything is counted.
    are_counted: bool,
    searches: i64,
    in_vain: i64,
    chart: Chart,
    found_nothing: List<SearchLine>,
    nothing_opened: List<SearchLine>,
    unknown: List<UnknownLine>,
    articles: List<ArticleLine>,
    flagged: List<(SubjectLink, usize)>,
    overdue: List<(SubjectLink, String)>,
    orphaned: List<SubjectLink>,
    guides: Vec<GuideLine>,
}

/// The first lines of a list, and how many more there are.
struct List<T> {
    lines: Vec<T>,
    more: usize,
    /// The address of all of it as a file.
    file: String,
}

impl<T> List<T> {
    fn new(lines: impl IntoIterator<Item = T>, file: String) -> Self {
        let mut lines: Vec<T> = lines.into_iter().collect();
        let more = lines.len().saturating_sub(LINES);
        lines.truncate(LINES);
        Self { lines, more, file }
    }
}

struct SearchLine {
    query: String,
    href: String,
    count: i64,
    /// The first things that were searched for instead.
    instead: Vec<(String, i64)>,
}

struct UnknownLine {
    name: String,
    /// Its diagnosis, which has the draft of an article.
    href: String,
    count: i64,
}

struct ArticleLine {
    about: SubjectLink,
    count: i64,
    tally: Tally,
}

struct GuideLine {
    about: SubjectLink,
    map: String,
    begun: i64,
    /// Outcomes, how often each was reached, and how often it solved the problem.
    outcomes: Vec<(String, i64, Tally)>,
}

/// Searches by day, as bars.
struct Chart {
    width: usize,
    height: usize,
    bars: Vec<Bar>,
    most: i64,
}

struct Bar {
    x: usize,
    /// The top and height of the bar for all searches, and of the one for those that found nothing.
    all: (usize, usize),
    vain: (usize, usize),
    title: String,
}

/// The tables that can be had as files.
const FILES: [&str; 5] = [
    "found-nothing.csv",
    "nothing-opened.csv",
    "unknown.csv",
    "articles.csv",
    "guides.csv",
];

/// `GET /desk/reports?from=…&to=…`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    Query(asked): Query<AskedDays>,
) -> Result<Response, ErrorResponse> {
    let range = DayRange::of(&asked, today());
    let pairs = range.pairs();
    let pairs = pairs
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let here = portal.paths.usage("", &pairs);
    let desk = match desk_for(&portal, &actor, &here)? {
        Ok(desk) => desk,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let usage = usage_between(desk, range.numbers()).await?;
    let (first, last) = range.numbers();
    let by_day = async |kind| {
        let counted = desk.uses_by_day(kind, first, last).await;
        counted.map_err(|_| store_fails())
    };
    let all = by_day(UseKind::Search).await?;
    let vain = by_day(UseKind::FoundNothing).await?;
    let snapshot = portal.snapshot();
    let paths = &portal.paths;
    let link = |subject: &Subject| SubjectLink::new(subject, &snapshot, paths);
    let file = |name: &str| paths.usage(name, &pairs);
    let searches = |searches: &[VainSearch], name: &str| {
        let line = |search: &VainSearch| SearchLine {
            query: search.query.clone(),
            href: paths.search_for(&[("q", &search.query)]),
            count: search.count,
            instead: search.instead.iter().take(3).cloned().collect(),
        };
        List::new(searches.iter().map(line), file(name))
    };
    let page = UsagePage {
        layout: portal.layout("Usage"),
        range,
        are_counted: desk.uses.are_counted(),
        searches: all.iter().map(|(_, count)| count).sum(),
        in_vain: vain.iter().map(|(_, count)| count).sum(),
        chart: Chart::new(range, &all, &vain),
        found_nothing: searches(&usage.found_nothing, "found-nothing.csv"),
        nothing_opened: searches(&usage.nothing_opened, "nothing-opened.csv"),
        unknown: List::new(
            usage.unknown.iter().map(|(what, count)| UnknownLine {
                name: name(what),
                href: paths.diagnosis_of(&pasted(what)),
                count: *count,
            }),
            file("unknown.csv"),
        ),
        articles: List::new(
            usage.articles.iter().filter_map(|(id, count)| {
                let subject = Subject::Article(ArticleId::of_path(id)?);
                let tally = desk.view().about(&subject).unwrap_or_default().tally;
                let about = link(&subject);
                Some(ArticleLine {
                    about,
                    count: *count,
                    tally,
                })
            }),
            file("articles.csv"),
        ),
        flagged: List::new(
            flagged(desk)
                .into_iter()
                .map(|(subject, reports)| (link(&subject), reports)),
            String::new(),
        ),
        overdue: List::new(
            overdue(&snapshot, range.to)
                .into_iter()
                .map(|(id, due)| (link(&Subject::Article(id)), due)),
            String::new(),
        ),
        orphaned: List::new(
            orphaned(&snapshot, &usage)
                .into_iter()
                .map(|id| link(&Subject::Article(id))),
            String::new(),
        ),
        guides: guides(&usage, desk, &portal, &snapshot),
    };
    let mut response = render(&page);
    set_private(&mut response);
    Ok(response)
}

/// `GET /desk/reports/{list}?from=…&to=…`: one of the lists as comma-separated values.
pub async fn file(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    Path(list): Path<String>,
    Query(asked): Query<AskedDays>,
) -> Result<Response, ErrorResponse> {
    if !FILES.contains(&list.as_str()) {
        return Err(ErrorResponse::not_found("There is no such list."));
    }
    let range = DayRange::of(&asked, today());
    let desk = match desk_for(&portal, &actor, &portal.paths.usage("", &[]))? {
        Ok(desk) => desk,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let usage = usage_between(desk, range.numbers()).await?;
    let rows = match list.as_str() {
        "found-nothing.csv" => searches(&usage.found_nothing),
        "nothing-opened.csv" => searches(&usage.nothing_opened),
        "unknown.csv" => {
            let lines = usage.unknown.iter();
            let lines = lines.map(|(what, count)| vec![name(what), count.to_string()]);
            with_head(&["what", "times"], lines)
        }
        "articles.csv" => {
            let lines = usage.articles.iter();
            let lines = lines.map(|(id, count)| vec![id.clone(), count.to_string()]);
            with_head(&["article", "times"], lines)
        }
        _ => {
            let snapshot = portal.snapshot();
            let guides = guides(&usage, desk, &portal, &snapshot).into_iter();
            let lines = guides.flat_map(|guide| {
                let line = move |(outcome, reached, tally): (String, i64, Tally)| {
                    let Tally { yes, partly, no } = tally;
                    let (title, begun) = (guide.about.title.clone(), guide.begun);
                    let numbers = [begun, reached, yes.into(), partly.into(), no.into()];
                    let numbers = numbers.iter().map(i64::to_string);
                    [title, outcome].into_iter().chain(numbers).collect()
                };
                guide.outcomes.into_iter().map(line)
            });
            let head = [
                "guide",
                "outcome",
                "begun",
                "reached",
                "solved",
                "partly",
                "not solved",
            ];
            with_head(&head, lines)
        }
    };
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
    let mut response = (kind, csv(&rows)).into_response();
    set_private(&mut response);
    Ok(response)
}

/// `GET /desk/walks/{guide}`: the guide's map, with how often each path was taken.
pub async fn walks(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    Path(guide): Path<String>,
) -> Result<Response, ErrorResponse> {
    let desk = match desk_for(&portal, &actor, &portal.paths.walks(&guide))? {
        Ok(desk) => desk,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let snapshot = portal.snapshot();
    let guide = snapshot.guide(&guide);
    let guide = guide.ok_or_else(|| ErrorResponse::not_found("There is no such guide."))?;
    let last = UtcDateTime::now().unix_timestamp() / DAY;
    let mut usage = usage_between(desk, (last - WALKED + 1, last)).await?;
    let counts = usage.guides.remove(&guide.id).unwrap_or_default();
    let mut response = map_page(&portal, guide, &[], Some(&counts));
    set_private(&mut response);
    Ok(response)
}

/// The desk for somebody who may see the usage statistics, or where they are led instead.
fn desk_for<'p>(
    portal: &'p Portal,
    actor: &Actor,
    here: &str,
) -> Result<Result<&'p Desk, Response>, ErrorResponse> {
    let desk = portal.desk.as_ref().ok_or_else(no_store)?;
    if let Some(elsewhere) = not_for(actor, Role::Agent, portal, here) {
        return elsewhere.map(Err);
    }
    match actor.is_unsure(desk) {
        true => Err(store_fails()),
        false => Ok(Ok(desk)),
    }
}

/// The statistics of the days from a first to a last one, both given by their numbers.
async fn usage_between(
    desk: &Desk,
    (first, last): (i64, i64),
) -> Result<UsageStatistics, ErrorResponse> {
    let counted = desk.uses_between(first, last).await.map_err(|error| {
        tracing::error!("{error}");
        store_fails()
    })?;
    Ok(UsageStatistics::of(&counted))
}

fn today() -> Date {
    UtcDateTime::now().date()
}

/// Subjects with open reports, those with the most first.
fn flagged(desk: &Desk) -> Vec<(Subject, usize)> {
    let view = desk.view();
    let open = view
        .reports()
        .into_iter()
        .filter(|report| report.closed.is_none());
    let mut subjects = BTreeMap::new();
    for report in open {
        *subjects.entry(report.subject.clone()).or_insert(0) += 1;
    }
    let mut subjects: Vec<_> = subjects.into_iter().collect();
    subjects.sort_by_key(|(_, reports)| Reverse(*reports));
    subjects
}

/// Articles that were to be reviewed before a day, the longest overdue first.
fn overdue(snapshot: &Snapshot, day: Date) -> Vec<(ArticleId, String)> {
    let day = day.to_string();
    let articles = snapshot.library.iter();
    let overdue =
        articles.filter(|(_, entry)| !entry.review_due.is_empty() && entry.review_due < day);
    let mut overdue: Vec<_> = overdue
        .map(|(id, entry)| (id.clone(), entry.review_due.clone()))
        .collect();
    overdue.sort_by(|one, other| one.1.cmp(&other.1));
    overdue
}

/// Articles of our own that no other article cites and that nobody opened. Those of the public
/// archive, and built-in ones, are there for the day they are needed.
fn orphaned(snapshot: &Snapshot, usage: &UsageStatistics) -> Vec<ArticleId> {
    let opened: HashSet<&str> = usage.articles.iter().map(|(id, _)| id.as_str()).collect();
    let is_own = |layer: usize| snapshot.layers.get(layer) != Some(&Layer::Builtin);
    let articles = snapshot.library.iter().filter(|(id, entry)| {
        !entry.is_of_archive
            && is_own(entry.origin.layer)
            && snapshot.library.cited_by(id).is_empty()
            && !opened.contains(id.to_string().as_str())
    });
    articles.map(|(id, _)| id.clone()).collect()
}

fn guides(
    usage: &UsageStatistics,
    desk: &Desk,
    portal: &Portal,
    snapshot: &Snapshot,
) -> Vec<GuideLine> {
    let nobody = StepCounts::default();
    let line = |guide: &Guide| {
        let counts = usage.guides.get(&guide.id).unwrap_or(&nobody);
        let outcome = |outcome: &Outcome| {
            let subject = Subject::Guide {
                guide: guide.id.clone(),
                node: outcome.id.clone(),
            };
            let tally = desk.view().about(&subject).unwrap_or_default().tally;
            (outcome.title.clone(), counts.reached(&outcome.id), tally)
        };
        let outcomes = guide.outcomes.iter().map(outcome);
        let mut outcomes: Vec<_> = outcomes
            .filter(|(_, reached, tally)| *reached > 0 || *tally != Tally::default())
            .collect();
        outcomes.sort_by_key(|(_, reached, _)| -reached);
        GuideLine {
            about: SubjectLink::new(&Subject::guide(&guide.id), snapshot, &portal.paths),
            map: portal.paths.walks(&guide.id),
            begun: counts.begun(),
            outcomes,
        }
    };
    let mut guides: Vec<_> = snapshot.guides.iter().map(line).collect();
    guides.retain(|guide| guide.begun > 0 || !guide.outcomes.is_empty());
    guides.sort_by_key(|guide| -guide.begun);
    guides
}

/// What is unknown, as people write it.
fn name(what: &Unknown) -> String {
    match what {
        Unknown::Event(id, source) if source.is_empty() => format!("Event {id}"),
        Unknown::Event(id, source) => format!("Event {id}, {source}"),
        Unknown::Code(code) => code.clone(),
    }
}

/// The same as somebody would paste it.
fn pasted(what: &Unknown) -> String {
    match what {
        Unknown::Event(id, source) => format!("Event ID: {id}\nSource: {}", fold_source(source)),
        Unknown::Code(code) => code.clone(),
    }
}

fn searches(searches: &[VainSearch]) -> Vec<Vec<String>> {
    let lines = searches.iter().map(|search| {
        let instead: Vec<&str> = search.instead.iter().map(|(query, _)| &**query).collect();
        vec![
            search.query.clone(),
            search.count.to_string(),
            instead.join("; "),
        ]
    });
    with_head(&["search", "times", "changed into"], lines)
}

fn with_head(head: &[&str], lines: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let head = head.iter().map(|&name| name.to_owned()).collect();
    std::iter::once(head).chain(lines).collect()
}

/// Rows as comma-separated values. A spreadsheet must not take a text for a formula.
fn csv(rows: &[Vec<String>]) -> String {
    let field = |field: &String| {
        let guard = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            "'"
        } else {
            ""
        };
        format!("\"{guard}{}\"", field.replace('"', "\"\""))
    };
    let line = |row: &Vec<String>| row.iter().map(field).collect::<Vec<_>>().join(",");
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

impl Chart {
    fn new(range: DayRange, all: &[(i64, i64)], vain: &[(i64, i64)]) -> Self {
        let (first, last) = range.numbers();
        let on = |counts: &[(i64, i64)], day: i64| {
            let found = counts.iter().find(|(one, _)| *one == day);
            found.map_or(0, |(_, count)| *count)
        };
        let most = all.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let high = |count: i64| {
            let count = usize::try_from(count).unwrap_or(0);
            let height = (count * CHART).div_ceil(usize::try_from(most).unwrap_or(0).max(1));
            (CHART - height.min(CHART), height.min(CHART))
        };
        let bars = (first..=last).enumerate().map(|(at, number)| {
            let (all, vain) = (on(all, number), on(vain, number));
            Bar {
                x: at * CHART_DAY,
                all: high(all),
                vain: high(vain),
                title: format!(
                    "{}: {all}, of which {vain} found nothing",
                    day(number * DAY)
                ),
            }
        });
        let bars: Vec<Bar> = bars.collect();
        Self {
            width: bars.len() * CHART_DAY,
            height: CHART,
            bars,
            most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_field_and_no_formula() {
        let rows = [
            vec!["a \"b\", c".to_owned(), "=SUM(A1)".to_owned()],
            vec!["-1\n2".to_owned(), String::new()],
        ];
        assert_eq!(
            csv(&rows),
            "\"a \"\"b\"\", c\",\"'=SUM(A1)\"\r\n\"'-1\n2\",\"\"\r\n"
        );
    }
}
