//! Compares a guide with an older copy: a link to a walk must not lead elsewhere without notice.

use std::collections::BTreeMap;

use super::{
    super::{
        format::Guide,
        walk::{Pairs, walk},
    },
    combinations::explore,
    place::Spot,
    report::Report,
    work::Work,
};
use crate::{number::counted, problem::Problem};

/// Reports every walk through an `older` guide that reaches a different outcome in the guide of the
/// same ID among `guides`. It is an error unless that guide has a higher revision: only then are
/// people who open an older link told that the guide has changed.
pub fn against(guides: &[Guide], older: &[Guide]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for guide in guides {
        let mut report = Report::new(guide);
        for older in older.iter().filter(|older| older.id == guide.id) {
            compare(&mut report, older);
        }
        problems.extend(report.finish());
    }
    problems
}

fn compare(report: &mut Report<'_>, older: &Guide) {
    let guide = report.guide;
    // This report is discarded: the older guide's own errors don't matter here.
    let explored = explore(
        &mut Report::new(older),
        Some(guide),
        &mut Work::of_a_guide(),
    );
    let Some(combinations) = explored else {
        let message = "the older guide has too many combinations of answers to compare";
        let advice = "Increase `revision` if a walk may now end differently";
        report.warning(Spot::head().key("revision"), message, advice);
        return;
    };
    let mut changed: BTreeMap<(&str, String), Vec<Pairs>> = BTreeMap::new();
    for (answers, outcome) in combinations.outcomes {
        let now = walk(guide, &answers);
        if now.here() != outcome || !now.dropped.is_empty() {
            let here = now.here().to_owned();
            changed.entry((outcome, here)).or_default().push(answers);
        }
    }
    for ((outcome, here), walks) in changed {
        let spot = match guide.node(&here) {
            Some(node) => Spot::part(node.at()).key("id"),
            None => Spot::head().key("revision"),
        };
        let shortest = walks.iter().min_by_key(|answers| answers.len());
        let answers: Vec<String> = (shortest.into_iter().flatten())
            .map(|(name, answer)| format!("{name}={answer}"))
            .collect();
        let (count, answers) = (walks.len(), answers.join("&"));
        let counted = counted(count, "walk");
        let goes = match (here == outcome, count) {
            (true, 1) => format!("1 walk to `{outcome}` has an answer that no longer applies"),
            (true, _) => format!("{counted} to `{outcome}` have an answer that no longer applies"),
            (false, 1) => format!("1 walk that ended in `{outcome}` now ends in `{here}`"),
            (false, _) => format!("{counted} that ended in `{outcome}` now end in `{here}`"),
        };
        let message = format!("{goes}, such as {answers}");
        if guide.revision > older.revision {
            let advice = "People who open an older link are told that the guide has changed";
            report.warning(spot, message, advice);
        } else {
            let advice = format!(
                "Increase `revision` to {}, so that people who open an older link are told",
                older.revision + 1
            );
            report.error(spot, message, &advice);
        }
    }
}
