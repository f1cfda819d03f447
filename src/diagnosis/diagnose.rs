//! Turns the events of a log into findings.

use super::{
    by_code::by_code,
    by_event::by_event,
    by_message::by_message,
    by_words::{WordHit, by_words},
    candidate::{Candidate, Candidates, Tier},
    collapse::{Group, Variant},
    finding::{Finding, FoundArticle, Relation},
};
use crate::{atlas::Atlas, evidence::ArticleId};

/// The most articles of a finding.
const MAX_ARTICLES: usize = 10;

/// The most articles of each relation weaker than the strongest, except those that mention the
/// event.
const MAX_WEAKER: usize = 3;

/// The most findings.
pub const MAX_FINDINGS: usize = 500;

/// Diagnoses a group of events.
///
/// `search` finds articles by plain words, the best first, each with its reasons; it is called at
/// most once.
pub fn diagnose(group: Group, atlas: &Atlas, search: &dyn Fn(&str) -> Vec<WordHit>) -> Finding {
    Finding {
        count: usize::try_from(group.count).unwrap_or(usize::MAX),
        articles: articles(atlas, &group, search),
        event: group.event,
        spread: group.spread,
    }
}

/// The articles for an event, by relation, the best of each first.
fn articles(
    atlas: &Atlas,
    group: &Group,
    search: &dyn Fn(&str) -> Vec<WordHit>,
) -> Vec<FoundArticle> {
    let event = &group.event;
    let description = event.description.as_deref().unwrap_or_default();
    let message = atlas.message(description);
    let mut found = Candidates::new();
    by_event(atlas, event, &message, &mut found);
    let mut messages = description.to_owned();
    let others = group
        .spread
        .different()
        .into_iter()
        .map(Variant::message_or_strings);
    for other in others.filter(|other| other != description) {
        by_event(atlas, event, &atlas.message(&other), &mut found);
        messages.push('\n');
        messages.push_str(&other);
    }
    by_code(atlas, event, &messages, &mut found);
    by_message(atlas, &message, &mut found);
    let is_certain = found.values().any(|candidate| candidate.tier < Tier::Id);
    if !is_certain {
        by_words(event, description, MAX_ARTICLES, search, &mut found);
    }
    let mut order: Vec<(ArticleId, Candidate)> = found.into_iter().collect();
    order.sort_by(|(one, a), (other, b)| {
        rank_key(a)
            .cmp(&rank_key(b))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| one.cmp(other))
    });
    cut_weaker(&mut order);
    let article = |(id, candidate): (ArticleId, Candidate)| FoundArticle {
        id,
        relation: rank_key(&candidate).0,
        quoted: candidate.quoted,
        why: candidate.why,
    };
    order.into_iter().map(article).collect()
}

/// Cuts relations weaker than the strongest down to a few articles each.
fn cut_weaker(order: &mut Vec<(ArticleId, Candidate)>) {
    let strongest = order.first().map(|(_, candidate)| rank_key(candidate).0);
    let (mut last, mut count) = (None, 0);
    order.retain(|(_, candidate)| {
        let relation = rank_key(candidate).0;
        count = if last == Some(relation) { count + 1 } else { 1 };
        last = Some(relation);
        let is_weaker = relation > Relation::Event && Some(relation) != strongest;
        !is_weaker || count <= MAX_WEAKER
    });
    order.truncate(MAX_ARTICLES);
}

/// The sort key of an article. A catalog, which explains events rather than fixes one, comes after
/// all fixes of the event.
fn rank_key(candidate: &Candidate) -> (Relation, bool, Tier) {
    let tier = candidate.tier;
    let relation = match tier.relation() {
        Relation::SameMessage if candidate.in_catalog => Relation::Event,
        relation => relation,
    };
    (relation, candidate.in_catalog, tier)
}
