//! The event atlas: sources, the events of a source, one event with what the articles quote of it.

mod missing;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    atlas::{AtlasEvent, Source},
    evidence::{fold_source, shown_id},
    lookup::claiming,
    snapshot::Snapshot,
    web::{
        fault::Fault,
        limits::SEARCH,
        links::EventLink,
        page::{Layout, render},
        pages::guides::GuideLink,
        portal::Portal,
        rows::ArticleRow,
        sections::section_name,
        turn::Turn,
    },
};

/// Sources named above the list of all.
const BUSIEST: usize = 12;
/// Articles of an event where it is one of many on a page.
const FEW: usize = 5;
/// A message in a list is cut here, in characters.
const SHORT_MESSAGE: usize = 140;
#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    layout: Layout<'a>,
    busiest: Vec<SourceRow>,
    letters: Vec<Letter>,
    total: usize,
}

/// The sources whose names begin alike.
struct Letter {
    /// In upper case; `#` for names that begin with a digit or a sign.
    initial: char,
    /// The id of its heading.
    anchor: String,
    sources: Vec<SourceRow>,
}

#[derive(Clone)]
struct SourceRow {
    name: String,
    href: String,
    events: usize,
    articles: usize,
}

#[derive(Template)]
#[template(path = "events_with_id.html")]
struct WithIdPage<'a> {
    layout: Layout<'a>,
    id: u32,
    /// How many of the events have a named source.
    named: usize,
    events: Vec<EventView>,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage<'a> {
    layout: Layout<'a>,
    source: &'a Source,
    events: Vec<EventRow>,
}

/// An event in the list of its source.
struct EventRow {
    id: u32,
    href: String,
    articles: usize,
    has_guide: bool,
    /// The beginning of a message that an article quotes.
    message: String,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage<'a> {
    layout: Layout<'a>,
    event: EventView,
    others: Vec<EventLink>,
}

/// An event as the pages show it.
pub struct EventView {
    /// Its name and link.
    pub link: EventLink,
    /// What articles quote of it.
    pub quotes: Vec<QuoteView>,
    /// How many more articles its own page has.
    pub more: usize,
    /// Guides that claim it, with the event already known.
    pub guides: Vec<GuideLink>,
}

/// What one article says of an event.
pub struct QuoteView {
    /// The article.
    pub article: ArticleRow,
    /// The section that quotes it; empty where the article has no sections.
    pub section: String,
    /// The message text it quotes.
    pub description: String,
}

impl EventView {
    /// The view of an event of a source.
    pub fn new(source: &Source, event: &AtlasEvent, snapshot: &Snapshot, portal: &Portal) -> Self {
        let mut quotes: Vec<QuoteView> = Vec::new();
        for quote in &event.quotes {
            let description = quote.description.clone().unwrap_or_default();
            match quotes
                .iter_mut()
                .find(|one| one.article.id == quote.article)
            {
                Some(known) if known.description.is_empty() => known.description = description,
                Some(_) => {}
                None => quotes.push(QuoteView {
                    article: ArticleRow::new(&quote.article, snapshot, &portal.paths),
                    section: section_name(quote.role),
                    description,
                }),
            }
        }
        Self {
            link: EventLink {
                source: source.name.clone(),
                id: event.id,
                href: event_address(portal, source, event.id),
            },
            quotes,
            more: 0,
            guides: GuideLink::all(
                &claiming(&snapshot.knowledge(SEARCH), &source.fold, event.id),
                &portal.paths,
            ),
        }
    }
}

impl EventView {
    /// The same with few of its articles.
    fn in_short(mut self) -> Self {
        self.more = self.quotes.len().saturating_sub(FEW);
        self.quotes.truncate(FEW);
        self
    }
}

/// `/events?id=`
#[derive(Debug, Deserialize)]
pub struct WithId {
    /// An event ID, as typed.
    id: Option<String>,
}

/// `GET /events`, `GET /events?id=68`
pub async fn list(turn: Turn, Query(with): Query<WithId>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    if let Some(id) = with
        .id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty())
    {
        let id = parse_id(id)?;
        turn.skip_known()?;
        let events: Vec<EventView> = snapshot
            .atlas
            .with_id(id)
            .into_iter()
            .map(|(source, event)| {
                turn.budget.check()?;
                let view = EventView::new(source, event, snapshot, portal);
                // Events without a source have no other page.
                Ok(if source.fold.is_empty() {
                    view
                } else {
                    view.in_short()
                })
            })
            .collect::<Result<_, Fault>>()?;
        let title = format!("Event {id}");
        let layout = portal.layout(&title).with_query(&format!("event {id}"));
        return Ok(render(&WithIdPage {
            layout,
            id,
            named: events
                .iter()
                .filter(|event| !event.link.source.is_empty())
                .count(),
            events,
        }));
    }
    turn.skip_known()?;
    let mut sources: Vec<SourceRow> = snapshot
        .atlas
        .sources()
        .map(|source| SourceRow {
            name: source.name.clone(),
            href: portal.paths.source(&source.fold),
            events: source.events,
            articles: source.articles,
        })
        .collect();
    sources.sort_by_key(|source| source.name.to_lowercase());
    let mut busiest = sources.clone();
    busiest.sort_by_key(|source| std::cmp::Reverse(source.articles));
    busiest.truncate(BUSIEST);
    Ok(render(&SourcesPage {
        layout: portal.layout("Events"),
        busiest,
        total: sources.len(),
        letters: by_letter(sources),
    }))
}

/// Sources in the order of their names, under their initials; those without a letter come first.
fn by_letter(sources: Vec<SourceRow>) -> Vec<Letter> {
    let mut letters: BTreeMap<char, Vec<SourceRow>> = BTreeMap::new();
    for source in sources {
        let first = source.name.chars().find(|c| c.is_alphanumeric());
        let initial = first
            .filter(|c| c.is_alphabetic())
            .and_then(|c| c.to_uppercase().next());
        letters
            .entry(initial.unwrap_or('#'))
            .or_default()
            .push(source);
    }
    letters
        .into_iter()
        .map(|(initial, sources)| Letter {
            initial,
            anchor: match initial {
                '#' => "sources-other".to_owned(),
                letter => format!("sources-{}", letter.to_lowercase()),
            },
            sources,
        })
        .collect()
}

/// `GET /events/{source}`
pub async fn show_source(turn: Turn, Path(name): Path<String>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let fold = fold_source(&name);
    let Some(source) = snapshot
        .atlas
        .source(&fold)
        .filter(|source| !source.fold.is_empty())
    else {
        return Err(Fault::not_found(format!(
            "No article names an event source “{name}”."
        )));
    };
    if source.fold != name {
        return Ok(lead(&fold, source, &portal.paths.source(&source.fold)));
    }
    turn.skip_known()?;
    let events = snapshot
        .atlas
        .events_of(&source.fold)
        .map(|event| {
            let articles: BTreeSet<_> = event.quotes.iter().map(|quote| &quote.article).collect();
            let message = event
                .quotes
                .iter()
                .find_map(|quote| quote.description.as_deref());
            EventRow {
                id: event.id,
                href: portal.paths.event(&source.fold, event.id),
                articles: articles.len(),
                has_guide: !claiming(&snapshot.knowledge(SEARCH), &source.fold, event.id)
                    .is_empty(),
                message: beginning(message.unwrap_or_default()),
            }
        })
        .collect();
    let page = SourcePage {
        layout: portal.layout(&source.name).with_query(&source.name),
        source,
        events,
    };
    Ok(render(&page))
}

/// The beginning of a message, to the end of a word.
pub fn beginning(message: &str) -> String {
    let Some((end, _)) = message.char_indices().nth(SHORT_MESSAGE) else {
        return message.to_owned();
    };
    let head = message.get(..end).unwrap_or_default();
    let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{head} …")
}

/// `GET /events/{source}/{id}`
pub async fn show(turn: Turn, Path((name, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let id = parse_id(&id)?;
    let fold = fold_source(&name);
    let found = snapshot
        .atlas
        .source(&fold)
        .zip(snapshot.atlas.event(&fold, id));
    let Some((source, event)) = found else {
        return Ok(missing::show(portal, snapshot, &name, id));
    };
    if source.fold != name {
        let address = event_address(portal, source, id);
        return Ok(lead(&fold, source, &address));
    }
    turn.skip_known()?;
    let others = of_other_sources(portal, snapshot, &source.fold, id);
    let title = format!("Event {id} of {}", source.name);
    let layout = portal
        .layout(&title)
        .with_query(&format!("event {id} {}", source.name));
    Ok(render(&EventPage {
        layout,
        event: EventView::new(source, event, snapshot, portal),
        others,
    }))
}

/// Leads from another name of a source, folded, to what has its own name. The spellings of a name stay the same; which source
/// a slip means follows from the articles, and is not to be remembered.
fn lead(fold: &str, source: &Source, address: &str) -> Response {
    let redirect = if source.fold == fold {
        Redirect::permanent(address)
    } else {
        Redirect::to(address)
    };
    redirect.into_response()
}

/// The address of an event's page; the events without a source have that of their ID.
fn event_address(portal: &Portal, source: &Source, id: u32) -> String {
    if source.fold.is_empty() {
        portal.paths.events_with_id(id)
    } else {
        portal.paths.event(&source.fold, id)
    }
}

/// The event of this ID of the other sources.
fn of_other_sources(portal: &Portal, snapshot: &Snapshot, fold: &str, id: u32) -> Vec<EventLink> {
    let others = snapshot.atlas.with_id(id).into_iter();
    others
        .filter(|(other, _)| other.fold != fold && !other.fold.is_empty())
        .map(|(other, _)| EventLink {
            source: other.name.clone(),
            id,
            href: portal.paths.event(&other.fold, id),
        })
        .collect()
}

/// Reads an event ID, or the whole identifier that programs hold.
fn parse_id(text: &str) -> Result<u32, Fault> {
    let identifier: Option<u64> = text.parse().ok();
    identifier
        .and_then(shown_id)
        .ok_or_else(|| Fault::bad_request("An event ID is a number, such as 68."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_stand_under_their_initials() {
        let row = |name: &str| SourceRow {
            name: name.to_owned(),
            href: String::new(),
            events: 1,
            articles: 1,
        };
        let letters = by_letter(
            ["8042prt", "<msfile>", "cirrus", "ClusSvc"]
                .map(row)
                .to_vec(),
        );
        let shown: Vec<_> = letters
            .iter()
            .map(|letter| (letter.anchor.as_str(), letter.sources.len()))
            .collect();
        assert_eq!(
            shown,
            [("sources-other", 1), ("sources-c", 2), ("sources-m", 1)]
        );
    }

    #[test]
    fn a_long_message_is_cut_between_words() {
        let long = "word ".repeat(60);
        let cut = beginning(&long);
        assert!(
            cut.ends_with("word …") && cut.chars().count() <= SHORT_MESSAGE + 2,
            "{cut}"
        );
        assert_eq!(beginning("short"), "short");
    }
}
