//! Guides among the hits: those that take care of an event in the query, and those whose title, symptoms or steps say
//! what it says.

use std::collections::BTreeSet;

use super::super::{
    super::{SEARCH, portal::Portal},
    guides::for_query,
};
use crate::{
    guide::{AT, Guide, Node},
    markup::{markdown, text},
    search::Results,
    snapshot::{Place, Snapshot, StepText},
};

/// Guides that are shown at most.
const GUIDES: usize = 2;
/// Where nothing else is found, this part of what is asked for is enough.
const HALF: f32 = 0.5;

/// A guide found.
pub struct GuideHit {
    /// The guide's id.
    pub id: String,
    /// The guide's title.
    pub title: String,
    /// Link to where the walk begins: at a question that the query answers, with that answer chosen.
    pub href: String,
    /// The step that says what the query says; empty where it is the guide itself.
    pub step: String,
    /// The words of the guide that say it; empty for an event.
    pub text: String,
    /// Why it was found.
    pub why: &'static str,
}

/// The guides that a query leads to, the best first; slips are corrected as they were for its `results`.
pub fn guide_hits(
    snapshot: &Snapshot,
    portal: &Portal,
    query: &str,
    results: &Results,
) -> Vec<GuideHit> {
    let corrected = results.corrected.as_ref();
    let words = corrected.map_or(query, |correction| &correction.query);
    let mut hits: Vec<GuideHit> = for_query(snapshot, portal, query)
        .into_iter()
        .map(|link| GuideHit {
            id: link.id,
            title: link.title,
            href: link.href,
            step: String::new(),
            text: String::new(),
            why: "takes care of this",
        })
        .collect();
    hits.extend(by_words(snapshot, portal, words, 1.0));
    keep_first(&mut hits);
    hits
}

/// The guides that have about half of a query's words in one place.
pub fn guides_with_some(snapshot: &Snapshot, portal: &Portal, words: &str) -> Vec<GuideHit> {
    let mut hits = by_words(snapshot, portal, words, HALF);
    keep_first(&mut hits);
    hits
}

fn keep_first(hits: &mut Vec<GuideHit>) {
    let mut seen = BTreeSet::new();
    hits.retain(|hit| seen.insert(hit.id.clone()));
    hits.truncate(GUIDES);
}

fn by_words(snapshot: &Snapshot, portal: &Portal, words: &str, least: f32) -> Vec<GuideHit> {
    let (steps, index) = (&snapshot.steps, &snapshot.index);
    let found = index.passages(words, &steps.passages, least, SEARCH);
    found
        .into_iter()
        .filter_map(|found| {
            let text = steps.texts.get(found.passage)?;
            Some(hit(snapshot.guides.get(text.guide)?, text, portal))
        })
        .collect()
}

fn hit(guide: &Guide, found: &StepText, portal: &Portal) -> GuideHit {
    let paths = &portal.paths;
    let (href, step, why) = match &found.place {
        Place::Guide => (paths.guide(&guide.id), String::new(), "its title"),
        Place::Symptom => (paths.guide(&guide.id), String::new(), "a symptom it is for"),
        // The first question can be opened with an answer chosen; the person still confirms it.
        Place::Answer(question, value) if *question == guide.start => {
            let chosen = (question.clone(), value.clone());
            let open = (AT.to_owned(), question.clone());
            let href = paths.walk(&guide.id, &[chosen, open]);
            (href, name(guide, question), "an answer in it")
        }
        Place::Answer(step, _) => (paths.guide(&guide.id), name(guide, step), "an answer in it"),
        Place::Step(step) => (paths.guide(&guide.id), name(guide, step), "a step of it"),
    };
    GuideHit {
        id: guide.id.clone(),
        title: guide.title.clone(),
        href,
        step,
        text: match found.place {
            Place::Guide => String::new(),
            _ => found.text.clone(),
        },
        why,
    }
}

/// What a step is called, plain.
fn name(guide: &Guide, step: &str) -> String {
    let written = match guide.node(step) {
        Some(Node::Question(question)) => question.label(),
        Some(Node::Sheet(sheet)) => &sheet.ask,
        Some(Node::Action(action)) => &action.title,
        Some(Node::Outcome(outcome)) => &outcome.title,
        None => step,
    };
    text::write(&markdown::read(written).0)
}
