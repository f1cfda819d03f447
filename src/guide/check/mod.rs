//! Proves a guide before anyone walks it.
//!
//! [`parts`], [`texts`] and [`claims`] look at each piece by itself, [`paths`] tries every combination of answers,
//! [`scenarios`] walks those that the guide brings, and [`sources`] asks the library for the passages that it rests on.
//! [`against`] compares with an older revision.

mod against;
mod claims;
mod parts;
mod paths;
mod place;
mod report;
mod scenarios;
mod sources;
mod texts;
mod values;

use std::collections::BTreeMap;

pub use against::against;
use place::Spot;
use report::Report;

use super::format::Guide;
use crate::{evidence::ArticleId, problem::Problem};

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

/// Everything that is wrong with these guides, guide by guide, each in the order of its file. Of guides that claim the same
/// event the first in this order is in the right.
pub fn check(guides: &[Guide], citations: &dyn Citations) -> Vec<Problem> {
    let mut by_id: BTreeMap<&str, &Guide> = BTreeMap::new();
    let mut reports: Vec<Report<'_>> = guides.iter().map(Report::new).collect();
    for report in &mut reports {
        let guide = report.guide;
        if let Some(other) = by_id.get(&*guide.id) {
            let message = format!("the guide `{}` exists already in {}", guide.id, other.file);
            report.error(Spot::head().key("id"), message, "Give it another id");
        }
        by_id.entry(&guide.id).or_insert(guide);
    }
    claims::check(&mut reports);
    for report in &mut reports {
        parts::check(report);
        parts::check_going_on(report, |id| by_id.get(id).copied());
        texts::check(report);
        // Where a target is missing, paths and scenarios would only repeat it.
        if !report.has_errors() {
            if let Some(found) = paths::explore(report) {
                paths::check(report, &found);
            }
            scenarios::check(report);
        }
        sources::check(report, citations);
    }
    reports.into_iter().flat_map(Report::finish).collect()
}

#[cfg(test)]
mod tests;
