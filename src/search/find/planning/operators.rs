//! What operators require of an article's text: the events and codes that it must mention, and in
//! which sections.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    sources::{MAX_SOURCES, source_fit},
    weigh::weighted,
};
use crate::{
    article::Role,
    search::{
        find::{
            context::Context,
            plan::{CODE_WEIGHT, EVENT_WEIGHT, Evidence, Exact, Key, Plan},
            terms::each_term,
        },
        index::keys,
        query::{Condition, Operator, Query, readings, source_words},
    },
};

/// The most events that are looked for if a query gives sources but no IDs.
const MAX_EVENTS: usize = 1024;

/// Adds the events and codes that operators require, and the words that snippets show for
/// them.
pub(super) fn add_operators(context: &Context<'_>, query: &Query, plan: &mut Plan) {
    let included = |operator: &&Operator| !operator.excludes;
    let operators = || query.operators.iter().filter(included);
    plan.conditions = operators().cloned().collect();
    if let Some(keys) = event_keys(context, query, false) {
        plan.exact.push(Exact {
            keys,
            weight: EVENT_WEIGHT,
            is_required: true,
        });
    }
    if let Some(keys) = code_keys(query, false) {
        plan.exact.push(Exact {
            keys,
            weight: CODE_WEIGHT,
            is_required: true,
        });
    }
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for operator in operators() {
        match &operator.condition {
            Condition::Event(id) => shown.extend([id.to_string()]),
            Condition::Source(source) => {
                shown.extend(source_words(source).map(|(word, _)| word));
            }
            Condition::Code(code) => {
                let readings = readings(code);
                let spellings = readings.iter().flat_map(|code| code.spellings());
                let words = spellings.flat_map(|spelling| last_word(&spelling));
                shown.extend(words);
            }
            _ => {}
        }
    }
    plan.shown = shown.iter().map(|term| weighted(context, term)).collect();
}

/// The index keys of the events and codes that operators exclude.
pub fn excluded_keys(context: &Context<'_>, query: &Query) -> Vec<String> {
    let events = event_keys(context, query, true);
    let keys = events.into_iter().chain(code_keys(query, true)).flatten();
    keys.map(|key| key.term).collect()
}

/// The index keys of the events that operators require or exclude, by ID, by source or by both;
/// `None` if no operator is about events.
fn event_keys(context: &Context<'_>, query: &Query, excludes: bool) -> Option<Vec<Key>> {
    let operators = query.operators.iter();
    let ids = operators.filter(|operator| operator.excludes == excludes);
    let ids = ids.filter_map(|operator| match operator.condition {
        Condition::Event(id) => Some(id),
        _ => None,
    });
    let ids: BTreeSet<u32> = ids.collect();
    let sources: Vec<&str> = sources_of(query, excludes).collect();
    if sources.is_empty() {
        let of_any_source = |id: &u32| Key {
            term: keys::event(*id),
            fit: 1.0,
            evidence: Evidence::Event {
                id: *id,
                source: None,
            },
        };
        return (!ids.is_empty()).then(|| ids.iter().map(of_any_source).collect());
    }
    let words: Vec<Vec<(String, &str)>> = sources
        .iter()
        .map(|source| source_words(source).collect())
        .collect();
    let mut found: BTreeMap<String, Key> = BTreeMap::new();
    let mut add = |key: &str, _| {
        let Some((id, source)) = keys::event_and_source(key) else {
            return;
        };
        let Ok(id) = id.parse() else { return };
        for (words, written) in words.iter().zip(&sources) {
            let better = |fit| found.get(key).is_none_or(|other| other.fit < fit);
            if let Some((fit, found_words)) = source_fit(source, words)
                && found_words.len() == words.len()
                && better(fit)
            {
                found.insert(
                    key.to_owned(),
                    Key {
                        term: key.to_owned(),
                        fit,
                        evidence: Evidence::Event {
                            id,
                            source: Some((*written).to_owned()),
                        },
                    },
                );
            }
        }
    };
    let fields = context.reader.fields;
    for id in &ids {
        let of_id = keys::event_of(*id, "");
        each_term(context, fields.evidence, &of_id, MAX_SOURCES, &mut add);
    }
    if ids.is_empty() {
        each_term(context, fields.evidence, keys::EVENT, usize::MAX, &mut add);
    }
    let mut found: Vec<Key> = found.into_values().collect();
    found.sort_by(|a, b| b.fit.total_cmp(&a.fit).then_with(|| a.term.cmp(&b.term)));
    // Exclusions aren't truncated, or articles would appear that should be left out.
    if !excludes {
        found.truncate(MAX_EVENTS);
    }
    Some(found)
}

/// The event sources that operators require or exclude.
pub(super) fn sources_of(query: &Query, excludes: bool) -> impl Iterator<Item = &str> {
    let operators = query.operators.iter();
    let operators = operators.filter(move |operator| operator.excludes == excludes);
    operators.filter_map(|operator| match &operator.condition {
        Condition::Source(source) => Some(source.as_str()),
        _ => None,
    })
}

/// The index keys of the codes that operators require or exclude, in all their readings; `None` if
/// no operator is about codes.
fn code_keys(query: &Query, excludes: bool) -> Option<Vec<Key>> {
    let mut keys: Option<Vec<Key>> = None;
    let operators = query.operators.iter();
    for operator in operators.filter(|operator| operator.excludes == excludes) {
        let Condition::Code(code) = &operator.condition else {
            continue;
        };
        let readings = readings(code);
        let readings = readings.iter().enumerate();
        keys.get_or_insert_default()
            .extend(readings.map(|(at, code)| Key {
                term: keys::code(code),
                fit: 1.0 / (1.0 + at as f32),
                evidence: Evidence::Code(code.clone()),
            }));
    }
    keys
}

/// The roles of the sections to search: those that operators ask for, narrowed by the filter.
pub(super) fn sections(query: &Query, filter: Option<Role>) -> Option<Vec<Role>> {
    let named = query
        .operators
        .iter()
        .filter_map(|operator| match operator.condition {
            Condition::Section(role) => Some(role),
            _ => None,
        });
    let named: Vec<Role> = named.collect();
    let is_named = |role: &Role| named.is_empty() || named.contains(role);
    match filter {
        Some(role) => Some(Some(role).into_iter().filter(is_named).collect()),
        None => (!named.is_empty()).then_some(named),
    }
}

/// The last word of a code's spelling as it is indexed, which is the code itself (`0x0000001e` in
/// `STOP 0x0000001E`).
fn last_word(spelling: &str) -> Option<String> {
    let word = spelling
        .rsplit(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())?;
    Some(word.to_lowercase())
}
