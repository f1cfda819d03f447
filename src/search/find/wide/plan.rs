//! What each word of a query is worth in the wide search, and which words are related to it.

use super::related::related;
use crate::search::find::{
    context::Context,
    plan::{Plan, WeightedTerm},
    planning::weighted,
    rank::ALTERNATIVE,
    terms::frequency,
};

/// A related word counts this much, times how alike it is, of the word itself.
const RELATED: f32 = 0.5;

/// A word of less information has no related words: what is related to `when` says nothing.
const TELLING: f32 = 1.5;

/// The most related words of all words together.
const MAX_RELATED: usize = 40;

/// The part of the articles that have a word that have it in the title, too, from which on the word
/// counts whole.
const TITLE_SHARE: f32 = 0.1;

/// Articles that are added to those that have a word, and as many of that share to its titles: few
/// articles say little of a word.
const ASSUMED: f32 = 20.0;

/// A word counts this much at least.
const LEAST_WORTH: f32 = 0.1;

/// A query made ready for the wide search.
pub struct WidePlan {
    /// The terms of the query in the order of [`Plan::terms`].
    pub words: Vec<WideWord>,
    /// What all of them are worth.
    pub total: f32,
}

/// A term of a query.
pub struct WideWord {
    /// The term.
    pub term: WeightedTerm,
    /// What it is worth.
    pub worth: f32,
    /// Related terms, each with the part of its worth that they count.
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

/// The other names of a term that are one word.
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

/// How well a term shows what an article is about, up to 1: the more often it is in titles.
fn topicality(context: &Context<'_>, term: &WeightedTerm) -> f32 {
    let reader = context.reader;
    let titles = term.terms();
    let titles = titles.map(|term| frequency(&reader.searcher, reader.fields.title, term));
    let titles = titles.sum::<u32>() as f32;
    let share = (titles + ASSUMED * TITLE_SHARE) / (term.frequency as f32 + ASSUMED);
    (share / TITLE_SHARE).clamp(LEAST_WORTH, 1.0)
}
