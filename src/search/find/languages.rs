//! Prefers articles in the languages of the query's words. In another language, a stem may be the
//! same by chance: German `Liste` and English `lists` have the same one.

use std::collections::BTreeSet;

use tantivy::DocAddress;

use super::{
    context::Context,
    plan::Plan,
    rank::{Ranked, in_order},
    spelling::{Vocabulary, plain},
    terms::frequency,
};
use crate::{
    language::Language,
    search::{index::IndexReader, query::Query},
};

/// The share of its score that an article keeps in a language in which hardly anybody writes a word
/// of the query.
const FOREIGN: f32 = 0.8;

/// A word is foreign to a language if the share of articles that have it is this many times smaller
/// than in the language with the largest share: articles quote words of other languages.
const RARER: f32 = 10.0;

/// A word of the query.
struct TypedWord {
    information: f32,
    /// The languages to which it is not foreign.
    languages: BTreeSet<Language>,
}

/// Reorders the articles: those in a language to which the query's words, as typed, are foreign
/// move back.
pub(super) fn prefer_typed(
    context: &Context<'_>,
    query: &Query,
    plan: &Plan,
    ranked: &mut [Ranked],
) {
    if context.reader.languages.len() < 2 {
        return;
    }
    let words = typed_words(context, query, plan);
    let information = plan.words.iter().filter_map(|term| plan.terms.get(*term));
    let information: f32 = information.map(|term| term.idf).sum();
    if words.is_empty() || information <= 0.0 {
        return;
    }
    for (address, found) in ranked.iter_mut() {
        let Some(language) = language_of(context, *address) else {
            continue;
        };
        let foreign = words
            .iter()
            .filter(|word| !word.languages.contains(&language));
        let foreign: f32 = foreign.map(|word| word.information).sum();
        found.score *= 1.0 - (1.0 - FOREIGN) * foreign / information;
    }
    in_order(ranked);
}

/// The words of the query that articles have as typed, and that are foreign to some language.
fn typed_words(context: &Context<'_>, query: &Query, plan: &Plan) -> Vec<TypedWord> {
    let vocabulary = Vocabulary::of_every_language(context);
    let IndexReader {
        searcher, fields, ..
    } = context.reader;
    let articles = |language: Language| frequency(searcher, fields.language, language.tag());
    let languages_of = |plain: &str| -> BTreeSet<Language> {
        let shares = vocabulary.counts(plain).into_iter();
        let shares = shares.map(|(language, count)| {
            let share = count as f32 / articles(language).max(1) as f32;
            (language, share)
        });
        let shares: Vec<(Language, f32)> = shares.collect();
        let most = shares.iter().map(|(_, share)| *share).fold(0.0, f32::max);
        let own = shares.into_iter();
        let own = own.filter(|(_, share)| *share > 0.0 && share * RARER >= most);
        own.map(|(language, _)| language).collect()
    };
    let words = plan.words.iter().enumerate().filter_map(|(at, term)| {
        let languages = languages_of(&plain(query, at)?);
        let is_of_some = (1..context.reader.languages.len()).contains(&languages.len());
        is_of_some.then_some(TypedWord {
            information: plan.terms.get(*term)?.idf,
            languages,
        })
    });
    words.collect()
}

fn language_of(context: &Context<'_>, address: DocAddress) -> Option<Language> {
    let labels = context.reader.labels.get(address.segment_ord as usize)?;
    Language::of_tag(labels.language.first(address.doc_id)?)
}
