//! Why an article was found.

use crate::search::{
    find::{Evidence, Match, Plan},
    index::Part,
    query::{Operator, Query},
};

/// An article that has less of the query's information has only some of its words.
const MOST: f32 = 0.6;

/// Why an article was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The query is its id.
    Id,
    /// It mentions an event or a code that the query mentions.
    Evidence {
        /// What it names.
        evidence: Evidence,
        /// Whether a quoted record of an event log has it there, rather than running text.
        is_quoted: bool,
        /// Where.
        part: Part,
    },
    /// Others cite it by a title like the query; the first title by which they do.
    CitedAs(String),
    /// The part has the words exactly as typed.
    Phrase(Part),
    /// The part has the words near one another.
    Near(Part),
    /// How many of several words it has.
    Words(Share),
    /// The part has the one word.
    Word(Part),
    /// It fulfils an operator of a query that says nothing else.
    Operator(Operator),
    /// It has another name for some of the words.
    OtherName(String),
    /// It has words that were taken for what was meant.
    Corrected {
        /// The words as typed.
        from: Vec<String>,
        /// What was looked for instead of each.
        to: Vec<String>,
    },
}

/// How many of the query's words an article has, each counted for what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// Those that say most.
    Most,
    /// Fewer.
    Some,
}

/// Why an article was found, the strongest reason first. `cited` is the first title by which others
/// cite it; `named` says whether the query is its id.
pub fn reasons(found: &Match, plan: &Plan, cited: &str, named: bool) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if named {
        reasons.push(Reason::Id);
    }
    let exact = found.exact.iter().filter_map(|(key, place)| {
        Some(Reason::Evidence {
            evidence: plan.key(*key)?.evidence.clone(),
            is_quoted: place.in_record,
            part: place.part,
        })
    });
    reasons.extend(exact);
    match (found.phrase, found.near) {
        (Some(Part::Cited), _) | (None, Some(Part::Cited)) => {
            reasons.push(Reason::CitedAs(cited.to_owned()));
        }
        (Some(part), _) => reasons.push(Reason::Phrase(part)),
        (None, Some(part)) => reasons.push(Reason::Near(part)),
        (None, None) => {}
    }
    if plan.terms.len() > 1 {
        reasons.push(Reason::Words(match found.all_words {
            true => Share::All,
            false if found.coverage >= MOST => Share::Most,
            false => Share::Some,
        }));
    }
    if let (true, 1, Some(part)) = (reasons.is_empty(), plan.terms.len(), found.part) {
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

/// The corrected words of `query` that an article has; it lacks `missing`.
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
