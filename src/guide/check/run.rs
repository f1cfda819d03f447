//! Checks one guide by itself, or several together.

use std::collections::BTreeMap;

use super::{
    super::format::Guide, citations::Citations, claims, combinations, parts, place::Spot,
    report::Report, scenarios, sources, texts, unknowns, work::Work,
};
use crate::problem::Problem;

/// The problems of a guide that can be found from the guide alone.
pub fn check_alone(guide: &Guide) -> Vec<Problem> {
    alone(guide, &mut Work::of_a_guide())
}

pub(super) fn alone(guide: &Guide, work: &mut Work) -> Vec<Problem> {
    let mut report = Report::new(guide);
    parts::check(&mut report);
    texts::check(&mut report);
    // If a target is missing, combinations and scenarios would only report the same again.
    if !report.has_errors()
        && let Some(found) = combinations::explore(&mut report, None, work)
    {
        combinations::check(&mut report, &found);
        unknowns::check(&mut report);
        scenarios::check(&mut report, work);
    }
    parts::blanks(&mut report);
    report.finish()
}

/// Everything that is wrong with these guides, guide by guide, each in the order of its file: the
/// problems of each alone, which are given, those between the guides, and those with their sources.
/// If guides claim the same event, errors are reported for the later ones.
pub fn check_together(guides: &[(&Guide, &[Problem])], citations: &dyn Citations) -> Vec<Problem> {
    let mut reports = between(guides);
    for report in &mut reports {
        sources::check(report, citations, &mut Work::of_a_guide());
    }
    reports.into_iter().flat_map(Report::finish).collect()
}

/// The problems of a guide that joins these others; `alone` are its problems by itself.
pub fn check_joining(
    guide: &Guide,
    alone: &[Problem],
    others: &[Guide],
    citations: &dyn Citations,
) -> Vec<Problem> {
    let others = others.iter().map(|other| (other, &[][..]));
    let guides: Vec<_> = others.chain([(guide, alone)]).collect();
    let mut reports = between(&guides);
    let Some(mut report) = reports.pop() else {
        return Vec::new();
    };
    sources::check(&mut report, citations, &mut Work::of_a_guide());
    report.finish()
}

/// The problems between guides, one report per guide.
fn between<'g>(guides: &[(&'g Guide, &[Problem])]) -> Vec<Report<'g>> {
    let mut by_id: BTreeMap<&str, &Guide> = BTreeMap::new();
    let reports = guides
        .iter()
        .map(|(guide, alone)| Report::with(guide, alone));
    let mut reports: Vec<Report<'_>> = reports.collect();
    for report in &mut reports {
        let guide = report.guide;
        if let Some(other) = by_id.get(&*guide.id) {
            let message = format!("the guide `{}` already exists in {}", guide.id, other.file);
            report.error(Spot::head().key("id"), message, "Give it another ID");
        }
        by_id.entry(&guide.id).or_insert(guide);
    }
    claims::check(&mut reports);
    for report in &mut reports {
        parts::check_going_on(report, |id| by_id.get(id).copied());
    }
    reports
}

/// All of these at once: see [`check_alone`] and [`check_together`].
pub fn check(guides: &[Guide], citations: &dyn Citations) -> Vec<Problem> {
    let alone: Vec<Vec<Problem>> = guides.iter().map(check_alone).collect();
    let guides = guides.iter().zip(alone.iter().map(Vec::as_slice));
    check_together(&guides.collect::<Vec<_>>(), citations)
}
