//! Prepares a query for ranking: weighs its words, and finds the keys of what it names.

use super::{
    operators, sources,
    weigh::{weighted, weighted_beginning, weighted_with},
};
use crate::search::{
    find::{
        context::Context,
        plan::{Alternative, CODE_WEIGHT, EVENT_WEIGHT, Evidence, Exact, Key, Plan, WeightedTerm},
        spelling::compounds,
    },
    index::keys,
    query::{Query, Request, source_words},
};

/// The query with the weights of its terms and the keys of what it mentions.
pub fn plan(context: &mut Context<'_>, query: &Query, request: &Request<'_>) -> Plan {
    let mut plan = Plan {
        phrases: query.phrases.clone(),
        sections: operators::sections(query, request.filters.section),
        ..Plan::default()
    };
    operators::add_operators(context, query, &mut plan);
    for word in &query.words {
        let mut term = match word.is_prefix {
            true => weighted_beginning(context, word),
            false => weighted_with(context, &word.term, &word.others),
        };
        if term.idf == 0.0 {
            let parts = word.parts.iter().map(|part| weighted(context, part));
            term = parts.max_by(|a, b| a.idf.total_cmp(&b.idf)).unwrap_or(term);
        }
        let is_it = |other: &WeightedTerm| other.term == term.term && other.others == term.others;
        let known = plan.terms.iter().position(is_it);
        plan.words.push(known.unwrap_or(plan.terms.len()));
        if known.is_none() {
            plan.terms.push(term);
        }
    }
    if !request.as_typed {
        add_alternatives(context, query, &mut plan);
    }
    for (_, name) in &query.names {
        let name = weighted(context, name);
        if name.idf > 0.0 && !plan.names.iter().any(|other| other.term == name.term) {
            plan.names.push(name);
        }
    }
    let named: Vec<&str> = operators::sources_of(query, false).collect();
    let sources = match named.is_empty() {
        true => query.source_words(),
        false => named.into_iter().flat_map(source_words).collect(),
    };
    for number in &query.numbers {
        let is_number = |word: &(String, &str)| word.0.parse() == Ok(number.value);
        let names: Vec<_> = sources
            .iter()
            .filter(|word| !is_number(word))
            .cloned()
            .collect();
        let mut keys = sources::event_keys(context, number, &names);
        if keys.is_empty() && !number.is_labeled {
            continue;
        }
        keys.push(Key {
            term: keys::event(number.value),
            fit: 0.45,
            evidence: Evidence::Event {
                id: number.value,
                source: None,
            },
        });
        plan.exact.push(Exact {
            keys,
            weight: EVENT_WEIGHT,
            is_required: false,
        });
    }
    for (at, code) in query.code_readings().enumerate() {
        let key = Key {
            term: keys::code(code),
            fit: 1.0 / (1.0 + at as f32),
            evidence: Evidence::Code(code.clone()),
        };
        plan.exact.push(Exact {
            keys: vec![key],
            weight: CODE_WEIGHT,
            is_required: false,
        });
    }
    plan
}

/// Adds the synonyms of the query's words. The highest weight among the terms of a synonym is
/// divided by the number of words that it replaces: words that no article has get this weight.
fn add_alternatives(context: &mut Context<'_>, query: &Query, plan: &mut Plan) {
    let synonyms = context.synonyms.alternatives(query).into_iter();
    let compounds = compounds(context, query);
    for other in synonyms.chain(compounds) {
        let terms: Vec<WeightedTerm> = other
            .terms
            .iter()
            .map(|term| weighted_with(context, &term.main, &term.others))
            .collect();
        if terms.iter().any(|term| term.frequency == 0) {
            continue;
        }
        let most = terms.iter().map(|term| term.idf).fold(0.0, f32::max);
        let words = plan.words.get(other.words.clone()).unwrap_or_default();
        for number in words {
            if let Some(term) = plan.terms.get_mut(*number).filter(|term| term.idf == 0.0) {
                term.idf = most / words.len().max(1) as f32;
            }
        }
        plan.alternatives.push(Alternative {
            words: other.words,
            terms,
            text: other.text,
        });
    }
}
