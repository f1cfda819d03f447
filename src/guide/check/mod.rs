//! Proves a guide before anyone walks it.
//!
//! [`parts`] looks at each piece by itself, [`paths`] tries every combination of answers, [`sources`]
//! asks the library for the passages that the guide rests on, and the scenarios are walked.

mod parts;
mod paths;
mod sources;

use std::collections::BTreeMap;

use crate::{evidence::ArticleId, problem::Problem};

use super::{
    format::Guide,
    requirement::Verdict,
    walk::{Now, walk},
};

/// Looks up what articles say, for the check.
pub trait Citations {
    /// The plain text of a section; with an empty anchor, of the whole article.
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited;
}

/// What is known of a cited section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// The article is not loaded.
    NoArticle,
    /// The article has no such section.
    NoSection,
    /// Its plain text.
    Text(String),
}

/// Everything that is wrong with these guides, in the order of guides and lines.
pub fn check(guides: &[Guide], citations: &dyn Citations) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids = BTreeMap::new();
    let mut events = BTreeMap::new();
    for guide in guides {
        let mut found = Vec::new();
        if let Some(other) = ids.insert(&guide.id, &guide.file) {
            let message = format!("the guide `{}` exists already in {other}", guide.id);
            found.push(Problem::error(&guide.file, 1, message).suggest("Give it another id"));
        }
        for claim in &guide.events {
            let source = claim
                .source
                .replace(char::is_whitespace, "")
                .to_ascii_lowercase();
            let key = (source, claim.id);
            if let Some(other) = events.insert(key, &guide.id) {
                let (source, id) = (&claim.source, claim.id);
                let message =
                    format!("event {id} of {source} is claimed by the guide `{other}` already");
                found.push(
                    Problem::error(&guide.file, 1, message).suggest("Let one of them claim it"),
                );
            }
        }
        found.extend(parts::check(guide));
        // Where a target is missing, paths and scenarios would only repeat it.
        if !found
            .iter()
            .any(|problem| problem.severity == crate::problem::Severity::Error)
        {
            found.extend(paths::check(guide));
            found.extend(scenarios(guide));
        }
        found.extend(sources::check(guide, citations));
        found.sort_by_key(|problem| problem.line);
        found.dedup();
        problems.append(&mut found);
    }
    problems
}

fn scenarios(guide: &Guide) -> Vec<Problem> {
    let mut problems = Vec::new();
    for outcome in &guide.outcomes {
        if !guide
            .scenarios
            .iter()
            .any(|scenario| scenario.outcome == outcome.id)
        {
            let message = format!("no scenario ends in `{}`", outcome.id);
            let advice =
                "Write a [[scenario]] for it, so that a change that breaks the way is noticed";
            problems.push(Problem::warning(&guide.file, outcome.line, message).suggest(advice));
        }
    }
    for scenario in &guide.scenarios {
        let answers: Vec<(String, String)> = (scenario.answers.iter())
            .flat_map(|(name, texts)| texts.all().iter().map(|text| (name.clone(), text.clone())))
            .collect();
        let walk = walk(guide, &answers);
        let mut fail = |message: String| {
            let name = if scenario.name.is_empty() {
                &scenario.outcome
            } else {
                &scenario.name
            };
            let message = format!("scenario \u{201c}{name}\u{201d}: {message}");
            let advice = "Correct the scenario, or the rules and requirements it goes by";
            problems.push(Problem::error(&guide.file, scenario.line, message).suggest(advice));
        };
        for dropped in &walk.dropped {
            let (ask, answer, why) = (&dropped.ask, &dropped.answer, dropped.reason.words());
            fail(format!(
                "the answer `{answer}` to \u{201c}{ask}\u{201d} {why}"
            ));
        }
        let (outcome, rows) = match &walk.now {
            Now::Outcome { outcome, rows } => (&outcome.id, rows),
            Now::Question(field) => {
                fail(format!("it stops at the question `{}`", field.question.id));
                continue;
            }
            Now::Sheet(sheet, _) => {
                fail(format!("it stops at the sheet `{}`", sheet.id));
                continue;
            }
            Now::Action(action, _) => {
                fail(format!("it stops at the action `{}`", action.id));
                continue;
            }
            Now::Stuck(why) => {
                fail(why.clone());
                continue;
            }
        };
        if *outcome != scenario.outcome {
            fail(format!(
                "it ends in `{outcome}`, not in `{}`",
                scenario.outcome
            ));
            continue;
        }
        for (verdict, expected) in [
            (Verdict::NotMet, &scenario.not_met),
            (Verdict::Unknown, &scenario.unknown),
        ] {
            let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            let with_verdict = rows.iter().filter(|row| row.verdict == verdict);
            let mut actual: Vec<&str> = with_verdict.map(|row| &*row.fact.id).collect();
            expected.sort_unstable();
            actual.sort_unstable();
            if actual != expected {
                fail(format!(
                    "{} are {actual:?}, not {expected:?}",
                    verdict.word()
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests;
