//! The articles considered for an event, each with the best reason for it.

use std::collections::BTreeMap;

use super::{finding::Relation, reason::Reason};
use crate::{article::Role, atlas::Quote, evidence::ArticleId};

/// Refines [`Relation`] for ranking: what exactly an article has in common with the event, the best
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// It quotes this message under this event.
    SameMessage,
    /// It quotes this message with this ID, but without a source.
    UnnamedMessage,
    /// It quotes a similar message under this event.
    SourceAndMessage,
    Source,
    Code,
    /// It quotes the message, or a similar one, with this ID, but from another source or none.
    MessageAndId,
    /// It quotes the message, or a similar one, with another ID.
    Message,
    Id,
    Words,
}

impl Tier {
    /// How an article of this tier relates to the event.
    pub(super) fn relation(self) -> Relation {
        match self {
            Self::SameMessage | Self::UnnamedMessage => Relation::SameMessage,
            Self::SourceAndMessage | Self::Source => Relation::Event,
            Self::Code => Relation::Code,
            Self::MessageAndId | Self::Message => Relation::OtherMessage,
            Self::Id => Relation::OtherEvent,
            Self::Words => Relation::Words,
        }
    }
}

/// An article that is being considered.
pub(super) struct Candidate {
    pub(super) tier: Tier,
    pub(super) in_catalog: bool,
    pub(super) score: f64,
    /// The message that it quotes.
    pub(super) quoted: Option<String>,
    pub(super) why: Vec<Reason>,
}

/// The articles that are being considered.
pub(super) type Candidates = BTreeMap<ArticleId, Candidate>;

/// Adds an article, or keeps its better tier and score. `is_like` says whether the message that it
/// quotes is similar to the event's.
pub(super) fn propose(
    found: &mut Candidates,
    quote: &Quote,
    tier: Tier,
    score: f64,
    is_like: bool,
    why: Vec<Reason>,
) {
    let candidate = Candidate {
        tier,
        in_catalog: quote.in_catalog,
        score,
        quoted: is_like.then(|| quote.description.clone()).flatten(),
        why,
    };
    match found.get_mut(&quote.article) {
        Some(known) if (known.tier, -known.score) <= (tier, -score) => {}
        Some(known) => *known = candidate,
        None => {
            found.insert(quote.article.clone(), candidate);
        }
    }
}

/// A small bonus for an article that mentions the event in its symptoms or title.
pub(super) fn bonus(quote: &Quote) -> f64 {
    let symptom = if quote.role == Role::Symptoms {
        0.02
    } else {
        0.0
    };
    symptom + if quote.in_title { 0.02 } else { 0.0 }
}
