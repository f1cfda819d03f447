//! Guides among the results: those that handle what the query mentions, and those whose title,
//! symptoms or steps match its words.

use super::{
    dedup::keep_first,
    guides::{GuideStart, for_query},
    knowledge::Knowledge,
};
use crate::{
    guide::{ExtraParameter, Guide, Node, Pairs},
    markup::{markdown, text},
    search::Results,
    snapshot::{GuideText, TextPlace},
};

/// The most guides that are shown.
const GUIDES: usize = 2;
/// If nothing else is found, this share of the query is enough.
const HALF: f32 = 0.5;

/// A guide that was found.
#[derive(Debug, Clone)]
pub struct GuideMatch<'a> {
    /// The guide.
    pub guide: &'a Guide,
    /// The answers that a walk starts with. If the query answers a question, that answer is chosen
    /// there.
    pub answers: Pairs,
    /// The step that matches, as plain text; empty if the guide as a whole does.
    pub step: String,
    /// The words of the guide that match; empty for its title and its claims.
    pub text: String,
    /// Why it was found.
    pub reason: GuideReason,
}

/// Why a guide was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuideReason {
    /// It claims an event or a code that the query mentions.
    Claim,
    /// By its title.
    Title,
    /// By one of its symptoms.
    Symptom,
    /// By an answer to one of its questions.
    Answer,
    /// By the text of a step.
    Step,
}

impl<'a> From<GuideStart<'a>> for GuideMatch<'a> {
    fn from(start: GuideStart<'a>) -> Self {
        Self {
            guide: start.guide,
            answers: start.answers(),
            step: String::new(),
            text: String::new(),
            reason: GuideReason::Claim,
        }
    }
}

/// The guides that a query leads to, the best first; typos are corrected as they were for its
/// `results`.
pub fn guide_matches<'a>(
    known: &Knowledge<'a>,
    query: &str,
    results: &Results,
) -> Vec<GuideMatch<'a>> {
    let corrected = results.corrected.as_ref();
    let words = corrected.map_or(query, |correction| &correction.query);
    let claiming = for_query(known, query).into_iter();
    let mut matches: Vec<GuideMatch<'a>> = claiming.map(GuideMatch::from).collect();
    matches.extend(by_words(known, words, 1.0));
    keep_best(&mut matches);
    matches
}

/// The guides that have about half of a query's words in one place.
pub(super) fn guides_with_some<'a>(known: &Knowledge<'a>, words: &str) -> Vec<GuideMatch<'a>> {
    let mut matches = by_words(known, words, HALF);
    keep_best(&mut matches);
    matches
}

fn keep_best(matches: &mut Vec<GuideMatch<'_>>) {
    keep_first(matches, |one| &one.guide.id);
    matches.truncate(GUIDES);
}

fn by_words<'a>(known: &Knowledge<'a>, words: &str, least: f32) -> Vec<GuideMatch<'a>> {
    let Knowledge {
        guide_texts, index, ..
    } = known;
    let found = index.passages(words, &guide_texts.passages, least, known.budget);
    let found = found.into_iter().filter_map(|found| {
        let text = guide_texts.texts.get(found.passage)?;
        Some(found_by_text(known.guides.get(text.guide)?, text))
    });
    found.collect()
}

/// A guide that was found by one of its texts.
fn found_by_text<'a>(guide: &'a Guide, found: &GuideText) -> GuideMatch<'a> {
    let (answers, step, reason) = match &found.place {
        TextPlace::Guide => (Pairs::new(), String::new(), GuideReason::Title),
        TextPlace::Symptom => (Pairs::new(), String::new(), GuideReason::Symptom),
        // The first question can be opened with an answer chosen; the person still confirms it.
        TextPlace::Answer(question, value) if *question == guide.start => {
            let chosen = (question.clone(), value.clone());
            let open = ExtraParameter::At.pair(guide, question.as_str());
            let name = name(guide, question);
            (Pairs::from([chosen, open]), name, GuideReason::Answer)
        }
        TextPlace::Answer(step, _) => (Pairs::new(), name(guide, step), GuideReason::Answer),
        TextPlace::Step(step) => (Pairs::new(), name(guide, step), GuideReason::Step),
    };
    GuideMatch {
        guide,
        answers,
        step,
        text: match found.place {
            TextPlace::Guide => String::new(),
            _ => found.text.clone(),
        },
        reason,
    }
}

/// The name of a step, as plain text.
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
