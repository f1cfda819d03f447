//! Why an article was found.

use super::words::Words;
use crate::search::{
    find::{Evidence, Match, Plan},
    index::Part,
    query::{Operator, Query, Word},
};

/// Why an article was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The query is its ID.
    Id,
    /// It mentions an event or a code that the query mentions.
    Evidence {
        /// The event or code.
        evidence: Evidence,
        /// Whether it is in a quoted record of an event log, rather than in running text.
        is_quoted: bool,
        /// The part that mentions it.
        part: Part,
    },
    /// Others cite it by a title similar to the query; this is the first such title.
    CitedAs(String),
    /// The part has the words exactly as typed.
    Phrase(Part),
    /// The part has the words near each other.
    Near(Part),
    /// It has all of several words.
    AllWords,
    /// It has only some of the query's different words, not counting words that say what it
    /// mentions exactly.
    SomeWords {
        /// The words that it has.
        had: Vec<String>,
        /// How many different words there are.
        of: usize,
    },
    /// The part has the only word.
    Word(Part),
    /// It fulfills an operator of a query that has nothing else.
    Operator(Operator),
    /// It has another name for some of the words.
    OtherName(String),
    /// It lacks these words, but has some that are related to them.
    Related(Vec<String>),
    /// It has corrected words of the query.
    Corrected {
        /// The words as typed.
        from: Vec<String>,
        /// The correction of each.
        to: Vec<String>,
    },
}

/// Why an article was found, the strongest reason first. `cited` is the first title by which others
/// cite it; `is_named` says whether the query is its ID.
pub fn reasons(
    found: &Match,
    plan: &Plan,
    query: &Query,
    words: &Words,
    cited: &str,
    is_named: bool,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if is_named {
        reasons.push(Reason::Id);
    }
    for (key, place) in &found.exact {
        let evidence = plan.key(*key).map(|key| &key.evidence);
        // An operator may ask for what the words name, too, and a code may have several readings.
        let is_new =
            |evidence: &&Evidence| !reasons.iter().any(|other| is_of(other, evidence, query));
        let evidence = evidence.filter(is_new).map(|evidence| Reason::Evidence {
            evidence: evidence.clone(),
            is_quoted: place.in_record,
            part: place.part,
        });
        reasons.extend(evidence);
    }
    let is_unit = |word: &Word| !word.written.chars().all(char::is_alphanumeric);
    let has_units = query.words.iter().any(is_unit);
    // For an event, its words being next to each other means no more than that it is mentioned.
    let only_mentions = !found.exact.is_empty() && words.had.is_empty() && words.missing.is_empty();
    match (found.phrase, found.near) {
        _ if only_mentions => {}
        (Some(Part::Cited), _) | (None, Some(Part::Cited)) => {
            reasons.push(Reason::CitedAs(cited.to_owned()));
        }
        // Words that are searched as one (`shut down`) may be written differently in the article.
        (Some(part), _) if has_units => reasons.push(Reason::Near(part)),
        (Some(part), _) => reasons.push(Reason::Phrase(part)),
        (None, Some(part)) => reasons.push(Reason::Near(part)),
        (None, None) => {}
    }
    // If the words are together in one place, that says that it has all of them.
    reasons.extend(share(plan, words).filter(|_| !is_named && found.phrase.is_none()));
    let has_word = reasons.is_empty() && found.alternatives.is_empty();
    if let (true, 1, Some(part)) = (has_word, plan.terms.len(), found.part) {
        reasons.push(Reason::Word(part));
    }
    if reasons.is_empty() {
        let conditions = plan.conditions.iter().cloned();
        reasons.extend(conditions.map(Reason::Operator));
    }
    let other_names = plan
        .other_names(found.alternatives.iter().copied())
        .into_iter();
    reasons.extend(other_names.map(Reason::OtherName));
    reasons
}

/// Whether a reason is that the article mentions this, or another reading of the same code.
fn is_of(reason: &Reason, evidence: &Evidence, query: &Query) -> bool {
    match (reason, evidence) {
        (Reason::Evidence { evidence: own, .. }, _) if own == evidence => true,
        (
            Reason::Evidence {
                evidence: Evidence::Code(own),
                ..
            },
            Evidence::Code(code),
        ) => query.codes.iter().any(|mention| {
            let readings = &mention.readings;
            readings.contains(own) && readings.contains(code)
        }),
        _ => false,
    }
}

/// The reason that says how many of several words it has.
fn share(plan: &Plan, words: &Words) -> Option<Reason> {
    if plan.terms.len() < 2 || words.had.is_empty() {
        return None;
    }
    Some(match words.missing.is_empty() {
        true => Reason::AllWords,
        false => Reason::SomeWords {
            had: words.had.clone(),
            of: words.had.len() + words.missing.len(),
        },
    })
}

/// The corrected words of `query` that an article has; `missing` are those that it lacks.
pub fn corrected(query: &Query, missing: &[String]) -> Option<Reason> {
    let corrected = query.words.iter().filter_map(|word| {
        let better = word.corrected.as_ref()?;
        Some((word.written.clone(), better.clone()))
    });
    let (from, to): (Vec<String>, Vec<String>) = corrected
        .filter(|(_, better)| !missing.contains(better))
        .unzip();
    (!from.is_empty()).then_some(Reason::Corrected { from, to })
}
