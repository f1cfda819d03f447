//! Sentences about the steps of a walk.

use super::{diagnosis::diagnosis_reasons, search::search_reasons};
use crate::{
    diagnosis::Reason,
    guide::{Field, Now, Step, Walk},
    lookup::{DoneWith, WalkArticle},
    number::counted,
};

/// The progress of a walk: `Step 3, up to 8 questions left`.
pub fn progress(walk: &Walk<'_>) -> String {
    let answered = walk.trail.len();
    let step = format!("Step {}", answered + 1);
    match (&walk.now, walk.ahead.questions) {
        (Now::Outcome { .. }, _) if answered == 0 => String::new(),
        (Now::Outcome { .. }, _) => format!("Finished after {}", counted(answered, "step")),
        (Now::Stuck(_), _) => step,
        (_, 0 | 1) => format!("{step}, the last one"),
        (_, questions) => format!("{step}, up to {} left", counted(questions - 1, "question")),
    }
}

/// How an article is related to what is known at an outcome.
pub fn walk_article(found: &WalkArticle) -> Vec<String> {
    if found.is_quoting {
        return vec!["quotes the message you began with".to_owned()];
    }
    let is_said = |reason: &&Reason| !matches!(reason, Reason::Words(_));
    let why: Vec<Reason> = found.why.iter().filter(is_said).cloned().collect();
    if !why.is_empty() {
        return diagnosis_reasons(&why);
    }
    let mut reasons = search_reasons(&found.mentions);
    if !found.words.is_empty() {
        reasons.push(format!("mentions {}", found.words.join(", ")));
    }
    reasons
}

/// Why an article is no longer relevant to the walk; empty if it still is.
pub fn done_with(done: Option<DoneWith>) -> &'static str {
    match done {
        Some(DoneWith::Tried) => "you tried this",
        Some(DoneWith::RuledOut) => "ruled out by your answers",
        None => "",
    }
}

/// What a step found out for earlier questions (`Database format: DB8`); empty if nothing.
pub fn found(step: &Step<'_>) -> String {
    let found = step.found.iter();
    let found = found.map(|found| format!("{}: {}", found.question, found.answer));
    found.collect::<Vec<_>>().join(", ")
}

/// What is wrong with the given answer to a question, without a full stop; empty if nothing is.
pub fn field_error(field: &Field<'_>) -> String {
    let Some(problem) = &field.problem else {
        return String::new();
    };
    let error = &problem.error;
    match &problem.other_revision {
        Some(revision) => {
            format!(
                "{error}. The link was made for revision {revision} of this guide, where that may have been valid"
            )
        }
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Now, read, walk};

    #[test]
    fn a_step_says_what_follows_and_a_field_what_is_wrong() {
        let text = include_str!("../../kb/guides/ccmail-connector.toml");
        let guide = read(text, "ccmail-connector.toml").0.unwrap();
        let walk = |answers: &[(&str, &str)]| {
            let answers = answers.iter();
            let answers = answers.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
            walk(&guide, &answers.collect::<Vec<_>>())
        };
        let way = [
            ("event", "68"),
            ("eight_five", "no"),
            ("post_office", "unknown"),
            ("release", "release-6"),
        ];
        let found_out = walk(&way);
        assert_eq!(
            found(found_out.trail.last().unwrap()),
            "Database format: DB8"
        );
        for (answers, said) in [
            (
                &[("event", "x")][..],
                "\u{201c}x\u{201d} is not one of the answers",
            ),
            (
                &[("event", "x"), ("rev", "0")],
                "\u{201c}x\u{201d} is not one of the answers. The link was made for revision 0 of this guide, where that may have been valid",
            ),
            (&[], ""),
        ] {
            let walk = walk(answers);
            let Now::Question(field) = &walk.now else {
                panic!("{said}")
            };
            assert_eq!(field_error(field), said);
        }
    }
}
