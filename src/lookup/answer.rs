//! What a results page shows besides the results: what the query mentions, guides for it, and what
//! to try if little was found.

use super::{
    guide_matches::{GuideMatch, guide_matches},
    knowledge::Knowledge,
    offers::{NoResults, Offer, OfferSearch},
    subjects::Subjects,
    topic::{self, Subject, Topic},
};
use crate::{
    evidence::ArticleId,
    search::{Filters, Hit, Results},
};

/// How many topics are shown with their articles; the others are links.
const OPEN: usize = 3;
/// How many of these may be events of a bare number.
const OPEN_EVENTS: usize = 2;
/// The most links to other topics.
const OTHERS: usize = 12;
/// A query of more words than this may be the text of an event or a message box.
const MESSAGE: usize = 8;

/// What a query leads to, besides its results.
#[derive(Debug, Default)]
pub struct Answer<'a> {
    /// The events, codes and articles that it names.
    pub card: Option<AnswerCard<'a>>,
    /// The guides that it leads to, except those on the card.
    pub guides: Vec<GuideMatch<'a>>,
    /// What to offer, if nothing was found.
    pub no_results: Option<NoResults<'a>>,
    /// The search without some words, if no article has all of them.
    pub without_words: Vec<Offer>,
    /// Whether the query may be a message rather than words.
    pub is_message: bool,
    /// Whether time ran out, so that a later request may find more.
    pub is_cut: bool,
}

/// Everything that a query may mean if it names little besides an event, a code or an article. All
/// readings of it are shown.
#[derive(Debug)]
pub struct AnswerCard<'a> {
    /// The most likely topics, with their articles.
    pub open: Vec<Topic<'a>>,
    /// Other topics, each with how many articles mention it.
    pub others: Vec<(Subject<'a>, usize)>,
    /// The event ID and how many sources have it, if not all are shown.
    pub all_sources: Option<(u32, usize)>,
    /// Other readings of the query, which no article mentions.
    pub unnamed: Vec<Subject<'a>>,
}

/// What a query with these results leads to. `as_typed` says that the words count exactly as typed.
pub fn answer<'a>(
    known: &Knowledge<'a>,
    query: &str,
    filters: Filters<'_>,
    as_typed: bool,
    results: &Results,
) -> Answer<'a> {
    let named = Subjects::of(query, known.atlas);
    let card = named.and_then(|named| card(known, &named, &results.hits));
    let mut guides = guide_matches(known, query, results);
    if let Some(card) = &card {
        guides.retain(|one| !card.has_guide(&one.guide.id));
    }
    let offers = OfferSearch::new(known, query, filters, as_typed, results);
    let is_message = query.split_whitespace().count() > MESSAGE;
    let is_empty = results.hits.is_empty();
    let mut no_results = is_empty.then(|| offers.no_results(card.is_some()));
    if let Some(no_results) = &mut no_results {
        let is_shown = |id: &str| guides.iter().any(|one| one.guide.id == id);
        no_results.guides.retain(|one| !is_shown(&one.guide.id));
    }
    let without_words = match has_no_complete_match(results) && !is_message {
        true => offers.without_words(),
        false => Vec::new(),
    };
    Answer {
        is_cut: offers.is_cut(),
        no_results,
        without_words,
        is_message,
        guides,
        card,
    }
}

/// Whether there are results, but none has all words.
pub fn has_no_complete_match(results: &Results) -> bool {
    let lacks_words = |hit: &Hit| !hit.missing.is_empty();
    results.complete_matches == Some(0) && results.hits.first().is_some_and(lacks_words)
}

/// The article that a query mentions and nothing else; a bare number that may also be an event or a
/// code does not count.
pub fn named_article(known: &Knowledge<'_>, query: &str) -> Option<ArticleId> {
    let id = known.library.named(query)?.clone();
    let named = Subjects::of(query, known.atlas).unwrap_or_default();
    let is_event = |id: &u32| !known.atlas.with_id(*id).is_empty();
    let mut codes = named.codes.iter();
    let is_other = named.events.iter().any(is_event)
        || codes.any(|code| !known.atlas.articles_by_code_key(&code.key()).is_empty());
    (!named.is_bare || !is_other).then_some(id)
}

/// The card for what a query mentions; `None` if nothing is known about it.
fn card<'a>(known: &Knowledge<'a>, named: &Subjects, hits: &[Hit]) -> Option<AnswerCard<'a>> {
    let mut unnamed = Vec::new();
    let events: Vec<(bool, Topic<'a>)> = (named.events.iter())
        .flat_map(|id| topic::events(known, *id, named, hits))
        .collect();
    let codes = topic::codes(known, named, hits, &mut unnamed);
    let id = named.article.as_ref();
    let article = id.and_then(|id| topic::article(known, id, named));
    if let Some(number) = named.number.filter(|_| events.is_empty()) {
        unnamed.insert(0, Subject::Event(number, topic::EventSource::Any));
    }
    let open_events = match codes.is_empty() && article.is_none() {
        true => OPEN,
        false => OPEN_EVENTS,
    };
    let (mut open, mut rest) = (Vec::new(), Vec::new());
    for (is_meant, topic) in events {
        let is_open = is_meant && open.len() < open_events;
        if is_open { &mut open } else { &mut rest }.push(topic);
    }
    for topic in codes.into_iter().chain(article) {
        let is_open = open.len() < OPEN;
        if is_open { &mut open } else { &mut rest }.push(topic);
    }
    if open.is_empty() {
        return None;
    }
    show_guides_once(&mut open);
    let others = rest.into_iter().take(OTHERS);
    Some(AnswerCard {
        open,
        others: others.map(|topic| (topic.subject, topic.total)).collect(),
        all_sources: all_sources(known, named),
        unnamed,
    })
}

/// Keeps each guide only with the first topic that has it.
fn show_guides_once(topics: &mut [Topic<'_>]) {
    let mut shown: Vec<&str> = Vec::new();
    for topic in topics {
        topic
            .guides
            .retain(|start| !shown.contains(&&*start.guide.id));
        shown.extend(topic.guides.iter().map(|start| &*start.guide.id));
    }
}

/// The event ID that a query mentions, if several sources have it.
fn all_sources(known: &Knowledge<'_>, named: &Subjects) -> Option<(u32, usize)> {
    let [id] = *named.events.as_slice() else {
        return None;
    };
    let all = known.atlas.with_id(id).into_iter();
    let sources = all.filter(|(source, _)| !source.fold.is_empty()).count();
    (sources > 1).then_some((id, sources))
}

impl AnswerCard<'_> {
    /// Whether the topic has this guide.
    fn has_guide(&self, id: &str) -> bool {
        let mut guides = self.open.iter().flat_map(|topic| &topic.guides);
        guides.any(|start| start.guide.id == id)
    }
}
