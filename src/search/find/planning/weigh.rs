//! Weighs the terms of a query.

use std::collections::{BTreeSet, HashMap};

use tantivy::schema::Field;

use crate::search::{
    find::{context::Context, plan::WeightedTerm, terms},
    index::{folded, form_of},
    query::Word,
};

/// The most terms that are examined for a word such as `migrat*`.
const MAX_BEGINNING: usize = 4_096;

/// How many of these, the most common ones, count as the word.
const MAX_OTHERS: usize = 48;

/// A term with its weight.
pub fn weighted(context: &Context<'_>, term: &str) -> WeightedTerm {
    weighted_by(context, term, frequency(context, term))
}

/// A term with its weight, together with the terms that count as it.
pub(super) fn weighted_with(context: &Context<'_>, term: &str, others: &[String]) -> WeightedTerm {
    if others.is_empty() {
        return weighted(context, term);
    }
    let others = others
        .iter()
        .map(|other| (frequency(context, other), other));
    let others = others.filter(|(frequency, _)| *frequency > 0);
    let (frequencies, others): (Vec<u32>, Vec<String>) = others
        .map(|(frequency, other)| (frequency, other.clone()))
        .unzip();
    let all = frequencies.into_iter().sum();
    WeightedTerm {
        others,
        ..weighted_by(
            context,
            term,
            in_any(context, frequency(context, term), all),
        )
    }
}

/// How many articles contain a term.
fn frequency(context: &Context<'_>, term: &str) -> u32 {
    terms::frequency(&context.reader.searcher, context.reader.fields.text, term)
}

/// How many articles contain any of several terms, estimated without reading the postings.
fn in_any(context: &Context<'_>, some: u32, others: u32) -> u32 {
    let articles = u32::try_from(context.reader.searcher.num_docs()).unwrap_or(u32::MAX);
    some.saturating_add(others).min(articles)
}

fn weighted_by(context: &Context<'_>, term: &str, frequency: u32) -> WeightedTerm {
    let count = frequency as f32;
    let articles = context.reader.searcher.num_docs() as f32;
    let idf = if count > 0.0 {
        (1.0 + (articles - count + 0.5).max(0.0) / (count + 0.5)).ln()
    } else {
        0.0
    };
    WeightedTerm {
        term: term.to_owned(),
        frequency,
        idf,
        others: Vec::new(),
    }
}

/// A word that stands for the most common words that begin with it. They are looked for among the
/// terms, and among words as written, whose terms may be shorter than the word.
pub(super) fn weighted_beginning(context: &mut Context<'_>, word: &Word) -> WeightedTerm {
    let beginning = folded(&word.written);
    let fields = context.reader.fields;
    let mut terms: BTreeSet<String> = commonest(context, fields.text, &beginning);
    for written in commonest(context, fields.spelling, &beginning) {
        terms.insert(context.tokenizer.term(&written).to_owned());
    }
    terms.remove(&word.term);
    let mut found: Vec<(u32, String)> = terms
        .into_iter()
        .map(|term| (frequency(context, &term), term))
        .filter(|(frequency, _)| *frequency > 0)
        .collect();
    found.sort_by(|(a, term), (b, other)| b.cmp(a).then_with(|| term.cmp(other)));
    found.truncate(MAX_OTHERS);
    let all = found.iter().map(|(frequency, _)| frequency).sum::<u32>();
    let in_any = in_any(context, frequency(context, &word.term), all);
    WeightedTerm {
        others: found.into_iter().map(|(_, term)| term).collect(),
        ..weighted_by(context, &word.term, in_any)
    }
}

/// The terms of a field with this beginning that are in the most articles.
fn commonest(context: &Context<'_>, field: Field, beginning: &str) -> BTreeSet<String> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    terms::each_term(
        context,
        field,
        beginning,
        MAX_BEGINNING,
        &mut |term, frequency| match counts.get_mut(term) {
            _ if form_of(term).is_some() => {}
            Some(count) => *count += frequency,
            None => drop(counts.insert(term.to_owned(), frequency)),
        },
    );
    let mut terms: Vec<(u32, String)> = counts
        .into_iter()
        .map(|(term, count)| (count, term))
        .collect();
    terms.sort_unstable_by(|(a, term), (b, other)| b.cmp(a).then_with(|| term.cmp(other)));
    terms
        .into_iter()
        .take(2 * MAX_OTHERS)
        .map(|(_, term)| term)
        .collect()
}
