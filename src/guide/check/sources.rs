//! What the guide rests on: every cited section must be there, and say the numbers relied on.

use std::collections::BTreeMap;

use crate::problem::Problem;

use super::{
    super::format::{Citation, Guide},
    Citations, Cited,
};

pub(super) fn check(guide: &Guide, citations: &dyn Citations) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut texts: BTreeMap<&Citation, Cited> = BTreeMap::new();
    for (line, citation) in guide.citations() {
        let cited = texts
            .entry(citation)
            .or_insert_with(|| citations.section(&citation.article, &citation.anchor));
        match cited {
            Cited::Text(_) => {}
            Cited::NoArticle => {
                let message = format!("the article {} is not loaded", citation.article);
                let advice = "Mount the folder that has it; until then the passage is a grey link";
                problems.push(Problem::warning(&guide.file, line, message).suggest(advice));
            }
            Cited::NoSection => {
                let (id, anchor) = (&citation.article, &citation.anchor);
                let message = format!("the article {id} has no section `{anchor}`");
                let advice = "Use the anchor of a section that the article's page shows";
                problems.push(Problem::error(&guide.file, line, message).suggest(advice));
            }
        }
    }
    for requirement in &guide.requirements {
        let cited: Vec<&Cited> = requirement
            .cite
            .iter()
            .filter_map(|cite| texts.get(cite))
            .collect();
        // What isn't loaded can't be held against the guide.
        if cited.contains(&&Cited::NoArticle) {
            continue;
        }
        for number in numbers(&requirement.need) {
            let said = cited.iter().any(|cited| match cited {
                Cited::Text(text) => numbers(text).any(|other| other == number),
                _ => false,
            });
            if !said {
                let message = format!(
                    "no section cited for `{}` says {number}, which the requirement relies on",
                    requirement.of
                );
                let advice = "Cite the section that says so, or correct `need`";
                problems
                    .push(Problem::error(&guide.file, requirement.line, message).suggest(advice));
            }
        }
    }
    problems
}

/// The dotted numbers of a text: `5.15` and `5.14` of `Import 5.15/Export 5.14.`
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|piece| piece.trim_matches('.'))
        .filter(|piece| !piece.is_empty())
}
