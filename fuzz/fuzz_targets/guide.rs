//! Reads any text as a guide, checks it, and walks it to its end.

#![no_main]

use fixpath::{
    evidence::ArticleId,
    guide::{self, Citations, Cited, Guide, Now, Question, UNKNOWN},
};
use fixpath_fuzz::linear;
use libfuzzer_sys::fuzz_target;

/// Larger guides are not read.
const GUIDE_BYTES: usize = 1 << 20;
/// The number of steps within which a walk must end.
const MAX_STEPS: usize = 80;

/// Some articles exist, some don't, and some lack the section.
struct Shelf;

impl Citations for Shelf {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        match id.number().unwrap_or_default() % 3 {
            0 => Cited::NoArticle,
            1 if anchor.len() % 2 == 1 => Cited::NoSection(vec!["cause".to_owned()]),
            _ => Cited::Text("The file has version 5.15, the database DB8.".to_owned()),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    linear::check(b"", bytes, GUIDE_BYTES, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        guide::read(&text, "g.toml");
        guide::fill(&text, &|_| None);
    });
    let lines = 1 + text.lines().count();
    let (guide, problems) = guide::read(text, "g.toml");
    assert!(
        guide.is_some() || !problems.is_empty(),
        "no guide and no problem"
    );
    let guides: Vec<Guide> = guide.into_iter().collect();
    let found = guide::check(&guides, &Shelf);
    for problem in problems.iter().chain(&found) {
        assert!(problem.line <= lines, "{problem}, of {lines} lines");
    }
    for guide in &guides {
        for scenario in &guide.scenarios {
            guide::walk(guide, &guide::pairs(&scenario.answers));
        }
        for choice in 0..4 {
            walk(guide, choice);
        }
    }
});

/// Answers whatever is asked, each time in the way given by `choice`, as far as that leads.
fn walk(guide: &Guide, choice: usize) {
    let mut answers = Vec::new();
    for _ in 0..MAX_STEPS {
        let walk = guide::walk(guide, &answers);
        let before = answers.len();
        answers.clone_from(&walk.answers);
        match &walk.now {
            Now::Question(field) => answers.push(answer(field.question, choice)),
            Now::Sheet(_, fields) => {
                answers.extend(fields.iter().map(|field| answer(field.question, choice)));
            }
            Now::Action(action, _) => {
                let word = if choice % 2 == 0 { "no" } else { "yes" };
                answers.push((action.id.clone(), word.to_owned()));
            }
            Now::Outcome { .. } | Now::Stuck(_) => {
                // A link to the current state of the walk leads there.
                let again = guide::walk(guide, &walk.answers);
                assert_eq!(again.answers, walk.answers, "the walk's own link");
                return;
            }
        }
        if answers.len() <= before {
            return;
        }
    }
}

fn answer(question: &Question, choice: usize) -> (String, String) {
    let option = question.options.get(choice % question.options.len().max(1));
    let value = option.map(|option| option.value.clone());
    let words = [UNKNOWN, "yes", "no", "5.15"];
    let value = value.unwrap_or_else(|| words[choice % words.len()].to_owned());
    (question.id.clone(), value)
}
