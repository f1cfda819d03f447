//! How a newer revision of a guide changes the meaning of older links.

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

/// The walks of `older` guides, each with its answers, that end elsewhere in the guide of the same id among `guides`: an
/// error where that has no higher revision, since people would not be told, and otherwise a warning.
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
    // The older guide's own errors are not reported here.
    let tried = explore(
        &mut Report::new(older),
        Some(guide),
        &mut Work::of_a_guide(),
    );
    let Some(found) = tried else {
        let message = "the older guide has too many combinations of answers to compare";
        let advice = "Increase `revision` if a walk may now end differently";
        report.warning(Spot::head().key("revision"), message, advice);
        return;
    };
    let mut moved: BTreeMap<(&str, String), Vec<Pairs>> = BTreeMap::new();
    for (answers, outcome) in found.outcomes {
        let now = walk(guide, &answers);
        if now.here() != outcome || !now.dropped.is_empty() {
            let here = now.here().to_owned();
            moved.entry((outcome, here)).or_default().push(answers);
        }
    }
    for ((outcome, here), walks_there) in moved {
        let spot = match guide.node(&here) {
            Some(node) => Spot::part(node.at()).key("id"),
            None => Spot::head().key("revision"),
        };
        let shortest = walks_there.iter().min_by_key(|way| way.len());
        let answers: Vec<String> = (shortest.into_iter().flatten())
            .map(|(name, answer)| format!("{name}={answer}"))
            .collect();
        let (count, answers) = (walks_there.len(), answers.join("&"));
        let walks = counted(count, "walk");
        let goes = match (here == outcome, count) {
            (true, 1) => format!("1 walk to `{outcome}` loses an answer"),
            (true, _) => format!("{walks} to `{outcome}` lose an answer"),
            (false, 1) => format!("1 walk that ended in `{outcome}` now ends in `{here}`"),
            (false, _) => format!("{walks} that ended in `{outcome}` now end in `{here}`"),
        };
        let message = format!("{goes}, such as {answers}");
        if guide.revision > older.revision {
            let advice = "Anyone who opens an older link is told so";
            report.warning(spot, message, advice);
        } else {
            let advice = format!(
                "Increase `revision` to {}, so that anyone who opens an older link is told",
                older.revision + 1
            );
            report.error(spot, message, &advice);
        }
    }
}
