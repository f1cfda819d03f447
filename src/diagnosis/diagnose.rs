//! Turns the events of a log into findings.

use super::{
    by_code::by_code,
    by_event::by_event,
    by_message::by_message,
    by_words::{WordHit, by_words},
    candidate::{Candidate, Candidates, Tier},
    collapse::Group,
    finding::{Finding, FoundArticle},
};
use crate::{
    atlas::Atlas,
    evidence::{ArticleId, EventRecord},
};

/// Articles a finding names at most.
const MOST_ARTICLES: usize = 10;

/// Findings at most.
pub const MOST_FINDINGS: usize = 500;

/// Diagnoses groups of events, in their order.
///
/// `search` finds articles by plain words, the best first, each with its reasons; it is asked at
/// most once per finding. Once `is_over` says so, the groups that are left get no finding. No
/// events, no findings: the caller then has nothing but the text's words.
pub fn diagnose(
    groups: Vec<Group>,
    atlas: &Atlas,
    is_over: &dyn Fn() -> bool,
    search: &dyn Fn(&str) -> Vec<WordHit>,
) -> Vec<Finding> {
    let groups = groups.into_iter().take_while(|_| !is_over());
    let finding = |group: Group| Finding {
        count: usize::try_from(group.count).unwrap_or(usize::MAX),
        articles: articles(atlas, &group.event, search),
        event: group.event,
        spread: group.spread,
    };
    groups.map(finding).collect()
}

/// The articles for an event, the best first.
fn articles(
    atlas: &Atlas,
    event: &EventRecord,
    search: &dyn Fn(&str) -> Vec<WordHit>,
) -> Vec<FoundArticle> {
    let description = event.description.as_deref().unwrap_or_default();
    let message = atlas.message(description);
    let mut found = Candidates::new();
    by_event(atlas, event, &message, &mut found);
    by_code(atlas, event, description, &mut found);
    by_message(atlas, &message, &mut found);
    let is_certain = found.values().any(|candidate| candidate.tier < Tier::Id);
    if !is_certain {
        by_words(event, description, MOST_ARTICLES, search, &mut found);
    }
    let mut order: Vec<(ArticleId, Candidate)> = found.into_iter().collect();
    order.sort_by(|(one, a), (other, b)| {
        // A catalogue, which explains events rather than fixes one, comes after all fixes of the
        // source.
        let place = |c: &Candidate| match c.tier {
            Tier::SameMessage | Tier::UnnamedMessage if !c.in_catalogue => (c.tier, false, c.tier),
            _ => (c.tier.max(Tier::Source), c.in_catalogue, c.tier),
        };
        place(a)
            .cmp(&place(b))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| one.cmp(other))
    });
    order
        .into_iter()
        .take(MOST_ARTICLES)
        .map(|(id, candidate)| FoundArticle {
            id,
            is_of_other: is_certain && candidate.tier == Tier::Id,
            why: candidate.why,
        })
        .collect()
}
