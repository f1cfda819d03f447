//! How many of the articles about its events and codes a guide cites.

use std::collections::BTreeSet;

use super::{
    super::format::{CodeClaim, EventClaim, Guide},
    place::Spot,
    report::Report,
};
use crate::{evidence::ArticleId, number::counted, problem::Problem};

/// Which articles are about events and codes.
pub trait Subjects {
    /// The articles about an event.
    fn of_event(&self, claim: &EventClaim) -> BTreeSet<ArticleId>;
    /// The articles that mention a code.
    fn of_code(&self, claim: &CodeClaim) -> BTreeSet<ArticleId>;
}

/// How many of the articles about its events and codes a guide cites: a note about all of them, and
/// a warning for each event with fewer than half cited.
pub fn coverage(guide: &Guide, subjects: &dyn Subjects) -> Vec<Problem> {
    let cited: BTreeSet<&ArticleId> = guide.citations().map(|one| &one.article).collect();
    let count_cited =
        |articles: &BTreeSet<ArticleId>| articles.iter().filter(|id| cited.contains(id)).count();
    let mut report = Report::new(guide);
    let mut all = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (at, claim) in guide.events.iter().enumerate() {
        if !seen.insert((&claim.source, claim.id)) {
            continue;
        }
        let articles = subjects.of_event(claim);
        let (cited, total) = (count_cited(&articles), articles.len());
        if 2 * cited < total {
            let (source, id) = (&claim.source, claim.id);
            let message = format!(
                "of {} about event {id} from {source}, the guide cites {cited}",
                counted(total, "article")
            );
            let advice =
                "Cite the others where they belong, or claim less of the event with `says`";
            let spot = Spot::head().key("events").key(at).key("id");
            report.warning(spot, message, advice);
        }
        all.extend(articles);
    }
    all.extend(guide.codes.iter().flat_map(|claim| subjects.of_code(claim)));
    let message = format!(
        "the guide `{}` cites {} of {} about its events and codes",
        guide.id,
        count_cited(&all),
        counted(all.len(), "article")
    );
    let mut problems = vec![Problem::note(&guide.file, message)];
    problems.extend(report.finish());
    problems
}
