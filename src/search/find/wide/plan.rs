//! The worth of each word of a query in the wide search, and its related words.

use super::related::related;
use crate::search::find::{
    context::Context,
    plan::{Plan, WeightedTerm},
    planning::weighted,
    rank::ALTERNATIVE,
    terms::frequency,
};

/// The share of the word's own worth that a related word counts, times their likeness.
const RELATED: f32 = 0.5;

/// A word with less information has no related words: words related to `when` say nothing.
const TELLING: f32 = 1.5;

/// At most so many related words are added to all words of a query together.
const MAX_RELATED: usize = 40;

/// A word counts fully if at least this share of the articles that have it also have it in the
/// title.
const TITLE_SHARE: f32 = 0.1;

/// Articles that are added to those that have a word, with the same share of them having it in the
/// title: a few articles alone say little about a word.
const ASSUMED: f32 = 20.0;

/// The least that a word counts.
const LEAST_WORTH: f32 = 0.1;

/// A query prepared for the wide search.
pub struct WidePlan {
    /// The terms of the query in the order of [`Plan::terms`].
    pub words: Vec<WideWord>,
    /// The worth of all of them.
    pub total: f32,
}

/// A term of a query.
pub struct WideWord {
    /// The term.
    pub term: WeightedTerm,
    /// Its worth.
    pub worth: f32,
    /// Related terms, each with its share of that worth.
    pub related: Vec<(WeightedTerm, f32)>,
}

impl WidePlan {
    /// Weighs the terms of a query and adds related ones.
    pub(super) fn of(context: &Context<'_>, plan: &Plan) -> Self {
        let most = MAX_RELATED / plan.terms.len().max(1);
        let is_own = |stem: &str| plan.terms.iter().any(|own| own.term == stem);
        let words = plan.terms.iter().enumerate().map(|(number, term)| {
            let others = related(&term.term).filter(|(stem, _)| !is_own(stem));
            let others = others.filter(|_| term.idf >= TELLING);
            let others =
                others.map(|(stem, likeness)| (weighted(context, stem), RELATED * likeness));
            WideWord {
                worth: term.idf * topicality(context, term),
                term: term.clone(),
                related: other_names(plan, number)
                    .chain(others)
                    .filter(|(term, _)| term.frequency > 0)
                    .take(most)
                    .collect(),
            }
        });
        let words: Vec<WideWord> = words.collect();
        let total: f32 = words.iter().map(|word| word.worth).sum();
        Self {
            words,
            total: total.max(f32::MIN_POSITIVE),
        }
    }
}

/// The other names of a term that are single words.
fn other_names(plan: &Plan, term: usize) -> impl Iterator<Item = (WeightedTerm, f32)> {
    let names = plan.alternatives.iter().filter(move |other| {
        let words = plan.words.get(other.words.clone());
        words == Some(&[term])
    });
    names.filter_map(|other| match other.terms.as_slice() {
        [only] => Some((only.clone(), ALTERNATIVE)),
        _ => None,
    })
}

/// How well a term shows what an article is about, up to 1: higher the more often it is in titles.
fn topicality(context: &Context<'_>, term: &WeightedTerm) -> f32 {
    let reader = context.reader;
    let titles = term.terms();
    let titles =
        titles.map(|term| frequency(&reader.searcher, reader.fields.titles_and_keywords, term));
    let titles = titles.sum::<u32>() as f32;
    let share = (titles + ASSUMED * TITLE_SHARE) / (term.frequency as f32 + ASSUMED);
    (share / TITLE_SHARE).clamp(LEAST_WORTH, 1.0)
}
